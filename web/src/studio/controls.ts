// What lies over the lower edge of the stage: volume for everybody; moods and gestures, the place
// and the framing for those who direct her.

import type { Scenes } from "../http";
import { api } from "./api";
import { button, h, icon } from "./dom";
import type { Watching } from "./tab";
import { t } from "./texts";
import { actName, backgroundName, framingName } from "./words";

export function controls(studio: Watching): HTMLElement {
  const directs = studio.may("POST /api/scene");
  return h("div.controls", null, ...loudness(studio), ...(directs ? directions(studio) : []));
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

function directions(studio: Watching): HTMLElement[] {
  const acts = h("div.menu", { role: "group", "aria-label": t("reactions"), tabIndex: -1 });
  const moods = menu(acts);
  const places = choice(studio, t("place"), (background) => api.scene({ background }));
  const framings = choice(studio, t("framing"), (framing) => api.scene({ framing }));
  const fill = (scenes: Scenes): void => {
    const { background, framing } = studio.state ?? {};
    const act = (name: string): void => {
      studio.player.act(name);
      moods.open = false;
    };
    acts.append(
      ...[...scenes.gestures, ...scenes.emotions].map((name) =>
        h("button.chip", { type: "button", onclick: () => act(name) }, actName(name)),
      ),
    );
    places.append(...options(scenes.backgrounds, background, backgroundName));
    const whole = scenes.framings.filter((name) => !name.includes("third"));
    framings.append(...options(whole, framing, framingName));
  };
  void studio.attempt(async () => fill(await api.scenes()));
  return [moods, h("span.space"), places, framings];
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

function options(
  names: string[],
  chosen: string | undefined,
  say: (name: string) => string,
): HTMLOptionElement[] {
  return names.map((name) => h("option", { value: name, selected: name === chosen }, say(name)));
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
