// Record: the show as events, and the films that are made of them.

import { api, paths, type Recording } from "./api";
import { button, h, icon } from "./dom";
import type { Studio, Tab } from "./tab";
import { bytes, duration, t } from "./texts";

export function recordTab(studio: Studio): Tab {
  const list = h("div.recordings");
  const toggle = h("button.toggle", { type: "button", onclick: () => void press() });
  const time = h("span.time", { role: "timer" });
  const element = h(
    "div.record",
    null,
    h("header.intro", null, h("h1", null, t("record_title")), h("p", null, t("record_hint"))),
    h("div.row.recorder", null, toggle, time),
    list,
  );
  let recordings: Recording[] = [];
  let timer = 0;
  let watched = "";

  const press = async (): Promise<void> => {
    await studio.attempt(() => (studio.state?.recording ? api.stop() : api.record()));
    await refresh();
  };
  const refresh = async (): Promise<void> => {
    const found = await studio.attempt(api.recordings);
    if (!found) return;
    const before = JSON.stringify(recordings.map(({ seconds: _, ...rest }) => rest));
    recordings = found;
    if (JSON.stringify(found.map(({ seconds: _, ...rest }) => rest)) !== before) draw();
    state();
  };
  const state = (): void => {
    const running = recordings.find(({ recording }) => recording);
    const on = Boolean(studio.state?.recording);
    toggle.classList.toggle("active", on);
    toggle.replaceChildren(
      h("i", { "aria-hidden": "true" }),
      h("span", null, t(on ? "stop_recording" : "start_recording")),
    );
    time.textContent = on && running ? duration(running.seconds) : "";
  };
  const draw = (): void => {
    if (!recordings.length)
      list.replaceChildren(
        h(
          "div.nothing",
          null,
          icon("film"),
          h("h2", null, t("no_recordings")),
          h("p", null, t("no_recordings_hint")),
        ),
      );
    else list.replaceChildren(...recordings.map((recording) => row(recording)));
  };
  const row = (recording: Recording): HTMLElement => {
    const { name, film } = recording;
    const started = new Date(recording.started * 1000).toLocaleString(
      document.documentElement.lang,
      { dateStyle: "medium", timeStyle: "short" },
    );
    const progress = h("progress", { max: 1, value: film.progress });
    const watching = watched === name && film.state === "ready";
    const actions = recording.recording
      ? [h("span.recording", null, t("being_recorded"))]
      : [
          film.state === "running" &&
            h(
              "span.making",
              null,
              progress,
              h("span", null, t("making_film", { n: Math.round(100 * film.progress) })),
            ),
          (film.state === "none" || film.state === "failed") &&
            button(
              "film",
              t("make_film"),
              () => void studio.attempt(() => api.film(name)).then(refresh),
              { kind: "primary" },
            ),
          film.state === "ready" &&
            button("play", t("watch"), () => ((watched = watching ? "" : name), draw()), {
              kind: "primary",
            }),
          film.state === "ready" &&
            h(
              "a.button",
              { href: paths.film(name, true), download: "" },
              icon("download"),
              h("span", null, t("film_mp4")),
            ),
          h(
            "a.button",
            { href: paths.record(name), download: "" },
            icon("download"),
            h("span", null, t("events_jsonl")),
          ),
          button(
            "trash",
            t("remove"),
            () =>
              confirm(t("remove_sure", { name })) &&
              void studio.attempt(() => api.remove(name)).then(refresh),
            { quiet: true },
          ),
        ];
    return h(
      "article.card.recording-row",
      null,
      h("h2", null, started),
      h("p.hint", null, `${duration(recording.seconds)} · ${bytes(recording.bytes + film.bytes)}`),
      film.state === "failed" && h("p.warning", null, t("film_failed", { error: film.error })),
      h("div.row", null, actions),
      watching &&
        h("video", { src: paths.film(name), controls: true, autoplay: true, playsInline: true }),
    );
  };
  draw();
  return {
    element,
    shown: () => {
      void refresh();
      timer = window.setInterval(() => void refresh(), 1000);
    },
    hidden: () => clearInterval(timer),
    state,
  };
}
