// Talk: her on the stage, the conversation beside her, and the ways to act on her.

import { token } from "../player/connection";
import { paths } from "./api";
import { type Controls, controls } from "./controls";
import { Conversation } from "./conversation";
import { button, h, icon, toast } from "./dom";
import { Microphone } from "./microphone";
import type { Tab, Watching } from "./tab";
import { t } from "./texts";

const SUGGESTIONS = ["suggestion_1", "suggestion_2", "suggestion_3"] as const;

export function talkTab(studio: Watching): Tab {
  const stage = new Stage(studio);
  const log = h("ol.chat", {
    role: "log",
    "aria-live": "polite",
    "aria-label": t("talk"),
    tabIndex: 0,
  });
  const conversation = new Conversation(studio, log);
  const asking = new Asking(studio);
  const directs = studio.may("POST /api/say");
  const side = h("section.side", null, log, asking.suggestions, asking.form, directs && obs());
  const changed = (): void => {
    asking.changed();
    conversation.draw();
  };
  changed();
  stage.state();
  return {
    element: h("div.talk", null, stage.element, side),
    shown: () => (stage.shown(), conversation.draw()),
    changed,
    state: () => stage.state(),
    talked: () => conversation.draw(),
  };
}

/** Her in her place, with the buttons that lie over her. */
class Stage {
  readonly element: HTMLElement;
  private readonly place = h("img.place", { alt: "", decoding: "async" });
  private readonly stop: HTMLButtonElement;
  private readonly blocked: HTMLButtonElement;
  private readonly controls: Controls;
  private painted = "";

  constructor(private readonly studio: Watching) {
    const { player } = studio;
    this.stop = button("stop", t("interrupt"), () => player.interrupt(), { kind: "stop" });
    this.blocked = h(
      "button.blocked",
      { type: "button", hidden: true, onclick: () => player.resume() },
      icon("volume"),
      h("span", null, t("tap_to_hear")),
    );
    this.controls = controls(studio);
    this.element = h(
      "section.stage",
      { "aria-label": studio.name },
      this.place,
      studio.stage,
      this.blocked,
      studio.may("POST /api/interrupt") && this.stop,
      this.controls.element,
    );
    new ResizeObserver(() => this.paint()).observe(this.element);
  }

  shown(): void {
    this.element.insertBefore(this.studio.stage, this.blocked);
    this.paint();
  }

  state(): void {
    const { state, blocked } = this.studio;
    this.blocked.hidden = !blocked;
    this.stop.classList.toggle("active", Boolean(state?.speaking));
    this.stop.disabled = !state?.speaking && !state?.waiting;
    this.controls.state();
    this.paint();
  }

  /** Show the place where she is, as large as the stage. */
  private paint(): void {
    const name = this.studio.state?.background;
    const { width, height } = this.element.getBoundingClientRect();
    if (!name || !width) return;
    const wanted = paths.background(pixels(width), pixels(height), name);
    if (wanted !== this.painted) this.place.src = this.painted = wanted;
  }
}

/** In steps, so that a window that is being resized does not ask for a hundred pictures. */
function pixels(side: number): number {
  return Math.min(1600, Math.ceil((side * devicePixelRatio) / 160) * 160);
}

/** The line to ask her something: typed, said, or suggested. */
class Asking {
  readonly form: HTMLFormElement;
  readonly suggestions: HTMLElement;
  private readonly input = h("input", {
    type: "text",
    autocomplete: "off",
    maxLength: 500,
    enterKeyHint: "send",
  });
  private readonly microphone: Microphone;

  constructor(private readonly studio: Watching) {
    const send = (text: string): void => this.send(text);
    this.microphone = new Microphone(studio, send);
    this.suggestions = h(
      "div.suggestions",
      null,
      SUGGESTIONS.map((text) =>
        h("button.chip", { type: "button", onclick: () => send(t(text)) }, t(text)),
      ),
    );
    this.form = h(
      "form.ask",
      { onsubmit: (event: Event) => (event.preventDefault(), send(this.input.value)) },
      this.input,
      this.microphone.element,
      h(
        "button.primary.send",
        { type: "submit", "aria-label": t("send"), title: t("send") },
        icon("send"),
      ),
    );
  }

  changed(): void {
    this.input.placeholder = t("ask_placeholder", { name: this.studio.name });
    this.input.setAttribute("aria-label", this.input.placeholder);
    this.microphone.changed();
  }

  private send(text: string): void {
    const words = text.trim();
    if (!words) return;
    // Who may silence her is answered at once; a viewer waits for their turn.
    const behaviour = this.studio.may("POST /api/interrupt") ? "interrupt" : "queue";
    if (this.studio.player.ask(words, { behaviour })) this.input.value = "";
    else toast(t("lost"), "warning");
  }
}

function obs(): HTMLElement {
  const key = token();
  const search = key ? `?${new URLSearchParams({ token: key }).toString()}` : "";
  const address = `${location.origin}/stage${search}`;
  const field = h("input", {
    type: "text",
    readOnly: true,
    value: address,
    "aria-label": t("obs"),
  });
  const copy = button("copy", t("copy"), () => copied(field), { quiet: true });
  return h(
    "div.obs",
    null,
    h("strong", null, t("obs")),
    h("span.hint", null, t("obs_hint")),
    h("div.copyable", null, field, copy),
  );
}

/** The clipboard exists only in secure contexts; elsewhere the field is selected and copied by the
 * old way. */
function copied(field: HTMLInputElement): void {
  const done = (): void => toast(t("copied"));
  if (navigator.clipboard) void navigator.clipboard.writeText(field.value).then(done);
  else (field.select(), document.execCommand("copy"), done());
}
