// One model: what its training told so far, and pictures of it to be judged. The log of the run is
// the only source.

import type { Curve, Metrics, ModelView, Samples, TrainingLog } from "../http";
import { api, paths } from "./api";
import { chart } from "./chart";
import { button, h } from "./dom";
import { Rater } from "./rater";
import type { Studio } from "./tab";
import { duration, named, number, t, type Text } from "./texts";

/** How long a training may take, as an input asks for it. */
export const MINUTES = { type: "number", min: "1", max: "20160", value: "20" };
const LOSSES = ["generator", "discriminator", "reconstruction", "prior"];
const STEERED = ["augment", "penalty"];
/** What is measured, and the value that real pictures have. */
const MEASURED: { name: string; title: Text; bar?: number }[] = [
  { name: "kid", title: "metric_kid" },
  { name: "spread", title: "metric_spread", bar: 1 },
  { name: "memorised", title: "metric_memorised", bar: 0.05 },
];
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

type RunEvent = TrainingLog["events"][number];
type Measures = Curve | Metrics;

/** The events of a kind. */
function only<K extends RunEvent["event"]>(
  events: RunEvent[],
  kind: K,
): Extract<RunEvent, { event: K }>[] {
  return events.filter((one): one is Extract<RunEvent, { event: K }> => one.event === kind);
}

export function state(model: ModelView): HTMLElement {
  const badge = h("span.badge", null, named("training", model.state));
  badge.classList.add(model.state);
  return badge;
}

export function facts(model: ModelView): string {
  const parts = [
    model.preset && t("preset_short", { preset: model.preset }),
    model.recipe && named("recipe", model.recipe),
    t("seen", { n: number(model.pictures) }),
    duration(model.seconds),
  ];
  return parts.filter(Boolean).join(" · ");
}

export class TrainingView {
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
    this.curves.replaceChildren(...charts(events));
    this.rating.open(model.usable ? model.name : "", model.ratings);
  }

  private heading(model: ModelView): void {
    this.head.replaceChildren(
      button("back", t("back_to_models"), () => this.back(), { quiet: true }),
      h("h1", null, model.name),
      state(model),
      h("span.hint", null, facts(model)),
      h("span.space"),
      ...this.steering(model),
    );
    if (model.problem) this.head.append(h("p.warning", null, model.problem));
  }

  /** Stop what runs, go on with what does not. */
  private steering(model: ModelView): HTMLElement[] {
    const attempt = (work: () => Promise<unknown>): void =>
      void this.studio.attempt(work).then(() => this.refresh());
    if (model.state === "running") {
      const stop = (): void => attempt(() => api.stopTraining(model.name));
      return model.stoppable ? [button("stop", t("stop_training"), stop)] : [];
    }
    const minutes = h("input", { ...MINUTES, "aria-label": t("minutes") });
    const more = (): void => attempt(() => api.goOn(model.name, Number(minutes.value)));
    const go = button("play", t("go_on"), more, { kind: "primary" });
    return [h("span.resume", null, minutes, h("span.hint", null, t("minutes")), go)];
  }

  private previews(model: ModelView, events: RunEvent[]): void {
    const moments = only(events, "samples");
    const title = h("h2", null, t("previews"));
    if (!moments.length) {
      const begun = events.length > 0 || model.state !== "running";
      const text = t(begun ? "no_previews" : "training_starts");
      this.preview.replaceChildren(title, h("p.empty", null, text));
      return;
    }
    this.preview.replaceChildren(
      title,
      h("div.previews", null, this.moments(model, moments), this.filmed(model, moments)),
    );
  }

  /** The samples of one moment, and a slider over all of them. */
  private moments(model: ModelView, moments: Samples[]): HTMLElement {
    const picture = h("img.samples", { alt: t("previews") });
    const caption = h("span.hint");
    const last = moments.length - 1;
    const slider = h("input", {
      type: "range",
      min: "0",
      max: String(last),
      step: "1",
      "aria-label": t("moment"),
    });
    const show = (): void => {
      const place = this.moment < 0 ? last : Math.min(this.moment, last);
      const moment = moments[place];
      picture.src = paths.trained(model.name, moment?.file ?? "", 0);
      caption.textContent = t("after_pictures", { n: number(moment?.items ?? 0) });
      slider.value = String(place);
    };
    slider.oninput = () => {
      const wanted = Number(slider.value);
      this.moment = wanted === last ? -1 : wanted;
      show();
    };
    show();
    return h("div", null, picture, h("label.row", null, slider, caption));
  }

  /** The newest film of the way between latents; the element stays while the film does, so that it
   * plays on. */
  private filmed(model: ModelView, moments: Samples[]): HTMLElement | false {
    const during = moments.filter((event) => event.film).at(-1);
    const done = model.usable && model.state !== "running" && model.recipe !== "quantised";
    if (!done && !during) return false;
    const source = done
      ? paths.trained(model.name, "interpolation.mp4", model.pictures)
      : paths.trained(model.name, during?.film ?? "", during?.items ?? 0);
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
}

function charts(events: RunEvent[]): HTMLElement[] {
  const curves = only(events, "curve");
  const metrics = only(events, "metrics");
  const cards = [
    ...curve("losses", curves, LOSSES),
    ...curve("gamma", curves, ["gamma"]),
    ...curve("steered", curves, STEERED, "", 3),
    ...curve("throughput", curves, ["rate"], t("per_second"), 0),
  ];
  for (const { name, title, bar } of MEASURED)
    if (metrics.some(({ values }) => name in values))
      cards.push(measured(metrics, name, title, bar));
  return cards;
}

/** A card of the curves that the run has of these, none where it has none. */
function curve(
  title: Text,
  events: Measures[],
  names: string[],
  unit = "",
  digits = 2,
): HTMLElement[] {
  const known = names.filter((name) => events.some(({ values }) => name in values));
  if (!known.length) return [];
  const series = known.map((name, k) => ({
    name: LABELS[name] ? t(LABELS[name]) : name,
    colour: (k % 5) + 1,
    values: events.map(({ values }) => values[name] ?? 0),
  }));
  const figure = chart(series, { unit, digits, label: seen(events), least: 0.1 });
  return [h("section.card", null, h("h2", null, t(title)), figure)];
}

function measured(events: Measures[], name: string, title: Text, bar?: number): HTMLElement {
  const values = events.map((event) => event.values[name] ?? 0);
  const figure = chart([{ name: t(title), colour: 2, values }], {
    unit: "",
    digits: 3,
    label: seen(events),
    least: 0.1,
    ...(bar === undefined ? {} : { bar }),
  });
  return h("section.card", null, h("h2", null, t(title)), figure);
}

function seen(events: Measures[]): (index: number) => string {
  return (index) => t("after_pictures", { n: number(events[index]?.items ?? 0) });
}
