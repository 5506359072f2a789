import { make } from "../dom";

/**
 * <cv-kept for="id_words"><ul><li>Words kept at hand</li></ul></cv-kept>
 * Stands below the field; a press puts the words into it. Without scripts they are there to be read.
 */
class Kept extends HTMLElement {
  connectedCallback(): void {
    const field = document.getElementById(this.getAttribute("for") ?? "")?.closest(".ds-field");
    if (field && field.nextElementSibling !== this) return void field.after(this);
    for (const row of this.querySelectorAll("li")) {
      if (row.querySelector("button")) continue;
      const words = row.textContent?.trim() ?? "";
      const press = make("button", { type: "button", class: "ds-button", "data-variant": "tertiary", "data-size": "sm" }, words);
      press.addEventListener("click", () => this.put(words));
      row.replaceChildren(press);
    }
  }

  private put(words: string): void {
    const area = document.getElementById(this.getAttribute("for") ?? "");
    if (!(area instanceof HTMLTextAreaElement)) return;
    const before = area.value.trimEnd();
    area.value = before ? `${before}\n${words}` : words;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }
}
customElements.define("cv-kept", Kept);
