// What she says, written over the picture: the word that is spoken stands out, and a line below
// says what it means in the reader's language where that is known.

import type { Caption } from "../protocol";

// seconds a caption stays behind its end, so that one follows the other without a flicker
const LINGER = 0.35;
const RUBY = /\{([^{}|]+)\|([^{}|]+)\}/g;

interface Piece {
  from: number;
  to: number;
  element: HTMLElement;
}

export class Captions {
  readonly element = document.createElement("div");
  private readonly spoken = document.createElement("p");
  private readonly meant = document.createElement("p");
  private pages: Caption[] = [];
  private shown = -1;
  private pieces: Piece[] = [];

  constructor(private language: string) {
    this.element.className = "vidol-captions";
    this.spoken.className = "vidol-spoken";
    this.meant.className = "vidol-meant";
    this.spoken.dir = this.meant.dir = "auto";
    this.element.append(this.spoken, this.meant);
  }

  setLanguage(language: string): void {
    this.language = language;
    this.shown = -1;
  }

  /** A page, or more of one. */
  add(caption: Caption): void {
    const before = this.pages.find((page) => page.id === caption.id);
    if (before) {
      before.end = caption.end;
      before.words.push(
        ...caption.words.filter(
          (word) => !before.words.some((known) => known.offset === word.offset),
        ),
      );
    } else {
      this.pages.push({ ...caption, words: [...caption.words] });
    }
  }

  clear(): void {
    this.pages = [];
    this.update(0);
  }

  /** Show what belongs to a position. */
  update(position: number): void {
    this.pages = this.pages.filter((page) => position < page.end + LINGER);
    const due = this.pages.filter((page) => page.start <= position);
    const page = due[due.length - 1];
    if ((page?.id ?? -1) !== this.shown) {
      this.shown = page?.id ?? -1;
      this.render(page);
    }
    if (!page) return;
    const word = page.words.filter((item) => item.start <= position).pop();
    const until = word ? word.offset + word.length : 0;
    for (const piece of this.pieces) piece.element.classList.toggle("said", piece.from < until);
  }

  private render(page: Caption | undefined): void {
    this.pieces = [];
    this.spoken.replaceChildren();
    this.element.classList.toggle("empty", !page);
    const meaning =
      page && page.language !== this.language ? page.translations[this.language] : undefined;
    this.meant.textContent = meaning ?? "";
    if (!page) return;
    this.spoken.lang = page.language;
    this.meant.lang = this.language;
    let at = 0;
    let offset = 0;
    for (const match of page.text.matchAll(RUBY)) {
      offset = this.words(page, page.text.slice(at, match.index), offset);
      const ruby = document.createElement("ruby");
      ruby.append(match[1] as string);
      const reading = document.createElement("rt");
      reading.textContent = match[2] as string;
      ruby.append(reading);
      this.piece(ruby, offset, (match[1] as string).length);
      offset += (match[1] as string).length;
      at = match.index + match[0].length;
    }
    this.words(page, page.text.slice(at), offset);
  }

  /** Text in pieces that light up: words where there are spaces, characters elsewhere. */
  private words(page: Caption, text: string, offset: number): number {
    const parts = page.language === "en" ? (text.match(/\s*\S+|\s+/g) ?? []) : [...text];
    for (const part of parts) {
      const element = document.createElement("span");
      element.textContent = part;
      this.piece(element, offset, part.length);
      offset += part.length;
    }
    return offset;
  }

  private piece(element: HTMLElement, from: number, length: number): void {
    this.spoken.append(element);
    this.pieces.push({ from, to: from + length, element });
  }
}
