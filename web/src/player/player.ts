// Her on a page: the connection, the sound, the picture and the captions as one thing that both
// pages put somewhere.

import "./player.css";
import { Captions } from "./captions";
import { LocalClock, Timeline } from "./clock";
import { Connection, type Condition, type Outgoing } from "./connection";
import { Pictures } from "./pictures";
import { Reports } from "./reports";
import { Size } from "./size";
import { Sound } from "./sound";
import { textsFor } from "./texts";
import { HEADER_BYTES, PICTURE, PROTOCOL, SOUND } from "../protocol";
import type {
  Ask,
  Caption,
  Changed,
  Chat,
  FromShow,
  Hello,
  Notice,
  Speak,
  Speaker,
  State,
  Turn,
} from "../protocol";

export interface PlayerOptions {
  captions: boolean;
  language: string;
  /** As it was left, when not given. */
  muted?: boolean;
  /** false: this page never plays sound, and does not ask for it. */
  sound?: boolean;
  /** Say over the picture when the connection is lost. */
  notices?: boolean;
}

export interface PlayerEvents {
  hello: Hello;
  state: State;
  chat: Chat;
  caption: Caption;
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
type Behaviour = NonNullable<Ask["behaviour"]>;
type Language = NonNullable<Speak["language"]>;

const REPORT_MS = 100;
const STATS_MS = 2000;
const AFTER_MS = 400; // of reports after the last sound: the show waits for its end
const SETTLING_MS = 1000; // a browser that allows sound begins it within this
const SAMPLE_RATE = 24000;

export class Player {
  readonly reports = new Reports();
  private readonly connection: Connection;
  private readonly timeline = new Timeline();
  private readonly sound: Sound;
  private readonly clock: LocalClock;
  private readonly pictures = new Pictures((seconds) => this.timeline.decoded(seconds));
  private readonly captions: Captions;
  private readonly unlock = document.createElement("button");
  private readonly lost = document.createElement("p");
  /** Says that she is virtual: vidol.media.visible_label on the page. */
  private readonly label = document.createElement("p");
  private readonly timers: number[] = [];
  private readonly listening = new AbortController();
  private readonly handlers: Handlers = {};
  private show = "";
  private epoch = 0;
  private fps = 30;
  private delay = 0.12;
  private underruns = 0;
  private connections = 0;
  private condition: Condition = "connecting";
  private reportUntil = 0;
  private wasBlocked = false;
  private readonly size: Size;
  private frameRequest = 0;
  private readonly asked = new Map<string, number>();
  /** The lines that were written here. */
  readonly own = new Own();
  private waitingFor: { turn: number; asked: number; from: number | null } | null = null;

  constructor(
    element: HTMLElement,
    private readonly options: PlayerOptions,
  ) {
    this.captions = new Captions(options.language);
    const due = (position: number) =>
      this.timeline.offset === null ? null : position + this.timeline.offset;
    this.sound = new Sound({ due, late: (seconds, gap) => this.late(seconds, gap) }, options.muted);
    this.clock = new LocalClock(this.sound.context);
    this.build(element);
    this.size = new Size(this.pictures.canvas, () => this.sized());
    this.connection = new Connection({
      message: (message) => this.receive(message),
      bytes: (data) => this.bytes(data),
      condition: (condition, reason) => this.connected(condition, reason),
      join: () => this.join(),
    });
    const signal = this.listening.signal;
    document.addEventListener("visibilitychange", () => this.seen(), { signal });
    // A browser lets sound out after a gesture; any will do, wherever on the page.
    for (const gesture of ["pointerup", "keydown", "touchend"])
      addEventListener(gesture, () => this.resume(), { signal, capture: true });
    this.timers.push(
      window.setInterval(() => this.report(), REPORT_MS),
      window.setInterval(() => this.summarise(), STATS_MS),
    );
    this.resume();
    const frame = (): void => {
      this.frame();
      this.frameRequest = requestAnimationFrame(frame);
    };
    frame();
  }

  /** Leave the page: nothing of it goes on. */
  destroy(): void {
    cancelAnimationFrame(this.frameRequest);
    this.timers.forEach(clearInterval);
    this.listening.abort();
    this.size.close();
    this.connection.close();
    this.sound.close();
    this.pictures.reset();
    for (const element of [
      this.pictures.canvas,
      this.captions.element,
      this.label,
      this.unlock,
      this.lost,
    ])
      element.remove();
  }

  on<K extends keyof PlayerEvents>(event: K, handler: (value: PlayerEvents[K]) => void): void {
    ((this.handlers[event] ??= []) as ((value: PlayerEvents[K]) => void)[]).push(handler);
    if (event === "blocked") (handler as (value: boolean) => void)(this.blocked);
  }

  ask(
    text: string,
    { behaviour = "interrupt", name = "" }: { behaviour?: Behaviour; name?: string } = {},
  ): boolean {
    this.resume();
    this.asked.set(words(text), performance.now());
    return this.send({ type: "ask", text, name, behaviour });
  }

  say(
    text: string,
    {
      behaviour = "interrupt",
      language = null,
    }: { behaviour?: Behaviour; language?: Language | null } = {},
  ): boolean {
    this.resume();
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
    if (this.options.sound !== false) this.sound.unlock();
  }

  /** 0 to 1; remembered. */
  setVolume(level: number): void {
    this.sound.set({ volume: level });
  }

  setMuted(muted: boolean): void {
    this.sound.set({ muted });
  }

  setLanguage(language: string): void {
    this.captions.setLanguage(language);
    this.name(language);
  }

  setCaptions(shown: boolean): void {
    this.captions.element.hidden = !shown;
  }

  get volume(): number {
    return this.sound.state.volume;
  }

  get muted(): boolean {
    return this.sound.state.muted;
  }

  /** Whether the browser keeps the sound back. The picture runs meanwhile, and a button over it
   * asks for a touch. */
  get blocked(): boolean {
    return this.options.sound !== false && this.sound.state.blocked;
  }

  /** What is measured here, for the studio's graphs, for tests and benchmarks. */
  get stats(): Reports["summary"] & Record<string, unknown> {
    return {
      ...this.reports.summary,
      show: this.show,
      connection: this.condition,
      connections: this.connections,
      position: this.position(),
      picture: this.pictures.current ?? -1,
      speaking: this.speaking,
      running: !this.sound.state.blocked,
      audible: this.sound.audible,
      scheduled: this.sound.scheduled,
      shown: this.pictures.shown,
      dropped: this.pictures.dropped,
      stride: this.pictures.stride,
      underruns: this.underruns,
      delay: this.timeline.delay,
      latency: this.sound.latency,
      epoch: this.epoch,
    };
  }

  private join(): Outgoing {
    const language =
      (["zh", "ja", "en"] as const).find((known) => known === this.options.language) ?? "en";
    return {
      type: "join",
      pictures: !document.hidden,
      size: this.size.wanted,
      sound: this.options.sound ?? true,
      language,
    };
  }

  private send(message: Outgoing): boolean {
    return this.connection.send(message);
  }

  private emit<K extends keyof PlayerEvents>(event: K, value: PlayerEvents[K]): void {
    for (const handler of (this.handlers[event] ?? []) as ((value: PlayerEvents[K]) => void)[])
      handler(value);
  }

  private get speaking(): boolean {
    return (
      this.options.sound !== false && this.sound.speaking(this.clock.now() - this.sound.latency)
    );
  }

  /** The position that is heard and seen now, in seconds; -1 before anything is known. */
  private position(): number {
    return this.timeline.offset === null
      ? -1
      : Math.max(0, this.clock.now() - this.sound.latency - this.timeline.offset);
  }

  private late(seconds: number, gap: boolean): void {
    this.underruns += Number(gap);
    this.timeline.underrun(seconds);
  }

  private build(element: HTMLElement): void {
    element.classList.add("vidol-player");
    this.captions.element.hidden = !this.options.captions;
    this.unlock.className = "vidol-unlock";
    this.unlock.type = "button";
    this.unlock.hidden = true;
    this.lost.className = "vidol-lost";
    this.lost.setAttribute("role", "status");
    this.lost.hidden = true;
    this.label.className = "vidol-label";
    this.label.hidden = true;
    this.name(this.options.language);
    element.append(
      this.pictures.canvas,
      this.captions.element,
      this.label,
      this.unlock,
      this.lost,
    );
  }

  private name(language: string): void {
    const texts = textsFor(language);
    this.unlock.textContent = texts.unlock;
    this.lost.textContent = texts.lost;
    this.label.textContent = texts.label;
    this.unlock.lang = this.lost.lang = this.label.lang = texts.lang;
  }

  private connected(condition: Condition, reason: string): void {
    if (condition === "open") this.connections += 1;
    if (condition !== "connecting" || this.condition === "open") this.condition = condition;
    this.lost.hidden =
      this.options.notices === false || condition === "open" || this.connections === 0;
    if (condition !== "open") this.reports.pause();
    this.emit("connection", { condition, reason });
  }

  private sized(): void {
    this.send({ type: "pictures", on: !document.hidden, size: this.size.wanted });
  }

  private seen(): void {
    this.sized();
    this.reports.pause();
    if (!document.hidden) this.resume();
  }

  private receive(message: FromShow): void {
    switch (message.type) {
      case "hello":
        this.hello(message);
        break;
      case "caption":
        if (message.epoch < this.epoch) break;
        this.captions.add(message);
        this.emit("caption", message);
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
        this.labelled(message.character);
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
    this.fps = message.fps;
    this.delay = message.delay;
    if (message.show !== this.show) this.epoch = 0;
    this.show = message.show;
    this.labelled(message.character);
    this.own.of(message.show);
    // What was on the way is lost, and the time line may be another: begin anew, with the last
    // picture still to be seen.
    this.timeline.reset();
    this.pictures.reset();
    this.epoch = message.epoch;
    this.sound.clear(message.epoch);
    this.captions.clear();
    this.waitingFor = null;
    this.emit("hello", message);
    this.emit("state", message.state);
  }

  private labelled(character: Speaker): void {
    this.label.hidden = character.label === "off";
    this.label.parentElement?.classList.toggle("vidol-labelled-below", character.label === "caption");
  }

  private clear(epoch: number): void {
    const arrived = performance.now();
    this.epoch = epoch;
    const silent = this.clock.moment(this.sound.clear(epoch) + this.sound.latency);
    const after = Math.max(0, silent - arrived);
    this.captions.clear();
    this.reports.silenced(after);
    // The report is of the silence: it goes out when the last of the sound has left the sound card.
    window.setTimeout(() => this.played(), after);
  }

  private line(chat: Chat): void {
    const asked = chat.role === "viewer" ? this.asked.get(words(chat.text)) : undefined;
    if (asked !== undefined) {
      this.asked.delete(words(chat.text));
      this.own.add(chat.id);
      this.waitingFor = { turn: chat.turn, asked, from: null };
    }
    this.emit("chat", chat);
  }

  private bytes(data: ArrayBuffer): void {
    const header = new DataView(data, 0, HEADER_BYTES);
    const kind = header.getUint8(0);
    const epoch = header.getUint32(4, true);
    const samples = Number(header.getBigInt64(8, true));
    const position = samples / SAMPLE_RATE;
    if (kind === PICTURE) {
      this.timeline.arrived(position, this.clock.now(), this.delay);
      this.pictures.receive(new Uint8Array(data, HEADER_BYTES), position, this.fps);
      this.pictures.prepare(this.timeline.offset === null ? null : this.position());
    } else if (kind === SOUND && this.options.sound !== false) {
      this.sound.receive(new Int16Array(data, HEADER_BYTES), samples, epoch);
    }
  }

  /** Say how long the answer took, when its first sample above -40 dBFS has sounded. */
  private answered(position: number): void {
    const waiting = this.waitingFor;
    if (!waiting || waiting.from === null || !this.sound.audible) return;
    const loud = this.sound.firstLoud(waiting.from - 0.02);
    if (loud === null || loud > position || this.timeline.offset === null) return;
    const ms = Math.max(
      0,
      this.clock.moment(loud + this.timeline.offset + this.sound.latency) - waiting.asked,
    );
    this.waitingFor = null;
    this.reports.answered(ms);
    this.send({ type: "answered", turn: waiting.turn, ms });
  }

  private frame(): void {
    this.tick();
    const position = this.position();
    if (position < 0) return;
    this.pictures.prepare(position);
    if (this.pictures.show(position))
      this.reports.shown(position - (this.pictures.current ?? position), this.speaking);
    this.captions.update(position);
  }

  /** Keep the clocks: every frame, and from a timer too, since a page that is hidden has sound and
   * no frames. */
  private tick(): void {
    const jump = this.clock.update();
    const speaking = this.speaking;
    if (jump) {
      this.timeline.rebase(jump);
      // the sound card stalled: what is on its clock sounds later
      if (speaking && this.sound.begun) this.timeline.underrun(-jump);
    }
    this.sound.begin();
    if (!speaking) this.timeline.settle(this.clock.now(), this.sound.latency);
    if (this.blocked !== this.wasBlocked) {
      this.wasBlocked = this.blocked;
      this.emit("blocked", this.blocked);
    }
    this.unlock.hidden = !this.blocked || performance.now() < SETTLING_MS;
    this.answered(this.position());
  }

  private report(): void {
    this.tick();
    if (this.speaking) this.reportUntil = performance.now() + AFTER_MS;
    if (performance.now() < this.reportUntil) this.played();
  }

  /** Say what sounds now. A page that was told to have no sound hears nothing, and says nothing. */
  private played(): void {
    const position = this.position();
    if (position >= 0 && this.options.sound !== false)
      this.send({ type: "played", position, epoch: this.epoch, audible: this.sound.audible });
  }

  private summarise(): void {
    this.pictures.adapt();
    this.size.judge(this.pictures.shown, STATS_MS / 1000);
    const summary = this.reports.period(this.pictures, this.underruns, this.timeline.delay);
    this.send({ type: "stats", ...summary });
    this.emit("stats", this.reports.summary);
  }
}

/** Ids of lines, which a reload does not forget; a show's ids begin with its start. */
class Own {
  private key = "";
  private ids = new Set<number>();

  of(show: string): void {
    this.key = `vidol-own-${show}`;
    this.ids = new Set(JSON.parse(sessionStorage.getItem(this.key) ?? "[]") as number[]);
  }

  add(id: number): void {
    this.ids.add(id);
    sessionStorage.setItem(this.key, JSON.stringify([...this.ids].slice(-100)));
  }

  has(id: number): boolean {
    return this.ids.has(id);
  }
}

/** As the show writes a question: white space counts once. */
function words(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(" ");
}
