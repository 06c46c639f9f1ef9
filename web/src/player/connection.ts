// The socket to the show: joins, keeps the order of what is sent, and comes back after whatever cut
// it off.

import type { FromPage, FromShow } from "../protocol";

type WithoutSeq<M> = M extends unknown ? Omit<M, "seq"> : never;
export type Outgoing = WithoutSeq<FromPage>;
export type Condition = "connecting" | "open" | "lost" | "refused";

export interface ConnectionEvents {
  message(message: FromShow): void;
  bytes(data: ArrayBuffer): void;
  condition(condition: Condition, reason: string): void;
  /** What to join with, asked at every new connection. */
  join(): Outgoing;
}

const TOKEN = "vidol-token";
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5000;
/** Without a byte for so long, the connection is dead even if nobody said so: pictures or pings
 * come all the time. */
const SILENCE = 8000;

/** The token that this page came with, or that one before it left. Storage is of this address with
 * its port, which a cookie is not: other servers of this machine do not see it. */
export function token(): string | null {
  const given = new URLSearchParams(location.search).get("token");
  if (given) sessionStorage.setItem(TOKEN, given);
  return given ?? sessionStorage.getItem(TOKEN) ?? kept()?.token ?? null;
}

/** What pages that are opened without a token have: it may as much as `rank` says. */
interface Kept {
  token: string;
  rank: number;
}

function kept(): Kept | null {
  const text = localStorage.getItem(TOKEN);
  return text ? (JSON.parse(text) as Kept) : null;
}

/** Keep the token, which may as much as `rank` says: a link for viewers does not take the owner's
 * away. */
export function keepToken(rank: number): void {
  const now = token();
  if (now && rank >= (kept()?.rank ?? 0))
    localStorage.setItem(TOKEN, JSON.stringify({ token: now, rank } satisfies Kept));
}

/** Forget a token that is nobody's any more. */
export function forgetToken(refused: string): void {
  if (kept()?.token === refused) localStorage.removeItem(TOKEN);
}

export class Connection {
  private socket: WebSocket | null = null;
  private seq = 0;
  private wait = FIRST_WAIT;
  private timer = 0;
  private heard = 0;
  private closed = false;

  constructor(private readonly events: ConnectionEvents) {
    addEventListener("online", () => this.again());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.check();
    });
    setInterval(() => this.check(), 2000);
    this.open();
  }

  /** Send a message; returns false when there is no connection to send it over. */
  send(message: Outgoing): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify({ ...message, seq: ++this.seq }));
    return true;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private open(): void {
    this.events.condition("connecting", "");
    const socket = new WebSocket(
      `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/live`,
    );
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.seq = 0;
    this.heard = performance.now();
    socket.onopen = () => {
      this.send({ ...this.events.join(), token: token() } as Outgoing);
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      this.heard = performance.now();
      if (typeof event.data !== "string") {
        this.events.bytes(event.data);
        return;
      }
      const message = JSON.parse(event.data) as FromShow;
      if (message.type === "hello") {
        this.wait = FIRST_WAIT;
        this.events.condition("open", "");
      }
      this.events.message(message);
    };
    socket.onclose = (event) => {
      if (this.socket !== socket || this.closed) return;
      this.socket = null;
      // 1008: the studio wants no more of us, for instance without its token. Asking again at once
      // would not change that.
      const refused = event.code === 1008;
      this.events.condition(refused ? "refused" : "lost", event.reason);
      if (refused) this.wait = LONGEST_WAIT;
      this.timer = window.setTimeout(() => this.open(), this.wait * (0.8 + 0.4 * Math.random()));
      this.wait = Math.min(LONGEST_WAIT, this.wait * 1.7);
    };
  }

  /** Connect again at once. */
  private again(): void {
    if (this.closed || this.socket?.readyState === WebSocket.OPEN) return;
    clearTimeout(this.timer);
    const old = this.socket;
    this.socket = null;
    old?.close();
    this.open();
  }

  /** After sleep, or when nothing has come for long: the connection may be dead without having been
   * closed. */
  private check(): void {
    if (this.closed || performance.now() - this.heard < SILENCE) return;
    if (!this.socket) return; // a new try is under way
    const old = this.socket;
    this.socket = null;
    old.close();
    this.events.condition("lost", "");
    this.wait = FIRST_WAIT;
    clearTimeout(this.timer);
    this.open();
  }
}
