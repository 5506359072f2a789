// What belongs to the page as a whole: keys, menus, the summary of errors, a lost line.
import { icon, make } from "./dom";
import { toast } from "./elements/toast";

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input, textarea, select"));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const wanted = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
  if (wanted) {
    event.preventDefault();
    if (wanted instanceof HTMLAnchorElement) wanted.click();
    else wanted.focus();
  }
});

/** Ctrl+Enter sends the form in which one types, as its first button does. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !typing(event.target)) return;
  const form = (event.target as HTMLInputElement).form;
  if (!form || form.method === "get") return;
  event.preventDefault();
  form.requestSubmit(form.querySelector<HTMLButtonElement>("button:not([type=button])"));
});

function closeMenus(except?: Element | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (menu === except) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
    menu.open = false;
  }
}
document.addEventListener("click", (event) => {
  if (event.target instanceof Element) closeMenus(event.target.closest("details.menu"));
});

/** The server refuses in Vietnamese sentences; the browser would do so in its own language. */
function letTheServerJudge(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[method=post]")) form.noValidate = true;
}
letTheServerJudge();
document.addEventListener("htmx:afterSwap", letTheServerJudge);

/** A browser names the button of a file field in its own language; here it is Vietnamese. */
function nameFileFields(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[type=file]:not(.sr-only)")) {
    if (input.closest("cv-upload") || !input.id) continue;
    const choose = make("label", { class: "ds-button", "data-variant": "secondary", for: input.id }, icon("upload"), "Chọn tệp");
    const name = make("span", { class: "quiet" }, "Chưa chọn tệp");
    input.classList.add("sr-only");
    input.after(make("div", { class: "file-choice" }, choose, name));
    input.addEventListener("change", () => {
      name.textContent = [...(input.files ?? [])].map((file) => file.name).join(", ") || "Chưa chọn tệp";
    });
  }
}
nameFileFields();
document.addEventListener("htmx:afterSwap", nameFileFields);

/** The summary of errors is where reading goes on after a form came back. */
function focusSummary(root: ParentNode): void {
  root.querySelector<HTMLElement>("[data-summary]")?.focus();
}
focusSummary(document);
document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target as Element));

// A summary's link leads into the input itself, also where an element stands for it.
document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest?.<HTMLAnchorElement>("[data-summary] a");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const stand = document.querySelector<HTMLElement>(`[data-for="${target.id}"]`);
  (stand ?? target).focus();
  (stand ?? target).scrollIntoView({ block: "center" });
});

/** A question before something that can't be taken back; before whoever notes that it was sent. */
const askFirst = (event: SubmitEvent): void => {
  const form = event.target as HTMLFormElement;
  const question = form.dataset.confirm;
  if (!question || form.dataset.confirmed) return;
  event.preventDefault();
  const yes = make("button", { class: "ds-button", "data-variant": "primary" }, "Đồng ý");
  const no = make("button", { class: "ds-button", "data-variant": "tertiary" }, "Không");
  const dialog = make(
    "dialog",
    { class: "ds-dialog", "aria-label": question },
    make("p", {}, question),
    make("div", { class: "actions" }, yes, no),
  );
  yes.addEventListener("click", () => {
    form.dataset.confirmed = "yes";
    form.requestSubmit();
    dialog.close();
  });
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
};
document.addEventListener("submit", askFirst, { capture: true });

const offline = make("p", { class: "offline", role: "status", hidden: true });
offline.textContent = "Mất kết nối mạng. Nội dung đang nhập được giữ lại trên máy này.";
document.body.append(offline);
const tellLine = (): void => void (offline.hidden = navigator.onLine);
addEventListener("online", tellLine);
addEventListener("offline", tellLine);
tellLine();

document.addEventListener("htmx:sendError", () =>
  toast("Không gửi được do mất kết nối. Nội dung chưa mất; ông/bà vui lòng thử lại.", { kind: "danger" }),
);

/** j and k walk down and up a list, as the arrows of a mail program do; Enter opens. */
document.addEventListener("keydown", (event) => {
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step || document.querySelector("dialog[open]")) return;
  const links = [...document.querySelectorAll<HTMLElement>(".list-pane .items a, .found a, .found-rows a")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement as HTMLElement);
  const here = at < 0 ? links.findIndex((link) => link.hasAttribute("aria-current")) : at;
  const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1)];
  event.preventDefault();
  next?.focus();
});
