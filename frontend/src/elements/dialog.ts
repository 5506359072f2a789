/** A dialog that htmx brought: opens at once, gives the focus back when it closes. */
class Dialog extends HTMLElement {
  private opener: Element | null = null;

  connectedCallback(): void {
    const dialog = this.querySelector("dialog");
    if (!dialog || dialog.open) return;
    this.opener = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[data-summary], [autofocus], form :is(input:not([type=hidden]), select, textarea)")?.focus();
    dialog.addEventListener("close", () => {
      this.remove();
      if (this.opener instanceof HTMLElement) this.opener.focus();
    });
    this.addEventListener("click", (event) => {
      if ((event.target as Element).closest("[data-close]")) dialog.close();
    });
  }
}
customElements.define("cv-dialog", Dialog);
