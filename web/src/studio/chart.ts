// Small charts in SVG: lines over time and stacked bars, with axes, units and what lies under the pointer.

import { h, svg } from "./dom";
import { number } from "./texts";

export interface Series {
  name: string;
  /** A number from 1 to 5: which of the chart colours. */
  colour: number;
  values: number[];
}

export interface ChartOptions {
  unit: string;
  digits?: number;
  /** A value that should be reached or not passed: a dashed line. */
  bar?: number;
  /** Bars on top of each other instead of lines. */
  stacked?: boolean;
  /** What stands under a value. */
  label: (index: number) => string;
  /** The least that the axis shows. */
  least?: number;
}

const WIDTH = 640;
const HEIGHT = 200;
const LEFT = 46;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 22;

export function chart(series: Series[], options: ChartOptions): HTMLElement {
  const count = Math.max(0, ...series.map(({ values }) => values.length));
  const totals = options.stacked
    ? Array.from({ length: count }, (_, k) =>
        series.reduce((sum, { values }) => sum + (values[k] ?? 0), 0),
      )
    : series.flatMap(({ values }) => values);
  const top = nice(Math.max(options.least ?? 1, options.bar ?? 0, ...totals));
  const x = (k: number): number =>
    LEFT + (count < 2 ? 0.5 : k / (count - 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);
  const picture = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    class: "chart",
    role: "img",
    preserveAspectRatio: "none",
  });
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const at = y(top * share);
    picture.append(svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: at, y2: at, class: "grid" }));
  }
  if (options.stacked) stacks(picture, series, count, y);
  else
    for (const { colour, values } of series) {
      const path = values
        .map((value, k) => `${k ? "L" : "M"}${x(k).toFixed(1)} ${y(value).toFixed(1)}`)
        .join("");
      picture.append(
        svg("path", { d: path, class: `line c${colour}`, "vector-effect": "non-scaling-stroke" }),
      );
    }
  if (options.bar !== undefined)
    picture.append(
      svg("line", {
        x1: LEFT,
        x2: WIDTH - RIGHT,
        y1: y(options.bar),
        y2: y(options.bar),
        class: "bar",
        "vector-effect": "non-scaling-stroke",
      }),
    );
  const format = (value: number): string =>
    `${number(value, options.digits ?? 0)} ${options.unit}`.trim();
  const scale = h(
    "div.scale",
    { "aria-hidden": "true" },
    [1, 0.5, 0].map((share) =>
      h("span", null, number(top * share, top < 0.5 ? 2 : top < 5 ? 1 : 0)),
    ),
  );
  const tip = h("div.tip", { hidden: true });
  const holder = h("div.plot", null, picture, scale, tip);
  holder.onpointermove = (event) => {
    if (!count) return;
    const box = holder.getBoundingClientRect();
    const share = ((event.clientX - box.left) / box.width) * WIDTH;
    const k = options.stacked
      ? Math.floor(((share - LEFT) / (WIDTH - LEFT - RIGHT)) * count)
      : Math.round(((share - LEFT) / (WIDTH - LEFT - RIGHT)) * (count - 1));
    const index = Math.max(0, Math.min(count - 1, k));
    tip.hidden = false;
    tip.replaceChildren(
      h("strong", null, options.label(index)),
      ...series.map(({ name, colour, values }) =>
        h(`span.key.c${colour}`, null, `${name} ${format(values[index] ?? 0)}`),
      ),
    );
    tip.style.left = `${Math.max(0, Math.min(box.width - 170, event.clientX - box.left + 12))}px`;
  };
  holder.onpointerleave = () => (tip.hidden = true);
  const legend =
    series.length > 1 || options.bar !== undefined
      ? h(
          "p.legend",
          null,
          series.map(({ name, colour }) => h(`span.key.c${colour}`, null, name)),
        )
      : null;
  const ends = h(
    "p.ends",
    { "aria-hidden": "true" },
    h("span", null, count ? options.label(0) : ""),
    h("span", null, options.unit),
    h("span", null, count > 1 ? options.label(count - 1) : ""),
  );
  return h("figure.figure", null, holder, ends, legend);
}

function stacks(
  picture: SVGElement,
  series: Series[],
  count: number,
  y: (value: number) => number,
): void {
  const room = (WIDTH - LEFT - RIGHT) / Math.max(1, count);
  const wide = Math.min(0.76 * room, 34);
  for (let k = 0; k < count; k++) {
    let sum = 0;
    for (const { colour, values } of series) {
      const value = values[k] ?? 0;
      picture.append(
        svg("rect", {
          x: LEFT + (k + 0.5) * room - wide / 2,
          width: wide,
          y: y(sum + value),
          height: Math.max(0, y(sum) - y(sum + value)),
          class: `area c${colour}`,
        }),
      );
      sum += value;
    }
  }
}

/** The next round number. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 7.5, 10].find((step) => step * power >= value) ?? 10) * power;
}
