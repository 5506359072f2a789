import { make, newId } from "../dom";

type Item = { value: string; label: string };

const WAIT = 120;

/**
 * A text field that proposes what may be meant. Arrows move, Enter or Tab takes the marked one,
 * Escape keeps what was typed. Without scripts it is the text field alone.
 */
class Suggest extends HTMLElement {
  private input!: HTMLInputElement;
  private list!: HTMLUListElement;
  private items: Item[] = [];
  private at = -1;
  private timer = 0;
  private asking: Promise<void> | null = null;

  connectedCallback(): void {
    const input = this.querySelector("input");
    if (!input || this.dataset.ready) return;
    this.dataset.ready = "yes";
    this.input = input;
    const id = newId("suggest");
    for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": id })) input.setAttribute(name, value);
    this.list = make("ul", { class: "picker-list", role: "listbox", id, "aria-label": "Gợi ý", hidden: true });
    this.append(this.list);
    input.addEventListener("input", (event) => {
      if (event.isTrusted) this.askSoon();
    });
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => void this.key(event));
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const row = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (row) this.take(Number(row.dataset.index));
    });
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
    const address = new URL(this.getAttribute("src") ?? "", location.href);
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok || words !== this.input.value) return;
      this.items = words.trim() ? ((await answer.json()) as { items: Item[] }).items : [];
    } catch {
      this.items = [];
    }
    this.show();
  }

  private show(): void {
    if (document.activeElement !== this.input) return;
    this.at = this.items.length ? 0 : -1;
    this.list.replaceChildren(...this.items.map((item, index) =>
      make("li", { role: "option", id: `${this.list.id}-${index}`, "data-index": String(index), "aria-selected": "false" }, item.label)));
    this.list.hidden = !this.items.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark();
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
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private async key(event: KeyboardEvent): Promise<void> {
    const arrow = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (arrow && this.items.length) {
      event.preventDefault();
      this.at = (this.at + arrow + this.items.length) % this.items.length;
      this.mark();
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && !event.ctrlKey && (this.timer || this.at >= 0)) {
      event.preventDefault();
      // Who types fast means what was typed, not the rows for the letters before.
      if (this.timer) await this.ask();
      this.take(this.at);
    } else if (event.key === "Tab" && !event.shiftKey && this.at >= 0) {
      this.take(this.at);
    }
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
