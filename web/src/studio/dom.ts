// Small helpers to build the page. No markup is ever made from text, so nothing that anybody types
// can become code.

type Child = Node | string | null | undefined | false;
type Props = Record<string, unknown>;

type Named<T> = T extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[T] : HTMLElement;
type Made<S extends string> = S extends `${infer T}.${string}` ? Named<T> : Named<S>;

/** An element: `h("button.primary", { onclick, disabled }, "Send")`. Properties are set, names with
 * a dash are attributes. */
export function h<S extends string>(
  spec: S,
  props?: Props | null,
  ...children: (Child | Child[])[]
): Made<S> {
  const [tag, ...classes] = spec.split(".");
  const element = document.createElement(tag as string);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null) continue;
    if (name.includes("-") || name === "role" || name === "for" || name === "list")
      element.setAttribute(name, String(value));
    else Object.assign(element, { [name]: value });
  }
  element.append(
    ...(children
      .flat()
      .filter((child) => child !== null && child !== undefined && child !== false) as (
      Node | string
    )[]),
  );
  return element as Made<S>;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(
  tag: string,
  attributes: Record<string, string | number> = {},
  ...children: (Node | string)[]
): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

const ICONS = {
  talk: "M4 5h16v11H9l-5 4z",
  create: "M12 3l2.2 5.6L20 11l-5.8 2.4L12 19l-2.2-5.6L4 11l5.8-2.4z",
  character: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c.6-4 3.8-6 8-6s7.4 2 8 6",
  record: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  train: "M4 19V5M4 19h16M7 15l4-5 3 3 5-7",
  health: "M3 12h4l3-7 4 14 3-7h4",
  cards: "M4.5 12a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0M11.4 12a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0M18.3 12a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0",
  send: "M4 12l16-8-6 16-3-6z",
  stop: "M7 7h10v10H7z",
  volume: "M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11",
  muted: "M4 9v6h4l5 4V5L8 9zM16 10l5 5M21 10l-5 5",
  mic: "M12 14a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11a6 6 0 0 0 12 0M12 17v4",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c1.8 2.3 5.2 2.3 7 0M9 9.5h.01M15 9.5h.01",
  dice: "M5 5h14v14H5zM9 9h.01M15 15h.01M12 12h.01M15 9h.01M9 15h.01",
  undo: "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6",
  redo: "M15 7l5 5-5 5M20 12H10a6 6 0 0 0-6 6",
  save: "M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  upload: "M12 16V5M7 9l5-5 5 5M5 20h14",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  play: "M8 5l11 7-11 7z",
  film: "M4 5h16v14H4zM8 5v14M16 5v14M4 9h4M4 15h4M16 9h4M16 15h4",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  back: "M15 5l-7 7 7 7",
  check: "M5 13l4 4L19 7",
} as const;

export type Icon = keyof typeof ICONS;

export function icon(name: Icon): SVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" },
    svg("path", {
      d: ICONS[name],
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.8,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    }),
  );
}

/** The button that sends a form. */
export function submit(name: Icon, label: string): HTMLButtonElement {
  return h("button.primary", { type: "submit" }, icon(name), h("span", null, label));
}

/** A button with an icon; its name is shown, or read aloud only. */
export function button(
  name: Icon,
  label: string,
  onclick: (event: MouseEvent) => void,
  { quiet = false, kind = "" } = {},
): HTMLButtonElement {
  const element = h(
    "button",
    {
      type: "button",
      onclick,
      title: quiet ? label : undefined,
      "aria-label": quiet ? label : undefined,
    },
    icon(name),
    !quiet && h("span", null, label),
  );
  element.className = kind;
  if (quiet) element.classList.add("quiet");
  return element;
}

let toasts: HTMLElement | null = null;

/** A sentence that shows for some seconds. */
export function toast(text: string, kind: "info" | "warning" | "error" = "info"): void {
  toasts ??= h("div.toasts", { role: "status", "aria-live": "polite" });
  // the page is built anew in another language
  if (!toasts.isConnected) document.body.append(toasts);
  const element = h("p.toast", null, text);
  element.classList.add(kind);
  toasts.append(element);
  setTimeout(() => element.remove(), kind === "info" ? 3500 : 9000);
}

export function debounce(wait: number, work: () => void): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(work, wait);
  };
}
