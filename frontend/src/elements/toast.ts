import { icon, make } from "../dom";

const SHOWN_FOR = 9000;

/** Something that was said quietly; goes by itself unless it is a refusal. */
class Toast extends HTMLElement {
  connectedCallback(): void {
    if (this.querySelector("[data-close]")) return;
    const close = make("button", {
      type: "button", class: "ds-button", "data-variant": "tertiary", "data-icon": true,
      "data-size": "sm", "data-close": true, "aria-label": "Đóng thông báo",
    }, icon("cross"));
    close.addEventListener("click", () => this.remove());
    this.append(close);
    if (this.dataset.color !== "danger") this.leaveLater();
  }

  private leaveLater(): void {
    setTimeout(() => {
      if (this.matches(":hover, :focus-within")) this.leaveLater();
      else this.remove();
    }, SHOWN_FOR);
  }
}
customElements.define("cv-toast", Toast);

export function toast(text: string, given: { url?: string; kind?: string } = {}): void {
  const words = make("p", {}, given.url ? make("a", { href: given.url }, text) : text);
  const shown = document.createElement("cv-toast");
  shown.className = "toast";
  if (given.kind) shown.dataset.color = given.kind;
  shown.append(words);
  document.getElementById("toasts")?.append(shown);
}
