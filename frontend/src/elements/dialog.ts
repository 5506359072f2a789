/** A dialog that htmx brought: opens at once, gives the focus back when it closes. */
class Dialog extends HTMLElement {
  private opener: Element | null = null;

  connectedCallback(): void {
    const dialog = this.querySelector("dialog");
    if (!dialog || dialog.open) return;
    this.opener = document.activeElement;
    dialog.showModal();
    // What stands inside takes its shape after its dialog: a picker hides the field that it stands for.
    queueMicrotask(() => this.begin(dialog));
    dialog.addEventListener("close", () => {
      this.remove();
      if (this.opener instanceof HTMLElement) this.opener.focus();
    });
    this.addEventListener("click", (event) => {
      if ((event.target as Element).closest("[data-close]")) dialog.close();
    });
  }

  private begin(dialog: HTMLDialogElement): void {
    const stops = dialog.querySelectorAll<HTMLElement>("[data-summary], [autofocus], form :is(input:not([type=hidden]), select, textarea)");
    [...stops].find((stop) => stop.checkVisibility())?.focus();
  }
}
customElements.define("cv-dialog", Dialog);
