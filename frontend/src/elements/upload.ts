import { csrfToken, icon, make, sizeWords } from "../dom";
import type { Value } from "./draft";

type Answer = { id: number | string; name: string; size: number };

const TRIES = 5;
const FIRST_WAIT = 1000;

/** Sends a file as soon as it is chosen, shows how far it is, keeps its id in the form. */
class Upload extends HTMLElement {
  private under = 0;

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    if (!this.getAttribute("src") || !input || this.dataset.ready) return;
    this.dataset.ready = "yes";
    input.classList.add("sr-only");
    input.removeAttribute("name");
    const choose = make("label", { class: "ds-button", "data-variant": "secondary", for: input.id },
      icon("upload"), this.several ? "Chọn tệp" : "Chọn một tệp");
    const drop = make("div", { class: "drop" }, choose, make("span", {}, "hoặc kéo tệp thả vào đây"));
    input.after(drop);
    input.addEventListener("focus", () => choose.classList.add("focus"));
    input.addEventListener("change", () => {
      this.take([...(input.files ?? [])]);
      input.value = "";
    });
    drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.toggleAttribute("data-over", true);
    });
    drop.addEventListener("dragleave", () => drop.removeAttribute("data-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.removeAttribute("data-over");
      this.take([...(event.dataTransfer?.files ?? [])]);
    });
    for (const kept of this.list.children) this.addRemoval(kept as HTMLElement);
    const form = this.closest("form");
    form?.addEventListener("submit", (event) => this.waitForFiles(event), true);
    form?.addEventListener("cv:restored", (event) => this.restore((event as CustomEvent<Value[]>).detail));
  }

  private get field(): string {
    return this.getAttribute("name") ?? "";
  }

  /** Files sent before the page was lost are still stored; only their ids come back. */
  private restore(values: Value[]): void {
    for (const [name, value, words] of values) {
      if (name !== this.field || this.list.querySelector(`input[value="${CSS.escape(value)}"]`)) continue;
      const row = make("li", { "data-id": value }, icon("document"), make("span", {}, words ?? "Tệp đã tải lên"), this.holder(value));
      this.list.append(row);
      this.addRemoval(row);
    }
  }

  private holder(id: string): HTMLInputElement {
    return make("input", { type: "hidden", name: this.field, value: id });
  }

  private get several(): boolean {
    return this.hasAttribute("multiple");
  }

  private get list(): HTMLElement {
    return this.querySelector<HTMLElement>(".files")!;
  }

  private waitForFiles(event: Event): void {
    if (!this.under) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.say("Tệp đang được tải lên. Ông/bà chờ tải xong rồi bấm lại.");
  }

  private say(sentence: string): void {
    this.querySelector("[data-say]")?.remove();
    this.append(make("p", { class: "ds-validation-message", role: "alert", "data-say": true }, sentence));
  }

  private take(files: File[]): void {
    const chosen = this.several ? files : files.slice(0, 1);
    if (!this.several && chosen.length) this.list.replaceChildren();
    for (const file of chosen) void this.send(file);
  }

  private async send(file: File): Promise<void> {
    const words = make("small", {}, `${sizeWords(file.size)} · đang tải lên`);
    const bar = make("progress", { max: "100", value: "0", "aria-label": `Tải lên ${file.name}` });
    const row = make("li", {}, icon("document"), make("span", {}, file.name, words, bar));
    this.list.append(row);
    this.querySelector("[data-say]")?.remove();
    this.under += 1;
    try {
      const answer = await this.insist(file, bar, words);
      words.textContent = `${sizeWords(answer.size)} · đã tải lên`;
      row.dataset.id = String(answer.id);
      row.append(this.holder(String(answer.id)));
      this.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (failure) {
      row.toggleAttribute("data-failed", true);
      words.setAttribute("role", "alert");
      words.textContent = (failure as Error).message;
    } finally {
      this.under -= 1;
      bar.remove();
      this.addRemoval(row);
    }
  }

  /** Sends again when the line was lost; a refusal is final. */
  private async insist(file: File, bar: HTMLProgressElement, words: HTMLElement): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await post(this.getAttribute("src") ?? "", file, (share) => (bar.value = share));
      } catch (failure) {
        if (!(failure instanceof LostLine) || attempt === TRIES) throw failure;
        words.textContent = `Mất kết nối, đang thử lại lần ${attempt + 1} trên ${TRIES}`;
        await new Promise((done) => setTimeout(done, FIRST_WAIT * 2 ** (attempt - 1)));
      }
    }
  }

  private addRemoval(row: HTMLElement): void {
    const name = row.querySelector("span")?.firstChild?.textContent ?? "";
    const remove = make("button", {
      type: "button", class: "ds-button", "data-variant": "tertiary", "data-icon": true, "data-size": "sm",
      "aria-label": `Bỏ tệp ${name.trim()}`,
    }, icon("trash"));
    remove.addEventListener("click", () => {
      row.remove();
      this.querySelector<HTMLElement>("input[type=file]")?.focus();
      this.dispatchEvent(new Event("input", { bubbles: true }));
    });
    row.append(remove);
  }
}

class LostLine extends Error {}

function post(address: string, file: File, tell: (share: number) => void): Promise<Answer> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file);
    request.upload.addEventListener("progress", (event) => tell((100 * event.loaded) / event.total));
    request.addEventListener("load", () => {
      const answer = parsed(request.responseText);
      if (request.status < 300 && answer?.id !== undefined) done(answer as Answer);
      else if (request.status >= 502) fail(new LostLine("Máy chủ chưa trả lời. Ông/bà thử lại sau ít phút."));
      else fail(new Error(answer?.error ?? "Không tải được tệp này lên. Ông/bà vui lòng thử lại."));
    });
    request.addEventListener("error", () => fail(new LostLine("Mất kết nối, tệp chưa tải lên được. Ông/bà chọn lại tệp khi có mạng.")));
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  });
}

function parsed(text: string): (Partial<Answer> & { error?: string }) | null {
  try {
    return JSON.parse(text) as Partial<Answer> & { error?: string };
  } catch {
    return null;
  }
}

customElements.define("cv-upload", Upload);
