import { toast } from "./toast";

interface Notice {
  unread?: number;
  text?: string;
  url?: string;
}

const MOST = 99;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
const NOT_SIGNED_IN = 4401;

/** The number beside the bell, live; a line that broke is taken up again, ever more slowly. */
class Notices extends HTMLElement {
  private socket?: WebSocket;
  private wait = FIRST_WAIT;
  private timer = 0;

  connectedCallback(): void {
    this.open();
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private open(): void {
    const address = new URL(this.getAttribute("src") ?? "", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    this.socket = new WebSocket(address);
    this.socket.addEventListener("open", () => (this.wait = FIRST_WAIT));
    this.socket.addEventListener("message", (event) => this.hear(JSON.parse(String(event.data)) as Notice));
    this.socket.addEventListener("close", ({ code }) => {
      if (!this.isConnected || code === NOT_SIGNED_IN) return;
      this.timer = window.setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    });
  }

  private hear(notice: Notice): void {
    const { unread, text, url } = notice;
    if (unread !== undefined) {
      const shown = unread > MOST ? `${MOST}+` : String(unread);
      this.querySelector("[data-count]")!.textContent = unread ? shown : "";
      this.querySelector("[data-words]")!.textContent = unread ? `${shown} chưa đọc` : "";
    }
    if (text) toast(text, url ? { url } : {});
    document.dispatchEvent(new CustomEvent("cv:notice", { detail: notice }));
  }
}
customElements.define("cv-notices", Notices);
