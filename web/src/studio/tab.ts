// What the studio's page and its tabs are to one another.

import type { Player } from "../player/player";
import type { Chat, State, Turn } from "../protocol";
import type { CharacterView, Look } from "./api";

export const TABS = ["talk", "create", "character", "record", "train", "health"] as const;
export type TabName = (typeof TABS)[number];

/** What every tab is given. */
export interface Studio {
  player: Player;
  stage: HTMLElement;
  character: CharacterView;
  state: State | null;
  /** The conversation by the ids of its lines, and its turns by theirs: they outlive a change of the page's language. */
  lines: Map<number, Chat>;
  turns: Map<number, Turn>;
  /** The browser lets no sound out before a gesture. */
  blocked: boolean;
  /** The look that is being worked on. */
  draft: Draft | null;
  /** Ask for the character anew and tell every tab. */
  refresh(): Promise<void>;
  /** The character changed: show what the server answered. */
  changed(character: CharacterView): void;
  show(tab: TabName): void;
  /** Run something and show what went wrong with it. */
  attempt<T>(work: () => Promise<T>): Promise<T | undefined>;
}

/** A tab's page. `shown` is called when it is opened, `changed` when the character is another one, `state` when the show's state changes,
 * `talked` when the conversation does. */
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
