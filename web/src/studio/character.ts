// Character: what she is made of, part by part; her bundle; and trying what she would answer.

import type { Kind, Tested } from "../http";
import { api, paths } from "./api";
import { button, h, icon, toast } from "./dom";
import { card, partCard } from "./parts";
import type { Studio, Tab } from "./tab";
import { named, number, t } from "./texts";

const TESTS = "vidol-tests";
/** The kinds that come first, in this order; then whatever else there is, then her bundle. */
const ORDER = ["persona", "knowledge", "mind", "voice", "face", "body"];

/** A place among the cards, and what of the character is shown there. */
interface Place {
  of: string;
  card: HTMLElement | null;
}

export function characterTab(studio: Studio): Tab {
  const element = h("div.cards");
  const drawn = new Map<string, Place>();
  const tests = testing(studio);
  let asked = 0;
  // A card is drawn anew only when what it shows is another: what is being typed in the others stays.
  const place = (name: string, shows: unknown, make: () => HTMLElement | null): Place => {
    const of = JSON.stringify(shows);
    const before = drawn.get(name);
    return before?.of === of ? before : { of, card: make() };
  };
  const draw = (kinds: Kind[]): void => {
    const { file, unsaved, name } = studio.character;
    const places = new Map<string, Place>();
    for (const kind of ordered(kinds))
      places.set(
        kind.kind,
        place(kind.kind, kind.kind === "persona" ? [kind, name] : kind, () =>
          partCard(studio, kind),
        ),
      );
    places.set(
      "bundle",
      place("bundle", [file, unsaved], () => bundle(studio)),
    );
    drawn.clear();
    const cards: HTMLElement[] = [];
    for (const [kind, made] of places) {
      drawn.set(kind, made);
      if (made.card) cards.push(made.card);
      if (kind === "knowledge") cards.push(tests);
    }
    arrange(element, cards);
  };
  const refresh = async (): Promise<void> => {
    const mine = ++asked;
    const found = await studio.attempt(api.parts);
    if (found && mine === asked) draw(found.kinds);
  };
  void refresh();
  return { element, changed: () => void refresh() };
}

function ordered(kinds: Kind[]): Kind[] {
  const rank = ({ kind }: Kind): number => (ORDER.includes(kind) ? ORDER.indexOf(kind) : 99);
  return [...kinds].sort((one, other) => rank(one) - rank(other));
}

/** Put the cards there in this order, and leave those alone that are there: one that is moved
 * would lose the focus. */
function arrange(element: HTMLElement, cards: HTMLElement[]): void {
  for (const child of [...element.children])
    if (!cards.includes(child as HTMLElement)) child.remove();
  cards.forEach((one, place) => {
    if (element.children[place] !== one) element.insertBefore(one, element.children[place] ?? null);
  });
}

function testing(studio: Studio): HTMLElement {
  const questions = h("textarea", {
    rows: 3,
    placeholder: t("test_placeholder"),
    value: localStorage.getItem(TESTS) ?? "",
    "aria-label": t("test_questions"),
  });
  const results = h("div.results", { "aria-live": "polite" });
  const run = async (): Promise<void> => {
    localStorage.setItem(TESTS, questions.value);
    const asked = questions.value
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
      .slice(0, 30);
    results.replaceChildren();
    for (const question of asked) {
      const found = await studio.attempt(() => api.test(question));
      if (found) results.append(result(question, found));
    }
  };
  return card(
    t("test_questions"),
    t("test_hint"),
    questions,
    h(
      "div.row",
      null,
      button("play", t("run_test"), () => void run(), { kind: "primary" }),
    ),
    results,
  );
}

function result(question: string, found: Tested): HTMLElement {
  const scale = h("div.score", {
    title: `${t("score")} ${found.score?.toFixed(2)}, ${t("threshold")} ${found.threshold?.toFixed(2)}`,
  });
  const bar = h("i");
  bar.style.width = `${100 * Math.max(0, Math.min(1, found.score ?? 0))}%`;
  const mark = h("b");
  mark.style.left = `${100 * Math.max(0, Math.min(1, found.threshold ?? 0))}%`;
  scale.append(bar, mark);
  scale.classList.toggle("inside", (found.score ?? 0) >= (found.threshold ?? 1));
  const facts: [string, string][] = [];
  if (found.matched) facts.push([t("matched"), found.matched]);
  if (found.runner_up)
    facts.push([
      t("runner_up"),
      `${found.runner_up}${found.runner_up_score === null ? "" : ` (${found.runner_up_score.toFixed(2)})`}`,
    ]);
  if (found.source) facts.push([t("source"), found.source]);
  return h(
    "article.result",
    null,
    h("p.question", { dir: "auto" }, question, h("span.how", null, named("how", found.how))),
    h("p.answer", { dir: "auto", lang: found.language }, found.answer),
    found.score !== null &&
      h(
        "div.scored",
        null,
        scale,
        h(
          "span.hint",
          null,
          `${t("score")} ${number(found.score, 2)} / ${t("threshold")} ${number(found.threshold ?? 0, 2)}`,
        ),
      ),
    h(
      "dl",
      null,
      facts.flatMap(([name, value]) => [h("dt", null, name), h("dd", { dir: "auto" }, value)]),
    ),
  );
}

function bundle(studio: Studio): HTMLElement {
  const input = h("input.unseen", { type: "file", accept: ".vidol", id: "bundle-file" });
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) void studio.attempt(async () => studio.changed(await api.upload(file)));
  };
  const save = button(
    "save",
    t("save_bundle", { file: studio.character.file }),
    () =>
      void studio.attempt(
        async () => (toast(t("saved", { file: (await api.save()).file })), await studio.refresh()),
      ),
    {
      kind: studio.character.unsaved ? "primary" : "",
    },
  );
  return card(
    studio.character.file,
    "",
    h(
      "div.row",
      null,
      save,
      h(
        "a.button",
        { href: paths.bundle, download: "" },
        icon("download"),
        h("span", null, t("download_bundle")),
      ),
      h(
        "label.button",
        { for: "bundle-file" },
        icon("upload"),
        h("span", null, t("upload_bundle")),
      ),
      input,
    ),
  );
}
