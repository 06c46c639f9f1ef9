// Where on the show's time line the page is: a source clock (the sound card's, else the browser's) plus a shift.
//
// A position p plays at source time p + shift. The shift is the quickest arrival of the last seconds plus a delay that grows
// with the network's and the server's jitter. It moves while she is silent; while she speaks it stands still, since moving
// it would tear the sound.

const WINDOW = 150; // arrivals, five seconds of pictures
const SMALLEST_DELAY = 0.07;
const LARGEST_DELAY = 0.4;
const MARGIN = 0.035; // of the delay over the measured jitter
const JUMP = 0.3; // seconds of error that are corrected at once instead of smoothly
const SLEW = 0.004; // seconds by which the shift may move per arrival while she is silent

export class Clock {
  delay: number;
  private shift: number | null = null;
  private lags: number[] = [];
  private next = 0;
  private calm = 0;

  constructor(private readonly source: () => number, delay: number) {
    this.delay = delay;
  }

  /** Forget everything: another show, another source. */
  reset(): void {
    this.shift = null;
    this.lags = [];
    this.next = 0;
  }

  /** The position that plays at this moment; null before anything arrived. */
  position(): number | null {
    return this.shift === null ? null : this.source() - this.shift;
  }

  /** The source time at which a position plays. */
  at(position: number): number | null {
    return this.shift === null ? null : position + this.shift;
  }

  /** A picture of this position arrived now. `speaking`: whether sound is scheduled, so that the shift must stand. */
  arrived(position: number, speaking: boolean): void {
    const lag = this.source() - position;
    this.lags[this.next] = lag;
    this.next = (this.next + 1) % WINDOW;
    const sorted = [...this.lags].sort((a, b) => a - b);
    const best = sorted[0] ?? lag;
    if (sorted.length > 20) {
      const jitter = (sorted[Math.floor(0.97 * (sorted.length - 1))] ?? best) - best;
      const wanted = Math.min(LARGEST_DELAY, Math.max(SMALLEST_DELAY, jitter + MARGIN));
      // Grow at once, shrink slowly: a hiccup may come again.
      this.calm = wanted < this.delay ? this.calm + 1 : 0;
      if (wanted > this.delay) this.delay = wanted;
      else if (this.calm > 60) this.delay = Math.max(wanted, this.delay - 0.0005);
    }
    const target = best + this.delay;
    if (this.shift === null) this.shift = grid(target);
    else if (!speaking) {
      const error = target - this.shift;
      this.shift = grid(Math.abs(error) > JUMP ? target : this.shift + Math.max(-SLEW, Math.min(SLEW, error)));
    }
  }

  /** Sound came too late by so many seconds: everything plays that much later from now on. */
  postpone(seconds: number): void {
    if (this.shift === null) return;
    this.shift = grid(this.shift + seconds);
    this.delay = Math.min(LARGEST_DELAY, this.delay + Math.min(seconds, 0.1));
  }
}

/** To whole samples, so that one stretch of sound joins the next without a click. */
function grid(seconds: number): number {
  return Math.round(seconds * 24000) / 24000;
}
