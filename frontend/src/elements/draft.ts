import { icon, make } from "../dom";

/** A field's name, its value, and for what was chosen from elsewhere, its words. */
export type Value = [name: string, value: string, words?: string];
type Kept = { at: number; values: Value[] };

const WAIT = 400;
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const PASSED_OVER = new Set(["csrfmiddlewaretoken", "next"]);

/**
 * Keeps what is typed into a form on this machine until it was sent, and offers it back after a
 * lost line, an expired session or a reload. A second click on a sent form does nothing.
 */
class Draft extends HTMLElement {
  private timer = 0;
  private first = "";

  connectedCallback(): void {
    const form = this.querySelector("form");
    if (!form || this.dataset.ready) return;
    this.dataset.ready = "yes";
    this.first = JSON.stringify(read(form));
    // A form that came back with errors already holds what was typed.
    if (!form.querySelector("[data-summary]")) this.offer(form);
    for (const kind of ["input", "change"]) {
      form.addEventListener(kind, () => {
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => this.keep(form), WAIT);
      });
    }
    form.addEventListener("submit", () => {
      clearTimeout(this.timer);
      this.keep(form);
      sessionStorage.setItem("cv-sent", this.place);
    });
  }

  private get place(): string {
    return place(this.getAttribute("key") ?? "");
  }

  private keep(form: HTMLFormElement): void {
    const values = read(form);
    if (JSON.stringify(values) === this.first) return;
    const kept: Kept = { at: Date.now(), values };
    localStorage.setItem(this.place, JSON.stringify(kept));
  }

  private offer(form: HTMLFormElement): void {
    const text = localStorage.getItem(this.place);
    if (!text) return;
    const kept = JSON.parse(text) as Kept;
    if (Date.now() - kept.at > KEPT_FOR || JSON.stringify(kept.values) === this.first) return this.forget();
    const at = new Date(kept.at).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" });
    const take = button("Khôi phục nội dung đang nhập dở", "secondary", "history");
    const drop = button("Bỏ", "tertiary", "cross");
    const note = make("div", { class: "kept", role: "status" },
      make("span", {}, `Máy này còn giữ nội dung ông/bà nhập dở lúc ${at}.`), take, drop);
    take.addEventListener("click", () => {
      write(form, kept.values);
      note.remove();
      form.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
    });
    drop.addEventListener("click", () => {
      this.forget();
      note.remove();
    });
    this.prepend(note);
  }

  private forget(): void {
    localStorage.removeItem(this.place);
  }
}

function button(label: string, variant: string, sign: string): HTMLButtonElement {
  return make("button", { type: "button", class: "ds-button", "data-variant": variant }, icon(sign), label);
}

function read(form: HTMLFormElement): Value[] {
  const values: Value[] = [];
  for (const field of form.elements) {
    if (field instanceof HTMLSelectElement) {
      for (const option of field.selectedOptions) values.push([field.name, option.value, option.text]);
    } else if (field instanceof HTMLTextAreaElement) values.push([field.name, field.value]);
    else if (field instanceof HTMLInputElement && kept(field)) values.push([field.name, field.value, words(field)]);
  }
  return values.filter(([name]) => name && !PASSED_OVER.has(name));
}

function kept(field: HTMLInputElement): boolean {
  if (/^(checkbox|radio)$/.test(field.type)) return field.checked;
  return !/^(password|file|submit|button)$/.test(field.type);
}

/** The name of an uploaded file, which stands beside its id. */
function words(field: HTMLInputElement): string | undefined {
  return field.closest("cv-upload li")?.querySelector("span")?.firstChild?.textContent?.trim();
}

function write(form: HTMLFormElement, values: Value[]): void {
  for (const field of form.elements) {
    const given = values.filter(([name]) => name === (field as HTMLInputElement).name);
    if (field instanceof HTMLSelectElement) choose(field, given);
    else if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) {
      field.checked = given.some(([, value]) => value === field.value);
    } else if (
      (field instanceof HTMLInputElement && kept(field) && !PASSED_OVER.has(field.name)) ||
      field instanceof HTMLTextAreaElement
    ) {
      if (given[0]) field.value = given[0][1];
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.dispatchEvent(new CustomEvent<Value[]>("cv:restored", { detail: values }));
}

function choose(field: HTMLSelectElement, given: Value[]): void {
  for (const [, value, text] of given) {
    if (![...field.options].some((option) => option.value === value)) field.append(new Option(text ?? value, value));
  }
  for (const option of field.options) option.selected = given.some(([, value]) => value === option.value);
}

// One machine may serve several people: each finds only their own.
const place = (key: string): string => `cv-draft:${document.body.dataset.person ?? ""}:${location.pathname}:${key}`;

/** Who signs out leaves nothing behind on the machine. */
document.addEventListener("submit", (event) => {
  if (!(event.target as Element).matches("[data-sign-out]")) return;
  for (const name of Object.keys(localStorage)) if (name.startsWith("cv-draft:")) localStorage.removeItem(name);
});

/**
 * Whether what was sent has arrived. It has not where the answer is a refusal, the sign-in page of
 * an expired session, or the same form again (errors, a lost line) without a word of success.
 */
function arrived(sent: string): boolean {
  if (document.querySelector("[data-summary], [data-refused], .plain")) return false;
  const again = [...document.querySelectorAll("cv-draft")].some((draft) => place(draft.getAttribute("key") ?? "") === sent);
  return !again || document.querySelector('.note[data-color="success"]') !== null;
}
const sent = sessionStorage.getItem("cv-sent");
if (sent) {
  sessionStorage.removeItem("cv-sent");
  if (arrived(sent)) localStorage.removeItem(sent);
}

/** The button that sent the form rests until the answer comes; coming back wakes it. */
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method === "get") return;
  if (form.dataset.sending) return event.preventDefault();
  form.dataset.sending = "yes";
  const pressed = (event as SubmitEvent).submitter;
  setTimeout(() => pressed?.setAttribute("aria-disabled", "true"));
  setTimeout(() => wake(form), 15_000);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method === "get") return;
  if (form.dataset.sending) return event.preventDefault();
  form.dataset.sending = "yes";
  for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
});
function wake(form: HTMLFormElement): void {
  delete form.dataset.sending;
  for (const rested of form.querySelectorAll("button[aria-disabled]")) rested.removeAttribute("aria-disabled");
}
function wakeAll(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sending]")) wake(form);
}
addEventListener("pageshow", wakeAll);
for (const kind of ["htmx:afterRequest", "htmx:sendError"]) document.addEventListener(kind, wakeAll);

customElements.define("cv-draft", Draft);
