// <cv-preview url="…">: posts its form (or the one named by `form`) and shows the true pages that
// come back: {"pages": [{"id": "…", "svg": "<svg…>" | null}], "saved": "16:21"}. `null` means that
// the page is one that we said we have (field `known`).

interface Page { id: string; svg: string | null }
interface Answer { pages: Page[]; saved?: string; sentence?: string }

const PAUSE = 700;

export class PreviewElement extends HTMLElement {
  private readonly pages = document.createElement("div");
  private readonly status = document.createElement("p");
  private readonly known = new Map<string, string>();
  private readonly leave = new AbortController();
  private running: AbortController | null = null;
  private pause = 0;

  connectedCallback(): void {
    this.pages.className = "cv-preview-pages";
    this.pages.tabIndex = 0;
    this.pages.setAttribute("role", "region");
    this.pages.setAttribute("aria-label", "Trang văn bản đúng như bản phát hành");
    this.status.className = "cv-preview-status";
    this.status.setAttribute("role", "status");
    this.replaceChildren(this.status, this.pages);
    for (const kind of ["input", "change"]) {
      this.form?.addEventListener(kind, () => this.later(), { signal: this.leave.signal });
    }
    void this.load();
  }

  disconnectedCallback(): void {
    clearTimeout(this.pause);
    this.leave.abort();
    this.running?.abort();
    for (const address of this.known.values()) URL.revokeObjectURL(address);
    this.known.clear();
  }

  private get form(): HTMLFormElement | null {
    const id = this.getAttribute("form");
    const found = id ? document.getElementById(id) : this.closest("form");
    return found instanceof HTMLFormElement ? found : null;
  }

  private later(): void {
    clearTimeout(this.pause);
    this.pause = window.setTimeout(() => void this.load(), PAUSE);
  }

  private async load(): Promise<void> {
    const url = this.getAttribute("url");
    if (!url || !this.form) return;
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    const sent = new FormData(this.form);
    sent.set("known", [...this.known.keys()].join(","));
    try {
      const reply = await fetch(url, { method: "POST", body: sent, signal: running.signal, headers: { Accept: "application/json" } });
      const answer = (await reply.json()) as Answer;
      if (running.signal.aborted) return;
      if (!reply.ok) return this.fail(answer.sentence);
      this.show(answer);
    } catch (error) {
      if (!running.signal.aborted) this.fail(error instanceof TypeError ? "mất kết nối với máy chủ" : undefined);
    }
  }

  private fail(sentence?: string): void {
    const shown = this.pages.childElementCount ? " Trang đang hiện là bản trước đó." : "";
    const why = (sentence ?? "máy chủ chưa trả lời").replace(/\.$/, "");
    this.status.textContent = `Chưa cập nhật được bản xem trước: ${why}.${shown}`;
    this.dataset["state"] = "stale";
  }

  private show({ pages, saved }: Answer): void {
    for (const { id, svg } of pages) {
      if (svg !== null && !this.known.has(id)) {
        this.known.set(id, URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })));
      }
    }
    while (this.pages.childElementCount > pages.length) this.pages.lastElementChild?.remove();
    pages.forEach(({ id }, at) => this.place(id, at, pages.length));
    this.forget(new Set(pages.map(({ id }) => id)));
    this.status.textContent = [saved ? `Đã lưu ${saved}` : "", `${pages.length} trang`].filter(Boolean).join(" · ");
    this.dataset["state"] = "fresh";
  }

  /** Pages stay where they are and only change their picture, so that the reader's place is kept. */
  private place(id: string, at: number, count: number): void {
    let picture = this.pages.children[at] as HTMLImageElement | undefined;
    if (!picture) {
      picture = document.createElement("img");
      this.pages.append(picture);
    }
    const address = this.known.get(id) ?? "";
    if (picture.src !== address) picture.src = address;
    picture.alt = `Trang ${at + 1} trên ${count}`;
  }

  private forget(shown: Set<string>): void {
    for (const [id, address] of this.known) {
      if (shown.has(id)) continue;
      URL.revokeObjectURL(address);
      this.known.delete(id);
    }
  }
}
