// Chinese and Japanese where the system has no font for them. Chromium keeps the boxes that it drew
// before a font came, so the page waits for it where it needs it.

import "./fonts.css";

const OWN = ["vidol SC", "vidol JP"];

/** Fetches the fonts that come with vidol if this browser would draw boxes. */
export async function needed(): Promise<void> {
  if (drawn("中") !== drawn("文")) return;
  await Promise.allSettled(OWN.map((name) => document.fonts.load(`16px "${name}"`, "中")));
}

/** A character as the system draws it; all that it has no font for look the same. */
function drawn(character: string): string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const context = canvas.getContext("2d");
  if (!context) return character;
  context.font = '20px system-ui, "Noto Sans CJK SC", "Noto Sans CJK JP", sans-serif';
  context.fillText(character, 2, 20);
  return canvas.toDataURL();
}
