import { icon, make, sizeWords } from "../dom";
import type { Value } from "./draft";
import { LostLine, Sending, SendingRefused } from "./sending";

/** Sends a file as soon as it is chosen, shows how far it is, keeps its id in the form. */
class Upload extends HTMLElement {
  private under = 0;
  private asked?: { by: HTMLElement | null };

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

  /** A form that is sent before its files are here goes by itself, with the same button, once they are. */
  private waitForFiles(event: SubmitEvent): void {
    if (!this.under) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.asked = { by: event.submitter };
    this.say("Tệp đang được tải lên; tải xong hệ thống tự gửi, ông/bà không phải bấm lại.", "status");
  }

  private goOn(): void {
    const asked = this.asked;
    if (this.under || !asked || !this.isConnected) return;
    this.asked = undefined;
    this.querySelector("[data-say]")?.remove();
    if (this.list.querySelector("[data-failed]")) {
      this.say("Có tệp chưa tải lên được nên chưa gửi. Ông/bà tải lại hoặc bỏ tệp ấy rồi bấm lại.", "alert");
    } else this.closest("form")?.requestSubmit(asked.by);
  }

  private say(sentence: string, role: "alert" | "status"): void {
    this.querySelector("[data-say]")?.remove();
    const look = role === "alert" ? "ds-validation-message" : "quiet";
    const said = make("p", { class: look, role, "data-say": true }, sentence);
    this.append(said);
    said.scrollIntoView({ block: "nearest" });
  }

  private take(files: File[]): void {
    const chosen = this.several ? files : files.slice(0, 1);
    if (!this.several && chosen.length) this.list.replaceChildren();
    for (const file of chosen) void this.send(file);
  }

  private send(file: File): Promise<void> {
    const words = make("small", {}, `${sizeWords(file.size)} · đang tải lên`);
    const bar = make("progress", { max: "100", value: "0", "aria-label": `Tải lên ${file.name}` });
    const row = make("li", {}, icon("document"), make("span", {}, file.name, words, bar));
    this.list.append(row);
    this.querySelector("[data-say]")?.remove();
    const sending = new Sending(
      this.getAttribute("src") ?? "", file,
      (percent) => {
        bar.value = percent;
        words.textContent = `${sizeWords(file.size)} · đang tải lên ${Math.floor(percent)}%`;
      },
      (attempt, tries) => (words.textContent = `Mất kết nối, đang thử lại lần ${attempt} trên ${tries}`),
    );
    return this.follow(sending, row, words, bar);
  }

  private async follow(sending: Sending, row: HTMLElement, words: HTMLElement, bar: HTMLElement): Promise<void> {
    this.under += 1;
    try {
      const stored = await sending.go();
      words.textContent = `${sizeWords(stored.size)} · đã tải lên`;
      row.dataset.id = String(stored.id);
      row.append(this.holder(String(stored.id)));
      this.dispatchEvent(new Event("input", { bubbles: true }));
      bar.remove();
      this.addRemoval(row);
    } catch (failure) {
      row.toggleAttribute("data-failed", true);
      words.setAttribute("role", "alert");
      words.textContent = (failure as Error).message;
      if (failure instanceof LostLine) this.addGoingOn(() => this.follow(sending, row, words, bar), row, words);
      else bar.remove();
      if (failure instanceof SendingRefused && failure.guide) words.append(" ", guideLink(failure.guide));
      this.addRemoval(row);
    } finally {
      this.under -= 1;
      this.goOn();
    }
  }

  /** The line was lost for long: the person says when to go on; what was sent is not sent again. */
  private addGoingOn(again: () => Promise<void>, row: HTMLElement, words: HTMLElement): void {
    const button = make("button", { type: "button", class: "ds-button", "data-variant": "secondary", "data-size": "sm" }, "Tải tiếp");
    button.addEventListener("click", () => {
      row.querySelectorAll("button").forEach((one) => one.remove());
      row.removeAttribute("data-failed");
      words.removeAttribute("role");
      void again();
    });
    row.append(button);
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

function guideLink(address: string): HTMLElement {
  return make("a", { class: "ds-link", href: address, target: "_blank", rel: "noopener" }, "Xem cách làm đúng");
}

customElements.define("cv-upload", Upload);
