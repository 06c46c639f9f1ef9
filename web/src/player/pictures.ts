/**
 * Pictures: two JPEGs, colours and alpha, decoded off the main thread and put together on a
 * canvas with straight alpha.
 *
 * On a 2D canvas rather than WebGL: measured at 512 px without a graphics card (2 to 4.4 ms
 * against 5.8 ms a picture), no context that is lost, the same in a phone and in OBS. Late
 * pictures are left out; a machine that cannot keep up shows every second or third, evenly.
 */

const DECODING = 3;
const DECODED = 8;
const WAITING = 30; // still compressed: the longest delay and a headset's latency
const EARLY = 0.15; // seconds before its time that a picture is decoded
const SLOWEST = 4;
const PLAY = 0.006; // seconds
const RHYTHM = 27; // milliseconds: two refreshes at 60 Hz, less the jitter of callbacks
// JPEG rings around edges: nearly nothing is nothing and nearly everything is everything, or dirt
// hangs around her in the air.
const FLOOR = 10;
const CEILING = 246;
const ALPHA = Uint32Array.from(
  { length: 256 },
  (_, a) =>
    (Math.round(255 * Math.min(1, Math.max(0, (a - FLOOR) / (CEILING - FLOOR)))) << 24) >>> 0,
);

interface Compressed {
  position: number;
  colour: Blob;
  alpha: Blob;
}

interface Decoded {
  position: number;
  colour: ImageBitmap;
  alpha: ImageBitmap;
}

export class Pictures {
  readonly canvas = document.createElement("canvas");
  shown = 0;
  dropped = 0;
  /** Every how many-th picture is shown. */
  stride = 1;
  /** Position of the picture that is seen, in seconds; null before the first. */
  current: number | null = null;
  private shownAt = 0;
  private waiting: Compressed[] = [];
  private decoded: Decoded[] = [];
  private decoding = 0;
  private generation = 0;
  private judged = { shown: 0, dropped: 0, calm: 0 };
  private readonly page = context(this.canvas);
  private readonly colours = context(document.createElement("canvas"));
  private readonly alphas = context(document.createElement("canvas"));

  /** `took` is told how many seconds decoding a picture took. */
  constructor(private readonly took: (seconds: number) => void) {}

  /** Forget what waits; the picture that is seen stays. */
  reset(): void {
    this.generation += 1;
    this.waiting = [];
    for (const picture of this.decoded) close(picture);
    this.decoded = [];
    this.current = null;
  }

  /** Take a picture in; `body` is what follows the header. */
  receive(body: Uint8Array<ArrayBuffer>, position: number, fps: number): void {
    if (this.stride > 1 && Math.round(position * fps) % this.stride !== 0) {
      this.dropped += 1;
      return;
    }
    const size = new DataView(body.buffer, body.byteOffset, 4).getUint32(0, true);
    const type = "image/jpeg";
    this.waiting.push({
      position,
      colour: new Blob([body.subarray(4, 4 + size)], { type }),
      alpha: new Blob([body.subarray(4 + size)], { type }),
    });
    if (this.waiting.length > WAITING) {
      this.waiting.shift();
      this.dropped += 1;
    }
  }

  /** Decode what is due soon. `position` is what sounds now, null when that is not known. */
  prepare(position: number | null): void {
    while (this.waiting.length > 1 && position !== null && this.waiting[1]!.position < position) {
      this.waiting.shift(); // a later one is late already
      this.dropped += 1;
    }
    while (this.decoding < DECODING && this.decoded.length + this.decoding < DECODED) {
      const next = this.waiting[0];
      if (!next || (position !== null && next.position > position + EARLY)) return;
      this.waiting.shift();
      void this.decode(next);
    }
  }

  /** Show the newest picture that is due at `position`, if it is another one than is seen. Returns
   * whether it is. */
  show(position: number): boolean {
    // Where a picture's time begins about when the screen is refreshed, the clocks' jitter would
    // make it now a refresh too early, now one too late: the rhythm is kept as long as it is not
    // wrong by more than PLAY.
    const rhythm = performance.now() - this.shownAt > RHYTHM ? PLAY : -PLAY;
    let due = 0;
    while (due < this.decoded.length && this.decoded[due]!.position <= position + rhythm) due += 1;
    const picture = this.decoded[due - 1];
    if (!picture) return false;
    this.dropped += due - 1;
    this.draw(picture);
    for (const gone of this.decoded.splice(0, due)) close(gone);
    this.current = picture.position;
    this.shown += 1;
    this.shownAt = performance.now();
    return true;
  }

  /** Show fewer when many came too late, more when none did; to be called about every second. */
  adapt(): void {
    const shown = this.shown - this.judged.shown;
    const dropped = this.dropped - this.judged.dropped - (this.stride - 1) * shown;
    const share = shown + dropped > 0 ? dropped / (shown + dropped) : 0;
    let calm = share < 0.03 ? this.judged.calm + 1 : 0;
    if (share > 0.25 && shown + dropped > 5 && this.stride < SLOWEST) this.stride += 1;
    else if (calm >= 8 && this.stride > 1) {
      this.stride -= 1;
      calm = 0;
    }
    this.judged = { shown: this.shown, dropped: this.dropped, calm };
  }

  private async decode(picture: Compressed): Promise<void> {
    const begun = performance.now();
    const generation = this.generation;
    this.decoding += 1;
    try {
      // The bytes are sRGB and go to an sRGB canvas: no conversion, so that every screen shows the
      // same numbers.
      const [colour, alpha] = await Promise.all([
        createImageBitmap(picture.colour),
        createImageBitmap(picture.alpha),
      ]);
      const decoded = { position: picture.position, colour, alpha };
      if (generation !== this.generation || picture.position < (this.current ?? -Infinity)) {
        close(decoded);
        if (generation === this.generation) this.dropped += 1;
        return;
      }
      this.took((performance.now() - begun) / 1000);
      this.decoded.push(decoded);
      this.decoded.sort((a, b) => a.position - b.position);
    } catch {
      this.dropped += 1; // a picture that cannot be read is one that did not come
    } finally {
      this.decoding -= 1;
    }
  }

  private draw({ colour, alpha }: Decoded): void {
    const { width, height } = colour;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      for (const { canvas } of [this.page, this.colours, this.alphas])
        Object.assign(canvas, { width, height });
    }
    this.colours.drawImage(colour, 0, 0);
    this.alphas.drawImage(alpha, 0, 0);
    const picture = this.colours.getImageData(0, 0, width, height);
    const pixels = new Uint32Array(picture.data.buffer);
    const mask = new Uint32Array(this.alphas.getImageData(0, 0, width, height).data.buffer);
    for (let k = 0; k < pixels.length; k++)
      pixels[k] = (pixels[k]! & 0xffffff) | ALPHA[mask[k]! & 255]!;
    this.page.putImageData(picture, 0, 0);
  }
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const found = canvas.getContext("2d", { willReadFrequently: true });
  if (!found) throw new Error("This browser has no 2D canvas.");
  return found;
}

function close(picture: Decoded): void {
  picture.colour.close();
  picture.alpha.close();
}
