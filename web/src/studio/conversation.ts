// The conversation beside the stage.

import type { Chat } from "../protocol";
import { h } from "./dom";
import type { Watching } from "./tab";
import { langTag, number, t } from "./texts";

const KEPT_LINES = 100;

/** A line as it stands in the log, and what it was drawn from. */
interface Drawn {
  as: string;
  element: HTMLElement;
}

/** The chat. A line comes again under the same id as she goes on speaking; only what changed is
 * drawn, so that readers of screens hear it once. */
export class Conversation {
  private drawn = new Map<number, Drawn>();
  private top = 0;
  private near = true;

  constructor(
    private readonly studio: Watching,
    private readonly log: HTMLElement,
  ) {
    log.addEventListener("scroll", () => {
      if (log.clientHeight === 0) return; // another tab is shown, and forgets where this one was
      this.top = log.scrollTop;
      this.near = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    });
  }

  draw(): void {
    const lines = [...this.studio.lines.values()]
      .filter((line) => line.role !== "viewer" || line.text !== "") // which was taken back
      .sort((a, b) => a.id - b.id)
      .slice(-KEPT_LINES);
    const before = this.drawn;
    this.drawn = new Map(lines.map((line) => [line.id, this.drawing(line, before.get(line.id))]));
    for (const [id, { element }] of before)
      if (this.drawn.get(id)?.element !== element) element.remove();
    if (!lines.length) this.log.replaceChildren(h("li.empty", null, t("empty_chat", { name: this.studio.name })));
    else this.log.querySelector(".empty")?.remove();
    [...this.drawn.values()].forEach(({ element }, place) => {
      if (this.log.children[place] !== element)
        this.log.insertBefore(element, this.log.children[place] ?? null);
    });
    this.log.scrollTop = this.near ? this.log.scrollHeight : this.top;
  }

  private drawing(line: Chat, before?: Drawn): Drawn {
    const as = JSON.stringify([line, this.studio.turns.get(line.turn), this.studio.name]);
    return before?.as === as ? before : { as, element: this.line(line) };
  }

  private line(line: Chat): HTMLElement {
    const mine = line.role === "viewer";
    const said = line.interrupted && h("span.dash", { "aria-hidden": "true" }, "—");
    return h(
      mine ? "li.mine" : "li.hers",
      null,
      h("span.name", null, line.name || (mine ? this.viewer(line) : this.studio.name)),
      h("p", { dir: "auto", lang: langTag(line.language) }, line.text, said),
      h("span.notes", null, mine ? this.origin(line) : this.notes(line)),
    );
  }

  private viewer(line: Chat): string {
    return t(this.studio.player.own.has(line.id) ? "you" : "role_viewer");
  }

  /** Under what a viewer wrote: what was paid for it, and the platform it was written on. */
  private origin(line: Chat): (HTMLElement | false)[] {
    return [
      Boolean(line.amount) && h("span.source", null, line.amount),
      !["", "web"].includes(line.platform) && h("span.source", null, line.platform),
    ];
  }

  /** Under what she said: whether she was cut off, where it comes from, how long it took. */
  private notes(line: Chat): (HTMLElement | false)[] {
    const turn = this.studio.turns.get(line.turn);
    const ms = turn?.page_ms ?? turn?.heard_ms ?? null;
    const problem = turn?.problem ?? "";
    return [
      line.interrupted && h("span.cut", null, t("cut_off")),
      ...line.sources.map((source) => h("span.source", null, t("from_source", { source }))),
      ms !== null && h("span.ms", null, t("milliseconds", { n: number(ms) })),
      Boolean(problem) && h("span.problem", { title: problem }, problem),
    ];
  }
}
