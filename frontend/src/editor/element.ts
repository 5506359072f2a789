// <cv-editor name="body" value="{…}" upload-url="…" file-url="…/0/"><textarea name="body">…</textarea></cv-editor>
// Without scripts the text area is the editor; with them it makes place for a structured one whose
// value is sent as JSON under the same name.
import { Editor, type JSONContent } from "@tiptap/core";
import { GROUPS, IMAGE, TABLE, indent } from "./commands";
import { cleaned, whole } from "./paste";
import { extensions } from "./schema";
import { Toolbar, button } from "./toolbar";
import { UploadRefused, upload } from "./upload";

const PAUSE = 600;
const PICTURES = "image/png,image/jpeg";

export class EditorElement extends HTMLElement {
  private editor: Editor | null = null;
  private readonly field = document.createElement("input");
  private readonly status = document.createElement("p");
  private readonly bars: Toolbar[] = [];
  private pause = 0;
  private readonly leave = new AbortController();

  connectedCallback(): void {
    if (this.editor) return;
    const plain = this.querySelector("textarea");
    const surface = document.createElement("div");
    surface.className = "cv-editor-surface";
    this.editor = new Editor({
      element: surface,
      injectCSS: false,
      extensions: extensions((file) => this.address(file)),
      content: this.initial(plain?.value ?? ""),
      editable: !plain?.disabled && !plain?.readOnly,
      editorProps: {
        attributes: this.names(plain),
        transformPastedHTML: cleaned,
        transformPasted: whole,
        handlePaste: (_view, event) => this.take(event.clipboardData?.files),
        handleDrop: (_view, event) => this.take(event.dataTransfer?.files),
        handleKeyDown: (_view, event) => this.key(event),
      },
      onUpdate: () => this.changed(),
      onTransaction: () => this.refresh(),
    });
    this.build(surface, plain);
    this.refresh();
  }

  disconnectedCallback(): void {
    clearTimeout(this.pause);
    this.leave.abort();
  }

  /** The body as JSON text, as it is sent. */
  get value(): string {
    return JSON.stringify(this.editor?.getJSON() ?? null);
  }

  override focus(): void {
    this.editor?.commands.focus();
  }

  private initial(text: string): JSONContent {
    const kept = this.getAttribute("value");
    if (kept) return JSON.parse(kept) as JSONContent;
    const lines = text.split(/\r?\n/).filter((line) => line.trim());
    const paragraph = (line: string): JSONContent => ({ type: "paragraph", content: [{ type: "text", text: line }] });
    return { type: "doc", content: lines.length ? lines.map(paragraph) : [{ type: "paragraph" }] };
  }

  private names(plain: HTMLTextAreaElement | null): Record<string, string> {
    const label = plain?.labels?.[0]?.textContent?.trim() ?? this.getAttribute("aria-label") ?? "Nội dung văn bản";
    const described = plain?.getAttribute("aria-describedby");
    return {
      role: "textbox", "aria-multiline": "true", "aria-label": label, lang: "vi", spellcheck: "false",
      ...(plain?.id ? { id: plain.id } : {}),
      ...(described ? { "aria-describedby": described } : {}),
      ...(plain?.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
    };
  }

  private build(surface: HTMLElement, plain: HTMLTextAreaElement | null): void {
    const name = this.getAttribute("name") ?? plain?.name ?? "body";
    this.field.type = "hidden";
    this.field.name = name;
    this.status.className = "cv-editor-status";
    this.status.setAttribute("role", "status");
    for (const label of plain?.labels ?? []) {
      label.addEventListener("click", () => this.focus(), { signal: this.leave.signal });
    }
    plain?.remove();
    this.append(...this.toolbars(), surface, this.status, this.field);
    this.field.value = this.value;
    // The form reads the newest text however it is sent.
    this.form?.addEventListener("formdata", (event) => event.formData.set(name, this.value), { signal: this.leave.signal });
  }

  private toolbars(): HTMLElement[] {
    const editor = (): Editor => this.editor as Editor;
    const main = new Toolbar(editor, "Định dạng văn bản");
    for (const { label, commands } of GROUPS) {
      const group = main.group(label, commands);
      if (label === "Chèn" && this.hasAttribute("upload-url")) main.add(group, this.chooser());
    }
    const table = new Toolbar(editor, "Bảng");
    table.group("Bảng", TABLE);
    const image = new Toolbar(editor, "Ảnh");
    image.group("Chiều rộng ảnh", IMAGE);
    this.bars.push(main, table, image);
    return this.bars.map(({ root }) => root);
  }

  private chooser(): HTMLButtonElement {
    const chosen = document.createElement("input");
    chosen.type = "file";
    chosen.accept = PICTURES;
    chosen.addEventListener("change", () => {
      this.take(chosen.files);
      chosen.value = "";
    });
    const made = button("Chèn ảnh", "", "M3 4h14v12H3zM3 13l4-4 4 4 2-2 4 4M13 8h.01");
    made.dataset["command"] = "image";
    made.addEventListener("click", () => chosen.click());
    return made;
  }

  private get form(): HTMLFormElement | null {
    return this.closest("form");
  }

  private address(file: number): string {
    return (this.getAttribute("file-url") ?? "/0").replace(/\b0\b/, String(file));
  }

  /** Pictures among the files go up; true when there were some, so that nothing else is pasted. */
  private take(files: FileList | null | undefined): boolean {
    const pictures = [...(files ?? [])].filter((file) => PICTURES.includes(file.type) && file.type !== "");
    const url = this.getAttribute("upload-url");
    if (!pictures.length || !url) return false;
    void this.insert(pictures, url);
    return true;
  }

  private async insert(pictures: File[], url: string): Promise<void> {
    this.status.textContent = "Đang tải ảnh lên…";
    try {
      for (const picture of pictures) {
        const file = await upload(url, picture, this.form);
        this.editor?.chain().focus().insertContent({ type: "image", attrs: { file, alt: "", width: 100 } }).run();
      }
      this.status.textContent = "";
    } catch (error) {
      if (!(error instanceof UploadRefused)) throw error;
      this.status.textContent = error.message;
    }
  }

  private key(event: KeyboardEvent): boolean {
    const editor = this.editor;
    if (!editor || !(event.ctrlKey || event.metaKey) || event.altKey) return false;
    if (event.key === "]" || event.key === "[") return indent(editor, event.key === "]" ? 1 : -1);
    const name = { l: "left", e: "center", r: "right", j: "justify" }[event.key.toLowerCase()];
    const command = event.key === "Enter" ? "page-break" : event.shiftKey && name ? `align-${name}` : "";
    const found = GROUPS.flatMap(({ commands }) => commands).find(({ id }) => id === command);
    if (!found || found.open?.(editor) === false) return false;
    event.preventDefault();
    return found.run(editor);
  }

  private refresh(): void {
    const editor = this.editor;
    if (!editor || !this.bars.length) return;
    this.bars.forEach((bar) => bar.refresh());
    const [, table, image] = this.bars;
    if (table) table.root.hidden = !editor.isActive("table");
    if (image) image.root.hidden = !editor.isActive("image");
  }

  /** One `change` after a pause in typing, for autosave and preview. */
  private changed(): void {
    clearTimeout(this.pause);
    this.pause = window.setTimeout(() => {
      this.field.value = this.value;
      this.dispatchEvent(new Event("change", { bubbles: true }));
    }, PAUSE);
  }
}
