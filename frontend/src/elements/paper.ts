type Known = { issuer: string; signer: string; kind: string };

/**
 * Inside its form. Entering paper documents one after another: `/` leads from the number to the notation; a notation
 * met before brings its issuer and type; the first field that waits has the focus.
 */
class Paper extends HTMLElement {
  private form!: HTMLFormElement;

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
    // The elements after this one take their shape first.
    queueMicrotask(() => this.begin());
  }

  private field(name: string): HTMLInputElement | null {
    return this.form.querySelector(`[name="${name}"]`);
  }

  private begin(): void {
    if (this.form.querySelector("[data-summary]")) return;
    const notation = this.field("notation")?.value;
    if (notation) void this.lookUp(notation);
    const scan = this.form.querySelector("cv-upload li") !== null;
    (scan ? this.field("number") : this.form.querySelector<HTMLElement>("cv-upload input"))?.focus();
  }

  private async lookUp(notation: string): Promise<void> {
    const address = new URL(this.getAttribute("src") ?? "", location.href);
    address.searchParams.set("ky-hieu", notation);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const known = (await answer.json()) as Known;
    this.fill("issuer_name", known.issuer);
    this.fill("signer_name", known.signer);
    const kind = this.form.querySelector<HTMLSelectElement>("select[name=kind]");
    if (kind && known.kind !== "letter") kind.value = known.kind;
  }

  /** Only what is still empty; what was typed stands. */
  private fill(name: string, words: string): void {
    const field = this.field(name);
    if (!field || field.value || !words) return;
    field.value = words;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
customElements.define("cv-paper", Paper);
