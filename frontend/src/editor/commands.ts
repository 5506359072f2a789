// What the buttons do, with their official names and keys.
import type { Editor } from "@tiptap/core";
import { type Alignment, MAX_INDENT } from "./schema";

export interface Command {
  id: string;
  label: string;
  keys?: string;
  /** Path of a 20 × 20 picture; without it the label is written out. */
  icon?: string;
  run(editor: Editor): boolean;
  pressed?(editor: Editor): boolean;
  open?(editor: Editor): boolean;
}

const block = (editor: Editor): string => (editor.isActive("heading") ? "heading" : "paragraph");

function align(textAlign: Alignment, label: string, keys: string, icon: string): Command {
  return {
    id: `align-${textAlign}`, label, keys, icon,
    run: (editor) => editor.chain().focus()
      .updateAttributes("paragraph", { textAlign }).updateAttributes("heading", { textAlign }).run(),
    pressed: (editor) => editor.isActive({ textAlign }),
  };
}

export function indent(editor: Editor, step: 1 | -1): boolean {
  if (editor.isActive("listItem")) {
    const chain = editor.chain().focus();
    return (step > 0 ? chain.sinkListItem("listItem") : chain.liftListItem("listItem")).run();
  }
  const now = Number(editor.getAttributes(block(editor))["indent"] ?? 0);
  const next = Math.min(MAX_INDENT, Math.max(0, now + step));
  return editor.chain().focus().updateAttributes(block(editor), { indent: next }).run();
}

function heading(level: 1 | 2 | 3, label: string): Command {
  return {
    id: `heading-${level}`, label, keys: `Ctrl+Alt+${level}`,
    run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
    pressed: (editor) => editor.isActive("heading", { level }),
  };
}

export const GROUPS: { label: string; commands: Command[] }[] = [
  { label: "Hoàn tác", commands: [
    { id: "undo", label: "Hoàn tác", keys: "Ctrl+Z", icon: "M8 5 4 9l4 4M4 9h7a5 5 0 0 1 0 10H9",
      run: (e) => e.chain().focus().undo().run(), open: (e) => e.can().undo() },
    { id: "redo", label: "Làm lại", keys: "Ctrl+Y", icon: "m12 5 4 4-4 4M16 9H9a5 5 0 0 0 0 10h2",
      run: (e) => e.chain().focus().redo().run(), open: (e) => e.can().redo() },
  ] },
  { label: "Kiểu chữ", commands: [
    { id: "bold", label: "Đậm", keys: "Ctrl+B", icon: "M6 4h5a3 3 0 0 1 0 6H6zm0 6h6a3 3 0 0 1 0 6H6z",
      run: (e) => e.chain().focus().toggleBold().run(), pressed: (e) => e.isActive("bold") },
    { id: "italic", label: "Nghiêng", keys: "Ctrl+I", icon: "M9 4h6M5 16h6M12 4 8 16",
      run: (e) => e.chain().focus().toggleItalic().run(), pressed: (e) => e.isActive("italic") },
    { id: "underline", label: "Gạch chân", keys: "Ctrl+U", icon: "M6 3v6a4 4 0 0 0 8 0V3M5 17h10",
      run: (e) => e.chain().focus().toggleUnderline().run(), pressed: (e) => e.isActive("underline") },
  ] },
  { label: "Đề mục", commands: [heading(1, "Chương"), heading(2, "Mục"), heading(3, "Điều")] },
  { label: "Căn lề", commands: [
    align("left", "Căn trái", "Ctrl+Shift+L", "M3 4h14M3 8h9M3 12h14M3 16h9"),
    align("center", "Căn giữa", "Ctrl+Shift+E", "M3 4h14M6 8h8M3 12h14M6 16h8"),
    align("right", "Căn phải", "Ctrl+Shift+R", "M3 4h14M8 8h9M3 12h14M8 16h9"),
    align("justify", "Căn đều hai bên", "Ctrl+Shift+J", "M3 4h14M3 8h14M3 12h14M3 16h14"),
  ] },
  { label: "Danh sách", commands: [
    { id: "numbers", label: "Danh sách số 1. a)", keys: "Ctrl+Shift+7",
      icon: "M8 5h9M8 10h9M8 15h9M3 4l1-1v4M3 9h2l-2 3h2M3 14h2l-1 1.500 1 1.500H3",
      run: (e) => e.chain().focus().toggleOrderedList().run(), pressed: (e) => e.isActive("orderedList") },
    { id: "dashes", label: "Gạch đầu dòng", keys: "Ctrl+Shift+8", icon: "M8 5h9M8 10h9M8 15h9M3 5h2M3 10h2M3 15h2",
      run: (e) => e.chain().focus().toggleBulletList().run(), pressed: (e) => e.isActive("bulletList") },
    { id: "outdent", label: "Giảm thụt lề", keys: "Ctrl+[", icon: "M3 4h14M10 8h7M10 12h7M3 16h14M6 8l-3 2 3 2",
      run: (e) => indent(e, -1) },
    { id: "indent", label: "Tăng thụt lề", keys: "Ctrl+]", icon: "M3 4h14M10 8h7M10 12h7M3 16h14M3 8l3 2-3 2",
      run: (e) => indent(e, 1) },
  ] },
  { label: "Chèn", commands: [
    { id: "table", label: "Chèn bảng", icon: "M3 4h14v12H3zM3 8h14M3 12h14M8 4v12M13 4v12",
      run: (e) => e.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
      open: (e) => !e.isActive("table") },
    { id: "page-break", label: "Ngắt trang", keys: "Ctrl+Enter", icon: "M5 3v4h10V3M5 17v-4h10v4M2 10h2M7 10h2M11 10h2M16 10h2",
      run: (e) => e.chain().focus().insertContent({ type: "pageBreak" }).run(),
      open: (e) => !e.isActive("table") && !e.isActive("listItem") },
  ] },
];

const inTable = (label: string, id: string, run: Command["run"], open?: Command["open"]): Command => ({
  id, label, run, ...(open ? { open } : {}),
});

export const TABLE: Command[] = [
  inTable("Thêm hàng trên", "row-above", (e) => e.chain().focus().addRowBefore().run()),
  inTable("Thêm hàng dưới", "row-below", (e) => e.chain().focus().addRowAfter().run()),
  inTable("Xóa hàng", "row-delete", (e) => e.chain().focus().deleteRow().run()),
  inTable("Thêm cột trái", "column-left", (e) => e.chain().focus().addColumnBefore().run()),
  inTable("Thêm cột phải", "column-right", (e) => e.chain().focus().addColumnAfter().run()),
  inTable("Xóa cột", "column-delete", (e) => e.chain().focus().deleteColumn().run()),
  inTable("Gộp ô", "merge", (e) => e.chain().focus().mergeCells().run(), (e) => e.can().mergeCells()),
  inTable("Tách ô", "split", (e) => e.chain().focus().splitCell().run(), (e) => e.can().splitCell()),
  inTable("Hàng tiêu đề", "header-row", (e) => e.chain().focus().toggleHeaderRow().run()),
  inTable("Xóa bảng", "table-delete", (e) => e.chain().focus().deleteTable().run()),
];

const width = (percent: number): Command => ({
  id: `width-${percent}`, label: `Rộng ${percent} %`,
  run: (e) => e.chain().focus().updateAttributes("image", { width: percent }).run(),
  pressed: (e) => e.isActive("image", { width: percent }),
});

export const IMAGE: Command[] = [25, 50, 75, 100].map(width);
