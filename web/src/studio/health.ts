// Health: how soon she answers and how evenly she moves, from the records of turns, the server's
// seconds and this page's own measurements.

import type { Second } from "../http";
import { quantile } from "../player/reports";
import type { Turn } from "../protocol";
import { api } from "./api";
import { chart, type ChartOptions, type Series } from "./chart";
import { h, icon } from "./dom";
import type { Studio, Tab } from "./tab";
import { number, t } from "./texts";

const SHOWN = 40;
const LISTED = 15;

export function healthTab(studio: Studio): Tab {
  const charts = h("div.cards");
  const turns = h("div.cards");
  const element = h("div.health", null, charts, turns);
  let listed = "";
  let timer = 0;
  const refresh = async (): Promise<void> => {
    const found = await studio.attempt(async () => ({
      turns: await api.turns(),
      stats: await api.stats(),
    }));
    // somebody is reading a value
    if (!found || element.querySelector(".tip:not([hidden])")) return;
    charts.replaceChildren(latency(found.turns), ...seconds(found.stats.seconds), page(studio));
    const last = JSON.stringify(found.turns.slice(-LISTED));
    if (last === listed) return; // a table that somebody scrolls or reads stays where it is
    listed = last;
    turns.replaceChildren(table(found.turns));
  };
  return {
    element,
    shown: () => {
      void refresh();
      timer = window.setInterval(() => void refresh(), 2000);
    },
    hidden: () => clearInterval(timer),
  };
}

/** Milliseconds until somebody heard it: as a page measured it, else as the show inferred it from
 * what pages play, else until it was sent. */
function heard(turn: Turn): number | null {
  return turn.page_ms ?? turn.heard_ms ?? turn.sent_ms;
}

function latency(turns: Turn[]): HTMLElement {
  const answers = turns
    .filter((turn) => turn.kind === "answer" && heard(turn) !== null)
    .slice(-SHOWN);
  const title = h("h2", null, t("answer_time"));
  if (!answers.length) {
    const nothing = h("div.nothing", null, icon("talk"), h("p", null, t("no_turns")));
    return h("section.card.wide", null, title, nothing);
  }
  const all = answers.map((turn) => heard(turn) as number);
  const numbers = h(
    "div.numbers",
    null,
    big(t("median"), quantile(all, 0.5), "ms", 300),
    big(t("p95"), quantile(all, 0.95), "ms", 600),
  );
  const label = (k: number): string => answers[k]?.asked.slice(0, 24) ?? "";
  const figure = chart(stages(answers), { unit: "ms", stacked: true, bar: 300, label });
  return h("section.card.wide", null, title, numbers, figure);
}

/** From question to first word: what each took. */
function stages(answers: Turn[]): Series[] {
  const part = (from: number | null, to: number | null): number =>
    Math.max(0, (to ?? from ?? 0) - (from ?? 0));
  const stage = (name: string, colour: number, of: (turn: Turn) => number): Series => ({
    name,
    colour,
    values: answers.map(of),
  });
  return [
    stage(t("waited"), 5, (turn) => turn.waited_ms),
    stage(t("mind"), 1, (turn) => part(turn.waited_ms, turn.mind_ms)),
    stage(t("voice_part"), 2, (turn) => part(turn.mind_ms, turn.sent_ms)),
    stage(t("delivery"), 3, (turn) => part(turn.sent_ms, heard(turn))),
  ];
}

function big(name: string, value: number, unit: string, bar?: number, digits = 0): HTMLElement {
  const element = h(
    "div.big",
    null,
    h("span.value", null, number(value, digits), h("small", null, ` ${unit}`)),
    h(
      "span.name",
      null,
      name,
      bar !== undefined && h("span.bar-note", null, ` ${t("bar")} ${number(bar)}`),
    ),
  );
  if (bar !== undefined) element.classList.add(value <= bar ? "met" : "missed");
  return element;
}

function seconds(history: Second[]): HTMLElement[] {
  const of = (name: keyof Second): number[] => history.map((second) => second[name]);
  const label = (k: number): string => ago(history, k);
  const card = (
    title: string,
    series: Series[],
    options: Omit<ChartOptions, "label">,
  ): HTMLElement =>
    h("section.card", null, h("h2", null, title), chart(series, { ...options, label }));
  const one = (title: string, colour: number, name: keyof Second): [string, Series[]] => [
    title,
    [{ name: title, colour, values: of(name) }],
  ];
  const pictures = [
    { name: t("drawn"), colour: 2, values: of("drawn") },
    { name: t("dropped"), colour: 1, values: of("dropped") },
  ];
  return [
    card(t("pictures_second"), pictures, { unit: "1/s", least: 30 }),
    card(...one(t("lateness"), 4, "late_ms"), { unit: "ms", digits: 1, least: 10 }),
    card(...one(t("memory"), 3, "memory_mb"), { unit: "MB", least: 100 }),
    card(...one(t("viewers"), 5, "viewers"), { unit: "", least: 4 }),
  ];
}

function ago(history: Second[], k: number): string {
  const end = history[history.length - 1]?.time ?? 0;
  const seconds = Math.round(end - (history[k]?.time ?? end));
  if (seconds >= 60) return t("minutes_ago", { n: Math.round(seconds / 60) });
  return seconds ? t("seconds_ago", { n: seconds }) : t("now");
}

function page(studio: Studio): HTMLElement {
  const stats = studio.player.stats;
  const sync = stats.sync.length
    ? stats.sync.reduce((sum, value) => sum + value, 0) / stats.sync.length
    : 0;
  return h(
    "section.card",
    null,
    h("h2", null, t("this_page")),
    h(
      "div.numbers",
      null,
      big(t("interval"), stats.intervalP99, "ms", 40),
      big(t("sync"), Math.abs(sync), "ms", 45),
      big(t("delay"), 1000 * Number(stats["delay"]), "ms"),
      big(t("underruns"), Number(stats["underruns"]), ""),
    ),
  );
}

function table(turns: Turn[]): HTMLElement {
  const last = turns.slice(-LISTED).reverse();
  const title = h("h2", null, t("last_turns"));
  if (!last.length) return h("section.card.wide", null, title, h("p.empty", null, t("no_turns")));
  const names = [t("question"), t("heard"), t("waited"), t("mind"), t("voice_part"), t("delivery")];
  const heads = names.map((head) => h("th", { scope: "col" }, head));
  const head = h("thead", null, h("tr", null, heads));
  const rows = h("table", null, head, h("tbody", null, last.map(row)));
  return h("section.card.wide", null, title, h("div.scroll", { tabIndex: 0 }, rows));
}

function row(turn: Turn): HTMLElement {
  const cut = turn.interrupted && h("span.cut", null, t("cut_off"));
  const times = [turn.waited_ms, turn.mind_ms, turn.voice_ms, heard(turn)];
  return h(
    "tr",
    null,
    h("td.text", { dir: "auto" }, turn.asked || "—"),
    h("td.text", { dir: "auto" }, turn.heard, cut),
    times.map((ms) => h("td.number", null, ms === null ? "–" : number(ms))),
  );
}
