// Judging a model by eye.

import type { Ratings } from "../http";
import { api, paths } from "./api";
import { h } from "./dom";
import type { Studio } from "./tab";
import { number, t } from "./texts";

/** One picture after another, and how good it is: 1 to 5, with the mouse or the number keys. */
export class Rater {
  readonly element = h("section.card.wide.rater", { hidden: true });
  private model = "";
  private seed = 0;
  private readonly picture = h("img.rated", { alt: "" });
  private readonly summary = h("span.hint");
  private readonly stars: HTMLButtonElement[];

  constructor(private readonly studio: Studio) {
    this.stars = [1, 2, 3, 4, 5].map((count) => this.star(count));
    const skip = h("button", { type: "button", onclick: () => this.next() }, t("skip_picture"));
    const choice = { role: "group", "aria-label": t("rate_title") };
    this.element.append(
      h("h2", null, t("rate_title")),
      h("p.hint", null, t("rate_hint")),
      h(
        "div.rating",
        { tabIndex: 0, onkeydown: (event: KeyboardEvent) => this.key(event) },
        this.picture,
        h("div.stars", choice, this.stars, skip, this.summary),
      ),
    );
  }

  open(model: string, ratings?: Ratings): void {
    this.element.hidden = !model;
    if (ratings) this.summarise(ratings);
    if (model === this.model) return;
    this.model = model;
    if (model) this.next();
  }

  private summarise({ count, mean }: Ratings): void {
    this.summary.textContent =
      count && mean !== null ? t("rated", { n: number(count), mean: number(mean, 2) }) : "";
  }

  private next(): void {
    this.seed = Math.floor(Math.random() * 2 ** 31);
    this.picture.src = paths.sampled(this.model, this.seed);
  }

  private star(count: number): HTMLButtonElement {
    const says = t("stars", { n: count });
    return h(
      "button.star",
      {
        type: "button",
        onclick: () => void this.rate(count),
        "aria-label": says,
        title: says,
      },
      "★".repeat(count),
    );
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
