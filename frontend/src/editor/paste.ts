// Paste from Word and from pages: what a document can hold is kept, everything else is let go.
import { Slice } from "@tiptap/pm/model";
import type { EditorView } from "@tiptap/pm/view";

const LIST_PARAGRAPH = /mso-list:\s*l\d+\s+level(\d+)/i;
const NUMBERED = /^\s*(\d+|[a-zđ])\s*[.)]/i;

/** HTML without styles, classes, comments and Word's own elements; lists and marks made plain. */
export function cleaned(html: string): string {
  const page = new DOMParser().parseFromString(unstyled(html), "text/html");
  page.querySelectorAll("style, script, meta, link, title, iframe, object, svg").forEach((e) => e.remove());
  for (const element of [...page.body.querySelectorAll<HTMLElement>("*")]) marksOf(element, page);
  lists(page);
  for (const element of page.body.querySelectorAll("*")) bare(element);
  comments(page);
  return page.body.innerHTML;
}

/** Styles under another name, handlers under none: the content policy would report each of them. */
function unstyled(html: string): string {
  return html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[^>]+>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-css=").replace(/\son\w+\s*=/gi, " data-no="));
}

/** The paste keeps its blocks whole where it lands on an empty line, so that alignment survives. */
export function whole(slice: Slice, view: EditorView): Slice {
  const empty = view.state.selection.$from.parent.content.size === 0;
  return empty && slice.content.childCount > 1 ? new Slice(slice.content, 0, 0) : slice;
}

function styleOf(element: Element, name: string): string {
  const style = element.getAttribute("data-css") ?? "";
  return new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, "i").exec(style)?.[1]?.trim().toLowerCase() ?? "";
}

/** Bold, italic and underline that Word writes as styles become elements; alignment an attribute. */
function marksOf(element: HTMLElement, page: Document): void {
  const align = element.getAttribute("align") ?? styleOf(element, "text-align");
  if (/^(P|H\d|DIV|LI)$/.test(element.tagName) && /^(center|right|justify)$/i.test(align)) {
    element.dataset["align"] = align.toLowerCase();
  }
  if (element.tagName !== "SPAN") return;
  const worn: [boolean, string][] = [
    [/^(bold|[6-9]00)$/.test(styleOf(element, "font-weight")), "b"],
    [styleOf(element, "font-style") === "italic", "i"],
    [styleOf(element, "text-decoration").includes("underline"), "u"],
  ];
  for (const [, tag] of worn.filter(([worn]) => worn)) {
    const mark = page.createElement(tag);
    mark.append(...element.childNodes);
    element.append(mark);
  }
}

/** Word writes a list as paragraphs, each with its level and its number as text. */
function lists(page: Document): void {
  let open: { level: number; list: HTMLElement }[] = [];
  let last: Element | null = null;
  for (const paragraph of [...page.body.querySelectorAll<HTMLElement>("p")]) {
    const level = Number(LIST_PARAGRAPH.exec(paragraph.getAttribute("data-css") ?? "")?.[1] ?? 0);
    if (!level) continue;
    const marker = paragraph.querySelector("[data-css*='mso-list:Ignore' i], [data-css*='mso-list: Ignore' i]");
    const tag = NUMBERED.test(marker?.textContent ?? paragraph.textContent ?? "") ? "ol" : "ul";
    marker?.remove();
    if (paragraph.previousElementSibling !== last) open = [];
    while (open.length && (open.at(-1)?.level ?? 0) > level) open.pop();
    const item = page.createElement("li");
    let top = open.at(-1);
    if (!top || top.level < level) {
      const list = page.createElement(tag);
      if (top?.list.lastElementChild) top.list.lastElementChild.append(list);
      else paragraph.before(list);
      top = { level, list };
      open.push(top);
    }
    top.list.append(item);
    item.append(paragraph);
    last = open[0]?.list ?? null;
  }
}

const KEPT = new Set(["colspan", "rowspan", "start", "data-align", "data-file", "data-width", "alt", "data-page-break", "data-indent"]);

function bare(element: Element): void {
  for (const { name } of [...element.attributes]) if (!KEPT.has(name)) element.removeAttribute(name);
}

function comments(page: Document): void {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
  const found: Node[] = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  found.forEach((node) => (node as ChildNode).remove());
}
