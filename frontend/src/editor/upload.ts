// A picture goes up like any other file, through the same gates; the body keeps only its id.

export class UploadRefused extends Error {}

export async function upload(url: string, file: File, form: HTMLFormElement | null): Promise<number> {
  const sent = new FormData();
  sent.set("file", file, file.name || "anh.png");
  const token = form?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: "POST", body: sent, headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
  } catch {
    throw new UploadRefused("Chưa tải được ảnh lên vì mất kết nối; đề nghị ông/bà thử lại.");
  }
  const found = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  const id = Number(found["id"]);
  if (answer.ok && Number.isInteger(id) && id > 0) return id;
  const sentence = found["sentence"] ?? found["error"];
  throw new UploadRefused(typeof sentence === "string" ? sentence : "Máy chủ không nhận ảnh này; đề nghị ông/bà dùng tệp PNG hoặc JPEG.");
}
