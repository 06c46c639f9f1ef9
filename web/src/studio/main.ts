// The studio page: who it is for, what it knows, and the one player that its tabs share.

import "./style/index.css";
import { type CardView, NEEDS, ROLES, type SessionView } from "../http";
import { keepToken } from "../player/connection";
import { needed as fontsNeeded } from "../player/fonts";
import { Player } from "../player/player";
import type { State } from "../protocol";
import { api, ApiError, type CharacterView, type Operation } from "./api";
import { cardsTab } from "./cards";
import { characterTab } from "./character";
import { createTab } from "./create";
import { h, toast } from "./dom";
import { chooseTheme, Frame } from "./frame";
import { healthTab } from "./health";
import { recordTab } from "./record";
import { type Draft, type Studio, type Tab, TABS, type TabName } from "./tab";
import { talkTab } from "./talk";
import { trainTab } from "./train";
import { chooseLanguage, language, t } from "./texts";

const MAKERS: Record<TabName, (studio: Studio) => Tab> = {
  talk: talkTab,
  create: createTab,
  character: characterTab,
  record: recordTab,
  train: trainTab,
  health: healthTab,
  cards: cardsTab,
};

type Tabs = Partial<Record<TabName, Tab>>;

async function start(): Promise<void> {
  await fontsNeeded();
  chooseLanguage();
  chooseTheme();
  const session = await patiently(api.session);
  keepToken(ROLES.indexOf(session.role));
  const reads = allows(session, "GET /api/character");
  new Page(session, await patiently(api.cards), reads ? await patiently(api.character) : null);
}

function allows(session: SessionView, operation: Operation): boolean {
  return ROLES.indexOf(session.role) >= ROLES.indexOf(NEEDS[operation]);
}

/** What the server answers, however long it takes to come up. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const text = error instanceof ApiError ? error.message : t("connecting");
      document.body.replaceChildren(h("p.starting", null, text));
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
}

class Page implements Studio {
  readonly stage = h("div.stage-figure");
  readonly player: Player;
  state: State | null = null;
  lines: Studio["lines"] = new Map();
  turns: Studio["turns"] = new Map();
  blocked = false;
  draft: Draft | null = null;
  name: string;
  private tabs: Tabs;
  private frame: Frame;

  constructor(
    readonly session: SessionView,
    readonly cards: CardView[],
    private view: CharacterView | null,
  ) {
    this.name = view?.name ?? "";
    this.player = new Player(this.stage, { captions: true, language: language() });
    Object.defineProperty(window, "vidol", { value: this.player, configurable: true });
    this.tabs = this.made();
    this.frame = new Frame(this, this.tabs, () => this.translated(), view);
    this.listen();
  }

  /** Only tabs of those who may read it ask for it. */
  get character(): CharacterView {
    if (!this.view) throw new Error("The character is for operators and the owner to read.");
    return this.view;
  }

  get hears(): boolean {
    return Boolean(this.view?.transcription);
  }

  may(operation: Operation): boolean {
    return allows(this.session, operation);
  }

  show(tab: TabName): void {
    this.frame.show(tab);
  }

  async refresh(): Promise<void> {
    this.changed(await api.character());
  }

  changed(character: CharacterView): void {
    this.view = character;
    this.called(character.name);
  }

  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), "error");
      return undefined;
    }
  }

  private made(): Tabs {
    const names = (Object.keys(TABS) as TabName[]).filter(
      (name) => this.may(TABS[name]) && (name !== "cards" || this.cards.length > 0),
    );
    return Object.fromEntries(names.map((name) => [name, MAKERS[name](this)]));
  }

  /** The page in another language: the player and what was said stay. */
  private translated(): void {
    document.body.replaceChildren();
    this.tabs = this.made();
    this.frame = this.frame.again(this.tabs, this.view);
  }

  private each(tell: (tab: Tab) => void): void {
    Object.values(this.tabs).forEach(tell);
  }

  private called(name: string): void {
    this.name = name;
    this.each((tab) => tab.changed?.());
    this.frame.changed(this.view);
  }

  private listen(): void {
    const { player } = this;
    player.on("state", (state) => this.stated(() => (this.state = state)));
    player.on("blocked", (blocked) => this.stated(() => (this.blocked = blocked)));
    player.on("hello", ({ chat, character }) => {
      this.lines = new Map(chat.map((line) => [line.id, line]));
      this.talked();
      if (!this.view) this.called(character.name);
    });
    player.on("chat", (line) => this.talked(() => this.lines.set(line.id, line)));
    player.on("turn", (turn) => this.talked(() => this.turns.set(turn.id, turn)));
    player.on("connection", ({ condition }) => this.frame.connection(condition));
    player.on("notice", (notice) => toast(notice.text, notice.level));
    player.on("changed", ({ character }) => {
      if (this.view) void this.attempt(() => this.refresh());
      else this.called(character.name);
    });
  }

  private stated(take: () => void): void {
    take();
    this.each((tab) => tab.state?.());
    this.frame.state();
  }

  private talked(take?: () => void): void {
    take?.();
    this.each((tab) => tab.talked?.());
  }
}

void start();
