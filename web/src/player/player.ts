// Her on a page: the connection, the sound, the picture and the captions as one thing that both pages put somewhere.

import "./player.css";
import { Captions } from "./captions";
import { Clock } from "./clock";
import { Connection, type Condition, type Outgoing } from "./connection";
import { Pictures } from "./pictures";
import { Reports } from "./reports";
import { Sound } from "./sound";
import { HEADER_BYTES, PICTURE, PROTOCOL, SOUND } from "../protocol";
import type { Changed, Chat, FromShow, Hello, Notice, State, Turn } from "../protocol";

export interface PlayerOptions {
  captions: boolean;
  language: string;
  muted: boolean;
  sound?: boolean;
}

export interface PlayerEvents {
  hello: Hello;
  state: State;
  chat: Chat;
  turn: Turn;
  notice: Notice;
  changed: Changed;
  /** The connection's condition, and why it is so. */
  connection: { condition: Condition; reason: string };
  /** Whether the browser keeps the sound back until the person touches the page. */
  blocked: boolean;
  /** Once every two seconds. */
  stats: Reports["summary"];
}

type Handlers = { [K in keyof PlayerEvents]?: ((event: PlayerEvents[K]) => void)[] };
type Behaviour = "queue" | "interrupt" | "replace";

const REPORT_MS = 100;
const STATS_MS = 2000;

export class Player {
  readonly reports = new Reports();
  private readonly connection: Connection;
  private readonly sound: Sound;
  private readonly pictures = new Pictures();
  private readonly captions: Captions;
  private readonly clock: Clock;
  private readonly handlers: Handlers = {};
  private show = "";
  private epoch = 0;
  private onSoundCard = false;
  private wasSpeaking = false;
  private readonly asked = new Map<string, number>();
  private waitingFor: { turn: number; asked: number; from: number | null } | null = null;

  constructor(
    element: HTMLElement,
    private readonly options: PlayerOptions,
  ) {
    this.captions = new Captions(options.language);
    this.clock = new Clock(() => this.source(), 0.12);
    this.sound = new Sound(() => this.soundChanged());
    this.sound.setMuted(options.muted);
    element.classList.add("vidol-player");
    element.append(this.pictures.canvas);
    if (options.captions) element.append(this.captions.element);
    this.connection = new Connection({
      message: (message) => this.receive(message),
      bytes: (data) => this.bytes(data),
      condition: (condition, reason) => this.emit("connection", { condition, reason }),
      join: () => this.join(),
    });
    document.addEventListener("visibilitychange", () => this.send({ type: "pictures", on: !document.hidden }));
    setInterval(() => this.report(), REPORT_MS);
    setInterval(() => this.summarise(), STATS_MS);
    const frame = (): void => {
      this.frame();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  on<K extends keyof PlayerEvents>(event: K, handler: (value: PlayerEvents[K]) => void): void {
    ((this.handlers[event] ??= []) as ((value: PlayerEvents[K]) => void)[]).push(handler);
    if (event === "blocked") (handler as (value: boolean) => void)(this.blocked);
  }

  ask(text: string, { behaviour = "interrupt", name = "" }: { behaviour?: Behaviour; name?: string } = {}): boolean {
    this.sound.resume();
    this.asked.set(words(text), performance.now());
    return this.send({ type: "ask", text, name, behaviour });
  }

  say(text: string, { behaviour = "interrupt", language = null }: { behaviour?: Behaviour; language?: "zh" | "ja" | "en" | null } = {}): boolean {
    this.sound.resume();
    return this.send({ type: "say", text, behaviour, language });
  }

  interrupt(): boolean {
    return this.send({ type: "interrupt" });
  }

  act(name: string): boolean {
    return this.send({ type: "act", name });
  }

  /** After the person has touched the page: let the sound out. */
  resume(): void {
    this.sound.resume();
  }

  setVolume(level: number): void {
    this.sound.setVolume(level);
  }

  setMuted(muted: boolean): void {
    this.sound.setMuted(muted);
  }

  setLanguage(language: string): void {
    this.captions.setLanguage(language);
  }

  get volume(): number {
    return this.sound.volume;
  }

  get muted(): boolean {
    return this.sound.isMuted;
  }

  get blocked(): boolean {
    return this.sound.context !== null && !this.sound.running;
  }

  /** What is measured here, for the studio's graphs, for tests and benchmarks. */
  get stats(): Reports["summary"] & Record<string, unknown> {
    return {
      ...this.reports.summary,
      position: this.position(),
      picture: this.pictures.position,
      speaking: this.sound.speaking(this.clock),
      running: this.sound.running,
      shown: this.pictures.shown,
      dropped: this.pictures.dropped,
      underruns: this.sound.underruns,
      delay: this.clock.delay,
      latency: this.sound.latency,
      epoch: this.epoch,
    };
  }

  private join(): Outgoing {
    const language = (["zh", "ja", "en"] as const).find((known) => known === this.options.language) ?? "en";
    return { type: "join", pictures: !document.hidden, sound: this.options.sound ?? true, language };
  }

  private send(message: Outgoing): boolean {
    return this.connection.send(message);
  }

  private emit<K extends keyof PlayerEvents>(event: K, value: PlayerEvents[K]): void {
    for (const handler of (this.handlers[event] ?? []) as ((value: PlayerEvents[K]) => void)[]) handler(value);
  }

  /** The source clock: what sounds now by the sound card, or the browser's clock while there is no sound. */
  private source(): number {
    return this.onSoundCard && this.sound.context ? this.sound.context.currentTime : performance.now() / 1000;
  }

  /** The position that is heard and seen at this moment. */
  private position(): number {
    const position = this.clock.position();
    return position === null ? -1 : Math.max(0, position - (this.onSoundCard ? this.sound.latency : 0));
  }

  private soundChanged(): void {
    if (this.sound.running !== this.onSoundCard) {
      this.onSoundCard = this.sound.running;
      this.clock.reset();
    }
    this.emit("blocked", this.blocked);
  }

  private receive(message: FromShow): void {
    switch (message.type) {
      case "hello":
        this.hello(message);
        break;
      case "caption":
        if (message.epoch < this.epoch) break;
        this.captions.add(message);
        if (this.waitingFor?.turn === message.turn) this.waitingFor.from ??= message.start;
        break;
      case "clear":
        this.clear(message.epoch);
        break;
      case "chat":
        this.line(message);
        break;
      case "state":
        this.emit("state", message);
        break;
      case "turn":
        this.emit("turn", message);
        break;
      case "changed":
        this.emit("changed", message);
        break;
      case "notice":
        this.emit("notice", message);
        break;
    }
  }

  private hello(message: Hello): void {
    if (message.protocol !== PROTOCOL) {
      location.reload(); // the server was updated: so is the page
      return;
    }
    if (message.show !== this.show) {
      this.show = message.show;
      this.clock.reset();
      this.pictures.reset();
      this.epoch = 0;
    }
    this.clock.delay = Math.max(this.clock.delay, message.delay);
    this.epoch = message.epoch;
    this.sound.clear(message.epoch);
    this.captions.clear();
    this.emit("hello", message);
    this.emit("state", message.state);
  }

  private clear(epoch: number): void {
    const position = this.position();
    this.epoch = epoch;
    this.sound.clear(epoch);
    this.captions.clear();
    this.reports.silenced();
    if (position >= 0) this.send({ type: "played", position, epoch, audible: this.sound.audible });
  }

  private line(chat: Chat): void {
    const asked = chat.role === "viewer" ? this.asked.get(words(chat.text)) : undefined;
    if (asked !== undefined) {
      this.asked.delete(words(chat.text));
      this.waitingFor = { turn: chat.turn, asked, from: null };
    }
    this.emit("chat", chat);
  }

  private bytes(data: ArrayBuffer): void {
    const header = new DataView(data, 0, HEADER_BYTES);
    const kind = header.getUint8(0);
    const epoch = header.getUint32(4, true);
    const position = Number(header.getBigInt64(8, true)) / 24000;
    if (kind === PICTURE) {
      this.clock.arrived(position, this.sound.speaking(this.clock));
      void this.pictures.receive(data, HEADER_BYTES, position);
    } else if (kind === SOUND) {
      const loud = this.sound.play(data, HEADER_BYTES, position, epoch, this.clock);
      if (loud !== null && epoch >= this.epoch) this.answered(loud);
    }
  }

  /** The first sample above -40 dBFS of what was waited for is scheduled: say when it is heard. */
  private answered(position: number): void {
    const waiting = this.waitingFor;
    if (!waiting || waiting.from === null || position < waiting.from - 0.05) return;
    const ms = performance.now() + (position - this.position()) * 1000 - waiting.asked;
    this.waitingFor = null;
    this.reports.answered(ms);
    this.send({ type: "answered", turn: waiting.turn, ms: Math.max(0, ms) });
  }

  private frame(): void {
    const position = this.position();
    if (position < 0) return;
    const speaking = this.sound.speaking(this.clock);
    if (this.pictures.show(position)) this.reports.shown(position - this.pictures.position, speaking);
    this.captions.update(position);
  }

  private report(): void {
    const position = this.position();
    const speaking = this.sound.speaking(this.clock);
    if (position >= 0 && (speaking || this.wasSpeaking)) this.send({ type: "played", position, epoch: this.epoch, audible: this.sound.audible });
    this.wasSpeaking = speaking;
  }

  private summarise(): void {
    const summary = this.reports.period(this.pictures, this.sound.underruns, this.clock.delay);
    this.send({ type: "stats", ...summary });
    this.emit("stats", this.reports.summary);
  }
}

/** As the show writes a question: white space counts once. */
function words(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(" ");
}
