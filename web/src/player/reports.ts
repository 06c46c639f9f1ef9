// What the page measures of itself: the evenness of its pictures, their distance from the sound,
// how long answers take.

import type { Stats } from "../protocol";

const FRAME = 1 / 30;
const KEPT = 3000;

export class Reports {
  /** Milliseconds between pictures, the last three thousand, while she spoke. */
  readonly intervals: number[] = [];
  /** Milliseconds by which a picture was behind the sound when it was shown, beyond the time it is
   * meant to be seen. */
  readonly sync: number[] = [];
  /** Milliseconds from asking to hearing. */
  readonly answers: number[] = [];
  /** Milliseconds from the arrival of a clear to silence at the ear. */
  readonly silences: number[] = [];
  /** performance.now() of the last clear's arrival; the fade and the sound card's latency come
   * after it. */
  silencedAt = 0;
  private last = 0;
  private spoke = false;
  private recent: number[] = [];
  private worst = 0;
  private before = { shown: 0, dropped: 0 };

  /** A picture is shown whose position is `behind` seconds before what sounds. */
  shown(behind: number, speaking: boolean): void {
    const now = performance.now();
    // A picture is right for the whole of its thirtieth: the middle of it is the middle of its
    // time.
    const error = (behind - FRAME / 2) * 1000;
    if (this.last) {
      this.recent.push(now - this.last);
      if (speaking && this.spoke) keep(this.intervals, now - this.last);
    }
    if (speaking) {
      keep(this.sync, error);
      if (Math.abs(error) > Math.abs(this.worst)) this.worst = error;
    }
    this.last = now;
    this.spoke = speaking;
  }

  /** The page was hidden or cut off: what comes next is no interval. */
  pause(): void {
    this.last = 0;
  }

  answered(ms: number): void {
    keep(this.answers, ms);
  }

  /** A clear came, and it takes so many milliseconds until nothing sounds. */
  silenced(ms: number): void {
    this.silencedAt = performance.now();
    keep(this.silences, ms);
  }

  /** Begin to measure anew. */
  restart(): void {
    this.intervals.length = this.sync.length = this.answers.length = this.silences.length = 0;
  }

  get summary() {
    return {
      intervals: this.intervals,
      sync: this.sync,
      answers: this.answers,
      silences: this.silences,
      silencedAt: this.silencedAt,
      intervalP50: quantile(this.intervals, 0.5),
      intervalP99: quantile(this.intervals, 0.99),
    };
  }

  /** The last period, as the show is told it. */
  period(
    pictures: { shown: number; dropped: number },
    underruns: number,
    delay: number,
  ): Omit<Stats, "seq" | "type"> {
    const period = {
      shown: pictures.shown - this.before.shown,
      dropped: pictures.dropped - this.before.dropped,
      interval_p50_ms: quantile(this.recent, 0.5),
      interval_p99_ms: quantile(this.recent, 0.99),
      sync_ms: this.worst,
      underruns,
      delay_ms: delay * 1000,
    };
    this.before = { shown: pictures.shown, dropped: pictures.dropped };
    this.recent = [];
    this.worst = 0;
    return period;
  }
}

function keep(list: number[], value: number): void {
  list.push(value);
  if (list.length > KEPT) list.shift();
}

export function quantile(values: number[], q: number): number {
  if (!values.length) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}
