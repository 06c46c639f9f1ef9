// How large pictures are asked for: in the device pixels in which she is shown, as long as they come
// and are drawn often enough; smaller where they do not, and larger again after a while.

const SETTLED_MS = 400;
const SIZES = [512, 720, 1080]; // what shows offer, as far as their own is smaller
const OFTEN = 20; // pictures a second
const SLOW = 2; // periods
const FIRST_REST = 30; // periods before a larger size is tried again; twice as long each time

export class Size {
  private most = Infinity;
  private told = 0;
  private slow = 0;
  private resting = 0;
  private rest = FIRST_REST;
  private shown = 0;
  private settling = 0;
  private readonly observer = new ResizeObserver(() => this.resized());

  /** `ask` is called when another size is wanted. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly ask: () => void,
  ) {
    this.observer.observe(canvas);
  }

  /** To be asked for now, in pixels; 0 while nothing is seen. */
  get wanted(): number {
    const { width, height } = this.canvas.getBoundingClientRect();
    const side = Math.round(Math.min(width, height) * devicePixelRatio);
    this.told = Math.min(side, this.most);
    return this.told;
  }

  /** To be called every period, of so many seconds, with how many pictures were shown so far. */
  judge(shown: number, seconds: number): void {
    const rate = (shown - this.shown) / seconds;
    this.shown = shown;
    if (document.hidden || rate === 0) return;
    const larger = SIZES.indexOf(this.canvas.width);
    this.slow = larger > 0 && rate < OFTEN ? this.slow + 1 : 0;
    this.resting = Math.max(0, this.resting - 1);
    if (this.slow >= SLOW) {
      this.most = SIZES[larger - 1] ?? 0;
      this.resting = this.rest;
      this.rest *= 2;
      this.slow = 0;
      this.ask();
    } else if (this.most < Infinity && !this.resting) {
      this.most = SIZES.find((size) => size > this.most) ?? Infinity;
      this.resting = this.rest;
      this.ask();
    }
  }

  close(): void {
    clearTimeout(this.settling);
    this.observer.disconnect();
  }

  private resized(): void {
    clearTimeout(this.settling);
    this.settling = window.setTimeout(() => {
      const before = this.told;
      if (this.wanted && this.told !== before) this.ask();
    }, SETTLED_MS);
  }
}
