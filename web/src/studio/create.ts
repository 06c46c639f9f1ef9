// Create: choose somebody from a number, then change what she looks like, with a picture that follows every move.

import { api, paths, type Look } from "./api";
import { button, debounce, h, icon, submit, toast } from "./dom";
import { chips, control } from "./form";
import { groupsOf, type Field, type Group, type Schema, type Value } from "./schema";
import type { Draft, Studio, Tab } from "./tab";
import { t } from "./texts";
import { fieldName, groupName } from "./words";

const SHOWN = 17; // with the present one, full rows of six and of three
const PREVIEW = 640;
const DRAWN = "drawn"; // the plug-in that draws looks

export function createTab(studio: Studio): Tab {
  const element = h("div.create");
  let first = 1;
  let groups: Group[] | null = null;

  const gallery = (): void => {
    const seeds = Array.from({ length: SHOWN }, (_, k) => first + k);
    const cards = h(
      "div.gallery",
      { role: "group", "aria-label": t("create_title") },
      isDrawn(studio) &&
        h(
          "button.seed.own",
          {
            type: "button",
            onclick: () => void open(studio.character.seed, studio.character.look),
          },
          portrait(studio),
          h("span", null, t("present_look", { name: studio.character.name })),
        ),
      seeds.map((seed) =>
        h(
          "button.seed",
          { type: "button", onclick: () => void choose(seed) },
          h("img", { src: paths.seed(seed), alt: "", width: 256, height: 256, loading: "lazy" }),
          h("span", null, `#${seed}`),
        ),
      ),
    );
    cards.addEventListener("keydown", (event) => walk(cards, event));
    const number = h("input", {
      type: "number",
      min: "0",
      max: "999999999",
      inputMode: "numeric",
      "aria-label": t("seed"),
      placeholder: t("seed"),
    });
    element.replaceChildren(
      h("header.intro", null, h("h1", null, t("create_title")), h("p", null, t("create_hint"))),
      h(
        "div.row",
        null,
        button("dice", t("surprise"), () => void choose(Math.floor(Math.random() * 1e6)), {
          kind: "primary",
        }),
        button("redo", t("more"), () => ((first += SHOWN), gallery())),
        h(
          "form.inline",
          {
            onsubmit: (event: Event) => (
              event.preventDefault(),
              number.value && void choose(Number(number.value))
            ),
          },
          number,
          h("button", { type: "submit", "aria-label": t("seed") }, icon("check")),
        ),
      ),
      cards,
    );
  };
  const choose = (seed: number): Promise<void | undefined> =>
    studio.attempt(async () => {
      const found = (await api.looks([seed])).looks[0];
      if (found) await open(seed, found.look);
    });
  const open = (seed: number, look: Look): Promise<void> =>
    edit({
      seed,
      look: { ...look },
      past: [],
      future: [],
      group: "",
      name: seed === studio.character.seed ? studio.character.name : "",
    });
  const edit = async (draft: Draft): Promise<void> => {
    groups ??= (await studio.attempt(controls)) ?? null;
    if (!groups) return;
    studio.draft = draft;
    element.replaceChildren(new Editor(studio, groups, draft, leave).element);
    element.parentElement?.scrollTo({ top: 0 });
  };
  const leave = (): void => {
    studio.draft = null;
    gallery();
  };
  gallery();
  if (studio.draft) void edit(studio.draft); // begun in another language of the page
  return { element, changed: () => element.querySelector(".gallery") && gallery() };
}

/** The controls of a drawn face. */
async function controls(): Promise<Group[]> {
  const face = (await api.parts()).kinds.find(({ kind }) => kind === "face");
  const drawn = face?.plugins.find(({ name }) => name === DRAWN);
  return groupsOf((drawn?.settings ?? {}) as Schema);
}

/** Whether the artist draws her, and not another face. */
function isDrawn(studio: Studio): boolean {
  return studio.character.plugins["face"] === DRAWN;
}

function portrait(studio: Studio): HTMLElement {
  const image = h("img", { alt: "", width: 256, height: 256 });
  void studio.attempt(async () => {
    image.src = URL.createObjectURL(
      await api.picture(studio.character.look, 256, new AbortController().signal),
    );
  });
  return image;
}

/** Arrow keys move among the cards as they lie. */
function walk(cards: HTMLElement, event: KeyboardEvent): void {
  const all = [...cards.querySelectorAll<HTMLElement>("button")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  const columns = all.filter((card) => card.offsetTop === all[0]?.offsetTop).length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
  if (!step) return;
  event.preventDefault();
  all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
}

class Editor {
  readonly element: HTMLElement;
  private readonly image = h("img.preview", { alt: "" });
  private readonly panels = h("div.panels");
  private readonly undoButton: HTMLButtonElement;
  private readonly redoButton: HTMLButtonElement;
  private pending: AbortController | null = null;

  constructor(
    private readonly studio: Studio,
    private readonly groups: Group[],
    private readonly draft: Draft,
    back: () => void,
  ) {
    draft.group ||= groups[0]?.name ?? "";
    const own = draft.seed === studio.character.seed;
    this.undoButton = button("undo", t("undo"), () => this.step(draft.past, draft.future), {
      quiet: true,
    });
    this.redoButton = button("redo", t("redo"), () => this.step(draft.future, draft.past), {
      quiet: true,
    });
    const name = h("input", {
      type: "text",
      maxLength: 60,
      value: draft.name,
      oninput: () => (draft.name = name.value),
      placeholder: t("name"),
      "aria-label": t("name"),
      required: true,
    });
    const unsaved = studio.character.unsaved
      ? ` ${t("replace_unsaved", { name: studio.character.name })}`
      : "";
    const save = h(
      "form.takeover",
      {
        onsubmit: (event: Event) => (
          event.preventDefault(),
          void this.takeStage(name.value.trim())
        ),
      },
      name,
      submit("play", t("take_stage")),
      h("p.hint", null, t("replace_warning", { name: studio.character.name }) + unsaved),
    );
    this.element = h(
      "div.editor",
      null,
      h(
        "section.look",
        null,
        h(
          "div.row",
          null,
          button("back", t("back_to_gallery"), back),
          h("span.space"),
          this.undoButton,
          this.redoButton,
        ),
        this.image,
        own && button("check", t("apply_look"), () => void this.wear()),
        save,
      ),
      this.panels,
    );
    this.element.addEventListener("keydown", (event) => {
      if (
        !(event.ctrlKey || event.metaKey) ||
        event.key.toLowerCase() !== "z" ||
        (event.target as HTMLElement).matches("input[type=text]")
      )
        return;
      event.preventDefault();
      if (event.shiftKey) this.step(this.draft.future, this.draft.past);
      else this.step(this.draft.past, this.draft.future);
    });
    this.draw();
    void this.preview();
  }

  /** Show the look's controls; called when the look is another one, not while a slider moves. */
  private draw(): void {
    this.undoButton.disabled = !this.draft.past.length;
    this.redoButton.disabled = !this.draft.future.length;
    const tabs = h(
      "div.groups",
      { role: "tablist" },
      this.groups.map(({ name }) =>
        h(
          "button.chip",
          {
            type: "button",
            role: "tab",
            "aria-selected": String(name === this.draft.group),
            onclick: () => ((this.draft.group = name), this.draw()),
          },
          groupName(name),
        ),
      ),
    );
    const fields = this.groups.find(({ name }) => name === this.draft.group)?.fields ?? [];
    this.panels.replaceChildren(
      tabs,
      h(
        "div.fields",
        null,
        fields.map((field) => this.control(field)),
      ),
      button("dice", t("randomise"), () => void this.shuffle(fields)),
    );
  }

  private control(field: Field): HTMLElement {
    const value = this.draft.look[field.name];
    const set = (next: Value): void => this.set({ [field.name]: next });
    if (field.shape === "choice" || field.shape === "several") {
      const chosen = new Set(Array.isArray(value) ? value.map(String) : [String(value)]);
      return chips(field, fieldName(field.name), chosen, (choice) => {
        if (field.shape === "choice") return set(choice);
        const others = [...chosen].filter((other) => other !== choice);
        set(chosen.has(choice) ? others : [...others, choice]);
      });
    }
    if (field.shape !== "number") return control(field, value, { set });
    let before: Look | null = null;
    return control(field, value, {
      moving: (next) => {
        before ??= { ...this.draft.look };
        this.draft.look = { ...this.draft.look, [field.name]: next };
        this.soon();
      },
      set: () => {
        if (before) this.remember(before);
        before = null;
      },
    });
  }

  private set(change: Look): void {
    this.remember({ ...this.draft.look });
    this.draft.look = { ...this.draft.look, ...change };
    const focus = document.activeElement as HTMLElement | null;
    const [field, choice] = [focus?.dataset["field"], focus?.dataset["choice"]];
    this.draw();
    if (field)
      this.panels
        .querySelector<HTMLElement>(`[data-field="${field}"][data-choice="${choice}"]`)
        ?.focus();
    this.soon();
  }

  private remember(before: Look): void {
    this.draft.past = [...this.draft.past, before].slice(-100);
    this.draft.future = [];
    this.undoButton.disabled = false;
    this.redoButton.disabled = true;
  }

  private step(from: Look[], to: Look[]): void {
    const look = from.pop();
    if (!look) return;
    to.push(this.draft.look);
    this.draft.look = look;
    this.draw();
    this.soon();
  }

  /** The group's fields as a random other seed has them: they go together, as fields thrown one by one would not. */
  private async shuffle(fields: Field[]): Promise<void> {
    const found = await this.studio.attempt(() => api.looks([Math.floor(Math.random() * 1e6)]));
    const other = found?.looks[0]?.look;
    if (other)
      this.set(Object.fromEntries(fields.map(({ name }) => [name, other[name] as string])));
  }

  private readonly soon = debounce(60, () => void this.preview());

  /** Draw the look; a picture that comes after a newer one was asked for is not shown. */
  private async preview(): Promise<void> {
    this.pending?.abort();
    const mine = (this.pending = new AbortController());
    try {
      const picture = await api.picture(this.draft.look, PREVIEW, mine.signal);
      if (this.pending !== mine) return;
      const before = this.image.src;
      this.image.src = URL.createObjectURL(picture);
      if (before) URL.revokeObjectURL(before);
    } catch (error) {
      if (!mine.signal.aborted) toast((error as Error).message, "error");
    }
  }

  private async wear(): Promise<void> {
    const change = { plugins: { face: DRAWN }, parts: { face: this.draft.look } };
    const done = await this.studio.attempt(() => api.change(change));
    if (!done) return;
    this.studio.changed(done);
    toast(t("look_applied"));
  }

  private async takeStage(name: string): Promise<void> {
    const saved = await this.studio.attempt(async () => {
      const made = await api.create({ name, seed: this.draft.seed, look: this.draft.look });
      const { file } = await api.save();
      this.studio.changed({ ...made, file, unsaved: false });
      return file;
    });
    if (!saved) return;
    toast(t("on_stage_now", { name, file: saved }));
    this.studio.show("talk");
  }
}
