import { csrfToken } from "../dom";

type Begun = { seconds: number; message: Record<string, unknown>; said?: string };
type Reply = { Status?: number; Message?: string };
type Outcome = { state: string; sentence: string };

const NOT_RUNNING =
  "Không nối được với phần mềm ký trên máy này: phần mềm chưa được cài hoặc chưa mở. Xem cách cài bên dưới.";
const OPENING = 8_000;

/** Said to the signer as it is. */
class Wrong extends Error {}

/**
 * <cv-token begin="…" cancel="…" service="…" act="ký">: signing by a USB token. The program on this
 * machine is called first, so that nothing is begun (and no number taken) without it; the server
 * gives a message, the program signs what it names and posts it; what became of it, only the server
 * is asked. Inside a form, what stands in it goes with each beginning; `done` is where to go after.
 */
class TokenSigning extends HTMLElement {
  private socket?: WebSocket;
  private stopped = false;

  connectedCallback(): void {
    this.piece("sign").addEventListener("click", () => void this.sign());
    this.piece("cancel").addEventListener("click", () => this.stop());
  }

  private piece(name: string): HTMLElement {
    return this.querySelector<HTMLElement>(`.token-${name}`)!;
  }

  private get act(): string {
    return this.getAttribute("act")!;
  }

  private async sign(): Promise<void> {
    if (this.closest("form")?.reportValidity() === false) return;
    this.stopped = false;
    this.busy(true);
    this.fail("");
    try {
      let words: string;
      do {
        const socket = await this.connect();
        const begun = await this.begin(socket);
        words = await this.letSign(socket, begun);
      } while (await this.learn(words));
    } catch (failure) {
      if (!(failure instanceof Wrong)) throw failure;
      this.fail(failure.message);
    } finally {
      this.busy(false);
    }
  }

  /** The open line to the program on this machine. */
  private connect(): Promise<WebSocket> {
    this.say("Đang nối với phần mềm ký…");
    return new Promise((resolve, reject) => {
      const socket = (this.socket = opened(this.getAttribute("service")!));
      if (!socket) return reject(this.notRunning());
      const opening = setTimeout(() => socket.close(), OPENING);
      socket.addEventListener("open", () => {
        clearTimeout(opening);
        resolve(socket);
      });
      socket.addEventListener("close", () => {
        clearTimeout(opening);
        reject(this.stopped ? this.cancelled() : this.notRunning());
      });
    });
  }

  private async begin(socket: WebSocket): Promise<Begun> {
    this.say("Đang giao văn bản cho phần mềm ký…");
    const form = this.closest("form");
    try {
      const answer = await this.ask(this.getAttribute("begin")!, "POST", form ? new FormData(form) : undefined);
      if (answer.status === 422) form?.submit(); // the page says beside each field what is wrong
      const said = (await answer.json()) as Begun & { sentence?: string };
      if (!answer.ok) throw new Wrong(said.sentence ?? `Không bắt đầu ${this.act} được; xin thử lại.`);
      const kept = this.querySelector(".token-kept");
      if (kept && said.said) kept.textContent = said.said;
      return said;
    } catch (failure) {
      socket.close();
      throw failure;
    }
  }

  /** One message, one reply; resolves with what the program says was wrong, empty if nothing. */
  private letSign(socket: WebSocket, begun: Begun): Promise<string> {
    const left = "Phần mềm ký đóng kết nối trước khi ký xong.";
    // Whoever let it go while it was being begun is heard now.
    if (this.stopped) socket.close();
    if (socket.readyState !== WebSocket.OPEN) return Promise.resolve(left);
    return new Promise((resolve) => {
      const ending = setTimeout(() => socket.close(), begun.seconds * 1000);
      socket.addEventListener("message", (event) => {
        const reply = read(event.data);
        socket.close();
        resolve(reply.Status === 0 ? "" : reply.Message || "Phần mềm ký không ký được văn bản.");
      });
      socket.addEventListener("close", () => {
        clearTimeout(ending);
        resolve(left);
      });
      this.say(
        `Xin chọn chứng thư và nhập mã PIN trong cửa sổ của phần mềm ký. Trang này chờ ông/bà ${this.act} xong.`,
      );
      socket.send(JSON.stringify(begun.message));
    });
  }

  /** The server's word stands above the program's; true where another file waits. */
  private async learn(words: string): Promise<boolean> {
    this.say("Đang kiểm tra chữ ký…");
    const answer = await this.ask(this.getAttribute("begin")!, "GET");
    const outcome = (await answer.json()) as Outcome;
    if (outcome.state === "more") return true;
    if (outcome.state === "done") return this.leave();
    if (outcome.state === "refused") throw new Wrong(outcome.sentence);
    if (outcome.state === "expired")
      throw new Wrong(
        `Đã hết thời hạn của lượt ${this.act}; văn bản chưa được ${this.act}. Ông/bà ${this.act} lại.`,
      );
    await this.ask(this.getAttribute("cancel")!, "POST");
    if (this.stopped) throw this.cancelled();
    throw new Wrong(`Văn bản chưa được ${this.act}. ${words || "Phần mềm ký không gửi tệp về."}`);
  }

  private leave(): boolean {
    const done = this.getAttribute("done");
    if (done) location.assign(done);
    else location.reload();
    return false;
  }

  private cancelled(): Wrong {
    return new Wrong(`Đã hủy lượt ${this.act}; văn bản chưa được ${this.act}.`);
  }

  private notRunning(): Wrong {
    this.querySelector("details")!.open = true;
    return new Wrong(NOT_RUNNING);
  }

  private async ask(address: string, method: string, body?: FormData): Promise<Response> {
    try {
      return await fetch(address, { method, body, headers: { "X-CSRFToken": csrfToken() } });
    } catch {
      throw new Wrong(
        `Mất kết nối với hệ thống; xin mở lại trang này để xem văn bản đã được ${this.act} chưa.`,
      );
    }
  }

  private stop(): void {
    this.stopped = true;
    this.socket?.close();
  }

  private say(words: string): void {
    this.piece("said").textContent = words;
  }

  private fail(words: string): void {
    this.say("");
    const wrong = this.piece("wrong");
    wrong.textContent = words;
    wrong.hidden = !words;
  }

  /** The focus goes to the button that is left, so that the keyboard never stands on nothing. */
  private busy(now: boolean): void {
    const [sign, cancel] = [this.piece("sign"), this.piece("cancel")];
    const inside = this.contains(document.activeElement);
    sign.hidden = now;
    cancel.hidden = !now;
    if (inside) (now ? cancel : sign).focus();
  }
}

/** Nothing where the browser does not even let the page try. */
function opened(address: string): WebSocket | undefined {
  try {
    return new WebSocket(address);
  } catch {
    return undefined;
  }
}

/** JSON, which some versions of the program send in base64. */
function read(data: unknown): Reply {
  const text = String(data).trim();
  try {
    const plain = text.startsWith("{")
      ? text
      : new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
    return JSON.parse(plain) as Reply;
  } catch {
    return { Status: -1, Message: "Phần mềm ký trả lời không đọc được." };
  }
}

customElements.define("cv-token", TokenSigning);
