import { make } from "../dom";

type Given = {
  turn: (by: number) => void;
  zoom: (by: number) => void;
  fit: () => void;
  source: string;
  name: string;
};

/** The bar above the page: which page, how large, and the way to the file itself. */
export class Bar {
  readonly element: HTMLElement;
  private readonly place = make("span", { class: "pdf-place", role: "status" });
  private readonly size = make("span", { class: "pdf-size" });
  private readonly back: HTMLButtonElement;
  private readonly on: HTMLButtonElement;

  constructor(private readonly icons: string, given: Given) {
    this.back = this.button("left", "Trang trước", () => given.turn(-1));
    this.on = this.button("right", "Trang sau", () => given.turn(1));
    this.element = make("div", { class: "pdf-bar", role: "toolbar", "aria-label": "Xem văn bản" },
      this.back, this.place, this.on,
      make("span", { class: "pdf-gap" }),
      this.button("minus", "Thu nhỏ", () => given.zoom(-1)),
      this.size,
      this.button("plus", "Phóng to", () => given.zoom(1)),
      this.button("fit", "Vừa chiều rộng", () => given.fit()),
      make("a", { class: "ds-button", "data-variant": "tertiary", "data-size": "sm", href: given.source, download: given.name }, this.icon("download"), make("span", {}, "Tải về")),
    );
  }

  show(page: number, pages: number, zoom: number): void {
    this.place.textContent = `Trang ${page} / ${pages}`;
    this.size.textContent = `${Math.round(zoom * 100)}%`;
    this.back.disabled = page === 1;
    this.on.disabled = page === pages;
  }

  private button(sign: string, label: string, act: () => void): HTMLButtonElement {
    const button = make("button", {
      type: "button", class: "ds-button", "data-variant": "tertiary", "data-icon": true, "data-size": "sm",
      "aria-label": label, title: label,
    }, this.icon(sign));
    button.addEventListener("click", act);
    return button;
  }

  private icon(name: string): SVGSVGElement {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${this.icons}#${name}`);
    svg.append(use);
    return svg;
  }
}
