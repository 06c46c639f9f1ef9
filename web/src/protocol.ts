// Made by contracts/generate.py from the models of the show and the studio. Do not edit.

export const PROTOCOL = 1;
export const HEADER_BYTES = 16;
export const PICTURE = 1;
export const SOUND = 2;

/** How long it took here from asking to the first sample above -40 dBFS. */
export interface Answered {
  seq: number;
  type: "answered";
  turn: number;
  ms: number;
}

/** Ask the character something. */
export interface Ask {
  seq: number;
  type: "ask";
  text: string;
  name?: string;
  behaviour?: "queue" | "interrupt" | "replace";
}

/** A page of caption, from `start` until the next one's start or `end`. Sent before it is due; after a `clear` it is void. Speech is made while it is spoken, so a page may be sent again with the same `id`, a later `end` and more words. */
export interface Caption {
  type: "caption";
  id: number;
  turn: number;
  epoch: number;
  text: string;
  language: "zh" | "ja" | "en";
  start: number;
  end: number;
  words: CaptionWord[];
  translations: { [name: string]: string };
}

/** A word of a caption: its place in the text in characters, and when it is said. */
export interface CaptionWord {
  offset: number;
  length: number;
  start: number;
  end: number;
}

/** Another character, or the same one edited, performs from now on. */
export interface Changed {
  type: "changed";
  character: Speaker;
}

/** A line of the conversation. A character's line is sent again, with the same `id`, as it grows and when it was cut off. */
export interface Chat {
  type: "chat";
  id: number;
  turn: number;
  role: "viewer" | "character";
  name: string;
  text: string;
  time: number;
  done: boolean;
  interrupted: boolean;
  sources: string[];
  platform: string;
  amount: string;
  language: "zh" | "ja" | "en";
}

/** Fall silent at once: sound and captions of an earlier epoch are void, whether played or not. */
export interface Clear {
  type: "clear";
  epoch: number;
  position: number;
}

/** The first message to a viewer. */
export interface Hello {
  type: "hello";
  protocol: number;
  show: string;
  position: number;
  epoch: number;
  fps: number;
  size: number;
  sample_rate: number;
  delay: number;
  character: Speaker;
  state: State;
  chat: Chat[];
}

/** Silence the character and drop what waits. */
export interface Interrupt {
  seq: number;
  type: "interrupt";
}

/** The first message. The show answers with `hello`. */
export interface Join {
  seq: number;
  type: "join";
  pictures?: boolean;
  size?: number;
  sound?: boolean;
  language?: "zh" | "ja" | "en";
  token?: string | null;
}

/** Make a gesture or change to an emotion now. */
export interface Move {
  seq: number;
  type: "act";
  name: string;
}

/** Something a person should know. */
export interface Notice {
  type: "notice";
  level: "info" | "warning" | "error";
  code: string;
  text: string;
}

/** Send pictures, or none: a page that is hidden wants none. */
export interface Pictures {
  seq: number;
  type: "pictures";
  on: boolean;
  size?: number | null;
}

/** What sounds at this page now: ten times a second while sound plays, and at once when a `clear` has silenced it. */
export interface Played {
  seq: number;
  type: "played";
  position: number;
  epoch: number;
  audible?: boolean;
}

/** Have the character say something, with the directions of a script in it. */
export interface Speak {
  seq: number;
  type: "say";
  text: string;
  language?: "zh" | "ja" | "en" | null;
  behaviour?: "queue" | "interrupt" | "replace";
  priority?: number;
  owner?: string;
}

/** Who performs. */
export interface Speaker {
  name: string;
  languages: ("zh" | "ja" | "en")[];
  default_language: "zh" | "ja" | "en";
  label: "corner" | "caption" | "off";
}

/** What the character is doing; sent when it changes. */
export interface State {
  type: "state";
  speaking: boolean;
  turn: number | null;
  waiting: number;
  emotion: string;
  background: string;
  framing: string;
  viewers: number;
  recording: boolean;
}

/** How well the page plays, of the last two seconds. */
export interface Stats {
  seq: number;
  type: "stats";
  shown: number;
  dropped: number;
  interval_p50_ms?: number;
  interval_p99_ms?: number;
  sync_ms?: number;
  underruns?: number;
  delay_ms?: number;
}

/** What became of something said, with its latencies in milliseconds from the moment it was asked for. Sent when it ends, and kept. */
export interface Turn {
  type: "turn";
  id: number;
  kind: "answer" | "speech";
  owner: string;
  asked: string;
  time: number;
  waited_ms: number;
  mind_ms: number | null;
  voice_ms: number | null;
  sent_ms: number | null;
  heard_ms: number | null;
  page_ms: number | null;
  silence_ms: number | null;
  said: string;
  heard: string;
  interrupted: boolean;
  sources: string[];
  problem: string;
}

export type FromShow = Hello | Chat | Caption | Turn | State | Changed | Clear | Notice;
export type FromPage = Join | Ask | Speak | Interrupt | Move | Pictures | Played | Answered | Stats;
