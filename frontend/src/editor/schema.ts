// What a document's body may hold; the server knows the same words (documents/rendering/body.py).
import { type AnyExtension, Extension, Node, mergeAttributes } from "@tiptap/core";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import StarterKit from "@tiptap/starter-kit";

export const ALIGNMENTS = ["left", "center", "right", "justify"] as const;
export type Alignment = (typeof ALIGNMENTS)[number];
export const MAX_INDENT = 6;
const CELL = "(paragraph|heading|bulletList|orderedList|image)+";

/** Alignment and indent as data attributes: the policy allows no inline styles. */
const Layout = Extension.create({
  name: "layout",
  addGlobalAttributes() {
    return [{
      types: ["paragraph", "heading"],
      attributes: {
        textAlign: {
          default: null,
          parseHTML: (element) => alignmentOf(element),
          renderHTML: ({ textAlign }) => (textAlign ? { "data-align": textAlign } : {}),
        },
        indent: {
          default: 0,
          parseHTML: (element) => Math.min(MAX_INDENT, Number(element.dataset["indent"]) || 0),
          renderHTML: ({ indent }) => (indent ? { "data-indent": indent } : {}),
        },
      },
    }];
  },
});

function alignmentOf(element: HTMLElement): Alignment | null {
  const found = element.dataset["align"] ?? element.getAttribute("align") ?? "";
  return ALIGNMENTS.find((alignment) => alignment === found) ?? null;
}

export const PageBreak = Node.create({
  name: "pageBreak",
  atom: true,
  selectable: true,
  parseHTML: () => [{ tag: "hr[data-page-break]" }],
  renderHTML: () => ["hr", { "data-page-break": "", "aria-label": "Ngắt trang" }],
});

/** A picture by the id of its stored file; `address` says where the browser finds it. */
function picture(address: (file: number) => string): Node {
  return Node.create({
    name: "image",
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () => ({ file: { default: null }, alt: { default: "" }, width: { default: 100 } }),
    parseHTML: () => [{
      tag: "img[data-file]",
      getAttrs: (element) => ({
        file: Number(element.dataset["file"]),
        alt: element.getAttribute("alt") ?? "",
        width: Number(element.dataset["width"]) || 100,
      }),
    }],
    renderHTML: ({ node }) => ["img", mergeAttributes({
      src: address(Number(node.attrs["file"])),
      alt: String(node.attrs["alt"]),
      "data-file": String(node.attrs["file"]),
      "data-width": String(node.attrs["width"]),
    })],
  });
}

export function extensions(address: (file: number) => string): AnyExtension[] {
  return [
    StarterKit.configure({
      blockquote: false, code: false, codeBlock: false, document: false, horizontalRule: false,
      link: false, strike: false, heading: { levels: [1, 2, 3] },
      dropcursor: { class: "cv-drop", color: false },
    }),
    Node.create({ name: "doc", topNode: true, content: "(block|pageBreak)+" }),
    Table.configure({ resizable: true, cellMinWidth: 40, allowTableNodeSelection: true }),
    TableRow,
    TableCell.extend({ content: CELL }),
    TableHeader.extend({ content: CELL }),
    Layout,
    PageBreak,
    picture(address),
  ];
}
