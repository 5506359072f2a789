// A button that prints the page; there only where scripts can do it.
class PrintPage extends HTMLElement {
  connectedCallback(): void {
    this.hidden = false;
    this.addEventListener("click", () => print());
  }
}
customElements.define("cv-print", PrintPage);
