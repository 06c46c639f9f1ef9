// A card for each kind of parts: which plug-in makes it, what of it can be set, its files, whose it
// all is. The same for vidol's own and for one that nobody here has heard of.

import type { Kind, PluginChoice } from "../http";
import { api } from "./api";
import { button, h, submit, toast } from "./dom";
import { dropZone } from "./drop";
import { Form } from "./form";
import type { Schema, Values } from "./schema";
import type { Studio } from "./tab";
import { bytes, t } from "./texts";
import { kindHint, kindName } from "./words";

/** Parts that a show cannot be without. */
const KEPT = ["face", "voice", "mind", "persona", "knowledge"];

/** What is to be changed besides settings: a name, a key. */
export interface Besides {
  element: HTMLElement;
  change(): object;
}

/** Change the character; whether it was done. */
export async function apply(studio: Studio, change: object): Promise<boolean> {
  const done = await studio.attempt(() => api.change(change));
  if (!done) return false;
  studio.changed(done);
  toast(t("applied"));
  return true;
}

export function card(
  title: string,
  hint: string,
  ...children: (Node | false | null)[]
): HTMLElement {
  return h(
    "section.card",
    null,
    h("h2", null, title),
    hint ? h("p.hint", null, hint) : null,
    ...children,
  );
}

/** The card of a kind; null where there is nothing to choose in it. */
export function partCard(studio: Studio, kind: Kind): HTMLElement | null {
  const { part, plugins } = kind;
  const usable = plugins.filter(({ problem }) => !problem);
  const first = part?.plugin ?? usable[0]?.name ?? "";
  const chosen = plugins.find(({ name }) => name === first);
  const form = new Form((chosen?.settings ?? {}) as Schema, (part?.settings ?? {}) as Values);
  const takes = Boolean(chosen?.suffixes.length || part?.files.length);
  const known = usable.length > 1 || (part !== null && !chosen) || Boolean(part?.problem);
  if (form.empty && !takes && !known) return null;
  return new PartCard(studio, kind).element;
}

class PartCard {
  readonly element: HTMLElement;
  /** The plug-in that is to make the part from now on. */
  private plugin: string;
  private form = new Form({}, {});

  constructor(
    private readonly studio: Studio,
    private readonly kind: Kind,
  ) {
    const usable = kind.plugins.find(({ problem }) => !problem);
    this.plugin = kind.part?.plugin ?? usable?.name ?? "";
    this.element = card(kindName(kind.kind), kindHint(kind.kind));
    this.element.dataset["kind"] = kind.kind;
    this.draw();
  }

  private get choice(): PluginChoice | undefined {
    return this.kind.plugins.find(({ name }) => name === this.plugin);
  }

  /** Whether the part is made by another plug-in than the one that is chosen now. */
  private get switched(): boolean {
    return this.plugin !== this.kind.part?.plugin;
  }

  private draw(): void {
    const { part } = this.kind;
    const values = this.switched ? {} : (part?.settings ?? {});
    this.form = new Form((this.choice?.settings ?? {}) as Schema, values as Values);
    const besides = BESIDES[this.kind.kind]?.(this.studio, this.kind) ?? null;
    const key = this.keyField();
    const send = (): void => void this.apply(besides, key);
    const heading = [...this.element.children].filter((one) => one.matches("h2, h2 + .hint"));
    this.element.replaceChildren(
      ...heading,
      ...[this.choices(), this.problem(), ...this.approvals()].filter((one) => one !== null),
      h(
        "form",
        { onsubmit: (event: Event) => (event.preventDefault(), send()) },
        besides?.element,
        this.form.element,
        key,
        this.buttons(besides),
      ),
      ...[this.files(), this.rights()].filter((one) => one !== null),
    );
  }

  private choices(): HTMLElement | null {
    const { plugins, part } = this.kind;
    const names = new Set([...(part ? [part.plugin] : []), ...plugins.map(({ name }) => name)]);
    if (names.size < 2) return null;
    const select = h(
      "select",
      { name: "plugin" },
      [...names].map((name) => {
        const choice = plugins.find((one) => one.name === name);
        const broken = !choice || Boolean(choice.problem);
        return h(
          "option",
          { value: name, selected: name === this.plugin, disabled: broken, title: choice?.problem },
          choice ? `${name} (${choice.package} ${choice.version})` : name,
        );
      }),
    );
    select.onchange = () => ((this.plugin = select.value), this.draw());
    return h("label.field", null, h("span", null, t("plugin")), select);
  }

  private problem(): HTMLElement | null {
    const problem = this.switched ? "" : (this.kind.part?.problem ?? "");
    return problem ? h("div.warning", null, h("p", null, problem)) : null;
  }

  private approvals(): HTMLElement[] {
    const waiting = this.kind.part?.endpoints.filter(({ approved }) => !approved) ?? [];
    return waiting.map(({ address }) =>
      h(
        "div.warning",
        null,
        h("p", null, t("not_approved", { url: address })),
        button("check", t("approve"), () => void apply(this.studio, { approve: true }), {
          kind: "primary",
        }),
      ),
    );
  }

  /** Where a key for the part's endpoint is typed; null where it names none. */
  private keyField(): HTMLElement | null {
    const fields = Object.values((this.choice?.settings as Schema | undefined)?.properties ?? {});
    if (!fields.some(({ format }) => format === "endpoint")) return null;
    const stored = this.kind.part?.endpoints.some(({ key_stored }) => key_stored);
    const input = h("input", {
      type: "password",
      autocomplete: "off",
      placeholder: stored ? t("key_kept") : "",
    });
    return h(
      "div.key",
      null,
      h("label.field", null, h("span", null, t("api_key")), input),
      h("p.hint", null, t("key_stays")),
    );
  }

  private buttons(besides: Besides | null): HTMLElement | null {
    const { kind, part } = this.kind;
    const extra = part && !this.switched ? EXTRAS[kind]?.(this.studio, () => this.save()) : null;
    const settable = !this.form.empty || besides || this.switched;
    if (!settable && !extra) return null;
    return h(
      "div.row",
      null,
      settable && submit("check", t("save_changes")),
      extra,
      part &&
        !KEPT.includes(kind) &&
        button("trash", t("disconnect"), () => {
          void apply(this.studio, { parts: { [kind]: null } });
        }),
    );
  }

  /** Apply what was set, if anything was; whether all is well. */
  private async save(): Promise<boolean> {
    return !Object.keys(this.form.changed).length || (await this.apply(null, null));
  }

  private apply(besides: Besides | null, key: HTMLElement | null): Promise<boolean> {
    const { kind } = this.kind;
    const typed = key?.querySelector("input")?.value;
    const settings = { ...this.form.changed };
    return apply(this.studio, {
      ...(this.switched ? { plugins: { [kind]: this.plugin } } : {}),
      ...(Object.keys(settings).length ? { parts: { [kind]: settings } } : {}),
      ...(key ? { approve: true } : {}),
      ...(typed ? { keys: { [kind]: typed } } : {}),
      ...besides?.change(),
    });
  }

  private files(): HTMLElement | null {
    const { kind, part } = this.kind;
    const suffixes = this.choice?.suffixes ?? [];
    const held = part?.files ?? [];
    if (!suffixes.length && !held.length) return null;
    const list = held.length
      ? h(
          "ul.files",
          null,
          held.map((file) => this.file(file)),
        )
      : kind === "knowledge" && h("p.empty", null, t("no_knowledge"));
    return h("div.attached", null, list, suffixes.length > 0 && this.drop(suffixes));
  }

  private file({ name, size }: { name: string; size: number }): HTMLElement {
    const take = (): void => {
      if (!confirm(t("remove_sure", { name }))) return;
      void this.studio.attempt(async () => {
        await api.take(this.kind.kind, name);
        await this.studio.refresh();
      });
    };
    return h(
      "li",
      null,
      h("span.file", null, name),
      h("span.hint", null, bytes(size)),
      button("trash", t("remove"), take, { quiet: true }),
    );
  }

  private drop(suffixes: string[]): HTMLElement {
    const { kind } = this.kind;
    const take = async (files: Iterable<File>): Promise<void> => {
      const plugin = this.switched ? this.plugin : undefined;
      await this.studio.attempt(async () => {
        await api.give(kind, files, plugin);
        await this.studio.refresh();
      });
    };
    const chooser = { id: `${kind}-files`, label: t("choose_files"), suffixes };
    return dropZone(t("drop_here"), [chooser], {
      chosen: (files) => void take(files),
      dropped: (data) => void take(data.files),
    });
  }

  private rights(): HTMLElement | null {
    const records = this.kind.part?.rights ?? [];
    if (!records.length) return null;
    return h(
      "details.rights",
      null,
      h("summary", null, t("rights")),
      h(
        "dl",
        null,
        records.flatMap(({ part, origin, holder, licence, consent }) => [
          h("dt", null, part),
          h("dd", null, [origin, holder, licence, consent].filter(Boolean).join(" · ")),
        ]),
      ),
    );
  }
}

/** What stands in the form of a kind beside its settings. */
const BESIDES: Record<string, (studio: Studio, kind: Kind) => Besides> = {
  persona: (studio) => {
    const { name } = studio.character;
    const input = h("input", { type: "text", name: "name", maxLength: 60, value: name });
    input.required = true;
    return {
      element: h("label.field", null, h("span", null, t("name")), input),
      change: () => (input.value.trim() === name ? {} : { name: input.value.trim() }),
    };
  },
};

/** Buttons that only some kinds have; `save` applies what was set before. */
const EXTRAS: Record<string, (studio: Studio, save: () => Promise<boolean>) => HTMLElement> = {
  voice: (studio, save) =>
    button("volume", t("try_voice"), () => {
      void save().then((well) => {
        if (well) studio.player.say(t("voice_sample"), { behaviour: "interrupt" });
      });
    }),
  face: (studio) => button("create", t("open_create"), () => studio.show("create")),
  language_model: (studio) =>
    button(
      "health",
      t("test_connection"),
      () =>
        void studio.attempt(async () => {
          const { models } = await api.models();
          toast(t("models_found", { models: models.slice(0, 8).join(", ") }));
        }),
    ),
};
