type Fields = Record<string, string>;
type Read = { waiting?: boolean; fields: Fields };

/** What a document can't be entered without, in the order in which it is read off. */
const NEEDED = ["number", "notation", "dated_on", "issuer_name", "anyway", "abstract"];
const READ = "Các mục dưới đây được đọc sẵn từ bản quét; ông/bà đối chiếu rồi lưu.";
const ASK_AGAIN = 1000;
const ASKS = 60;

/**
 * Inside its form. Entering paper documents one after another: what a scan says of itself comes into the empty fields;
 * `/` leads from the number to the notation; a notation brings its issuer and type; Enter leads to what is still empty,
 * and enters the document when nothing is.
 */
class Paper extends HTMLElement {
  private form!: HTMLFormElement;
  private asked = "";

  connectedCallback(): void {
    const form = this.closest("form");
    if (!form || this.dataset.ready) return;
    this.dataset.ready = "yes";
    this.form = form;
    const number = this.field("number");
    const notation = this.field("notation");
    number?.addEventListener("input", () => {
      const [before, ...after] = number.value.split("/");
      if (!after.length || !notation) return;
      number.value = before ?? "";
      if (after[0]) notation.value = after.join("/");
      notation.focus();
    });
    notation?.addEventListener("change", () => void this.lookUp(notation.value));
    form.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("cv:taken", (event) => {
      if (!(event.target as Element).hasAttribute("calm")) this.goOn(event.target as Node);
    });
    form.addEventListener("input", (event) => {
      if ((event.target as Element).matches("cv-upload")) this.sent();
    });
    // The elements after this one take their shape first.
    queueMicrotask(() => this.begin());
  }

  private field(name: string): HTMLInputElement | null {
    return this.form.querySelector(`:is(input, textarea, select)[name="${name}"]`);
  }

  /** The scan that stands first, once it has arrived; those behind it may have arrived before. */
  private get scan(): string {
    const first = this.form.querySelector("cv-upload li:not([data-failed])");
    return first?.querySelector<HTMLInputElement>("input[name=file]")?.value ?? "";
  }

  private get chooser(): HTMLElement | null {
    return this.form.querySelector<HTMLElement>("cv-upload input[type=file]");
  }

  private begin(): void {
    if (this.form.querySelector("[data-summary]")) return;
    if (!this.form.querySelector("cv-upload li")) return void this.chooser?.focus();
    this.field("number")?.focus();
    if (this.hasAttribute("unread")) void this.readScan();
  }

  /** The first of several scans is this document's; the hands go on where they will type. */
  private sent(): void {
    if (document.activeElement === this.chooser) this.field("number")?.focus();
    void this.readScan();
  }

  private key(event: KeyboardEvent): void {
    const other = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing;
    if (event.key !== "Enter" || other || event.defaultPrevented) return;
    if (!(event.target as Element).matches("input:not([type=file]), textarea")) return;
    event.preventDefault();
    this.goOn(event.target as Node);
  }

  /** To what is still empty after here, else before it; with nothing empty the document is entered. */
  private goOn(here: Node): void {
    const empty = NEEDED.map((name) => this.field(name)).filter((one) => one && !one.value.trim());
    if (!this.field("file")) this.chooser?.focus();
    else if (empty.length) (empty.find((one) => follows(here, one!)) ?? empty[0])?.focus();
    else this.form.requestSubmit(this.form.querySelector<HTMLButtonElement>("button[name=next]"));
  }

  /** Asks for what the first scan says until it has been read. */
  private async readScan(): Promise<void> {
    const id = this.scan;
    if (!id || id === this.asked) return;
    this.asked = id;
    for (let asks = 0; asks < ASKS && this.isConnected && this.scan === id; asks += 1) {
      const said = await this.ask("read", "quet", id);
      if (!said) return;
      if (!said.waiting) return this.show(Object.keys(said.fields).length ? READ : "", said.fields);
      this.show("Đang đọc bản quét…", {});
      await new Promise((done) => setTimeout(done, ASK_AGAIN));
    }
    this.show("", {});
  }

  private show(words: string, fields: Fields): void {
    const line = this.form.querySelector("[data-read]");
    if (line) line.textContent = words;
    this.fill(fields);
  }

  private async lookUp(notation: string): Promise<void> {
    const known = notation.trim() ? await this.ask("src", "ky-hieu", notation) : null;
    if (known) this.fill(known.fields);
  }

  private async ask(where: string, name: string, value: string): Promise<Read | null> {
    const address = new URL(this.getAttribute(where) ?? "", location.href);
    address.searchParams.set(name, value);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    return answer?.ok ? ((await answer.json()) as Read) : null;
  }

  /** Only what is still empty, and a letter is what a type is until something else is known. */
  private fill(fields: Fields): void {
    for (const [name, words] of Object.entries(fields)) {
      const field = this.field(name);
      if (!field || !words || (field.value && !(name === "kind" && field.value === "letter"))) continue;
      field.value = words;
      if (field === document.activeElement) field.select?.();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      if (name !== "notation") field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

const follows = (here: Node, there: Node): boolean =>
  (here.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;

customElements.define("cv-paper", Paper);
