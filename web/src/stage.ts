// The stage alone, on nothing: a browser source for OBS. ?captions=0 leaves the captions out,
// ?sound=0 the voice, ?language=zh|ja|en says in which language captions are explained.

import "./stage.css";
import { needed as fontsNeeded } from "./player/fonts";
import { Player } from "./player/player";

await fontsNeeded();
const wanted = new URLSearchParams(location.search);
const stage = document.createElement("main");
stage.id = "stage";
document.body.append(stage);

const player = new Player(stage, {
  captions: wanted.get("captions") !== "0",
  language: wanted.get("language") ?? navigator.language.slice(0, 2),
  muted: false,
  sound: wanted.get("sound") !== "0",
  notices: false, // whoever watches the stream has no use for them
});
Object.defineProperty(window, "vidol", { value: player });
