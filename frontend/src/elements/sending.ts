import { csrfToken } from "../dom";

/** What the server keeps of a file that passed its gates. */
export type Stored = { id: number | string; name: string; size: number };
type Answer = Partial<Stored> & { error?: string; guide?: string; received?: number };

/** A final no; `guide` is the page that says the proper way, if there is one. */
export class SendingRefused extends Error {
  constructor(sentence: string, readonly guide = "") {
    super(sentence);
  }
}

/** The line was lost and stayed so; the same `Sending` goes on from where it stopped. */
export class LostLine extends Error {}

const PART = 4 * 1024 ** 2;
const TRIES = 8;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
const STALLED = 30_000;

/**
 * One file on its way to `files:upload`, in parts under a key of its own: after a lost line the
 * server says how far it has come, and a part or a file that was sent twice is stored once.
 */
export class Sending {
  private readonly key = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  private offset = 0;
  private broken = false;

  constructor(
    private readonly address: string,
    private readonly file: File,
    private readonly moved: (percent: number) => void,
    private readonly waiting: (attempt: number, tries: number) => void,
  ) {}

  /** Send what is missing; throws `SendingRefused`, or `LostLine` after the last try. */
  async go(): Promise<Stored> {
    for (let attempt = 1; ; ) {
      const before = this.offset;
      try {
        if (this.broken) await this.askHowFar();
        const stored = await this.sendPart();
        if (stored) return stored;
        attempt = 1;
      } catch (failure) {
        this.broken = true;
        if (!(failure instanceof LostLine)) throw failure;
        attempt = this.offset > before ? 1 : attempt + 1;
        if (attempt > TRIES) throw failure;
        this.waiting(attempt, TRIES);
        await pause(Math.min(FIRST_WAIT * 2 ** (attempt - 2), LONGEST_WAIT));
      }
    }
  }

  private async askHowFar(): Promise<void> {
    const address = new URL(this.address, location.href);
    address.searchParams.set("key", this.key);
    const answer = await exchange("GET", String(address));
    this.offset = answer.received ?? 0;
    this.broken = false;
    this.move(0);
  }

  private async sendPart(): Promise<Stored | null> {
    const end = Math.min(this.offset + PART, this.file.size);
    const whole = this.file.size <= PART;
    const body = new FormData();
    body.append("key", this.key);
    body.append("name", this.file.name);
    body.append("file", whole ? this.file : this.file.slice(this.offset, end), this.file.name);
    const range = whole ? "" : `bytes ${this.offset}-${end - 1}/${this.file.size}`;
    const answer = await exchange("POST", this.address, body, range, (sent) => this.move(sent));
    if (answer.id !== undefined) return answer as Stored;
    this.offset = answer.received ?? end;
    return null;
  }

  private move(sent: number): void {
    this.moved(this.file.size ? (100 * Math.min(this.offset + sent, this.file.size)) / this.file.size : 100);
  }
}

function exchange(
  method: string, address: string, body?: FormData, range = "", tell?: (sent: number) => void,
): Promise<Answer> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const lost = (): void => fail(new LostLine("Mất kết nối, tệp chưa tải lên xong."));
    // Only the sending is watched: at the gates a large file may take its time.
    let watch = window.setTimeout(() => request.abort(), STALLED);
    request.upload.addEventListener("progress", (event) => {
      clearTimeout(watch);
      watch = window.setTimeout(() => request.abort(), STALLED);
      tell?.(event.loaded);
    });
    request.upload.addEventListener("load", () => clearTimeout(watch));
    request.addEventListener("loadend", () => clearTimeout(watch));
    request.addEventListener("error", lost);
    request.addEventListener("abort", lost);
    request.addEventListener("load", () => {
      const answer = parsed(request.responseText);
      if (request.status >= 502) fail(new LostLine("Máy chủ chưa trả lời, tệp chưa tải lên xong."));
      else if (request.status < 300 && answer) done(answer);
      else fail(new SendingRefused(answer?.error ?? "Không tải được tệp này lên. Ông/bà vui lòng thử lại.", answer?.guide));
    });
    request.open(method, address);
    if (body) request.setRequestHeader("X-CSRFToken", csrfToken());
    if (range) request.setRequestHeader("Content-Range", range);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  });
}

/** Wait, but no longer than until the line is back. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    window.addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
  });
}

function parsed(text: string): Answer | null {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return null;
  }
}
