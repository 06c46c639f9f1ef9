// Record: the show as events, and the films that are made of them.

import type { Recording } from "../http";
import { api, paths } from "./api";
import { button, h, icon, type Icon } from "./dom";
import type { Studio, Tab } from "./tab";
import { bytes, duration, t } from "./texts";

const EVERY_MS = 1000;

export function recordTab(studio: Studio): Tab {
  const recorder = new Recorder(studio);
  let timer = 0;
  return {
    element: recorder.element,
    shown: () => {
      void recorder.refresh();
      timer = window.setInterval(() => void recorder.refresh(), EVERY_MS);
    },
    hidden: () => clearInterval(timer),
    state: () => recorder.state(),
  };
}

class Recorder {
  readonly element: HTMLElement;
  private readonly toggle = h("button.toggle", { type: "button", onclick: () => this.press() });
  private readonly time = h("span.time", { role: "timer" });
  private readonly list = h("div.recordings");
  private recordings: Recording[] = [];
  private watched = "";

  constructor(private readonly studio: Studio) {
    this.element = h(
      "div.record",
      null,
      h("header.intro", null, h("h1", null, t("record_title")), h("p", null, t("record_hint"))),
      h("div.row.recorder", null, this.toggle, this.time),
      this.list,
    );
    this.draw();
  }

  async refresh(): Promise<void> {
    const found = await this.studio.attempt(api.recordings);
    if (!found) return;
    const drawn = JSON.stringify(this.recordings.map(lasting));
    this.recordings = found;
    if (JSON.stringify(found.map(lasting)) !== drawn) this.draw();
    this.state();
  }

  state(): void {
    const running = this.recordings.find(({ recording }) => recording);
    const on = Boolean(this.studio.state?.recording);
    this.toggle.classList.toggle("active", on);
    this.toggle.replaceChildren(
      h("i", { "aria-hidden": "true" }),
      h("span", null, t(on ? "stop_recording" : "start_recording")),
    );
    this.time.textContent = on && running ? duration(running.seconds) : "";
  }

  private press(): void {
    this.done(() => (this.studio.state?.recording ? api.stop() : api.record()));
  }

  /** Do something about a recording, and show what became of it. */
  private done(work: () => Promise<unknown>): void {
    void this.studio.attempt(work).then(() => this.refresh());
  }

  private draw(): void {
    const rows = this.recordings.map((recording) => this.row(recording));
    this.list.replaceChildren(...(rows.length ? rows : [nothing()]));
  }

  private row(recording: Recording): HTMLElement {
    const { name, film } = recording;
    const watching = this.watched === name && film.state === "ready";
    return h(
      "article.card.recording-row",
      null,
      h("h2", null, begun(recording)),
      h("p.hint", null, `${duration(recording.seconds)} · ${bytes(recording.bytes + film.bytes)}`),
      film.state === "failed" && h("p.warning", null, t("film_failed", { error: film.error })),
      h("div.row", null, recording.recording ? runs() : this.actions(recording, watching)),
      watching &&
        h("video", { src: paths.film(name), controls: true, autoplay: true, playsInline: true }),
    );
  }

  private actions({ name, film }: Recording, watching: boolean): (HTMLElement | false)[] {
    return [
      ...this.filmActions(name, film, watching),
      download(paths.record(name), t("events_jsonl")),
      this.studio.may("DELETE /api/recordings/{name}") &&
        button("trash", t("remove"), () => this.remove(name), { quiet: true }),
    ];
  }

  private filmActions(name: string, film: Recording["film"], watching: boolean): HTMLElement[] {
    const primary = (icon: Icon, text: string, onclick: () => void): HTMLElement =>
      button(icon, text, onclick, { kind: "primary" });
    switch (film.state) {
      case "running":
        return [making(film.progress), this.giveUp(name)];
      case "ready":
        return [
          primary("play", t("watch"), () => this.watch(watching ? "" : name)),
          download(paths.film(name, true), t("film_mp4")),
        ];
      default:
        return [primary("film", t("make_film"), () => this.done(() => api.film(name)))];
    }
  }

  private giveUp(name: string): HTMLElement {
    return button("stop", t("stop_film"), () => this.done(() => api.stopFilm(name)), {
      quiet: true,
    });
  }

  private watch(name: string): void {
    this.watched = name;
    this.draw();
  }

  private remove(name: string): void {
    if (confirm(t("remove_sure", { name }))) this.done(() => api.remove(name));
  }
}

/** What of a recording is drawn; its length grows every second and stands beside the button. */
function lasting({ seconds: _, ...rest }: Recording): Omit<Recording, "seconds"> {
  return rest;
}

function begun({ started }: Recording): string {
  const { lang } = document.documentElement;
  return new Date(started * 1000).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
}

function runs(): HTMLElement {
  return h("span.recording", null, t("being_recorded"));
}

function making(progress: number): HTMLElement {
  return h(
    "span.making",
    null,
    h("progress", { max: 1, value: progress }),
    h("span", null, t("making_film", { n: Math.round(100 * progress) })),
  );
}

function download(href: string, text: string): HTMLElement {
  return h("a.button", { href, download: "" }, icon("download"), h("span", null, text));
}

function nothing(): HTMLElement {
  return h(
    "div.nothing",
    null,
    icon("film"),
    h("h2", null, t("no_recordings")),
    h("p", null, t("no_recordings_hint")),
  );
}
