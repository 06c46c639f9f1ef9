// Chinese and Japanese where the system has no font for them. Chromium keeps the boxes that it drew
// before a font came, so the page waits for it where it needs it.

import "./fonts.css";

const OWN = ["vidol SC", "vidol JP"];
const FILES: Record<string, string> = { "vidol SC": "NotoSansSC", "vidol JP": "NotoSansJP" };

/** Whether this browser would draw boxes. */
function lacking(): boolean {
  return drawn("中") === drawn("文");
}

/** The bytes of the fonts that come with vidol, by their names, for pages that may fetch nothing;
 * none where the system has fonts. */
export async function handed(): Promise<Record<string, ArrayBuffer>> {
  if (!lacking()) return {};
  const fetched = OWN.map(async (name): Promise<[string, ArrayBuffer]> => {
    const answer = await fetch(`/assets/fonts/${FILES[name]}-Bold.ttf`);
    if (!answer.ok) throw new Error(answer.statusText);
    return [name, await answer.arrayBuffer()];
  });
  const came = await Promise.allSettled(fetched);
  return Object.fromEntries(came.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
}

/** Fetches the fonts that come with vidol if this browser would draw boxes. */
export async function needed(): Promise<void> {
  if (!lacking()) return;
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
