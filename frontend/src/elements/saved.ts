const WAIT = 1500;

/**
 * <cv-saved><form>…<p data-saved role="status"></p></form></cv-saved>
 * Sends what is typed to the form's own address while one types and when the page is left, so that
 * the server holds it: nothing stays on a machine that others use too. Without scripts the server
 * keeps each page as it is sent.
 */
class Saved extends HTMLElement {
  private timer = 0;
  private last = "";

  connectedCallback(): void {
    const form = this.querySelector("form");
    if (!form || this.dataset.ready) return;
    this.dataset.ready = "yes";
    this.last = text(form);
    for (const kind of ["input", "change"]) {
      form.addEventListener(kind, () => {
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => void this.save(form), WAIT);
      });
    }
    form.addEventListener("submit", () => {
      clearTimeout(this.timer);
      this.last = text(form);
    });
    window.addEventListener("pagehide", () => void this.save(form));
  }

  private async save(form: HTMLFormElement): Promise<void> {
    clearTimeout(this.timer);
    const now = text(form);
    if (now === this.last) return;
    const body = new URLSearchParams(now);
    body.set("luu", "1");
    const note = form.querySelector("[data-saved]");
    try {
      const answer = await fetch(location.pathname, { method: "POST", body, keepalive: true, redirect: "manual" });
      if (answer.status !== 204) return;
      this.last = now;
      if (note) note.textContent = "Đã lưu nội dung đang gõ.";
    } catch {
      if (note) note.textContent = "Chưa lưu được vì mất mạng; nội dung vẫn còn trên trang này.";
    }
  }
}
customElements.define("cv-saved", Saved);

function text(form: HTMLFormElement): string {
  const values = [...new FormData(form)].filter((one): one is [string, string] => typeof one[1] === "string");
  return new URLSearchParams(values).toString();
}
