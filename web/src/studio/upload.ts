// Files on their way to the studio: gathered from what was dropped or chosen, sent a few at a time,
// counted. An upload belongs to the page, not to a tab: it goes on in another language and on
// another tab.

import { token } from "../player/connection";
import { ApiError, address, api } from "./api";
import { language } from "./texts";

/** A file and its place below what was dropped. */
export interface Item {
  path: string;
  file: File;
}

const AT_ONCE = 3;
const PATIENCE = 6; // times that a busy studio is asked again
const PAUSE_MS = 1000;
const LITTER = /(^|\/)(\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(\/|$)/i;

export class Upload {
  sent = 0;
  private under = new Map<Item, number>();
  private readonly running = new Set<XMLHttpRequest>();
  private stopped = false;
  readonly bytes: number;

  constructor(
    readonly name: string,
    readonly items: Item[],
    private readonly told: () => void,
  ) {
    this.bytes = items.reduce((sum, { file }) => sum + file.size, 0);
  }

  /** From 0 to 1. */
  get share(): number {
    const now = [...this.under.values()].reduce((sum, one) => sum + one, 0);
    const part = this.bytes ? now / this.bytes : this.sent / this.items.length;
    return Math.min(1, part);
  }

  /** Send all; false when it was stopped. Throws what the studio refuses. */
  async run(): Promise<boolean> {
    const waiting = this.items.values();
    const leave = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", leave);
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, () => this.some(waiting)));
    } catch (error) {
      this.stop();
      throw error;
    } finally {
      window.removeEventListener("beforeunload", leave);
    }
    return !this.stopped;
  }

  stop(): void {
    this.stopped = true;
    this.running.forEach((request) => request.abort());
  }

  private async some(waiting: Iterator<Item> & Iterable<Item>): Promise<void> {
    for (const item of waiting) {
      for (let tries = 1; !this.stopped; tries++) {
        const status = await this.one(item, tries < PATIENCE);
        if (status < 400) break;
        await new Promise((done) => setTimeout(done, PAUSE_MS));
      }
      if (this.stopped) return;
      this.sent += 1;
      this.told();
    }
  }

  /** Send one file; its status, where it may be tried again. */
  private one(item: Item, again: boolean): Promise<number> {
    const path = { name: this.name, file: item.path };
    const where = address("PUT /api/material/{name}/{file}", { path });
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      const end = (): void => {
        this.running.delete(request);
        const { status } = request;
        if (status === 204 || this.stopped || (status === 429 && again)) done(status || 204);
        else fail(new ApiError(sentence(request)));
      };
      request.open("PUT", where);
      request.setRequestHeader("authorization", `Bearer ${token() ?? ""}`);
      request.setRequestHeader("accept-language", language());
      request.upload.onprogress = ({ loaded }) => (this.under.set(item, loaded), this.told());
      request.onloadend = end;
      this.running.add(request);
      request.send(item.file);
    });
  }
}

function sentence(request: XMLHttpRequest): string {
  try {
    return String(JSON.parse(request.responseText).error.message);
  } catch {
    return `${request.status} ${request.statusText}`;
  }
}

/** Send files and begin to prepare the dataset that they are for. */
export async function carry(upload: Upload): Promise<void> {
  if (await upload.run()) await api.prepare(upload.name);
}

/** What was dropped: files, and folders with all that is in them. */
export async function dropped(data: DataTransfer): Promise<Item[]> {
  // A picture that another page was asked for is no entry of a file system.
  const came = [...data.items].map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const found: Item[] = [];
  for (const one of came)
    if (one instanceof File) found.push({ path: one.name, file: one });
    else if (one) await gather(one, found);
  return below(found);
}

/** What was chosen in a dialogue. */
export function chosen(files: Iterable<File>): Item[] {
  return below([...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

async function gather(entry: FileSystemEntry, found: Item[]): Promise<void> {
  if (entry.isFile) {
    const read = (entry as FileSystemFileEntry).file.bind(entry);
    const file = await new Promise<File>((done, fail) => read(done, fail));
    found.push({ path: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) =>
      reader.readEntries(done, fail),
    );
    if (!some.length) return;
    for (const one of some) await gather(one, found);
  }
}

/** Without what systems leave in folders, and without the one folder that all are in: tables of
 * labels are looked for at the top. */
function below(items: Item[]): Item[] {
  const kept = items.filter(({ path }) => !LITTER.test(path));
  const top = kept[0]?.path.split("/")[0] ?? "";
  const shared = kept.every(({ path }) => path.startsWith(`${top}/`));
  return shared ? kept.map((one) => ({ ...one, path: one.path.slice(top.length + 1) })) : kept;
}
