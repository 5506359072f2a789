/** How much room a long text has left; the server says no in words, nothing typed is cut. */
class Counter extends HTMLElement {
  connectedCallback(): void {
    const area = this.querySelector("textarea");
    const limit = Number(this.getAttribute("limit"));
    if (!area || !limit || this.querySelector("output")) return;
    const output = document.createElement("output");
    const say = (): void => {
      const left = limit - [...area.value].length;
      output.textContent = left < 0 ? `Dài quá ${-left} ký tự` : `Còn ${left} trên ${limit} ký tự`;
      output.toggleAttribute("data-over", left < 0);
    };
    area.addEventListener("input", say);
    this.append(output);
    say();
  }
}
customElements.define("cv-counter", Counter);
