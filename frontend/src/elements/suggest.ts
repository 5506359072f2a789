import { fold, make, newId } from "../dom";

type Item = { value: string; label: string; note?: string };

const WAIT = 120;

/**
 * A text field that proposes what may be meant. Arrows move, Enter or Tab takes the marked one,
 * Escape keeps what was typed. Without scripts it is the text field alone.
 * `whole`: the address gives everything, what begins with the words is found here, at once.
 * After Enter it says `cv:taken`, whether a proposal was taken or what was typed stands.
 * `calm`: nothing is marked until an arrow marks it. `beside`: that field's words go along.
 */
class Suggest extends HTMLElement {
  private input!: HTMLInputElement | HTMLTextAreaElement;
  private list!: HTMLUListElement;
  private items: Item[] = [];
  private at = -1;
  private timer = 0;
  private asking: Promise<void> | null = null;
  private all: Item[] = [];

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement | HTMLTextAreaElement>("input, textarea");
    if (!input || this.dataset.ready) return;
    this.dataset.ready = "yes";
    this.input = input;
    const id = newId("suggest");
    for (const [name, value] of Object.entries({ autocomplete: "off", "aria-autocomplete": "list", "aria-controls": id })) input.setAttribute(name, value);
    if (input instanceof HTMLInputElement) input.setAttribute("role", "combobox"); // a text area has its own
    this.expand(false);
    this.list = make("ul", { class: "picker-list", role: "listbox", id, "aria-label": "Gợi ý", hidden: true });
    this.append(this.list);
    input.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      if (this.hasAttribute("whole")) this.lookThrough();
      else this.askSoon();
    });
    input.addEventListener("blur", () => this.close());
    if (this.hasAttribute("whole")) void this.itemsFor("").then((items) => (this.all = items));
    input.addEventListener("keydown", (event) => void this.key(event as KeyboardEvent));
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const row = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (row) this.take(Number(row.dataset.index));
    });
  }

  private async itemsFor(words: string): Promise<Item[]> {
    const address = new URL(this.getAttribute("src") ?? "", location.href);
    const beside = this.getAttribute("beside") ?? "";
    address.searchParams.set("q", words);
    if (beside) address.searchParams.set(beside, this.closest("form")?.querySelector<HTMLInputElement>(`[name="${beside}"]`)?.value ?? "");
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    return answer?.ok ? ((await answer.json()) as { items: Item[] }).items : [];
  }

  private lookThrough(): void {
    const words = fold(this.input.value);
    const begin = this.all.filter((item) => fold(item.value).startsWith(words));
    const whole = begin.some((item) => fold(item.value) === words);
    this.items = words && !whole ? begin.slice(0, 8) : [];
    this.show();
  }

  private askSoon(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), WAIT);
  }

  private ask(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = 0;
    this.asking = this.fetch();
    return this.asking;
  }

  private async fetch(): Promise<void> {
    const words = this.input.value;
    const found = words.trim() || this.calm ? await this.itemsFor(words) : [];
    if (words !== this.input.value) return;
    this.items = found;
    this.show();
  }

  private show(): void {
    if (document.activeElement !== this.input) return;
    this.at = this.items.length && !this.calm ? 0 : -1;
    this.list.replaceChildren(...this.items.map((item, index) =>
      make("li", { role: "option", id: `${this.list.id}-${index}`, "data-index": String(index), "aria-selected": "false" }, item.label, ...(item.note ? [make("small", {}, item.note)] : []))));
    this.list.hidden = !this.items.length;
    this.expand(!this.list.hidden);
    this.mark();
  }

  private expand(open: boolean): void {
    if (this.input instanceof HTMLInputElement) this.input.setAttribute("aria-expanded", String(open));
  }

  private mark(): void {
    for (const [index, row] of [...this.list.children].entries()) row.setAttribute("aria-selected", String(index === this.at));
    if (this.at >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private close(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.items = [];
    this.list.hidden = true;
    this.at = -1;
    this.expand(false);
    this.input.removeAttribute("aria-activedescendant");
  }

  private async key(event: KeyboardEvent): Promise<void> {
    const arrow = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (arrow > 0 && this.calm && (this.timer || !this.items.length)) {
      event.preventDefault();
      await this.ask();
      this.move(1);
    } else if (arrow && this.items.length) {
      event.preventDefault();
      this.move(arrow);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && !event.ctrlKey && ((this.timer && !this.calm) || this.at >= 0)) {
      event.preventDefault();
      // Who types fast means what was typed, not the rows for the letters before.
      if (this.timer) await this.ask();
      this.take(this.at);
      this.dispatchEvent(new Event("cv:taken", { bubbles: true }));
    } else if (event.key === "Tab" && !event.shiftKey && this.at >= 0) {
      this.take(this.at);
    }
  }

  private get calm(): boolean {
    return this.hasAttribute("calm");
  }

  /** From nothing marked, down leads to the first and up to the last. */
  private move(by: number): void {
    if (!this.items.length) return;
    this.at = this.at < 0 ? (by > 0 ? 0 : this.items.length - 1) : (this.at + by + this.items.length) % this.items.length;
    this.mark();
  }

  private take(index: number): void {
    const item = this.items[index];
    this.close();
    if (!item) return;
    this.input.value = item.value;
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
customElements.define("cv-suggest", Suggest);
