import { csrfToken } from "../dom";

type Begun = { service: string; seconds: number; message: Record<string, unknown> };
type Reply = { Status?: number; Message?: string };
type Outcome = { state: string; sentence: string };

const NOT_RUNNING =
  "Không nối được với phần mềm ký trên máy này: phần mềm chưa được cài hoặc chưa mở. Xem cách cài bên dưới.";
const OPENING = 8_000;

/** Said to the signer as it is. */
class Wrong extends Error {}

/**
 * <cv-token begin="…" cancel="…">: signing by a USB token. The server gives a message, the program
 * on this machine signs what it names and posts it; what became of it, only the server is asked.
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

  private async sign(): Promise<void> {
    this.stopped = false;
    this.busy(true);
    this.fail("");
    try {
      const begun = await this.begin();
      const words = await this.letSign(begun);
      await this.learn(words);
    } catch (failure) {
      if (!(failure instanceof Wrong)) throw failure;
      this.fail(failure.message);
    } finally {
      this.busy(false);
    }
  }

  private async begin(): Promise<Begun> {
    this.say("Đang giao văn bản cho phần mềm ký…");
    const answer = await this.ask(this.getAttribute("begin")!, "POST");
    const said = (await answer.json()) as Begun & { sentence?: string };
    if (!answer.ok) throw new Wrong(said.sentence ?? "Không bắt đầu ký được; xin thử lại.");
    return said;
  }

  /** One message, one reply; resolves with what the program says was wrong, empty if nothing. */
  private letSign(begun: Begun): Promise<string> {
    return new Promise((resolve) => {
      const socket = (this.socket = opened(begun.service));
      if (!socket) return resolve(NOT_RUNNING);
      let heard = false;
      const opening = setTimeout(() => socket.close(), OPENING);
      const ending = setTimeout(() => socket.close(), begun.seconds * 1000);
      socket.addEventListener("open", () => {
        clearTimeout(opening);
        heard = true;
        // Whoever let it go while the line was still being opened is heard now.
        if (this.stopped) return socket.close();
        this.say("Xin chọn chứng thư và nhập mã PIN trong cửa sổ của phần mềm ký. Trang này chờ ông/bà ký xong.");
        socket.send(JSON.stringify(begun.message));
      });
      socket.addEventListener("message", (event) => {
        const reply = read(event.data);
        socket.close();
        resolve(reply.Status === 0 ? "" : reply.Message || "Phần mềm ký không ký được văn bản.");
      });
      socket.addEventListener("close", () => {
        clearTimeout(opening);
        clearTimeout(ending);
        resolve(heard ? "Phần mềm ký đóng kết nối trước khi ký xong." : NOT_RUNNING);
      });
    });
  }

  /** The server's word stands above the program's. */
  private async learn(words: string): Promise<void> {
    this.say("Đang kiểm tra chữ ký…");
    const answer = await this.ask(this.getAttribute("begin")!, "GET");
    const outcome = (await answer.json()) as Outcome;
    if (outcome.state === "done") return location.reload();
    if (outcome.state === "refused") throw new Wrong(outcome.sentence);
    if (outcome.state === "expired") throw new Wrong("Đã hết thời hạn của lượt ký; văn bản chưa được ký. Ông/bà ký lại.");
    await this.ask(this.getAttribute("cancel")!, "POST");
    if (words === NOT_RUNNING) this.querySelector("details")!.open = true;
    if (this.stopped) throw new Wrong("Đã hủy lượt ký; văn bản chưa được ký.");
    throw new Wrong(words === NOT_RUNNING ? words : `Văn bản chưa được ký. ${words || "Phần mềm ký không gửi tệp về."}`);
  }

  private async ask(address: string, method: string): Promise<Response> {
    try {
      return await fetch(address, { method, headers: { "X-CSRFToken": csrfToken() } });
    } catch {
      throw new Wrong("Mất kết nối với hệ thống; xin mở lại trang này để xem văn bản đã được ký chưa.");
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
