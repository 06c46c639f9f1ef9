// Talk: her on the stage, the conversation beside her, and the ways to act on her.

import type { Chat } from "../protocol";
import { api, paths } from "./api";
import { button, h, icon, toast } from "./dom";
import type { Studio, Tab } from "./tab";
import { number, t } from "./texts";
import { actName, backgroundName, framingName } from "./words";

export function talkTab(studio: Studio): Tab {
  const place = h("img.place", { alt: "", decoding: "async" });
  const stop = button("stop", t("interrupt"), () => studio.player.interrupt(), { kind: "stop" });
  const blocked = h(
    "button.blocked",
    { type: "button", hidden: true, onclick: () => studio.player.resume() },
    icon("volume"),
    h("span", null, t("tap_to_hear")),
  );
  const stage = h(
    "section.stage",
    { "aria-label": studio.character.name },
    place,
    studio.stage,
    blocked,
    stop,
    controls(studio),
  );
  const log = h("ol.chat", {
    role: "log",
    "aria-live": "polite",
    "aria-label": t("talk"),
    tabIndex: 0,
  });
  const conversation = new Conversation(studio, log);
  const input = h("input", {
    type: "text",
    autocomplete: "off",
    maxLength: 500,
    enterKeyHint: "send",
  });
  const send = (text: string): void => {
    const words = text.trim();
    if (!words) return;
    if (studio.player.ask(words, { behaviour: "interrupt" })) input.value = "";
    else toast(t("lost"), "warning");
  };
  const suggestions = h(
    "div.suggestions",
    null,
    (["suggestion_1", "suggestion_2", "suggestion_3"] as const).map((text) =>
      h("button.chip", { type: "button", onclick: () => send(t(text)) }, t(text)),
    ),
  );
  const microphone = new Microphone(studio, send);
  const form = h(
    "form.ask",
    { onsubmit: (event: Event) => (event.preventDefault(), send(input.value)) },
    input,
    microphone.element,
    h(
      "button.primary.send",
      { type: "submit", "aria-label": t("send"), title: t("send") },
      icon("send"),
    ),
  );
  const element = h(
    "div.talk",
    null,
    stage,
    h("section.side", null, log, suggestions, form, obs()),
  );

  let shown = "";
  const paint = (): void => {
    const name = studio.state?.background;
    const box = stage.getBoundingClientRect();
    if (!name || !box.width) return;
    // In steps, so that a window that is being resized does not ask for a hundred pictures.
    const [width, height] = [box.width, box.height].map((side) =>
      Math.min(1600, Math.ceil((side * devicePixelRatio) / 160) * 160),
    ) as [number, number];
    const wanted = paths.background(width, height, name);
    if (wanted !== shown) place.src = shown = wanted;
  };
  new ResizeObserver(paint).observe(stage);
  const changed = (): void => {
    input.placeholder = t("ask_placeholder", { name: studio.character.name });
    input.setAttribute("aria-label", input.placeholder);
    microphone.changed();
    conversation.draw();
  };
  const state = (): void => {
    blocked.hidden = !studio.blocked;
    stop.classList.toggle("active", Boolean(studio.state?.speaking));
    stop.disabled = !studio.state?.speaking && !studio.state?.waiting;
    paint();
  };
  changed();
  state();
  return {
    element,
    shown: () => (stage.insertBefore(studio.stage, blocked), paint(), conversation.draw()),
    changed,
    state,
    talked: () => conversation.draw(),
  };
}

const KEPT_LINES = 100;

/** The chat. A line comes again under the same id as she goes on speaking; only what changed is drawn, so that readers of screens hear it once. */
class Conversation {
  private drawn = new Map<number, { as: string; element: HTMLElement }>();

  constructor(
    private readonly studio: Studio,
    private readonly log: HTMLElement,
  ) {}

  draw(): void {
    const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    const lines = [...this.studio.lines.values()].sort((a, b) => a.id - b.id).slice(-KEPT_LINES);
    const before = this.drawn;
    this.drawn = new Map(lines.map((line) => [line.id, this.drawing(line, before.get(line.id))]));
    for (const [id, { element }] of before)
      if (this.drawn.get(id)?.element !== element) element.remove();
    if (!lines.length) this.log.replaceChildren(h("li.empty", null, t("empty_chat")));
    else this.log.querySelector(".empty")?.remove();
    [...this.drawn.values()].forEach(({ element }, place) => {
      if (this.log.children[place] !== element)
        this.log.insertBefore(element, this.log.children[place] ?? null);
    });
    if (near) this.log.scrollTop = this.log.scrollHeight;
  }

  private drawing(
    line: Chat,
    before?: { as: string; element: HTMLElement },
  ): { as: string; element: HTMLElement } {
    const as = JSON.stringify([line, this.studio.turns.get(line.turn), this.studio.character.name]);
    return before?.as === as ? before : { as, element: this.line(line) };
  }

  private line(line: Chat): HTMLElement {
    const mine = line.role === "viewer";
    const turn = this.studio.turns.get(line.turn);
    const ms = turn?.page_ms ?? turn?.heard_ms;
    const notes = mine
      ? [
          line.amount !== "" && h("span.source", null, line.amount),
          !["", "web"].includes(line.platform) && h("span.source", null, line.platform),
        ]
      : [
          line.interrupted && h("span.cut", null, t("cut_off")),
          ...line.sources.map((source) => h("span.source", null, t("from_source", { source }))),
          ms !== undefined &&
            ms !== null &&
            h("span.ms", null, t("milliseconds", { n: number(ms) })),
          turn?.problem && h("span.problem", { title: turn.problem }, turn.problem),
        ];
    return h(
      mine ? "li.mine" : "li.hers",
      null,
      h("span.name", null, line.name || (mine ? t("you") : this.studio.character.name)),
      h(
        "p",
        { dir: "auto" },
        line.text,
        line.interrupted && h("span.dash", { "aria-hidden": "true" }, "—"),
      ),
      h("span.notes", null, notes),
    );
  }
}

/** Volume, moods and gestures, the place: a row over the lower edge of the stage. */
function controls(studio: Studio): HTMLElement {
  const player = studio.player;
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
  const acts = h("div.menu", { role: "group", "aria-label": t("reactions"), tabIndex: -1 });
  const places = h("select", {
    "aria-label": t("place"),
    title: t("place"),
    onchange: () => void studio.attempt(() => api.scene({ background: places.value })),
  });
  const framings = h("select", {
    "aria-label": t("framing"),
    title: t("framing"),
    onchange: () => void studio.attempt(() => api.scene({ framing: framings.value })),
  });
  void studio.attempt(async () => {
    const scenes = await api.scenes();
    acts.append(
      ...[...scenes.gestures, ...scenes.emotions].map((name) =>
        h(
          "button.chip",
          { type: "button", onclick: () => (player.act(name), (moods.open = false)) },
          actName(name),
        ),
      ),
    );
    places.append(
      ...scenes.backgrounds.map((name) =>
        h(
          "option",
          { value: name, selected: name === studio.state?.background },
          backgroundName(name),
        ),
      ),
    );
    framings.append(
      ...scenes.framings
        .filter((name) => !name.includes("third"))
        .map((name) =>
          h("option", { value: name, selected: name === studio.state?.framing }, framingName(name)),
        ),
    );
  });
  const moods = h(
    "details.moods",
    null,
    h("summary", { title: t("reactions"), "aria-label": t("reactions") }, icon("smile")),
    acts,
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
  return h("div.controls", null, mute, volume, moods, h("span.space"), places, framings);
}

function obs(): HTMLElement {
  const address = `${location.origin}/stage${location.search}`;
  const copy = button(
    "copy",
    t("copy"),
    () => {
      const done = (): void => toast(t("copied"));
      // The clipboard exists only in secure contexts; elsewhere the field is selected to be copied by hand.
      if (navigator.clipboard) void navigator.clipboard.writeText(address).then(done);
      else (field.select(), document.execCommand("copy"), done());
    },
    { quiet: true },
  );
  const field = h("input", {
    type: "text",
    readOnly: true,
    value: address,
    "aria-label": t("obs"),
  });
  return h(
    "div.obs",
    null,
    h("strong", null, t("obs")),
    h("span.hint", null, t("obs_hint")),
    h("div.copyable", null, field, copy),
  );
}

/** Voice input: held, it records; let go, what was said is transcribed and asked. Only where the browser can and an endpoint is configured. */
class Microphone {
  readonly element: HTMLButtonElement;
  private recorder: MediaRecorder | null = null;
  private wanted = false;
  private asking = false;

  constructor(
    private readonly studio: Studio,
    private readonly send: (text: string) => void,
  ) {
    this.element = button("mic", t("hold_to_talk"), () => undefined, { quiet: true, kind: "mic" });
    this.element.onpointerdown = () => void this.begin();
    this.element.onpointerup =
      this.element.onpointerleave =
      this.element.onpointercancel =
        () => this.end();
    this.element.onkeydown = (event) => {
      if (!event.repeat && (event.key === " " || event.key === "Enter")) void this.begin();
    };
    this.element.onkeyup = () => this.end();
  }

  changed(): void {
    this.element.hidden = !(
      this.studio.character.transcription &&
      "MediaRecorder" in window &&
      navigator.mediaDevices
    );
  }

  private async begin(): Promise<void> {
    this.wanted = true;
    if (this.asking || this.recorder) return; // pressed again while the browser still asks for leave
    this.asking = true;
    this.studio.player.interrupt();
    await this.studio.attempt(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: true },
      });
      this.record(stream);
    });
    this.asking = false;
    if (!this.wanted) this.end();
  }

  private record(stream: MediaStream): void {
    const recorder = new MediaRecorder(stream);
    const parts: Blob[] = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      this.element.classList.remove("active");
      const audio = new Blob(parts, { type: recorder.mimeType });
      void this.studio.attempt(async () => this.send((await api.transcribe(audio)).text));
    };
    this.recorder = recorder;
    recorder.start();
    this.element.classList.add("active");
    toast(t("listening"));
  }

  private end(): void {
    this.wanted = false;
    this.recorder?.stop();
    this.recorder = null;
  }
}
