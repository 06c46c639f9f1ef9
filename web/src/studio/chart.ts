// Small charts in SVG: lines over time and stacked bars, with axes, units and what lies under the
// pointer.

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

/** How values become places in the picture. */
interface Axes {
  count: number;
  top: number;
  x(index: number): number;
  y(value: number): number;
}

export function chart(series: Series[], options: ChartOptions): HTMLElement {
  const axes = axesOf(series, options);
  const holder = h("div.plot", null, drawn(series, options, axes), scale(axes.top));
  pointed(holder, series, options, axes.count);
  return h("figure.figure", null, holder, ends(options, axes.count), legend(series, options));
}

function axesOf(series: Series[], options: ChartOptions): Axes {
  const count = Math.max(0, ...series.map(({ values }) => values.length));
  const sums = Array.from({ length: count }, (_, k) =>
    series.reduce((sum, { values }) => sum + (values[k] ?? 0), 0),
  );
  const highest = options.stacked ? sums : series.flatMap(({ values }) => values);
  const top = nice(Math.max(options.least ?? 1, options.bar ?? 0, ...highest));
  return {
    count,
    top,
    x: (k) => LEFT + (count < 2 ? 0.5 : k / (count - 1)) * (WIDTH - LEFT - RIGHT),
    y: (value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM),
  };
}

function drawn(series: Series[], options: ChartOptions, axes: Axes): SVGElement {
  const picture = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    class: "chart",
    role: "img",
    preserveAspectRatio: "none",
  });
  for (const share of [0, 0.25, 0.5, 0.75, 1])
    picture.append(across(axes.y(axes.top * share), "grid"));
  picture.append(...(options.stacked ? stacks(series, axes) : lines(series, axes)));
  if (options.bar !== undefined) picture.append(across(axes.y(options.bar), "bar"));
  return picture;
}

function across(y: number, kind: string): SVGElement {
  const place = { x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y };
  return svg("line", { ...place, class: kind, "vector-effect": "non-scaling-stroke" });
}

function lines(series: Series[], { x, y }: Axes): SVGElement[] {
  return series.map(({ colour, values }) => {
    const points = values.map((value, k) => `${x(k).toFixed(1)} ${y(value).toFixed(1)}`);
    const d = points.length ? `M${points.join("L")}` : "";
    return svg("path", { d, class: `line c${colour}`, "vector-effect": "non-scaling-stroke" });
  });
}

function stacks(series: Series[], { count, y }: Axes): SVGElement[] {
  const room = (WIDTH - LEFT - RIGHT) / Math.max(1, count);
  const width = Math.min(0.76 * room, 34);
  const bars: SVGElement[] = [];
  for (let k = 0; k < count; k++) {
    const x = LEFT + (k + 0.5) * room - width / 2;
    let sum = 0;
    for (const { colour, values } of series) {
      const from = y(sum);
      sum += values[k] ?? 0;
      const height = Math.max(0, from - y(sum));
      bars.push(svg("rect", { x, width, y: y(sum), height, class: `area c${colour}` }));
    }
  }
  return bars;
}

function scale(top: number): HTMLElement {
  const digits = top < 0.5 ? 2 : top < 5 ? 1 : 0;
  const marks = [1, 0.5, 0].map((share) => h("span", null, number(top * share, digits)));
  return h("div.scale", { "aria-hidden": "true" }, marks);
}

/** Tell what lies under the pointer. */
function pointed(
  holder: HTMLElement,
  series: Series[],
  options: ChartOptions,
  count: number,
): void {
  const tip = h("div.tip", { hidden: true });
  holder.append(tip);
  const value = (of: number): string => `${number(of, options.digits ?? 0)} ${options.unit}`.trim();
  holder.onpointermove = (event) => {
    if (!count) return;
    const box = holder.getBoundingClientRect();
    const inside = event.clientX - box.left;
    const share = ((inside / box.width) * WIDTH - LEFT) / (WIDTH - LEFT - RIGHT);
    const k = options.stacked ? Math.floor(share * count) : Math.round(share * (count - 1));
    const index = Math.max(0, Math.min(count - 1, k));
    tip.hidden = false;
    tip.replaceChildren(
      h("strong", null, options.label(index)),
      ...series.map(({ name, colour, values }) =>
        h(`span.key.c${colour}`, null, `${name} ${value(values[index] ?? 0)}`),
      ),
    );
    tip.style.left = `${Math.max(0, Math.min(box.width - 170, inside + 12))}px`;
  };
  holder.onpointerleave = () => (tip.hidden = true);
}

function legend(series: Series[], { bar }: ChartOptions): HTMLElement | null {
  if (series.length < 2 && bar === undefined) return null;
  const keys = series.map(({ name, colour }) => h(`span.key.c${colour}`, null, name));
  return h("p.legend", null, keys);
}

function ends({ label, unit }: ChartOptions, count: number): HTMLElement {
  return h(
    "p.ends",
    { "aria-hidden": "true" },
    h("span", null, count ? label(0) : ""),
    h("span", null, unit),
    h("span", null, count > 1 ? label(count - 1) : ""),
  );
}

/** The next round number. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 7.5, 10].find((step) => step * power >= value) ?? 10) * power;
}
