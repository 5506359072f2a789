import { fold, icon, make, newId } from "../dom";
import type { Value } from "./draft";

type Item = { value: string; label: string; note?: string };
type Part = { key: string; label: string };

const WAIT = 180;
const SHOWN = 30;

/**
 * Choosing by typing, over a native select that keeps the values and stands alone without scripts.
 * Arrows move, Enter chooses, Backspace takes the last one back; Alt+arrows or a press on the
 * chosen one's part switches it.
 */
class Picker extends HTMLElement {
  private select!: HTMLSelectElement;
  private input!: HTMLInputElement;
  private list!: HTMLUListElement;
  private chosen!: HTMLUListElement;
  private items: Item[] = [];
  private parts: Part[] = [];
  private at = -1;
  private timer = 0;
  private asked = 0;
  private stale = false;

  connectedCallback(): void {
    const select = this.querySelector("select");
    if (!select || this.dataset.ready) return;
    this.dataset.ready = "yes";
    this.select = select;
    this.parts = [...this.querySelectorAll<HTMLElement>(":scope > [data-part]")].map((span) => ({
      key: span.dataset.part ?? "", label: span.textContent ?? "",
    }));
    this.build();
    this.draw();
    select.form?.addEventListener("cv:restored", (event) => this.restore((event as CustomEvent<Value[]>).detail));
  }

  private get several(): boolean {
    return this.select.multiple;
  }

  private build(): void {
    const id = newId("picker");
    const label = document.querySelector(`label[for="${this.select.id}"]`);
    const named: Record<string, string> = label ? { "aria-labelledby": (label.id ||= newId("label")) } : {};
    const described = this.select.getAttribute("aria-describedby");
    if (described) named["aria-describedby"] = described;
    if (this.select.getAttribute("aria-invalid")) named["aria-invalid"] = "true";
    this.input = make("input", {
      type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list",
      "aria-controls": id, "data-for": this.select.id, placeholder: "Gõ để tìm…", ...named,
    });
    this.list = make("ul", { class: "picker-list", role: "listbox", id, "aria-label": "Kết quả", hidden: true });
    this.chosen = make("ul", { class: "picker-chosen" });
    const box = make("div", { class: "picker", "data-invalid": "aria-invalid" in named }, this.chosen, this.input);
    // Passing through by Tab shows nothing; who clicks, types or presses an arrow wants the choices.
    box.addEventListener("click", (event) => {
      if ((event.target as Element).matches(".picker-due")) return;
      this.input.focus();
      if (this.list.hidden) void this.search();
    });
    label?.addEventListener("click", (event) => {
      event.preventDefault();
      this.input.focus();
    });
    this.select.hidden = true;
    this.append(box, this.list);
    if (this.parts.length) {
      this.append(make("p", { class: "picker-keys" }, "Bấm vào vai trò, hoặc Alt + mũi tên, để đổi vai trò của mục vừa chọn."));
    }
    this.input.addEventListener("input", () => this.searchSoon());
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const row = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (row) this.choose(Number(row.dataset.index));
    });
  }

  private searchSoon(): void {
    this.stale = true;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.search(), WAIT);
  }

  private async search(): Promise<void> {
    clearTimeout(this.timer);
    const asked = ++this.asked;
    const words = this.input.value;
    const found = this.getAttribute("src") ? await this.ask() : this.own();
    if (asked !== this.asked || words !== this.input.value || document.activeElement !== this.input) return;
    const taken = new Set([...this.select.selectedOptions].map((option) => option.value));
    this.stale = false;
    this.items = found.filter((item) => !this.several || !taken.has(item.value)).slice(0, SHOWN);
    this.open();
  }

  private own(): Item[] {
    const wanted = fold(this.input.value);
    return [...this.select.options]
      .filter((option) => option.value && fold(option.text).includes(wanted))
      .map((option) => ({ value: option.value, label: option.text, note: option.dataset.note ?? "" }));
  }

  private async ask(): Promise<Item[]> {
    const address = new URL(this.getAttribute("src") ?? "", location.href);
    address.searchParams.set("q", this.input.value);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      return answer.ok ? ((await answer.json()) as { items: Item[] }).items : this.own();
    } catch {
      return this.own();
    }
  }

  private open(): void {
    this.at = this.items.length ? 0 : -1;
    const rows = this.items.map((item, index) => {
      const row = make("li", { role: "option", id: `${this.list.id}-${index}`, "data-index": String(index), "aria-selected": "false" }, item.label);
      if (item.note) row.append(make("small", {}, item.note));
      return row;
    });
    this.list.replaceChildren(...rows);
    if (!rows.length) this.list.append(make("li", { class: "picker-note", role: "option", "aria-disabled": "true" }, "Không tìm thấy. Ông/bà thử gõ một phần tên khác."));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark();
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    if (!this.several) this.input.value = this.label;
  }

  private mark(): void {
    for (const [index, row] of [...this.list.children].entries()) {
      row.setAttribute("aria-selected", String(index === this.at));
      if (index === this.at) row.scrollIntoView({ block: "nearest" });
    }
    if (this.at >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
  }

  private key(event: KeyboardEvent): void {
    const arrow = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (arrow && event.altKey && this.parts.length) {
      event.preventDefault();
      const last = [...this.select.selectedOptions].at(-1);
      if (last) this.turn(last.value, arrow);
    } else if (arrow) {
      event.preventDefault();
      if (this.list.hidden) return void this.search();
      const count = this.items.length;
      if (count) this.at = (this.at + arrow + count) % count;
      this.mark();
    } else if (event.key === "Enter" && (this.stale || (!this.list.hidden && this.at >= 0))) {
      event.preventDefault();
      void this.enter();
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      event.preventDefault();
      this.close();
    } else if (event.key === "Backspace" && !this.input.value && this.several) {
      const last = [...this.select.selectedOptions].at(-1);
      if (last) this.drop(last);
    }
  }

  /** Who types fast means what was typed, not the rows still shown for the letters before. */
  private async enter(): Promise<void> {
    if (this.stale) await this.search();
    this.choose(this.at);
  }

  private choose(index: number): void {
    const item = this.items[index];
    if (!item) return;
    let option = [...this.select.options].find((one) => one.value === item.value);
    if (!option) {
      option = new Option(item.label, item.value);
      this.select.append(option);
    }
    if (this.several) this.select.append(option); // the order of choosing is the order sent
    option.selected = true;
    if (this.parts.length) this.give(item.value, this.firstPart());
    this.input.value = "";
    this.changed();
    if (this.several) void this.search();
    else this.close();
  }

  private drop(option: HTMLOptionElement): void {
    option.selected = false;
    this.partOf(option.value)?.remove();
    this.dueOf(option.value)?.remove();
    this.changed();
    this.input.focus();
  }

  /** A part that only one can have goes to the first chosen; those after get the next. */
  private firstPart(): string {
    const lone = this.getAttribute("lone");
    const held = [...this.querySelectorAll<HTMLInputElement>("input[data-value]")].some((part) => part.value === lone);
    return (lone && held && this.parts[0]?.key === lone ? this.parts[1]?.key : this.parts[0]?.key) ?? "";
  }

  private partOf(value: string): HTMLInputElement | null {
    return this.querySelector(`input[data-value="${CSS.escape(value)}"]`);
  }

  private give(value: string, key: string): void {
    let part = this.partOf(value);
    if (!part) {
      part = make("input", { type: "hidden", "data-value": value, name: `${this.select.name}_part_${value}` });
      this.append(part);
    }
    part.value = key;
  }

  private turn(value: string, by: number): void {
    const now = this.parts.findIndex((part) => part.key === this.partOf(value)?.value);
    const next = this.parts[(now + by + this.parts.length) % this.parts.length];
    if (!next) return;
    if (next.key === this.getAttribute("lone")) {
      for (const other of this.querySelectorAll<HTMLInputElement>("input[data-value]")) {
        if (other.value === next.key) other.value = this.parts[1]?.key ?? next.key;
      }
    }
    this.give(value, next.key);
    this.changed();
  }

  private get label(): string {
    const option = this.select.selectedOptions[0];
    return option?.value ? option.text : "";
  }

  private changed(): void {
    this.draw();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private draw(): void {
    if (!this.several) {
      this.input.value = this.label;
      return;
    }
    this.chosen.replaceChildren(...[...this.select.selectedOptions].map((option) => this.chip(option)));
  }

  private chip(option: HTMLOptionElement): HTMLLIElement {
    const remove = make("button", { type: "button", "aria-label": `Bỏ ${option.text}` }, icon("cross"));
    remove.addEventListener("click", () => this.drop(option));
    const index = this.parts.findIndex((part) => part.key === (this.partOf(option.value)?.value ?? this.parts[0]?.key));
    const part = this.parts[index];
    if (!part) return make("li", {}, make("span", {}, option.text), remove);
    const due = this.hasAttribute("dues") ? [this.dueField(option)] : [];
    const turn = make("button", { type: "button", class: "picker-part", title: "Đổi vai trò", "aria-label": `${option.text}: ${part.label}, đổi vai trò` }, part.label);
    turn.addEventListener("click", () => {
      this.turn(option.value, 1);
      this.chosen.querySelector<HTMLElement>(`[data-value="${CSS.escape(option.value)}"] .picker-part`)?.focus();
    });
    return make("li", { "data-part": true, "data-value": option.value, "data-part-index": String(index) }, turn, make("span", {}, option.text), remove, ...due);
  }

  private dueOf(value: string): HTMLInputElement | null {
    return this.querySelector(`input[data-due="${CSS.escape(value)}"]`);
  }

  /** A day of one's own; Shift+Tab leads from the search to that of the last chosen, Enter back. */
  private dueField(option: HTMLOptionElement): HTMLInputElement {
    const field = make("input", {
      type: "text", class: "picker-due", autocomplete: "off", maxlength: "40", placeholder: "hạn riêng",
      "aria-label": `Hạn riêng của ${option.text}`, value: this.dueOf(option.value)?.value ?? "",
    });
    field.addEventListener("input", () => this.keepDue(option.value, field.value));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey) return;
      event.preventDefault();
      this.input.focus();
    });
    return field;
  }

  private keepDue(value: string, words: string): void {
    let kept = this.dueOf(value);
    if (!kept) {
      kept = make("input", { type: "hidden", "data-due": value, name: `${this.select.name}_due_${value}` });
      this.append(kept);
    }
    kept.value = words;
  }

  private restore(values: Value[]): void {
    for (const [name, value] of values) {
      const marked = `${this.select.name}_part_`;
      if (name.startsWith(marked)) this.give(name.slice(marked.length), value);
      const due = `${this.select.name}_due_`;
      if (name.startsWith(due)) this.keepDue(name.slice(due.length), value);
    }
    this.draw();
  }
}
customElements.define("cv-picker", Picker);
