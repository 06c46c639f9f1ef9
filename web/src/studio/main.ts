// The studio page: the frame around its tabs, the language, the light, and the one player that they share.

import "./style.css";
import { Player } from "../player/player";
import { api, ApiError, type CharacterView } from "./api";
import { characterTab } from "./character";
import { createTab } from "./create";
import { button, h, icon, toast, type Icon } from "./dom";
import { healthTab } from "./health";
import { recordTab } from "./record";
import { TABS, type Studio, type Tab, type TabName } from "./tab";
import { talkTab } from "./talk";
import { trainTab } from "./train";
import {
  chooseLanguage,
  language,
  LANGUAGE_NAMES,
  LANGUAGES,
  t,
  type Language,
  type Text,
} from "./texts";

const THEME = "vidol-theme";

function chooseTheme(wanted?: string): void {
  if (wanted) localStorage.setItem(THEME, wanted);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset["theme"] =
    wanted ?? localStorage.getItem(THEME) ?? (dark ? "dark" : "light");
}

async function start(): Promise<void> {
  chooseLanguage();
  chooseTheme();
  const first = await firstView();
  const stage = h("div.stage-figure");
  const player = new Player(stage, { captions: true, language: language() });
  Object.defineProperty(window, "vidol", { value: player, configurable: true });
  const studio: Studio = {
    player,
    stage,
    character: first,
    state: null,
    lines: new Map(),
    turns: new Map(),
    blocked: false,
    draft: null,
    refresh: async () => studio.changed(await api.character()),
    changed: (character) => {
      studio.character = character;
      for (const tab of Object.values(tabs)) tab.changed?.();
      frame.changed();
    },
    show: (name) => frame.show(name),
    attempt: async (work) => {
      try {
        return await work();
      } catch (error) {
        toast(
          error instanceof ApiError || error instanceof Error ? error.message : String(error),
          "error",
        );
        return undefined;
      }
    },
  };
  let tabs = make(studio);
  let frame = new Frame(studio, tabs, () => {
    document.body.replaceChildren();
    tabs = make(studio);
    frame = frame.again(tabs);
  });
  const state = (): void => {
    for (const tab of Object.values(tabs)) tab.state?.();
    frame.state();
  };
  const talked = (): void => {
    for (const tab of Object.values(tabs)) tab.talked?.();
  };
  player.on("state", (now) => ((studio.state = now), state()));
  player.on("blocked", (is) => ((studio.blocked = is), state()));
  player.on(
    "hello",
    ({ chat }) => ((studio.lines = new Map(chat.map((line) => [line.id, line]))), talked()),
  );
  player.on("chat", (line) => (studio.lines.set(line.id, line), talked()));
  player.on("turn", (turn) => (studio.turns.set(turn.id, turn), talked()));
  player.on("connection", ({ condition }) => frame.connection(condition));
  player.on("notice", (notice) => toast(notice.text, notice.level));
  player.on("changed", () => void studio.attempt(() => studio.refresh()));
}

function make(studio: Studio): Record<TabName, Tab> {
  return {
    talk: talkTab(studio),
    create: createTab(studio),
    character: characterTab(studio),
    record: recordTab(studio),
    train: trainTab(studio),
    health: healthTab(studio),
  };
}

/** The character, however long the server takes to come up. */
async function firstView(): Promise<CharacterView> {
  for (;;) {
    try {
      return await api.character();
    } catch (error) {
      document.body.replaceChildren(
        h("p.starting", null, error instanceof ApiError ? error.message : t("connecting")),
      );
      await new Promise((done) => setTimeout(done, 1500));
    }
  }
}

class Frame {
  private readonly links = new Map<TabName, HTMLButtonElement>();
  private readonly main = h("main", { id: "content", tabIndex: -1 });
  private readonly who = h("span.who");
  private readonly live = h("span.live", { role: "status" });
  private current: TabName | null = null;
  private condition = "connecting";

  constructor(
    private readonly studio: Studio,
    private readonly tabs: Record<TabName, Tab>,
    private readonly rebuild: () => void,
  ) {
    const nav = h("nav", { role: "tablist", "aria-label": t("studio") });
    for (const name of TABS) {
      const link = h(
        "button.tab",
        { type: "button", id: `tab-${name}`, role: "tab", onclick: () => this.show(name) },
        icon(name as Icon),
        h("span", null, t(name as Text)),
      );
      this.links.set(name, link);
      nav.append(link);
    }
    nav.addEventListener("keydown", (event) => this.keys(event));
    const languages = h(
      "select.language",
      {
        "aria-label": t("page_language"),
        onchange: (event: Event) =>
          this.translate((event.target as HTMLSelectElement).value as Language),
      },
      LANGUAGES.map((name) =>
        h("option", { value: name, selected: name === language() }, LANGUAGE_NAMES[name]),
      ),
    );
    const theme = button(
      "sun",
      t("theme"),
      () => chooseTheme(document.documentElement.dataset["theme"] === "dark" ? "light" : "dark"),
      { quiet: true },
    );
    document.body.replaceChildren(
      h("a.skip", { href: "#content" }, t("skip")),
      h(
        "header.top",
        null,
        h("span.brand", null, h("span.mark", { "aria-hidden": "true" }), "vidol"),
        this.live,
        this.who,
        h("span.space"),
        languages,
        theme,
      ),
      nav,
      this.main,
    );
    this.changed();
    this.state();
    addEventListener("hashchange", this.hash);
    addEventListener("keydown", this.escape);
    this.hash();
  }

  again(tabs: Record<TabName, Tab>): Frame {
    removeEventListener("hashchange", this.hash);
    removeEventListener("keydown", this.escape);
    if (this.current) this.tabs[this.current].hidden?.();
    return new Frame(this.studio, tabs, this.rebuild);
  }

  show(name: TabName): void {
    if (this.current === name) return;
    if (this.current) this.tabs[this.current].hidden?.();
    this.current = name;
    for (const [other, link] of this.links) {
      link.setAttribute("aria-selected", String(other === name));
      link.tabIndex = other === name ? 0 : -1;
    }
    const tab = this.tabs[name];
    tab.element.setAttribute("role", "tabpanel");
    tab.element.setAttribute("aria-labelledby", `tab-${name}`);
    this.main.replaceChildren(tab.element);
    this.main.dataset["tab"] = name;
    document.title = `${t(name as Text)} · ${this.studio.character.name} · vidol`;
    tab.shown?.();
    if (location.hash !== `#${name}`) location.hash = name; // comes back through `hash`, which finds it shown
  }

  changed(): void {
    this.who.textContent = this.studio.character.name;
    this.who.classList.toggle("unsaved", this.studio.character.unsaved);
    this.who.title = this.studio.character.unsaved ? t("unsaved") : this.studio.character.file;
  }

  state(): void {
    const open = this.condition === "open";
    this.live.classList.toggle("open", open);
    this.live.classList.toggle("recording", Boolean(this.studio.state?.recording));
    this.live.textContent = open
      ? this.studio.state?.recording
        ? t("being_recorded")
        : t("on_air")
      : t(this.condition as Text);
  }

  connection(condition: string): void {
    this.condition = condition;
    this.state();
  }

  private readonly hash = (): void => {
    const name = location.hash.slice(1) as TabName;
    if (TABS.includes(name)) this.show(name);
    else location.replace("#talk");
  };

  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.current === "talk") this.studio.player.interrupt();
  };

  private keys(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || !this.current) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(this.current) + step + TABS.length) % TABS.length] as TabName;
    this.show(next);
    this.links.get(next)?.focus();
  }

  private translate(wanted: Language): void {
    chooseLanguage(wanted);
    this.studio.player.setLanguage(wanted);
    this.rebuild();
  }
}

void start();
