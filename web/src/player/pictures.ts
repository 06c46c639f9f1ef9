// Her picture: two JPEGs, colours and alpha, put together on a canvas at the time that the sound says.
//
// Putting them together with getImageData on a canvas in ordinary memory takes about as long as one upload to WebGL where
// there is no graphics card, and there is no context to be lost on sleep.

const WAITING = 10; // pictures that wait for their time
const DECODING = 4; // pictures that are being decoded at once; more means that this machine is too slow

interface Picture {
  position: number;
  colour: ImageBitmap;
  alpha: ImageBitmap;
}

// What JPEG makes of fully clear and fully opaque is a little off: the ends of the scale are pulled to where they were.
const CURVE = Uint8ClampedArray.from({ length: 256 }, (_, value) => ((value - 10) * 255) / 236);

export class Pictures {
  readonly canvas = document.createElement("canvas");
  shown = 0;
  dropped = 0;
  /** Position of the picture that is seen. */
  position = -1;
  private readonly work = document.createElement("canvas");
  private readonly reader: CanvasRenderingContext2D;
  private readonly screen: CanvasRenderingContext2D;
  private waiting: Picture[] = [];
  private decoding = 0;
  private every = 1; // of so many pictures one is decoded
  private count = 0;
  private strain = 0;

  constructor() {
    this.reader = this.work.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
    this.screen = this.canvas.getContext("2d") as CanvasRenderingContext2D;
  }

  /** Take a message in. */
  async receive(data: ArrayBuffer, offset: number, position: number): Promise<void> {
    this.count++;
    if (this.decoding >= DECODING || this.count % this.every) {
      this.dropped++;
      this.adapt(this.decoding >= DECODING);
      return;
    }
    this.adapt(false);
    const length = new DataView(data).getUint32(offset, true);
    const start = offset + 4;
    this.decoding++;
    try {
      const [colour, alpha] = await Promise.all([bitmap(data, start, start + length), bitmap(data, start + length, data.byteLength)]);
      this.waiting.push({ position, colour, alpha });
      if (this.waiting.length > WAITING) this.discard(1);
    } catch {
      this.dropped++; // a picture that is torn is not worth a word: the next one comes in a moment
    } finally {
      this.decoding--;
    }
  }

  /** Show the newest picture that is due at `position`; returns whether there was a new one. */
  show(position: number): boolean {
    let newest = -1;
    this.waiting.forEach((picture, k) => {
      if (picture.position <= position) newest = k;
    });
    if (newest < 0) return false;
    this.discard(newest);
    const picture = this.waiting.shift() as Picture;
    this.draw(picture);
    this.position = picture.position;
    this.shown++;
    free(picture);
    return true;
  }

  /** Pictures on another time line are worth nothing. */
  reset(): void {
    this.waiting.forEach(free);
    this.waiting = [];
    this.position = -1;
  }

  private discard(count: number): void {
    this.dropped += count;
    this.waiting.splice(0, count).forEach(free);
  }

  /** When decoding falls behind again and again, decode every second picture: evenly slow looks better than fits and starts. */
  private adapt(behind: boolean): void {
    this.strain = Math.max(0, this.strain + (behind ? 12 : -1));
    if (this.strain > 240 && this.every < 3) {
      this.every++;
      this.strain = 120;
    } else if (this.strain === 0 && this.every > 1) {
      this.every--;
      this.strain = 120;
    }
  }

  private draw({ colour, alpha }: Picture): void {
    const { width, height } = colour;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = this.work.width = width;
      this.canvas.height = height;
      this.work.height = 2 * height;
    }
    this.reader.drawImage(colour, 0, 0);
    this.reader.drawImage(alpha, 0, height);
    const image = this.reader.getImageData(0, 0, width, 2 * height);
    const pixels = image.data;
    const count = width * height * 4;
    for (let i = 3; i < count; i += 4) pixels[i] = CURVE[pixels[count + i - 3] as number] as number;
    this.screen.putImageData(image, 0, 0, 0, 0, width, height);
  }
}

function bitmap(data: ArrayBuffer, start: number, end: number): Promise<ImageBitmap> {
  return createImageBitmap(new Blob([new Uint8Array(data, start, end - start)], { type: "image/jpeg" }));
}

function free(picture: Picture): void {
  picture.colour.close();
  picture.alpha.close();
}
