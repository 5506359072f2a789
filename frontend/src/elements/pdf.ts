/** Loads the page viewer when one is on the page; until then its link to the file stands. */
async function load(viewer: HTMLElement): Promise<void> {
  const { script, style } = viewer.dataset;
  if (!script || viewer.dataset.loading) return;
  viewer.dataset.loading = "yes";
  if (style && !document.querySelector(`link[href="${style}"]`)) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = style;
    document.head.append(link);
  }
  await import(new URL(script, location.href).href);
}

function find(): void {
  for (const viewer of document.querySelectorAll<HTMLElement>("cv-pdf")) void load(viewer);
}
find();
document.addEventListener("htmx:afterSwap", find);
