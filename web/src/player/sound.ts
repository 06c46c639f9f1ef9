/**
 * Sound: stretches of PCM, put one after another on the AudioContext's clock to the sample, and
 * silenced at once.
 *
 * Buffer sources rather than an AudioWorklet: a worklet needs a secure context, and a studio that
 * is opened from a phone by its address in the home network (http://192.168.…) is none.
 */

const RATE = 24000;
const FADE = 0.003; // seconds: of an edge that is none in the speech
const SILENCING = 0.005;
const SOON = 0.005; // seconds from now that the audio thread can still be told about
const LOUD = 0.01 * 32768; // -40 dBFS
const KEPT = 64; // stretches that are remembered: some seconds
const STORED = "vidol.sound";

interface Stretch {
  epoch: number;
  position: number; // seconds on the show's time line
  pcm: Int16Array;
  loud: number | null; // position of its first loud sample
  source: AudioBufferSourceNode | null;
}

export interface SoundState {
  /** The browser lets no sound out before a click or a key. */
  blocked: boolean;
  muted: boolean;
  /** 0 to 1. */
  volume: number;
}

export interface Mapping {
  /** Local time at which a position is due, or null while nothing is known. */
  due(position: number): number | null;
  /** It was late by so many seconds; `gap`: in the middle of speech, an underrun that was heard. */
  late(seconds: number, gap: boolean): void;
}

export class Sound {
  readonly context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
  /** Seconds of sound put on the clock so far. */
  scheduled = 0;
  epoch = 0;
  private readonly master = new GainNode(this.context);
  private voice = new GainNode(this.context);
  private stretches: Stretch[] = [];
  private end = { position: 0, time: 0 }; // of what was put on the clock last
  /** Whether stretches are put on the context's clock: it runs, and `begin` was called. */
  begun = false;
  private muting: boolean;
  private level: number;

  constructor(
    private readonly mapping: Mapping,
    muted: boolean | undefined,
  ) {
    const stored = remembered();
    this.muting = muted ?? stored.muted;
    this.level = stored.volume;
    this.voice.connect(this.master).connect(this.context.destination);
    this.setLevel();
    this.context.addEventListener("statechange", () => {
      if (this.context.state !== "running") this.begun = false;
    });
  }

  get state(): SoundState {
    return { blocked: this.context.state !== "running", muted: this.muting, volume: this.level };
  }

  /** Whether a person could hear her now. */
  get audible(): boolean {
    return this.context.state === "running" && !this.muting && this.level > 0;
  }

  /** Seconds from the context's clock to the ear. Some systems report nothing, some nonsense. */
  get latency(): number {
    if (this.context.state !== "running") return 0;
    const latency = this.context.outputLatency || this.context.baseLatency || 0;
    return Number.isFinite(latency) ? Math.min(1, Math.max(0, latency)) : 0;
  }

  set(state: { muted?: boolean; volume?: number }): void {
    this.muting = state.muted ?? this.muting;
    this.level = Math.min(1, Math.max(0, state.volume ?? this.level));
    try {
      localStorage.setItem(STORED, JSON.stringify({ muted: this.muting, volume: this.level }));
    } catch {
      // a browser that stores nothing forgets it
    }
    this.setLevel();
  }

  /** Ask the browser for sound; it may want a gesture first. */
  unlock(): void {
    if (this.context.state !== "running" && this.context.state !== "closed")
      void this.context.resume().catch(() => undefined);
  }

  /** Whether sound is on the clock that has not sounded. */
  speaking(now: number): boolean {
    return this.begun
      ? this.end.time > now
      : this.stretches.some((stretch) => this.due(stretch) + length(stretch) > now);
  }

  /** Take a stretch in; `position` in samples. One of an earlier epoch is void. */
  receive(pcm: Int16Array, position: number, epoch: number): void {
    if (epoch < this.epoch || pcm.length === 0) return;
    const loud = pcm.findIndex((sample) => Math.abs(sample) > LOUD);
    const stretch: Stretch = {
      epoch,
      position: position / RATE,
      pcm,
      loud: loud < 0 ? null : (position + loud) / RATE,
      source: null,
    };
    this.stretches.push(stretch);
    if (this.stretches.length > KEPT) this.stretches.shift();
    if (this.begun) this.put(stretch);
  }

  /** The first loud sample from `position` on that has come, in seconds; null when there is none
   * yet. */
  firstLoud(position: number): number | null {
    for (const stretch of this.stretches)
      if (stretch.loud !== null && stretch.loud >= position) return stretch.loud;
    return null;
  }

  /** To be called when the mapping is on the context's clock: begin, with what is not over yet, as
   * soon as the browser lets sound out. */
  begin(): void {
    if (this.begun || this.context.state !== "running") return;
    this.begun = true;
    this.end = { position: 0, time: 0 };
    for (const stretch of this.stretches)
      if (!stretch.source && this.due(stretch) > this.context.currentTime + SOON) this.put(stretch);
  }

  /** Fall silent, and let nothing of an earlier epoch sound. Returns the context's time at which it
   * is silent. */
  clear(epoch: number): number {
    this.epoch = epoch;
    const now = this.context.currentTime;
    const gain = this.voice.gain;
    gain.cancelScheduledValues(now);
    gain.setValueAtTime(gain.value, now);
    gain.linearRampToValueAtTime(0, now + SILENCING);
    for (const { source } of this.stretches) source?.stop(now + SILENCING + 0.001);
    const old = this.voice;
    setTimeout(() => old.disconnect(), 1000);
    this.voice = new GainNode(this.context);
    this.voice.connect(this.master);
    this.stretches = [];
    this.end = { position: 0, time: 0 };
    return now + SILENCING;
  }

  close(): void {
    void this.context.close().catch(() => undefined);
  }

  private put(stretch: Stretch): void {
    const due = this.mapping.due(stretch.position);
    if (due === null) return;
    const now = this.context.currentTime;
    const follows = Math.abs(stretch.position - this.end.position) < 0.5 / RATE;
    let start = onGrid(follows ? this.end.time : Math.max(due, this.end.time));
    if (start < now + SOON) {
      const from = onGrid(now + SOON + 0.005);
      this.mapping.late(from - start, follows && this.end.time > 0);
      start = from;
    }
    const joined = follows && start === this.end.time;
    this.shape(start, start + length(stretch), joined);
    const buffer = this.context.createBuffer(1, stretch.pcm.length, RATE);
    buffer.copyToChannel(
      Float32Array.from(stretch.pcm, (sample) => sample / 32768),
      0,
    );
    const source = new AudioBufferSourceNode(this.context, { buffer });
    source.connect(this.voice);
    source.onended = () => source.disconnect();
    source.start(start);
    stretch.source = source;
    this.end = { position: stretch.position + length(stretch), time: start + length(stretch) };
    this.scheduled += length(stretch);
  }

  /** Edges: every end fades, until the next stretch joins it. */
  private shape(start: number, end: number, joined: boolean): void {
    const gain = this.voice.gain;
    if (joined) {
      gain.cancelScheduledValues(Math.max(start - FADE, this.context.currentTime));
      gain.setValueAtTime(1, Math.max(start - FADE, this.context.currentTime));
    } else {
      gain.setValueAtTime(0, start);
      gain.linearRampToValueAtTime(1, start + FADE);
    }
    gain.setValueAtTime(1, Math.max(end - FADE, start + (joined ? 0 : FADE)));
    gain.linearRampToValueAtTime(0, end);
  }

  private due(stretch: Stretch): number {
    return this.mapping.due(stretch.position) ?? -Infinity;
  }

  private setLevel(): void {
    // Loudness is heard in ratios; the square of the slider is a fair stand-in for them.
    this.master.gain.setTargetAtTime(
      this.muting ? 0 : this.level ** 2,
      this.context.currentTime,
      0.01,
    );
  }
}

function length(stretch: Stretch): number {
  return stretch.pcm.length / RATE;
}

/** On a sample, so that stretches join without interpolation. */
function onGrid(time: number): number {
  return Math.ceil(time * RATE - 1e-3) / RATE;
}

function remembered(): { muted: boolean; volume: number } {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? "null");
    if (stored && typeof stored === "object" && "muted" in stored && "volume" in stored) {
      return {
        muted: stored.muted === true,
        volume: typeof stored.volume === "number" ? stored.volume : 1,
      };
    }
  } catch {
    // nothing is stored, or nothing that can be read
  }
  return { muted: false, volume: 1 };
}
