// The voice: stretches of sound scheduled one behind the other on the AudioContext's clock.
//
// An AudioWorklet would do the same but exists only in secure contexts, which a studio in the local network is not.

import { Clock } from "./clock";

const RATE = 24000;
const FADE = 0.006; // seconds in which sound that is cut off fades: too short to be heard, long enough not to click
const AUDIBLE = 328; // -40 dBFS in 16 bits
const VOLUME = "vidol-volume";

interface Playing {
  source: AudioBufferSourceNode;
  end: number;
}

export class Sound {
  readonly context: AudioContext | null;
  underruns = 0;
  private gain: GainNode | null = null;
  private master: GainNode | null = null;
  private playing: Playing[] = [];
  private end = 0; // position at which what is scheduled ends
  private epoch = 0;
  private muted = false;
  private level: number;

  constructor(private readonly changed: () => void) {
    this.level = Number(localStorage.getItem(VOLUME) ?? "1");
    try {
      this.context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
    } catch {
      this.context = null; // no sound card, or a browser without: the picture runs by itself
      return;
    }
    this.master = this.context.createGain();
    this.master.gain.value = this.level;
    this.master.connect(this.context.destination);
    this.gain = this.fresh();
    this.context.onstatechange = () => this.changed();
  }

  /** Whether sound comes out: a browser lets it only after the person has touched the page. */
  get running(): boolean {
    return this.context?.state === "running";
  }

  get audible(): boolean {
    return this.running && !this.muted && this.level > 0;
  }

  get volume(): number {
    return this.level;
  }

  get isMuted(): boolean {
    return this.muted;
  }

  /** Seconds from the context's clock to the ear. */
  get latency(): number {
    if (!this.context) return 0;
    return (this.context.baseLatency || 0) + (this.context.outputLatency || 0);
  }

  resume(): void {
    void this.context?.resume();
  }

  setVolume(level: number): void {
    this.level = Math.min(1, Math.max(0, level));
    localStorage.setItem(VOLUME, String(this.level));
    this.apply();
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.apply();
  }

  /** Whether sound is scheduled that has not yet been played. */
  speaking(clock: Clock): boolean {
    const position = clock.position();
    return position !== null && position < this.end + 0.05;
  }

  /** Schedule a stretch; returns the position of its first sample above -40 dBFS, or null. */
  play(data: ArrayBuffer, offset: number, position: number, epoch: number, clock: Clock): number | null {
    if (epoch < this.epoch) return null;
    const samples = new Int16Array(data, offset);
    const loud = samples.findIndex((value) => value > AUDIBLE || value < -AUDIBLE);
    const heard = loud < 0 ? null : position + loud / RATE;
    const context = this.context;
    const going = this.speaking(clock);
    this.end = Math.max(this.end, position + samples.length / RATE);
    if (!context || !this.gain || !this.running) return heard;
    let when = clock.at(position);
    if (when === null) return heard;
    const late = context.currentTime + 0.004 - when;
    if (late > 0) {
      if (going) this.underruns++;
      clock.postpone(late + 0.01);
      when = clock.at(position) ?? when;
    }
    const buffer = context.createBuffer(1, samples.length, RATE);
    const channel = buffer.getChannelData(0);
    for (let i = 0; i < samples.length; i++) channel[i] = (samples[i] ?? 0) / 32767;
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.gain);
    source.start(when);
    const item = { source, end: when + buffer.duration };
    this.playing.push(item);
    source.onended = () => {
      this.playing = this.playing.filter((other) => other !== item);
    };
    return heard;
  }

  /** Fall silent now; sound of earlier epochs is void. */
  clear(epoch: number): void {
    this.epoch = epoch;
    this.end = 0;
    const context = this.context;
    if (!context || !this.gain) return;
    const now = context.currentTime;
    this.gain.gain.setValueAtTime(1, now);
    this.gain.gain.linearRampToValueAtTime(0, now + FADE);
    for (const { source } of this.playing) source.stop(now + FADE + 0.002);
    this.playing = [];
    this.gain = this.fresh();
  }

  /** Another show: epochs begin anew. */
  restart(epoch: number): void {
    this.clear(epoch);
  }

  private fresh(): GainNode {
    const gain = (this.context as AudioContext).createGain();
    gain.connect(this.master as GainNode);
    return gain;
  }

  private apply(): void {
    if (this.master && this.context) this.master.gain.setTargetAtTime(this.muted ? 0 : this.level, this.context.currentTime, 0.01);
    this.changed();
  }
}
