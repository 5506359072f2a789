// The editor's toolbars: one stop for Tab, arrows inside, every button with its name and key.
import type { Editor } from "@tiptap/core";
import type { Command } from "./commands";

const SVG = "http://www.w3.org/2000/svg";

function icon(path: string): SVGElement {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 20 20");
  picture.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  picture.append(line);
  return picture;
}

export function button(label: string, keys = "", path = ""): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.title = keys ? `${label} (${keys})` : label;
  if (keys) made.setAttribute("aria-keyshortcuts", keys.replace("Ctrl", "Control"));
  if (path) {
    made.setAttribute("aria-label", label);
    made.append(icon(path));
  } else {
    made.textContent = label;
  }
  return made;
}

export class Toolbar {
  readonly root = document.createElement("div");
  private readonly buttons: { made: HTMLButtonElement; command: Command | null }[] = [];

  constructor(private readonly editor: () => Editor, label: string) {
    this.root.className = "cv-editor-bar";
    this.root.setAttribute("role", "toolbar");
    this.root.setAttribute("aria-label", label);
    this.root.addEventListener("keydown", (event) => this.move(event));
    // A press must not take the selection away from the text.
    this.root.addEventListener("mousedown", (event) => event.preventDefault());
  }

  group(label: string, commands: Command[]): HTMLElement {
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    for (const command of commands) {
      const made = button(command.label, command.keys, command.icon);
      made.dataset["command"] = command.id;
      made.addEventListener("click", () => command.run(this.editor()));
      this.add(group, made, command);
    }
    this.root.append(group);
    return group;
  }

  add(group: HTMLElement, made: HTMLButtonElement, command: Command | null = null): void {
    made.tabIndex = this.buttons.length ? -1 : 0;
    this.buttons.push({ made, command });
    group.append(made);
  }

  refresh(): void {
    const editor = this.editor();
    for (const { made, command } of this.buttons) {
      if (command?.pressed) made.setAttribute("aria-pressed", String(command.pressed(editor)));
      if (command?.open) made.setAttribute("aria-disabled", String(!command.open(editor)));
    }
  }

  private move(event: KeyboardEvent): void {
    const all = this.buttons.map(({ made }) => made);
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    all.forEach((made) => { made.tabIndex = made === next ? 0 : -1; });
    next?.focus();
  }
}
