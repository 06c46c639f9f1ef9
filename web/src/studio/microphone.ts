// Voice input.

import { api } from "./api";
import { button, toast } from "./dom";
import type { Watching } from "./tab";
import { t } from "./texts";

/** A button: held, it records; let go, what was said is transcribed and asked. It shows only where
 * the browser can and an endpoint is configured. */
export class Microphone {
  readonly element: HTMLButtonElement;
  private recorder: MediaRecorder | null = null;
  private wanted = false;
  private asking = false;

  constructor(
    private readonly studio: Watching,
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
    const records = "MediaRecorder" in window && Boolean(navigator.mediaDevices);
    this.element.hidden = !(records && this.studio.hears);
  }

  private async begin(): Promise<void> {
    this.wanted = true;
    // pressed again while the browser still asks for leave
    if (this.asking || this.recorder) return;
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
