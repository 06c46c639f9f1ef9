// Train: datasets to models. What runs is watched live, what is finished is judged by eye.

import type { ModelView, TrainingList, TrainingWanted } from "../http";
import { api, paths } from "./api";
import { datasetRows, NewDataset, reportView } from "./datasets";
import { h, icon, submit } from "./dom";
import type { Studio, Tab } from "./tab";
import { number, t } from "./texts";
import { facts, MINUTES, state, TrainingView } from "./training";

const EVERY_MS = 3000;
type Preset = NonNullable<TrainingWanted["preset"]>;
type Recipe = NonNullable<TrainingWanted["recipe"]>;
const PRESETS: Preset[] = ["S", "M", "L", "XL"];
const RECIPES: Recipe[] = ["both", "adversarial", "variational", "quantised"];

export function trainTab(studio: Studio): Tab {
  const train = new Train(studio);
  let timer = 0;
  return {
    element: train.element,
    shown: () => {
      void train.refresh();
      timer = window.setInterval(() => void train.refresh(), EVERY_MS);
    },
    hidden: () => clearInterval(timer),
  };
}

/** The datasets and models, or one model that was opened. */
class Train {
  readonly element: HTMLElement;
  private readonly begin = h("section.card.wide");
  private readonly made = h("div.made");
  private readonly models = h("div.models");
  private readonly detail = h("div.training-detail", { hidden: true });
  private readonly list: HTMLElement;
  private readonly view: TrainingView;
  private opened = "";
  private drawn = "";
  private datasets = "";
  private shown = "";

  constructor(private readonly studio: Studio) {
    this.list = h(
      "div",
      null,
      h("header.intro", null, h("h1", null, t("train_title")), h("p", null, t("train_hint"))),
      new NewDataset(studio, () => void this.refresh()).element,
      this.made,
      this.begin,
      this.models,
    );
    this.element = h("div.train", null, this.list, this.detail);
    this.view = new TrainingView(studio, this.detail, () => this.open(""));
  }

  async refresh(): Promise<void> {
    if (this.opened) {
      await this.view.refresh();
      return;
    }
    const found = await this.studio.attempt(api.training);
    if (!found || JSON.stringify(found) === this.drawn) return;
    this.drawn = JSON.stringify(found);
    const datasets = JSON.stringify(found.datasets);
    if (datasets !== this.datasets) this.begin.replaceChildren(this.beginning(found));
    this.datasets = datasets;
    const made = JSON.stringify([found.datasets, found.waiting]);
    if (made === this.shown) return this.listed(found);
    this.shown = made;
    this.made.replaceChildren(
      ...datasetRows(
        found,
        this.studio,
        () => void this.refresh(),
        (name) => void this.report(name),
      ),
    );
    this.listed(found);
  }

  private listed({ models }: TrainingList): void {
    this.models.replaceChildren(...models.map((model) => this.row(model)));
  }

  private open(name: string): void {
    this.opened = name;
    this.drawn = "";
    this.list.hidden = Boolean(name);
    this.detail.hidden = !name;
    if (name) this.view.open(name);
    void this.refresh();
  }

  private beginning({ datasets }: TrainingList): HTMLElement {
    return datasets.length
      ? form(datasets, (wanted) => void this.begun(wanted))
      : h(
          "div.nothing",
          null,
          icon("train"),
          h("h2", null, t("no_datasets")),
          h("p", null, t("no_datasets_hint")),
        );
  }

  /** What came of a dataset, in the place of everything else. */
  private async report(name: string): Promise<void> {
    const found = await this.studio.attempt(() => api.dataset(name));
    if (!found) return;
    const view = reportView(found, () => (view.remove(), (this.list.hidden = false)));
    this.list.hidden = true;
    this.element.append(view);
    view.querySelector("button")?.focus();
  }

  private async begun(wanted: TrainingWanted): Promise<void> {
    await this.studio.attempt(async () => (await api.train(wanted), this.open(wanted.name)));
  }

  private row(model: ModelView): HTMLElement {
    const { name, cover, pictures } = model;
    const picture = cover
      ? h("img", { src: paths.trained(name, cover, pictures), alt: "", loading: "lazy" })
      : h("span.cover", null, icon("film"));
    const about = [h("strong", null, name), state(model), h("span.hint", null, facts(model))];
    return h(
      "button.card.model",
      { type: "button", onclick: () => this.open(name) },
      picture,
      h("span.about", null, about),
    );
  }
}

function form(
  datasets: TrainingList["datasets"],
  send: (wanted: TrainingWanted) => void,
): HTMLElement {
  const dataset = select(
    datasets.map(({ name, pictures, size }) => [
      name,
      t("dataset_line", { name, n: number(pictures), size }),
    ]),
  );
  const name = h("input", { type: "text", required: true, maxLength: 80, placeholder: "mika-64" });
  const preset = select(PRESETS.map((one) => [one, t(`preset_${one}`)]));
  const recipe = select(RECIPES.map((one) => [one, t(`recipe_${one}`)]));
  const minutes = h("input", { ...MINUTES, required: true });
  const rights = h("input", { type: "checkbox" });
  const wanted = (): TrainingWanted => ({
    dataset: dataset.value,
    name: name.value.trim(),
    preset: preset.value as Preset,
    recipe: recipe.value as Recipe,
    minutes: Number(minutes.value),
    i_have_the_rights: rights.checked,
  });
  const fields = [
    field(t("dataset"), dataset),
    field(t("model_name"), name),
    field(t("preset"), preset),
    field(t("recipe"), recipe),
    field(t("time_given"), minutes),
  ];
  return h(
    "form",
    { onsubmit: (event: Event) => (event.preventDefault(), send(wanted())) },
    h("h2", null, t("new_training")),
    h("div.fields", null, fields),
    h("label.flag", null, rights, h("span", null, t("i_have_the_rights"))),
    h("div.row", null, submit("play", t("begin_training"))),
  );
}

function select(options: [value: string, text: string][]): HTMLSelectElement {
  return h(
    "select",
    null,
    options.map(([value, text]) => h("option", { value }, text)),
  );
}

function field(label: string, control: HTMLElement): HTMLElement {
  return h("label.field", null, h("span", null, label), control);
}
