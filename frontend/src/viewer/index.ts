// <cv-pdf src>: the true page, large; keys, zoom, text that can be selected, swipe on a phone.
import "./viewer.css";
import * as pdfjs from "pdfjs-dist";
import type { PDFDocumentProxy, PDFPageProxy, RenderTask } from "pdfjs-dist";
import { make } from "../dom";
import { Bar } from "./bar";

const ZOOMS = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3];
const SWIPE = 60;

class Viewer extends HTMLElement {
  private document?: PDFDocumentProxy;
  private number = 1;
  private zoom = 1;
  private stage!: HTMLElement;
  private bar!: Bar;
  private task?: RenderTask;
  private drawn = 0;

  connectedCallback(): void {
    if (this.dataset.ready) return;
    this.dataset.ready = "yes";
    void this.start();
  }

  disconnectedCallback(): void {
    void this.document?.loadingTask.destroy();
  }

  private async start(): Promise<void> {
    const { worker = "", assets = "", icons = "" } = this.dataset;
    pdfjs.GlobalWorkerOptions.workerSrc = worker;
    try {
      this.document = await pdfjs.getDocument({
        url: this.getAttribute("src") ?? "",
        cMapUrl: `${assets}cmaps/`,
        standardFontDataUrl: `${assets}fonts/`,
        wasmUrl: `${assets}wasm/`,
        useWasm: false,
        isEvalSupported: false,
        enableXfa: false,
      }).promise;
    } catch {
      this.prepend(make("p", { class: "pdf-failed", role: "status" }, "Không hiển thị được tệp này trong trang. Ông/bà mở hoặc tải tệp bằng liên kết sau."));
      return;
    }
    this.build(icons);
    await this.draw();
    new ResizeObserver(() => this.redrawSoon()).observe(this.stage);
  }

  private build(icons: string): void {
    this.bar = new Bar(icons, {
      turn: (by) => void this.turn(by),
      zoom: (by) => void this.zoomBy(by),
      fit: () => void this.fit(),
      source: this.getAttribute("src") ?? "",
      name: this.getAttribute("name") ?? "",
    });
    this.stage = make("div", { class: "pdf-stage", tabindex: "0", role: "region", "aria-label": "Trang văn bản" });
    this.replaceChildren(this.bar.element, this.stage);
    this.addEventListener("keydown", (event) => this.key(event));
    this.listenToSwipes();
  }

  private key(event: KeyboardEvent): void {
    const acts: Record<string, () => unknown> = {
      PageDown: () => this.turn(1), ArrowRight: () => this.turn(1),
      PageUp: () => this.turn(-1), ArrowLeft: () => this.turn(-1),
      Home: () => this.turn(1 - this.number), End: () => this.turn((this.document?.numPages ?? 1) - this.number),
      "+": () => this.zoomBy(1), "=": () => this.zoomBy(1), "-": () => this.zoomBy(-1), "0": () => this.fit(),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  private listenToSwipes(): void {
    let from: Touch | undefined;
    this.stage.addEventListener("touchstart", (event) => {
      from = event.touches.length === 1 && this.zoom === 1 ? event.touches[0] : undefined;
    }, { passive: true });
    this.stage.addEventListener("touchend", (event) => {
      const to = event.changedTouches[0];
      if (!from || !to) return;
      const across = to.clientX - from.clientX;
      if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(to.clientY - from.clientY)) void this.turn(across < 0 ? 1 : -1);
    }, { passive: true });
  }

  private async turn(by: number): Promise<void> {
    const wanted = Math.min(Math.max(1, this.number + by), this.document?.numPages ?? 1);
    if (wanted === this.number) return;
    this.number = wanted;
    this.stage.scrollTo(0, 0);
    await this.draw();
  }

  private async zoomBy(by: number): Promise<void> {
    const next = by > 0 ? ZOOMS.find((zoom) => zoom > this.zoom) : ZOOMS.findLast((zoom) => zoom < this.zoom);
    if (!next) return;
    this.zoom = next;
    await this.draw();
  }

  private async fit(): Promise<void> {
    this.zoom = 1;
    await this.draw();
  }

  private timer = 0;
  private width = 0;
  private redrawSoon(): void {
    if (Math.abs(this.stage.clientWidth - this.width) < 2) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.draw(), 120);
  }

  /** Zoom 1 is the page as wide as its place. */
  private async draw(): Promise<void> {
    if (!this.document) return;
    const drawn = ++this.drawn;
    const page = await this.document.getPage(this.number);
    if (drawn !== this.drawn) return;
    this.width = this.stage.clientWidth;
    const bare = page.getViewport({ scale: 1 });
    const scale = ((this.width - 2 * margin()) / bare.width) * this.zoom;
    await this.paint(page, Math.max(scale, 0.1), drawn);
    this.bar.show(this.number, this.document.numPages, this.zoom);
  }

  private async paint(page: PDFPageProxy, scale: number, drawn: number): Promise<void> {
    const viewport = page.getViewport({ scale });
    const density = Math.min(window.devicePixelRatio || 1, 3);
    const canvas = make("canvas", { role: "img", "aria-label": `Trang ${this.number}; chữ của trang đọc được ngay sau ảnh` });
    canvas.width = Math.floor(viewport.width * density);
    canvas.height = Math.floor(viewport.height * density);
    const sheet = make("div", { class: "pdf-sheet" });
    sheet.style.setProperty("width", `${Math.floor(viewport.width)}px`);
    sheet.style.setProperty("height", `${Math.floor(viewport.height)}px`);
    sheet.style.setProperty("--scale-factor", String(scale));
    sheet.style.setProperty("--total-scale-factor", String(scale));
    const layer = make("div", { class: "textLayer" });
    sheet.append(canvas, layer);
    this.task?.cancel();
    this.task = page.render({ canvas, viewport, transform: [density, 0, 0, density, 0, 0] });
    try {
      await this.task.promise;
    } catch (failure) {
      if (failure instanceof pdfjs.RenderingCancelledException) return;
      throw failure;
    }
    if (drawn !== this.drawn) return;
    this.stage.replaceChildren(sheet);
    await new pdfjs.TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport }).render();
    this.dispatchEvent(new CustomEvent("cv:page", { detail: { page: this.number, scale } }));
  }
}

const margin = (): number => (window.innerWidth < 768 ? 0 : 16);

customElements.define("cv-pdf", Viewer);
