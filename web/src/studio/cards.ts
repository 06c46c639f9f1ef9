// More: the cards of installed packages, each a page of its own in a frame that the browser locks
// up. A card asks for its own routes through this page, which holds the token; it reaches nothing
// else.

import type { CardView } from "../http";
import { handed } from "../player/fonts";
import { cardRequest } from "./api";
import { h } from "./dom";
import type { Tab, Watching } from "./tab";
import { language, t } from "./texts";

/** What a card's page says (src/vidol/studio/card.js). */
interface Request {
  vidol: "request";
  id: number;
  method: string;
  path: string;
  body: unknown;
}

export function cardsTab(studio: Watching): Tab {
  const more = new More(studio.cards);
  return { element: more.element, shown: () => more.shown(), hidden: () => more.hidden() };
}

class More {
  readonly element = h("div.more");
  private readonly chips = h("div.groups", { role: "group", "aria-label": t("cards") });
  private readonly place = h("div.card-place");
  private readonly heard = (event: MessageEvent): void => void this.hear(event);
  private readonly themes = new MutationObserver(() => this.tell());
  private card: CardView | undefined;
  private frame: HTMLIFrameElement | null = null;

  constructor(private readonly cards: CardView[]) {
    if (cards.length > 1) this.element.append(this.chips);
    this.element.append(this.place);
    this.open(cards[0]);
  }

  shown(): void {
    addEventListener("message", this.heard);
    const dataset = { attributes: true, attributeFilter: ["data-theme"] };
    this.themes.observe(document.documentElement, dataset);
  }

  hidden(): void {
    removeEventListener("message", this.heard);
    this.themes.disconnect();
  }

  private open(card: CardView | undefined): void {
    this.card = card;
    this.chips.replaceChildren(...this.cards.map((one) => this.chip(one)));
    this.frame = null;
    if (card?.problem) {
      const text = t("card_problem", { package: card.package, problem: card.problem });
      this.place.replaceChildren(h("p.warning", null, text));
    } else if (card) {
      this.frame = framed(card);
      const { frame } = this;
      frame.onload = () => {
        this.tell();
        void handed().then((fonts) => frame.contentWindow?.postMessage({ vidol: "fonts", fonts }, "*"));
      };
      this.place.replaceChildren(this.frame);
    }
  }

  private chip(card: CardView): HTMLElement {
    const pressed = String(card === this.card);
    const props = { type: "button", "aria-pressed": pressed, onclick: () => this.open(card) };
    return h("button.chip", props, title(card));
  }

  /** Tell the card what the page looks like. */
  private tell(): void {
    const theme = document.documentElement.dataset["theme"];
    this.frame?.contentWindow?.postMessage({ vidol: "page", language: language(), theme }, "*");
  }

  private async hear({ source, data }: MessageEvent): Promise<void> {
    const window = this.frame?.contentWindow;
    if (!this.card || !window || source !== window || !asks(data)) return;
    const answer = { vidol: "answer", id: data.id };
    try {
      const body = await cardRequest(this.card.name, data.method, data.path, data.body);
      window.postMessage({ ...answer, ok: true, body }, "*");
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      window.postMessage({ ...answer, ok: false, message }, "*");
    }
  }
}

function asks(data: unknown): data is Request {
  const said = (data ?? {}) as Partial<Request>;
  const words = [said.method, said.path].every((word) => typeof word === "string");
  return said.vidol === "request" && typeof said.id === "number" && words;
}

function title(card: CardView): string {
  return card.title[language()] ?? card.name;
}

/** A frame of an origin of its own: scripts run in it, and may not touch this page. */
function framed(card: CardView): HTMLIFrameElement {
  const frame = h("iframe", { title: title(card) });
  frame.setAttribute("sandbox", "allow-scripts allow-downloads");
  frame.src = `/cards/${card.name}`;
  return frame;
}
