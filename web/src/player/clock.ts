/**
 * Time: the page's own clock, and where on it the show's time line lies.
 *
 * The audio hardware's clock is the page's clock while sound is allowed, because sound cannot be
 * stretched without being heard and pictures can. It moves in steps and is read through the smooth
 * performance clock.
 */

// seconds of readings of the audio clock; it steps forward, so the highest of them is the freshest
const WINDOW = 1.0;
const JUMP = 0.1;

/** Seconds that never go backwards: the AudioContext's while it runs, the performance clock's at
 * other times. */
export class LocalClock {
  private shift = 0;
  private readings: { at: number; shift: number }[] = [];

  constructor(private readonly context: AudioContext) {}

  now(): number {
    return performance.now() / 1000 + this.shift;
  }

  /** The moment of performance.now(), in ms, at which the clock shows `time`. */
  moment(time: number): number {
    return 1000 * (time - this.shift);
  }

  /** Read the audio clock; to be called every frame. Returns by how many seconds the clock was set
   * anew, nearly always 0. */
  update(): number {
    if (this.context.state !== "running") {
      this.readings = [];
      return 0;
    }
    const at = performance.now() / 1000;
    this.readings.push({ at, shift: this.context.currentTime - at });
    this.readings = this.readings.filter((reading) => at - reading.at < WINDOW);
    const fresh = Math.max(...this.readings.map((reading) => reading.shift));
    const jump = fresh - this.shift;
    this.shift = fresh;
    if (Math.abs(jump) < JUMP) return 0;
    this.readings = this.readings.slice(-1); // it was suspended, or begins
    return jump;
  }
}

const SAMPLES = 300; // arrivals that are remembered: ten seconds
const LEAST = 0.04;
const MOST = 0.4;
const MARGIN = 0.012;
const SLEW = 0.05; // seconds per second: a correction while she is silent, too small to be seen
const LOST = 0.5; // farther off than this, the mapping is set anew
const CALM = 0.002; // seconds per second by which what underruns added is given back

/**
 * The show's time line on the local clock: position p sounds at p + offset.
 *
 * The delay behind the fastest picture is as small as the jitter of arrivals and the time to
 * decode allow, and larger after underruns. What drifts between the server's clock and the sound
 * card's is corrected with the same movement, always while she is silent: while she speaks the
 * mapping stands still, so that no pitch changes and no sample is lost.
 */
export class Timeline {
  /** Local time of position 0; null before anything is known. */
  offset: number | null = null;
  private arrivals: number[] = [];
  private decoding: number[] = [];
  private extra = 0;
  private base = 0;
  private target = 0;
  private judged = -Infinity;
  private settled = -Infinity;

  /** Forget everything: another show, or a connection anew. */
  reset(): void {
    this.offset = null;
    this.arrivals = [];
    this.decoding = [];
    this.extra = 0;
  }

  /** A picture of `position` came at local time `now`. */
  arrived(position: number, now: number, delay: number): void {
    push(this.arrivals, now - position);
    if (this.offset === null) {
      this.offset = now - position + delay;
      this.base = now - position;
      this.target = this.offset;
    }
  }

  /** Decoding a picture took so many seconds. */
  decoded(seconds: number): void {
    push(this.decoding, seconds);
  }

  /** The local clock was set anew by so many seconds. */
  rebase(seconds: number): void {
    if (this.offset !== null) this.offset += seconds;
    this.arrivals = this.arrivals.map((arrival) => arrival + seconds);
    this.base += seconds;
    this.target += seconds;
  }

  /** Sound came too late by so many seconds and was played at once: everything follows it from
   * here. */
  underrun(seconds: number): void {
    if (this.offset !== null) this.offset += seconds;
    this.extra = Math.min(0.25, this.extra + 0.03);
  }

  /** Move towards the delay that is needed; to be called every frame while she is silent.
   * `latency`: of the sound's way out. */
  settle(now: number, latency: number): void {
    const passed = Math.min(0.1, now - this.settled);
    this.settled = now;
    if (this.offset === null || this.arrivals.length < 10) return;
    this.extra = Math.max(0, this.extra - CALM * passed);
    if (now - this.judged > 0.25) {
      this.judged = now;
      this.judge(latency);
    }
    const off = this.target - this.offset;
    this.offset +=
      Math.abs(off) > LOST ? off : Math.max(-SLEW * passed, Math.min(SLEW * passed, off));
  }

  /** Seconds behind the fastest picture. */
  get delay(): number {
    return this.offset === null ? 0 : this.offset - this.base;
  }

  private judge(latency: number): void {
    this.base = Math.min(...this.arrivals);
    // The sound's way out is time that pictures have; sound itself is sent with the first pictures
    // of its time or before them.
    const needed =
      percentile(this.arrivals, 0.97) -
      this.base +
      Math.max(0, percentile(this.decoding, 0.9) - latency) +
      MARGIN +
      this.extra;
    this.target = this.base + Math.max(LEAST, Math.min(MOST, needed));
  }
}

function push(values: number[], value: number): void {
  values.push(value);
  if (values.length > SAMPLES) values.shift();
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
