// What lies over the lower edge of the stage: volume for everybody; moods and gestures, the place
// and the framing for those who direct her.

import type { Scenes } from "../http";
import { api } from "./api";
import { button, h, icon } from "./dom";
import type { Watching } from "./tab";
import { t } from "./texts";
import { actName, backgroundName, framingName } from "./words";

/** They show the state of the show whenever `state` is called. */
export interface Controls {
  element: HTMLElement;
  state(): void;
}

export function controls(studio: Watching): Controls {
  const { elements, state } = studio.may("POST /api/scene")
    ? directions(studio)
    : { elements: [], state: () => undefined };
  return { element: h("div.controls", null, ...loudness(studio), ...elements), state };
}

function loudness({ player }: Watching): HTMLElement[] {
  const mute = button("volume", t("mute"), () => (player.setMuted(!player.muted), drawn()), {
    quiet: true,
  });
  const volume = h("input.volume", {
    type: "range",
    min: "0",
    max: "1",
    step: "0.05",
    value: String(player.volume),
    "aria-label": t("volume"),
  });
  volume.oninput = () => (player.setVolume(Number(volume.value)), player.setMuted(false), drawn());
  const drawn = (): void => {
    mute.replaceChildren(icon(player.muted ? "muted" : "volume"));
    mute.title = t(player.muted ? "unmute" : "mute");
    mute.setAttribute("aria-label", mute.title);
  };
  drawn();
  return [mute, volume];
}

function directions(studio: Watching): { elements: HTMLElement[]; state: () => void } {
  const acts = h("div.menu", { role: "group", "aria-label": t("reactions"), tabIndex: -1 });
  const moods = menu(acts);
  const places = choice(studio, t("place"), (background) => api.scene({ background }));
  const framings = choice(studio, t("framing"), (framing) => api.scene({ framing }));
  const state = (): void => {
    if (studio.state) {
      choose(places, studio.state.background, backgroundName);
      choose(framings, studio.state.framing, framingName);
    }
  };
  const fill = (scenes: Scenes): void => {
    const act = (name: string): void => {
      studio.player.act(name);
      moods.open = false;
    };
    acts.append(
      ...[...scenes.gestures, ...scenes.emotions].map((name) =>
        h("button.chip", { type: "button", onclick: () => act(name) }, actName(name)),
      ),
    );
    places.append(...options(scenes.backgrounds, backgroundName));
    const whole = scenes.framings.filter((name) => !name.includes("third"));
    framings.append(...options(whole, framingName));
    state();
  };
  void studio.attempt(async () => fill(await api.scenes()));
  return { elements: [moods, h("span.space"), places, framings], state };
}

/** What is in force, also where it is none of the choices: a colour, a third of the picture. */
function choose(select: HTMLSelectElement, name: string, say: (name: string) => string): void {
  if (!select.length) return; // the choices are not known yet
  if (![...select.options].some((option) => option.value === name))
    select.append(...options([name], say));
  select.value = name;
}

function choice(
  studio: Watching,
  title: string,
  send: (name: string) => Promise<unknown>,
): HTMLSelectElement {
  const select = h("select", {
    "aria-label": title,
    title,
    onchange: () => void studio.attempt(() => send(select.value)),
  });
  return select;
}

function options(names: string[], say: (name: string) => string): HTMLOptionElement[] {
  return names.map((name) => h("option", { value: name }, say(name)));
}

/** A menu that opens over its button, and closes when the focus or a click goes elsewhere. */
function menu(content: HTMLElement): HTMLDetailsElement {
  const moods = h(
    "details.moods",
    null,
    h("summary", { title: t("reactions"), "aria-label": t("reactions") }, icon("smile")),
    content,
  );
  moods.addEventListener("focusout", (event) => {
    if (!moods.contains(event.relatedTarget as Node | null)) moods.open = false;
  });
  moods.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !moods.open) return;
    event.stopPropagation(); // closes the menu, and leaves her talking
    moods.open = false;
    moods.querySelector("summary")?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!moods.contains(event.target as Node)) moods.open = false;
  });
  return moods;
}
