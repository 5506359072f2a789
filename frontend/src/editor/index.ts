import "./editor.css";
import { EditorElement } from "./element";
import { PreviewElement } from "./preview";

customElements.define("cv-editor", EditorElement);
customElements.define("cv-preview", PreviewElement);
