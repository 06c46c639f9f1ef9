// Health: how soon she answers and how evenly she moves, from the records of turns, the server's seconds and this page's own measurements.

import { quantile } from "../player/reports";
import type { Turn } from "../protocol";
import { api, type Second } from "./api";
import { chart } from "./chart";
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
    if (!found || element.querySelector(".tip:not([hidden])")) return; // somebody is reading a value
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

/** Milliseconds until somebody heard it: as a page measured it, else as the show inferred it from what pages play, else until it was sent. */
function heard(turn: Turn): number | null {
  return turn.page_ms ?? turn.heard_ms ?? turn.sent_ms;
}

function latency(turns: Turn[]): HTMLElement {
  const answers = turns
    .filter((turn) => turn.kind === "answer" && heard(turn) !== null)
    .slice(-SHOWN);
  if (!answers.length)
    return h(
      "section.card.wide",
      null,
      h("h2", null, t("answer_time")),
      h("div.nothing", null, icon("talk"), h("p", null, t("no_turns"))),
    );
  const all = answers.map((turn) => heard(turn) as number);
  const part = (from: number | null, to: number | null): number =>
    Math.max(0, (to ?? from ?? 0) - (from ?? 0));
  const stages = [
    { name: t("waited"), colour: 5, values: answers.map((turn) => turn.waited_ms) },
    {
      name: t("mind"),
      colour: 1,
      values: answers.map((turn) => part(turn.waited_ms, turn.mind_ms)),
    },
    {
      name: t("voice_part"),
      colour: 2,
      values: answers.map((turn) => part(turn.mind_ms, turn.sent_ms)),
    },
    {
      name: t("delivery"),
      colour: 3,
      values: answers.map((turn) => part(turn.sent_ms, heard(turn))),
    },
  ];
  return h(
    "section.card.wide",
    null,
    h("h2", null, t("answer_time")),
    h(
      "div.numbers",
      null,
      big(t("median"), quantile(all, 0.5), "ms", 300),
      big(t("p95"), quantile(all, 0.95), "ms", 600),
    ),
    chart(stages, {
      unit: "ms",
      stacked: true,
      bar: 300,
      label: (k) => answers[k]?.asked.slice(0, 24) ?? "",
    }),
  );
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
  const end = history[history.length - 1]?.time ?? 0;
  const label = (k: number): string => {
    const ago = Math.round(end - (history[k]?.time ?? end));
    return ago >= 60
      ? t("minutes_ago", { n: Math.round(ago / 60) })
      : ago
        ? t("seconds_ago", { n: ago })
        : t("now");
  };
  const of = (name: keyof Second): number[] => history.map((second) => second[name]);
  const card = (title: string, figure: HTMLElement): HTMLElement =>
    h("section.card", null, h("h2", null, title), figure);
  return [
    card(
      t("pictures_second"),
      chart(
        [
          { name: t("drawn"), colour: 2, values: of("drawn") },
          { name: t("dropped"), colour: 1, values: of("dropped") },
        ],
        { unit: "1/s", label, least: 30 },
      ),
    ),
    card(
      t("lateness"),
      chart([{ name: t("lateness"), colour: 4, values: of("late_ms") }], {
        unit: "ms",
        label,
        digits: 1,
        least: 10,
      }),
    ),
    card(
      t("memory"),
      chart([{ name: t("memory"), colour: 3, values: of("memory_mb") }], {
        unit: "MB",
        label,
        least: 100,
      }),
    ),
    card(
      t("viewers"),
      chart([{ name: t("viewers"), colour: 5, values: of("viewers") }], {
        unit: "",
        label,
        least: 4,
      }),
    ),
  ];
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
  if (!last.length)
    return h(
      "section.card.wide",
      null,
      h("h2", null, t("last_turns")),
      h("p.empty", null, t("no_turns")),
    );
  const ms = (value: number | null): string => (value === null ? "–" : number(value));
  const heads = [t("question"), t("heard"), t("waited"), t("mind"), t("voice_part"), t("delivery")];
  return h(
    "section.card.wide",
    null,
    h("h2", null, t("last_turns")),
    h(
      "div.scroll",
      { tabIndex: 0 },
      h(
        "table",
        null,
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            heads.map((head) => h("th", { scope: "col" }, head)),
          ),
        ),
        h(
          "tbody",
          null,
          last.map((turn) =>
            h(
              "tr",
              null,
              h("td.text", { dir: "auto" }, turn.asked || "—"),
              h(
                "td.text",
                { dir: "auto" },
                turn.heard,
                turn.interrupted && h("span.cut", null, t("cut_off")),
              ),
              [turn.waited_ms, turn.mind_ms, turn.voice_ms, heard(turn)].map((value) =>
                h("td.number", null, ms(value)),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}
