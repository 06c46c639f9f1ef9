// Character: who she is, what she knows, how she sounds, which language model helps her; and trying what she would answer.

import { api, paths, type CharacterView, type Endpoint, type Tested } from "./api";
import { button, h, icon, submit, toast } from "./dom";
import type { Studio, Tab } from "./tab";
import { bytes, LANGUAGE_NAMES, number, t, type Language, type Text } from "./texts";

const TESTS = "vidol-tests";

export function characterTab(studio: Studio): Tab {
  const element = h("div.cards");
  const drawn: { of: string; card: HTMLElement }[] = [];
  // A card is drawn anew only when what it shows is another: what is being typed in the others stays.
  const draw = (): void =>
    CARDS.forEach(([make, shows], place) => {
      const of = JSON.stringify(shows(studio.character));
      const before = drawn[place];
      if (before?.of === of) return;
      const card = make(studio);
      if (before) before.card.replaceWith(card);
      else element.append(card);
      drawn[place] = { of, card };
    });
  draw();
  return { element, changed: draw };
}

/** The cards in their order, each with what of the character it shows. */
const CARDS: [(studio: Studio) => HTMLElement, (view: CharacterView) => unknown[]][] = [
  [persona, ({ name, persona }) => [name, persona]],
  [knowledge, ({ knowledge }) => [knowledge]],
  [testing, () => []],
  [voice, ({ voice }) => [voice]],
  [
    languageModel,
    ({ language_model, key_stored, approved }) => [language_model, key_stored, approved],
  ],
  [transcription, ({ transcription }) => [transcription]],
  [bundle, ({ file, unsaved }) => [file, unsaved]],
];

function card(title: string, hint: string, ...children: (Node | false | null)[]): HTMLElement {
  return h(
    "section.card",
    null,
    h("h2", null, title),
    hint ? h("p.hint", null, hint) : null,
    ...children,
  );
}

function field(label: string, control: HTMLElement): HTMLElement {
  return h("label.field", null, h("span", null, label), control);
}

async function apply(studio: Studio, change: object): Promise<boolean> {
  const done = await studio.attempt(() => api.change(change));
  if (!done) return false;
  studio.changed(done);
  toast(t("applied"));
  return true;
}

function persona(studio: Studio): HTMLElement {
  const view = studio.character;
  const given = view.persona as {
    description: string;
    languages: Language[];
    small_talk: string;
    declines: string[];
    greeting: Record<string, string>;
    introduction: Record<string, string>;
  };
  const name = h("input", { type: "text", maxLength: 60, value: view.name, required: true });
  const description = h("textarea", { rows: 4, maxLength: 4000, value: given.description });
  const talk = h(
    "select",
    null,
    (["chatty", "brief", "off"] as const).map((mode) =>
      h("option", { value: mode, selected: mode === given.small_talk }, t(mode)),
    ),
  );
  const declines = h("textarea", { rows: 3, value: given.declines.join("\n") });
  const lines = (["greeting", "introduction"] as const).map((kind) => ({
    kind,
    inputs: given.languages.map((language) => ({
      language,
      input: h("textarea", {
        rows: 2,
        maxLength: 600,
        value: given[kind][language] ?? "",
        lang: language,
      }),
    })),
  }));
  const send = (): void => {
    const change: Record<string, unknown> = {
      description: description.value,
      small_talk: talk.value,
      declines: declines.value
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean),
    };
    for (const { kind, inputs } of lines)
      change[kind] = {
        ...given[kind],
        ...Object.fromEntries(inputs.map(({ language, input }) => [language, input.value])),
      };
    void apply(
      studio,
      name.value.trim() === view.name
        ? { persona: change }
        : { persona: change, name: name.value.trim() },
    );
  };
  return card(
    t("persona"),
    t("persona_hint"),
    h(
      "form",
      { onsubmit: (event: Event) => (event.preventDefault(), send()) },
      field(t("name"), name),
      field(t("description"), description),
      ...lines.map(({ kind, inputs }) =>
        h(
          "fieldset",
          null,
          h("legend", null, t(kind)),
          inputs.map(({ language, input }) => field(LANGUAGE_NAMES[language], input)),
        ),
      ),
      field(t("small_talk"), talk),
      field(t("declines"), declines),
      h("div.row", null, submit("check", t("save_changes"))),
    ),
  );
}

function knowledge(studio: Studio): HTMLElement {
  const take = async (files: Iterable<File>): Promise<void> => {
    for (const file of files) await studio.attempt(() => api.learn(file));
    await studio.attempt(() => studio.refresh());
  };
  const input = h("input.unseen", {
    type: "file",
    multiple: true,
    accept: ".csv,.md,.txt,.pdf,.html,.htm",
    id: "knowledge-files",
  });
  input.onchange = () => void take(input.files ?? []);
  const drop = h(
    "div.drop",
    null,
    icon("upload"),
    h("span", null, t("drop_here"), " ", h("label", { for: "knowledge-files" }, t("choose_files"))),
    input,
  );
  drop.ondragover = (event) => (event.preventDefault(), drop.classList.add("over"));
  drop.ondragleave = () => drop.classList.remove("over");
  drop.ondrop = (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    void take(event.dataTransfer?.files ?? []);
  };
  const list = studio.character.knowledge.length
    ? h(
        "ul.files",
        null,
        studio.character.knowledge.map(({ name, size }) => {
          const remove = button(
            "trash",
            t("remove"),
            () => {
              if (confirm(t("remove_sure", { name })))
                void studio.attempt(async () => (await api.forget(name), await studio.refresh()));
            },
            { quiet: true },
          );
          return h(
            "li",
            null,
            h("span.file", null, name),
            h("span.hint", null, bytes(size)),
            remove,
          );
        }),
      )
    : h("p.empty", null, t("no_knowledge"));
  return card(t("knowledge"), t("knowledge_hint"), list, drop);
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
    h("p.question", { dir: "auto" }, question, h("span.how", null, t(`how_${found.how}` as Text))),
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

const SLIDERS = [
  ["pitch", 70, 450, 1],
  ["tract", 0.78, 1.25, 0.01],
  ["rate", 0.6, 1.6, 0.02],
  ["liveliness", 0.4, 1.8, 0.02],
  ["breathiness", 0, 1, 0.02],
] as const;
const TIMBRES = ["f2", "f5", "edward", "klatt4", "m6", "grandpa"];

function voice(studio: Studio): HTMLElement {
  const given = studio.character.voice;
  const change: Record<string, number | string> = {};
  const sliders = SLIDERS.map(([name, min, max, step]) => {
    const shown = h("output", null, number(Number(given[name]), step < 1 ? 2 : 0));
    const input = h("input", {
      type: "range",
      min: String(min),
      max: String(max),
      step: String(step),
      value: String(given[name]),
      name,
    });
    input.oninput = () => {
      change[name] = Number(input.value);
      shown.textContent = number(Number(input.value), step < 1 ? 2 : 0);
    };
    return h("label.field", null, h("span", null, t(name)), input, shown);
  });
  const timbres = (["english", "chinese"] as const).map((name) =>
    field(
      t(name === "english" ? "timbre_en" : "timbre_zh"),
      h(
        "select",
        { onchange: (event: Event) => (change[name] = (event.target as HTMLSelectElement).value) },
        TIMBRES.map((timbre) =>
          h("option", { value: timbre, selected: given[name] === timbre }, timbre),
        ),
      ),
    ),
  );
  const listen = async (): Promise<void> => {
    if (Object.keys(change).length && !(await apply(studio, { voice: change }))) return;
    studio.player.say(t("voice_sample"), { behaviour: "interrupt" });
  };
  return card(
    t("voice"),
    "",
    ...sliders,
    ...timbres,
    h(
      "div.row",
      null,
      button("volume", t("try_voice"), () => void listen(), { kind: "primary" }),
    ),
  );
}

function endpoint(
  studio: Studio,
  kind: "language_model" | "transcription",
  extra: HTMLElement[],
  change: () => object,
): HTMLFormElement {
  const given: Endpoint | null = studio.character[kind];
  const url = h("input", {
    type: "url",
    value: given?.base_url ?? "",
    placeholder: "http://127.0.0.1:11434/v1",
    required: true,
  });
  const model = h("input", {
    type: "text",
    value: given?.model ?? "",
    placeholder: kind === "language_model" ? "qwen2.5" : "whisper-1",
    required: true,
  });
  const send = (): void => {
    const endpoint = { ...(given ?? {}), base_url: url.value.trim(), model: model.value.trim() };
    void apply(studio, { [kind]: endpoint, approve: true, ...change() });
  };
  return h(
    "form",
    { onsubmit: (event: Event) => (event.preventDefault(), send()) },
    field(t("base_url"), url),
    field(t("model"), model),
    ...extra,
    h(
      "div.row",
      null,
      submit("check", t("save_changes")),
      given &&
        kind === "language_model" &&
        button(
          "health",
          t("test_connection"),
          () =>
            void studio.attempt(async () =>
              toast(
                t("models_found", { models: (await api.models()).models.slice(0, 8).join(", ") }),
              ),
            ),
        ),
      given && button("trash", t("disconnect"), () => void apply(studio, { [kind]: null })),
    ),
  );
}

function languageModel(studio: Studio): HTMLElement {
  const view: CharacterView = studio.character;
  const key = h("input", {
    type: "password",
    autocomplete: "off",
    placeholder: view.key_stored ? t("key_kept") : "",
  });
  const asked =
    view.language_model && !view.approved
      ? h(
          "div.warning",
          null,
          h("p", null, t("not_approved", { url: view.language_model.base_url })),
          button("check", t("approve"), () => void apply(studio, { approve: true }), {
            kind: "primary",
          }),
        )
      : null;
  const form = endpoint(
    studio,
    "language_model",
    [field(t("api_key"), key), h("p.hint", null, t("key_stays"))],
    () => (key.value ? { language_model_key: key.value } : {}),
  );
  return card(t("language_model"), t("language_model_hint"), asked, form);
}

function transcription(studio: Studio): HTMLElement {
  return card(
    t("transcription"),
    t("transcription_hint"),
    endpoint(studio, "transcription", [], () => ({})),
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
