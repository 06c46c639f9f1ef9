import { Player } from "../player/player";

const stage = document.createElement("main");
document.body.append(stage);
Object.defineProperty(window, "vidol", { value: new Player(stage, { captions: true, language: "en", muted: false }) });
