// What the studio's page and its tabs are to one another.

import type { CardView, SessionView } from "../http";
import type { Player } from "../player/player";
import type { Chat, State, Turn } from "../protocol";
import type { CharacterView, Look, Operation } from "./api";

/** The tabs in their order, and the request without which one is of no use: who may not make it
 * does not see the tab. */
export const TABS = {
  talk: "POST /api/ask",
  create: "POST /api/character",
  character: "PATCH /api/character",
  record: "POST /api/recordings",
  train: "POST /api/training",
  health: "GET /api/stats",
  cards: "GET /api/cards",
} as const satisfies Record<string, Operation>;
export type TabName = keyof typeof TABS;

/** What somebody who watches knows. */
export interface Watching {
  player: Player;
  stage: HTMLElement;
  session: SessionView;
  /** What installed packages add; without any there is no tab for them. */
  cards: CardView[];
  /** Who performs. */
  name: string;
  /** Whether what is said into a microphone can be asked. */
  hears: boolean;
  state: State | null;
  /** The conversation by the ids of its lines, and its turns by theirs: they outlive a change of
   * the page's language. */
  lines: Map<number, Chat>;
  turns: Map<number, Turn>;
  /** The browser lets no sound out before a gesture. */
  blocked: boolean;
  /** Whether the person's role is enough for a request. */
  may(operation: Operation): boolean;
  show(tab: TabName): void;
  /** Run something and show what went wrong with it. */
  attempt<T>(work: () => Promise<T>): Promise<T | undefined>;
}

/** What every tab is given besides, except Talk, which is for everybody. */
export interface Studio extends Watching {
  character: CharacterView;
  /** The look that is being worked on. */
  draft: Draft | null;
  /** Ask for the character anew and tell every tab. */
  refresh(): Promise<void>;
  /** The character changed: show what the server answered. */
  changed(character: CharacterView): void;
}

/** A tab's page. `shown` is called when it is opened, `changed` when the character is another one,
 * `state` when the show's state changes, `talked` when the conversation does. */
export interface Tab {
  element: HTMLElement;
  shown?(): void;
  hidden?(): void;
  changed?(): void;
  state?(): void;
  talked?(): void;
}

/** A look that is being worked on, with the way to it and back. */
export interface Draft {
  readonly seed: number;
  look: Look;
  past: Look[];
  future: Look[];
  group: string;
  name: string;
}
