// Train: datasets to models. What runs is watched live, what is finished is judged by eye; the log of the run is the only source.

import { api, paths, type Model, type RunEvent, type Training } from "./api";
import { chart } from "./chart";
import { button, h, icon, submit } from "./dom";
import type { Studio, Tab } from "./tab";
import { duration, number, t, type Text } from "./texts";

const EVERY_MS = 3000;
const LOSSES = ["generator", "discriminator", "reconstruction", "prior"];
const STEERED = ["augment", "penalty"];
/** What is measured, and the value that real pictures have. */
const MEASURED: { name: string; title: Text; bar?: number }[] = [
  { name: "kid", title: "metric_kid" },
  { name: "spread", title: "metric_spread", bar: 1 },
  { name: "memorised", title: "metric_memorised", bar: 0.05 },
];

export function trainTab(studio: Studio): Tab {
  const begin = h("section.card.wide");
  const models = h("div.models");
  const detail = h("div.training-detail", { hidden: true });
  const list = h(
    "div",
    null,
    h("header.intro", null, h("h1", null, t("train_title")), h("p", null, t("train_hint"))),
    begin,
    models,
  );
  const element = h("div.train", null, list, detail);
  let timer = 0;
  let opened = "";
  let known: Training | null = null;
  let drawn = "";

  const refresh = async (): Promise<void> => {
    if (opened) {
      await view.refresh();
      return;
    }
    const found = await studio.attempt(api.training);
    if (!found || JSON.stringify(found) === drawn) return;
    const datasets = JSON.stringify(known?.datasets);
    known = found;
    drawn = JSON.stringify(found);
    if (JSON.stringify(found.datasets) !== datasets) begin.replaceChildren(form(found));
    models.replaceChildren(...found.models.map((model) => row(model)));
  };
  const open = (name: string): void => {
    opened = name;
    drawn = "";
    list.hidden = Boolean(name);
    detail.hidden = !name;
    if (name) view.open(name);
    void refresh();
  };
  const view = new Detail(studio, detail, () => open(""));

  const form = (found: Training): HTMLElement => {
    if (!found.datasets.length)
      return h(
        "div.nothing",
        null,
        icon("upload"),
        h("h2", null, t("no_datasets")),
        h("p", null, t("no_datasets_hint")),
        h("code", null, "vidol data face FOLDER -o mine --licence CC0-1.0 --consent not-a-person"),
      );
    const dataset = h(
      "select",
      { "aria-label": t("dataset") },
      found.datasets.map((one) =>
        h(
          "option",
          { value: one.name },
          t("dataset_line", { name: one.name, n: number(one.pictures), size: one.size }),
        ),
      ),
    );
    const name = h("input", {
      type: "text",
      required: true,
      maxLength: 80,
      placeholder: "mika-64",
    });
    const preset = h(
      "select",
      null,
      (["S", "M", "L", "XL"] as const).map((one) =>
        h("option", { value: one }, t(`preset_${one}`)),
      ),
    );
    const recipe = h(
      "select",
      null,
      (["both", "adversarial", "variational", "quantised"] as const).map((one) =>
        h("option", { value: one }, t(`recipe_${one}`)),
      ),
    );
    const minutes = h("input", {
      type: "number",
      min: "1",
      max: "20160",
      value: "20",
      required: true,
    });
    const rights = h("input", { type: "checkbox" });
    const field = (label: string, control: HTMLElement): HTMLElement =>
      h("label.field", null, h("span", null, label), control);
    return h(
      "form",
      {
        onsubmit: (event: Event) => {
          event.preventDefault();
          const wanted = {
            dataset: dataset.value,
            name: name.value.trim(),
            preset: preset.value,
            recipe: recipe.value,
            minutes: Number(minutes.value),
            i_have_the_rights: rights.checked,
          };
          void studio.attempt(async () => (await api.train(wanted), open(wanted.name)));
        },
      },
      h("h2", null, t("new_training")),
      h(
        "div.fields",
        null,
        field(t("dataset"), dataset),
        field(t("model_name"), name),
        field(t("preset"), preset),
        field(t("recipe"), recipe),
        field(t("time_given"), minutes),
      ),
      h("label.flag", null, rights, h("span", null, t("i_have_the_rights"))),
      h("div.row", null, submit("play", t("begin_training"))),
    );
  };

  const row = (model: Model): HTMLElement =>
    h(
      "button.card.model",
      { type: "button", onclick: () => open(model.name) },
      model.cover
        ? h("img", {
            src: paths.trained(model.name, model.cover, model.pictures),
            alt: "",
            loading: "lazy",
          })
        : h("span.cover", null, icon("film")),
      h(
        "span.about",
        null,
        h("strong", null, model.name),
        state(model),
        h("span.hint", null, facts(model)),
      ),
    );

  return {
    element,
    shown: () => {
      void refresh();
      timer = window.setInterval(() => void refresh(), EVERY_MS);
    },
    hidden: () => clearInterval(timer),
  };
}

function state(model: Model): HTMLElement {
  const badge = h("span.badge", null, t(`training_${model.state}`));
  badge.classList.add(model.state);
  return badge;
}

function facts(model: Model): string {
  const parts = [
    model.preset && t("preset_short", { preset: model.preset }),
    model.recipe && t(`recipe_${model.recipe}` as Text),
    t("seen", { n: number(model.pictures) }),
    duration(model.seconds),
  ];
  return parts.filter(Boolean).join(" · ");
}

/** One model: what its training told so far, and pictures of it to be judged. */
class Detail {
  private name = "";
  private moment = -1; // which of the previews is shown; -1: the newest
  private readonly head = h("div.row.training-head");
  private readonly curves = h("div.cards");
  private readonly preview = h("section.card.wide");
  private readonly rating: Rater;
  private told = "";
  private film: HTMLVideoElement | null = null;

  constructor(
    private readonly studio: Studio,
    element: HTMLElement,
    private readonly back: () => void,
  ) {
    this.rating = new Rater(studio);
    element.append(this.head, this.preview, this.rating.element, this.curves);
  }

  open(name: string): void {
    this.name = name;
    this.moment = -1;
    this.told = "";
    for (const part of [this.head, this.curves, this.preview]) part.replaceChildren();
    this.rating.open("");
  }

  async refresh(): Promise<void> {
    const name = this.name;
    const found = await this.studio.attempt(() => api.trainingLog(name));
    if (!found || name !== this.name) return;
    const told = JSON.stringify(found);
    if (told === this.told || this.curves.querySelector(".tip:not([hidden])")) return;
    this.told = told;
    const { model, events } = found;
    this.heading(model);
    this.previews(model, events);
    this.curves.replaceChildren(...this.charts(events));
    this.rating.open(model.usable ? model.name : "", model.ratings);
  }

  private leave(): HTMLElement {
    return button("back", t("back_to_models"), () => this.back(), { quiet: true });
  }

  private heading(model: Model): void {
    const more = h("input", {
      type: "number",
      min: "1",
      max: "20160",
      value: "20",
      "aria-label": t("minutes"),
    });
    const attempt = (work: () => Promise<unknown>): void =>
      void this.studio.attempt(work).then(() => this.refresh());
    this.head.replaceChildren(
      this.leave(),
      h("h1", null, model.name),
      state(model),
      h("span.hint", null, facts(model)),
      h("span.space"),
      ...(model.state !== "running"
        ? [
            h(
              "span.resume",
              null,
              more,
              h("span.hint", null, t("minutes")),
              button(
                "play",
                t("go_on"),
                () => attempt(() => api.goOn(model.name, Number(more.value))),
                { kind: "primary" },
              ),
            ),
          ]
        : model.stoppable
          ? [button("stop", t("stop_training"), () => attempt(() => api.stopTraining(model.name)))]
          : []),
    );
    if (model.problem) this.head.append(h("p.warning", null, model.problem));
  }

  private previews(model: Model, events: RunEvent[]): void {
    const moments = events.filter((event) => event.event === "samples");
    if (!moments.length) {
      this.preview.replaceChildren(
        h("h2", null, t("previews")),
        h(
          "p.empty",
          null,
          t(events.length || model.state !== "running" ? "no_previews" : "training_starts"),
        ),
      );
      return;
    }
    const picture = h("img.preview", { alt: t("previews") });
    const caption = h("span.hint");
    const slider = h("input", {
      type: "range",
      min: "0",
      max: String(moments.length - 1),
      step: "1",
      "aria-label": t("moment"),
    });
    const show = (): void => {
      const moment = moments[
        this.moment < 0 ? moments.length - 1 : Math.min(this.moment, moments.length - 1)
      ] as RunEvent;
      picture.src = paths.trained(model.name, moment.file ?? "", 0);
      caption.textContent = t("after_pictures", { n: number(moment.pictures ?? 0) });
      slider.value = String(moments.indexOf(moment));
    };
    slider.oninput = () => {
      const wanted = Number(slider.value);
      this.moment = wanted === moments.length - 1 ? -1 : wanted;
      show();
    };
    show();
    this.preview.replaceChildren(
      h("h2", null, t("previews")),
      h(
        "div.previews",
        null,
        h("div", null, picture, h("label.row", null, slider, caption)),
        this.filmed(model, moments),
      ),
    );
  }

  /** The newest film of the way between latents; the element stays while the film does, so that it plays on. */
  private filmed(model: Model, moments: RunEvent[]): HTMLElement | false {
    const during = moments.filter((event) => event.film).at(-1);
    const done = model.usable && model.state !== "running" && model.recipe !== "quantised";
    if (!done && !during) return false;
    const source = done
      ? paths.trained(model.name, "interpolation.mp4", model.pictures)
      : paths.trained(model.name, during?.film ?? "", during?.pictures ?? 0);
    if (this.film?.getAttribute("src") !== source)
      this.film = h("video", {
        src: source,
        loop: true,
        muted: true,
        autoplay: true,
        playsInline: true,
        controls: true,
      });
    return this.film;
  }

  private charts(events: RunEvent[]): HTMLElement[] {
    const curves = events.filter((event) => event.event === "curve" && event.values);
    const metrics = events.filter((event) => event.event === "metrics" && event.values);
    const label = (list: RunEvent[]) => (k: number) =>
      t("after_pictures", { n: number(list[k]?.pictures ?? 0) });
    const card = (
      title: Text,
      list: RunEvent[],
      names: string[],
      unit = "",
      digits = 2,
    ): HTMLElement | null => {
      const known = names.filter((name) => list.some(({ values }) => values?.[name] !== undefined));
      if (!list.length || !known.length) return null;
      const series = known.map((name, k) => ({
        name: LABELS[name] ? t(LABELS[name]) : name,
        colour: (k % 5) + 1,
        values: list.map(({ values }) => values?.[name] ?? 0),
      }));
      return h(
        "section.card",
        null,
        h("h2", null, t(title)),
        chart(series, { unit, digits, label: label(list), least: 0.1 }),
      );
    };
    return [
      card("losses", curves, LOSSES),
      card("gamma", curves, ["gamma"]),
      card("steered", curves, STEERED, "", 3),
      card("throughput", curves, ["rate"], t("per_second"), 0),
      ...MEASURED.filter(({ name }) =>
        metrics.some(({ values }) => values?.[name] !== undefined),
      ).map(({ name, title, bar }) => {
        const values = metrics.map((event) => event.values?.[name] ?? 0);
        return h(
          "section.card",
          null,
          h("h2", null, t(title)),
          chart([{ name: t(title), colour: 2, values }], {
            unit: "",
            digits: 3,
            label: label(metrics),
            least: 0.1,
            ...(bar === undefined ? {} : { bar }),
          }),
        );
      }),
    ].filter((one): one is HTMLElement => one !== null);
  }
}

const LABELS: Partial<Record<string, Text>> = {
  generator: "loss_generator",
  discriminator: "loss_discriminator",
  reconstruction: "loss_reconstruction",
  prior: "loss_prior",
  gamma: "gamma",
  augment: "augment",
  penalty: "penalty",
  rate: "throughput",
};

/** One picture after another, and how good it is: 1 to 5, with the mouse or the number keys. */
class Rater {
  readonly element = h("section.card.wide.rater", { hidden: true });
  private model = "";
  private seed = 0;
  private readonly picture = h("img.rated", { alt: "" });
  private readonly summary = h("span.hint");
  private readonly stars: HTMLButtonElement[];

  constructor(private readonly studio: Studio) {
    this.stars = [1, 2, 3, 4, 5].map((count) =>
      h(
        "button.star",
        {
          type: "button",
          onclick: () => void this.rate(count),
          "aria-label": t("stars", { n: count }),
          title: t("stars", { n: count }),
        },
        "★".repeat(count),
      ),
    );
    const skip = h("button", { type: "button", onclick: () => this.next() }, t("skip_picture"));
    this.element.append(
      h("h2", null, t("rate_title")),
      h("p.hint", null, t("rate_hint")),
      h(
        "div.rating",
        { tabIndex: 0, onkeydown: (event: KeyboardEvent) => this.key(event) },
        this.picture,
        h(
          "div.stars",
          { role: "group", "aria-label": t("rate_title") },
          this.stars,
          skip,
          this.summary,
        ),
      ),
    );
  }

  open(model: string, ratings?: Model["ratings"]): void {
    this.element.hidden = !model;
    if (ratings) this.summarise(ratings);
    if (model === this.model) return;
    this.model = model;
    if (model) this.next();
  }

  private summarise({ count, mean }: Model["ratings"]): void {
    this.summary.textContent =
      count && mean !== null ? t("rated", { n: number(count), mean: number(mean, 2) }) : "";
  }

  private next(): void {
    this.seed = Math.floor(Math.random() * 2 ** 31);
    this.picture.src = paths.sampled(this.model, this.seed);
  }

  private key(event: KeyboardEvent): void {
    const count = Number(event.key);
    if (count >= 1 && count <= 5) void this.rate(count);
  }

  private async rate(stars: number): Promise<void> {
    const ratings = await this.studio.attempt(() => api.rate(this.model, this.seed, stars));
    if (!ratings) return;
    this.summarise(ratings);
    this.next();
  }
}
