// The frame around the tabs: who is on air, the tabs themselves, the page's language and its light.

import type { CharacterView } from "./api";
import { button, h, icon, type Icon } from "./dom";
import type { Tab, TabName, Watching } from "./tab";
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

/** The light that is wanted, else the one that was chosen, else the system's. */
export function chooseTheme(wanted?: string): void {
  if (wanted) localStorage.setItem(THEME, wanted);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset["theme"] =
    wanted ?? localStorage.getItem(THEME) ?? (dark ? "dark" : "light");
}

export class Frame {
  private readonly links = new Map<TabName, HTMLButtonElement>();
  private readonly main = h("main", { id: "content", tabIndex: -1 });
  private readonly who = h("span.who");
  private readonly live = h("span.live", { role: "status" });
  private current: TabName | null = null;
  private condition = "connecting";

  constructor(
    private readonly studio: Watching,
    private readonly tabs: Partial<Record<TabName, Tab>>,
    private readonly rebuild: () => void,
    view: CharacterView | null,
  ) {
    document.body.replaceChildren(
      h("a.skip", { href: "#content" }, t("skip")),
      this.top(),
      this.nav(),
      this.main,
    );
    this.changed(view);
    this.state();
    addEventListener("hashchange", this.hash);
    addEventListener("keydown", this.escape);
    this.hash();
  }

  /** The same frame in the page's language of now. */
  again(tabs: Partial<Record<TabName, Tab>>, view: CharacterView | null): Frame {
    removeEventListener("hashchange", this.hash);
    removeEventListener("keydown", this.escape);
    if (this.current) this.tabs[this.current]?.hidden?.();
    return new Frame(this.studio, tabs, this.rebuild, view);
  }

  show(name: TabName): void {
    const tab = this.tabs[name];
    if (this.current === name || !tab) return;
    if (this.current) this.tabs[this.current]?.hidden?.();
    this.current = name;
    for (const [other, link] of this.links) {
      link.setAttribute("aria-selected", String(other === name));
      link.tabIndex = other === name ? 0 : -1;
    }
    tab.element.setAttribute("role", "tabpanel");
    tab.element.setAttribute("aria-labelledby", `tab-${name}`);
    this.main.replaceChildren(tab.element);
    this.main.dataset["tab"] = name;
    this.title();
    tab.shown?.();
    if (location.hash !== `#${name}`) location.hash = name; // `hash` finds it shown already
  }

  /** Another one performs, or what she is has changed. */
  changed(view: CharacterView | null): void {
    this.who.textContent = this.studio.name;
    this.who.classList.toggle("unsaved", Boolean(view?.unsaved));
    this.who.title = view?.unsaved ? t("unsaved") : (view?.file ?? "");
    this.title();
  }

  state(): void {
    const open = this.condition === "open";
    const recording = Boolean(this.studio.state?.recording);
    this.live.classList.toggle("open", open);
    this.live.classList.toggle("recording", recording);
    if (open) this.live.textContent = t(recording ? "being_recorded" : "on_air");
    else this.live.textContent = t(this.condition as Text);
  }

  connection(condition: string): void {
    this.condition = condition;
    this.state();
  }

  private title(): void {
    const parts = [this.current && t(this.current), this.studio.name, "vidol"];
    document.title = parts.filter(Boolean).join(" · ");
  }

  private top(): HTMLElement {
    const { role } = this.studio.session;
    const languages = h(
      "select.language",
      {
        "aria-label": t("page_language"),
        onchange: () => this.translate(languages.value as Language),
      },
      LANGUAGES.map((name) =>
        h("option", { value: name, selected: name === language() }, LANGUAGE_NAMES[name]),
      ),
    );
    const other = (): string =>
      document.documentElement.dataset["theme"] === "dark" ? "light" : "dark";
    return h(
      "header.top",
      null,
      h("span.brand", null, h("span.mark", { "aria-hidden": "true" }), "vidol"),
      this.live,
      this.who,
      h("span.space"),
      role !== "owner" && h("span.badge", null, t(`role_${role}`)),
      languages,
      button("sun", t("theme"), () => chooseTheme(other()), { quiet: true }),
    );
  }

  private nav(): HTMLElement {
    const nav = h("nav", { role: "tablist", "aria-label": t("studio") });
    for (const name of Object.keys(this.tabs) as TabName[]) {
      const link = h(
        "button.tab",
        { type: "button", id: `tab-${name}`, role: "tab", onclick: () => this.show(name) },
        icon(name as Icon),
        h("span", null, t(name)),
      );
      this.links.set(name, link);
      nav.append(link);
    }
    nav.addEventListener("keydown", (event) => this.keys(event));
    return nav;
  }

  private readonly hash = (): void => {
    const name = location.hash.slice(1) as TabName;
    if (this.tabs[name]) this.show(name);
    else location.replace("#talk");
  };

  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || this.current !== "talk") return;
    if (this.studio.may("POST /api/interrupt")) this.studio.player.interrupt();
  };

  private keys(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || !this.current) return;
    event.preventDefault();
    const names = [...this.links.keys()];
    const next = names[(names.indexOf(this.current) + step + names.length) % names.length];
    if (!next) return;
    this.show(next);
    this.links.get(next)?.focus();
  }

  private translate(wanted: Language): void {
    chooseLanguage(wanted);
    this.studio.player.setLanguage(wanted);
    this.rebuild();
  }
}
