// Where files are given: dropped by hand, or chosen in a dialogue.

import { h, icon } from "./dom";

export interface Chooser {
  id: string;
  label: string;
  /** Endings that are taken; any without. */
  suffixes?: string[];
  /** Whether a whole folder is chosen. */
  folder?: boolean;
}

export interface Given {
  chosen: (files: Iterable<File>) => void;
  dropped: (data: DataTransfer) => void;
}

/** A zone that says `words` and offers the choosers behind them. */
export function dropZone(words: string, choosers: Chooser[], given: Given): HTMLElement {
  const inputs = choosers.map(({ id, suffixes = [], folder = false }) => {
    const accept = suffixes.join(",");
    const input = h("input.unseen", { type: "file", multiple: true, accept, id });
    input.webkitdirectory = folder;
    input.onchange = () => given.chosen(input.files ?? []);
    return input;
  });
  const labels = choosers.flatMap(({ id, label, suffixes = [] }, place) => [
    place ? " · " : " ",
    h("label", { for: id, title: suffixes.join(" ") }, label),
  ]);
  const zone = h("div.drop", null, icon("upload"), h("span", null, words, labels), inputs);
  zone.ondragover = (event) => (event.preventDefault(), zone.classList.add("over"));
  zone.ondragleave = () => zone.classList.remove("over");
  zone.ondrop = (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer) given.dropped(event.dataTransfer);
  };
  return zone;
}
