// Choosing several rows: `x` on a row, Shift+x from the last one chosen; the bar says how many.
const picks = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>(".item-pick")];
let last: HTMLInputElement | null = null;

function tell(): void {
  const bar = document.querySelector(".bulk");
  if (!bar) return;
  const count = picks().filter((one) => one.checked).length;
  const said = bar.querySelector("[data-chosen]");
  if (said) said.textContent = count ? `Đã chọn ${count} văn bản` : "";
  bar.querySelector<HTMLElement>("[data-choose-all]")?.toggleAttribute("hidden", false);
}

function upTo(pick: HTMLInputElement): void {
  const all = picks();
  const [from, to] = [all.indexOf(last ?? pick), all.indexOf(pick)].sort((one, other) => one - other);
  for (const one of all.slice(from, (to ?? 0) + 1)) one.checked = true;
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
  const pick = (event.target as Element).closest?.(".item")?.querySelector<HTMLInputElement>(".item-pick");
  if (!pick) return;
  event.preventDefault();
  if (event.shiftKey) upTo(pick);
  else pick.checked = !pick.checked;
  last = pick;
  tell();
});
document.addEventListener("change", (event) => {
  if (!(event.target instanceof HTMLInputElement) || !event.target.matches(".item-pick")) return;
  last = event.target;
  tell();
});
document.addEventListener("click", (event) => {
  if (!(event.target as Element).closest?.("[data-choose-all]")) return;
  const all = picks();
  const every = all.every((one) => one.checked);
  for (const one of all) one.checked = !every;
  if (every) all[0]?.focus(); // the bar goes, and the focus must not go with it
  tell();
});
