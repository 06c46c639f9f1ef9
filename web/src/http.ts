// Made by contracts/generate.py from the models of the show and the studio. Do not edit.

import type { State, Turn } from "./protocol";

/** An emotion or a gesture. */
export interface Acting {
  name: string;
}

/** What was paid or given. */
export interface Amount {
  value: number;
  currency: string;
}

export interface AudienceView {
  inlets: InletView[];
  inbox: InboxView;
  rules: Rules;
}

/** Who did it. */
export interface Author {
  id: string;
  name: string;
}

/** A run begins, or goes on. */
export interface Begin {
  event: "begin";
  time: number;
  items: number;
  settings: { [name: string]: unknown };
  forecast: Forecasted | null;
  /** The same as `items`. */
  pictures: number;
}

/** The turn that something became. */
export interface Begun {
  turn: number;
}

export interface CardList {
  cards: CardView[];
}

/** A card that a package brings. */
export interface CardView {
  name: string;
  package: string;
  version: string;
  /** Empty where the card does not load. */
  title: { [name: string]: string };
  /** Why it does not load; empty when it does. */
  problem: string;
}

/** Parts of a character to change; what is left out stays. Settings are merged field by field. */
export interface CharacterChange {
  name?: string | null;
  /** Other plug-ins for parts, by kind. */
  plugins?: { [name: string]: string };
  /** Settings of parts, by kind; null removes the part. */
  parts?: { [name: string]: { [name: string]: unknown } | null };
  /** The same as `parts.face`. */
  look?: { [name: string]: unknown } | null;
  /** The same as `parts.persona`, and the name. */
  persona?: { [name: string]: unknown } | null;
  /** The same as `parts.voice`. */
  voice?: { [name: string]: unknown } | null;
  /** The same as `parts.language_model`; null removes it. */
  language_model?: { [name: string]: unknown } | null;
  /** The same as `parts.transcription`; null removes it. */
  transcription?: { [name: string]: unknown } | null;
  /** Keys for the endpoints that parts name, by kind: kept on this machine, never in the bundle. */
  keys?: { [name: string]: string };
  /** The same as `keys.language_model`. */
  language_model_key?: string | null;
  /** Approve the endpoints that are named, for this machine. */
  approve?: boolean;
}

/** A new character. It performs from then on; the one before is kept only if it was saved. */
export interface CharacterNew {
  name: string;
  seed?: number | null;
  /** Fields of the look that are chosen; the seed gives the others. */
  look?: { [name: string]: unknown };
}

/** The character that performs. All of its parts are in `GET /api/parts`. */
export interface CharacterView {
  name: string;
  seed: number;
  /** What makes each of the parts. */
  plugins: { [name: string]: string };
  /** The settings of the face. */
  look: { [name: string]: unknown };
  persona: { [name: string]: unknown };
  voice: { [name: string]: unknown };
  knowledge: KnowledgeFile[];
  language_model: { [name: string]: unknown } | null;
  transcription: { [name: string]: unknown } | null;
  /** Whether this machine holds a key for the endpoint of the language model. */
  key_stored: boolean;
  /** Whether the person at this machine has approved that endpoint. */
  approved: boolean;
  /** The bundle that saving writes. */
  file: string;
  unsaved: boolean;
}

/** A session that holds a socket open. */
export interface Connected {
  name: string;
  role: "viewer" | "operator" | "owner";
  here: boolean;
  language: "zh" | "ja" | "en";
  since: number;
}

export interface Counted {
  verdict: "accepted" | "merged" | "dropped";
  reason: "waits" | "same-line" | "same-gift" | "not-answered" | "blocked-author" | "blocked-word" | "moderated" | "ignored" | "empty" | "too-long" | "author-limit" | "author-waits" | "answered-already" | "crowd" | "expired" | "removed" | "interrupted";
  count: number;
}

/** What is different while more lines of chat wait than `waiting`: she no longer answers all in their order but chooses the weightiest, and of equals the latest. What was paid for stays outside of all this. */
export interface Crowd {
  waiting?: number;
  fresh?: number;
  author_waiting?: number;
  same?: number;
  mention?: number;
  question?: number;
  again?: number;
  badges?: { [name: string]: number };
}

/** Means since the last one. */
export interface Curve {
  event: "curve";
  time: number;
  items: number;
  seconds: number;
  values: { [name: string]: number };
  /** The same as `items`. */
  pictures: number;
}

/** What came of the material: what a person reads before a training. */
export interface DatasetReport {
  name: string;
  pictures: number;
  held_out: number;
  size: number;
  transparent: boolean;
  left_out: PicturesOfKind[];
  warnings: PicturesOfKind[];
  licences: { [name: string]: number };
  consents: { [name: string]: number };
  rights_claimed: boolean;
  tags: number;
  classes: number;
  labels_without_picture: number;
  advice: string[];
  sheets: ("contact.png" | "warned.png")[];
}

export interface DatasetView {
  name: string;
  pictures: number;
  held_out: number;
  size: number;
  transparent: boolean;
}

/** How a dataset is to be prepared, and whose its pictures are: what `vidol data face` asks. */
export interface DatasetWanted {
  name: string;
  licence?: string;
  holder?: string;
  /** Whose consent they rest on; not-a-person for drawings. */
  consent?: string;
  i_have_the_rights?: boolean;
  /** Take whole pictures; do not look for faces. */
  whole?: boolean;
  size?: number | null;
  /** That are going to come. */
  files?: number;
  /** Of all of them together. */
  bytes?: number;
}

/** What was decided about a message, and why. */
export interface DecisionView {
  message: Message;
  verdict: "accepted" | "merged" | "dropped";
  reason: "waits" | "same-line" | "same-gift" | "not-answered" | "blocked-author" | "blocked-word" | "moderated" | "ignored" | "empty" | "too-long" | "author-limit" | "author-waits" | "answered-already" | "crowd" | "expired" | "removed" | "interrupted";
  sentence: string;
  priority: number;
  weight: number;
  /** How long ago. */
  seconds: number;
}

/** A picture in the text: `length` characters from `start` stand where it is shown. */
export interface Emote {
  start: number;
  length: number;
  name: string;
  url: string;
}

/** A run is over; the same log may go on with another one. */
export interface End {
  event: "end";
  time: number;
  items: number;
  why: "finished" | "interrupted" | "stopped" | "broken";
  /** The same as `items`. */
  pictures: number;
}

/** An address that a part names. */
export interface Endpoint {
  address: string;
  /** Whether the person at this machine has approved it. */
  approved: boolean;
  /** Whether this machine holds a key for it. */
  key_stored: boolean;
}

/** The body of every error. */
export interface Failure {
  error: Problem;
}

export interface Film {
  state: "none" | "running" | "ready" | "failed";
  progress: number;
  bytes: number;
  error: string;
}

/** How the film is to be. */
export interface FilmWanted {
  size?: string | null;
}

/** What a run was going to cost. */
export interface Forecasted {
  seconds_per_1000: number;
  memory_mb: number;
}

export interface Healthy {
  status: "ok";
  version: string;
  character: string;
  state: State;
  position: number;
  uptime: number;
  frames: number;
  drawn: number;
  dropped: number;
  draw_ms: number;
  late_ms: number;
  memory_mb: number;
  outputs: OutputHealth[];
}

/** The messages that wait, and what became of the others. */
export interface InboxView {
  /** So many wait that some are chosen. */
  crowded: boolean;
  waiting: WaitingView[];
  /** Messages that were given to be answered. */
  given: number;
  counts: Counted[];
  /** The last hundred, the latest first. */
  decisions: DecisionView[];
}

/** Where viewers write, and how it does. */
export interface InletView {
  name: string;
  condition: "connecting" | "open" | "waiting" | "ended" | "failed";
  /** What went wrong last, or is amiss; empty if nothing is. */
  problem: string;
  /** For how long it has been in this condition. */
  seconds: number;
  /** Seconds until it is connected again. */
  next_try: number | null;
  messages: number;
  /** Messages that came twice, and were dropped. */
  repeats: number;
  failures: number;
  /** Whether `/api/audience/say` can write there. */
  writes: boolean;
}

export interface Interrupted {
  /** Whether there was anything to cut off or to drop. */
  interrupted: boolean;
}

/** Whose speech is to end; everybody's without an owner. */
export interface Interrupting {
  owner?: string | null;
}

/** One job. */
export interface Job {
  name: string;
  kind: string;
  /** What it is about: the recording or the model. */
  subject: string;
  state: "running" | "done" | "stopped" | "failed";
  /** From 0 to 1; null where nobody knows. */
  progress: number | null;
  /** What went wrong, "" where nothing did. */
  error: string;
  /** Seconds since 1970. */
  started: number;
  ended: number | null;
}

export interface JobList {
  jobs: Job[];
}

/** Seconds that each kind may wait to be answered; what waits longer is dropped. */
export interface Keep {
  superchat?: number;
  gift?: number;
  membership?: number;
  chat?: number;
  follow?: number;
  join?: number;
}

/** A kind of parts: what could make one, and the one that the character has. */
export interface Kind {
  kind: string;
  plugins: PluginChoice[];
  part: PartView | null;
}

export interface KnowledgeFile {
  name: string;
  /** Bytes. */
  size: number;
}

/** The last ten minutes, second by second, and what pages report of themselves. */
export interface LastMinutes {
  seconds: Second[];
  pages: Stats[];
}

/** A line for the chat of a platform. */
export interface Line {
  inlet: string;
  text: string;
  /** A message's `reply_to`. */
  to?: string;
}

/** A field of the look, as a control for it. */
export interface LookField {
  name: string;
  kind: "number" | "choice" | "colour" | "flag" | "several";
  minimum: number | null;
  maximum: number | null;
  choices: string[] | null;
  default: unknown;
}

export interface LookFields {
  groups: LookGroup[];
}

export interface LookGroup {
  name: string;
  fields: LookField[];
}

/** A look to draw. */
export interface LookPicture {
  look: { [name: string]: unknown };
  size?: number;
}

export interface Looks {
  looks: SeedLook[];
}

/** Something a viewer did. Immutable; the same `id` on the same platform is the same message. */
export interface Message {
  id: string;
  platform: string;
  channel: string;
  kind: "chat" | "superchat" | "gift" | "membership" | "follow" | "join" | "removed";
  author: Author;
  badges: string[];
  text: string;
  emotes: Emote[];
  amount: Amount | null;
  time: number;
  reply_to: string;
  refers_to: string;
  behaviour: "queue" | "interrupt" | "replace";
}

/** An evaluation; `score` among the values, lower is better. */
export interface Metrics {
  event: "metrics";
  time: number;
  items: number;
  values: { [name: string]: number };
  /** The same as `items`. */
  pictures: number;
}

export interface ModelView {
  name: string;
  state: "running" | "finished" | "interrupted" | "stopped" | "broken";
  /** Whether this studio started what is running, and can stop it. */
  stoppable: boolean;
  /** What went wrong, in words. */
  problem: string;
  dataset: string;
  preset: string;
  recipe: string;
  /** Seen in training. */
  pictures: number;
  /** Of training. */
  seconds: number;
  /** Whether there is a model to sample from. */
  usable: boolean;
  /** The file that shows it, "" before there is one. */
  cover: string;
  ratings: Ratings;
}

export interface Models {
  models: string[];
}

export interface Named {
  name: string;
}

/** Something that a person should know. */
export interface Notice {
  event: "notice";
  time: number;
  items: number;
  level: "warning" | "error";
  text: string;
  /** The same as `items`. */
  pictures: number;
}

/** How an output keeps up. */
export interface OutputHealth {
  name: string;
  state: "starting" | "running" | "failed" | "done";
  given: number;
  dropped: number;
  delay_ms: number;
  played: number | null;
  problem: string;
}

export interface PartFile {
  name: string;
  /** Bytes. */
  size: number;
}

/** A part of the character. */
export interface PartView {
  plugin: string;
  /** Why it cannot be used as it is; empty when it can. */
  problem: string;
  settings: { [name: string]: unknown };
  files: PartFile[];
  rights: Rights[];
  endpoints: Endpoint[];
}

export interface Parts {
  kinds: Kind[];
}

/** Pictures of a kind. */
export interface PicturesOfKind {
  kind: string;
  count: number;
  /** The first of them, with what more is to be said. */
  files: string[];
}

/** A plug-in that could make a part. */
export interface PluginChoice {
  name: string;
  package: string;
  version: string;
  /** Why it does not load; empty when it does. */
  problem: string;
  /** What can be set, as JSON schema. Beside what JSON schema knows: `groups` and `hidden` of fields; `format` (color, endpoint, multiline) and `unit` of one. */
  settings: { [name: string]: unknown };
  /** The endings of the files that it takes. */
  suffixes: string[];
}

/** How important each kind is, to the inbox and to the show: of what waits, the highest is answered first, and only what is as high may cut it off. An operator's own words have 0. */
export interface Priority {
  superchat?: number;
  gift?: number;
  membership?: number;
  chat?: number;
  follow?: number;
  join?: number;
}

/** What went wrong. */
export interface Problem {
  code: string;
  message: string;
}

/** Something to ask the character. */
export interface Question {
  text: string;
  /** Who asks. */
  name?: string;
  behaviour?: "queue" | "interrupt" | "replace";
}

/** What a person thinks of a picture. */
export interface Rating {
  stars: number;
}

/** What people think of a model's pictures. */
export interface Ratings {
  count: number;
  mean: number | null;
}

export interface Recording {
  name: string;
  /** Seconds since 1970. */
  started: number;
  seconds: number;
  bytes: number;
  recording: boolean;
  film: Film;
}

export interface RecordingList {
  recordings: Recording[];
}

/** Whose a part's settings are, or a file of it. */
export interface Rights {
  part: string;
  origin: string;
  holder: string;
  licence: string;
  consent: string;
}

/** All of them. The defaults answer every line of a small chat in its order. */
export interface Rules {
  blocked_authors?: string[];
  blocked_words?: string[];
  moderated?: ("self_harm" | "violence" | "hate" | "sexual" | "private" | "blocked")[];
  ignored_prefixes?: string[];
  ignored_badges?: string[];
  longest?: number;
  author_lines?: number;
  author_seconds?: number;
  room?: number;
  interrupting?: string[];
  thanked?: ("superchat" | "gift" | "membership" | "follow" | "join")[];
  thanks?: { [name: string]: { [name: string]: string[] } };
  language?: "zh" | "ja" | "en" | null;
  priority?: Priority;
  keep?: Keep;
  crowd?: Crowd;
}

/** What it makes now, in files below the folder of the run. */
export interface Samples {
  event: "samples";
  time: number;
  items: number;
  file: string;
  film: string | null;
  sound: string | null;
  motion: string | null;
  /** The same as `items`. */
  pictures: number;
}

export interface Saved {
  file: string;
}

export interface Saving {
  /** A plain file name; without it, the bundle the character came from. */
  name?: string | null;
}

/** What there is to choose from. */
export interface Scenes {
  backgrounds: string[];
  framings: string[];
  emotions: string[];
  gestures: string[];
}

/** One second of the show. */
export interface Second {
  time: number;
  drawn: number;
  dropped: number;
  late_ms: number;
  draw_ms: number;
  memory_mb: number;
  viewers: number;
}

export interface SeedLook {
  seed: number;
  look: { [name: string]: unknown };
}

/** Who holds a socket open. */
export interface SessionList {
  sessions: Connected[];
}

/** Who asks. */
export interface SessionView {
  role: "viewer" | "operator" | "owner";
  /** Whether from the machine that vidol runs on: endpoints are approved and keys stored from there alone. */
  here: boolean;
}

/** A place, a framing, or both. */
export interface Setting {
  background?: string | null;
  framing?: string | null;
}

/** Something for the character to say, with the directions of a script in it. */
export interface Speech {
  text: string;
  language?: "zh" | "ja" | "en" | null;
  behaviour?: "queue" | "interrupt" | "replace";
  priority?: number;
  owner?: string;
}

/** How well the page plays, of the last two seconds. */
export interface Stats {
  seq: number;
  type: "stats";
  shown: number;
  dropped: number;
  interval_p50_ms: number;
  interval_p99_ms: number;
  sync_ms: number;
  underruns: number;
  delay_ms: number;
}

export interface Test {
  question: string;
}

/** An answer of the embedded mind and why it is that one. */
export interface Tested {
  answer: string;
  /** faq, small talk, document, unknown, declined or refused. */
  how: string;
  language: "zh" | "ja" | "en";
  score: number | null;
  /** Of the score, from which a question counts as known. */
  threshold: number | null;
  matched: string;
  runner_up: string;
  runner_up_score: number | null;
  source: string;
}

export interface TrainingList {
  datasets: DatasetView[];
  /** Datasets that are not made yet. */
  waiting: UnfinishedView[];
  models: ModelView[];
}

export interface TrainingLog {
  model: ModelView;
  /** Long curves are thinned. */
  events: (Begin | Curve | Samples | Metrics | Notice | End)[];
}

/** How much longer a training is to go on. */
export interface TrainingMore {
  minutes: number;
}

/** A model to be trained. */
export interface TrainingWanted {
  dataset: string;
  name: string;
  preset?: "S" | "M" | "L" | "XL";
  recipe?: "both" | "adversarial" | "variational" | "quantised";
  minutes: number;
  seed?: number;
  /** For pictures whose licence or consent nobody stated; the model's card will say so. */
  i_have_the_rights?: boolean;
}

export interface Transcript {
  text: string;
}

export interface Turns {
  turns: Turn[];
}

/** A dataset that is not made yet. */
export interface UnfinishedView {
  name: string;
  state: "arriving" | "preparing" | "failed";
  /** That came so far. */
  files: number;
  /** Of the preparation, 0 to 1. */
  progress: number;
  problem: string;
}

/** A message that waits to be answered. */
export interface WaitingView {
  message: Message;
  priority: number;
  weight: number;
  /** For how long it has waited. */
  seconds: number;
}

/** What each request takes and answers. */
export interface Operations {
  /** Ask the character something */
  "POST /api/ask": {
    body: Question;
    answer: Begun;
  };
  /** Have the character say something */
  "POST /api/say": {
    body: Speech;
    answer: Begun;
  };
  /** Silence the character */
  "POST /api/interrupt": {
    body?: Interrupting;
    answer: Interrupted;
  };
  /** Make a gesture or change the emotion */
  "POST /api/act": {
    body: Acting;
    answer: null;
  };
  /** Change the background or the framing */
  "POST /api/scene": {
    body: Setting;
    answer: null;
  };
  /** Backgrounds, framings, emotions and gestures to choose from */
  "GET /api/scenes": {
    answer: Scenes;
  };
  /** Where viewers write, what waits, and what was decided */
  "GET /api/audience": {
    answer: AudienceView;
  };
  /** Choose otherwise from now on */
  "PUT /api/audience/rules": {
    body: Rules;
    answer: Rules;
  };
  /** Write into the chat of a platform */
  "POST /api/audience/say": {
    body: Line;
    answer: null;
  };
  /** The character that performs */
  "GET /api/character": {
    answer: CharacterView;
  };
  /** Create another one, who takes over */
  "POST /api/character": {
    body: CharacterNew;
    answer: CharacterView;
  };
  /** Change the character */
  "PATCH /api/character": {
    body: CharacterChange;
    answer: CharacterView;
  };
  /** Write the bundle */
  "POST /api/character/save": {
    body?: Saving;
    answer: Saved;
  };
  /** Download the bundle */
  "GET /api/character/bundle": {
    answer: Blob;
  };
  /** Upload a bundle, whose character takes over */
  "PUT /api/character/bundle": {
    body: Blob;
    answer: CharacterView;
  };
  /** The picture of this moment */
  "GET /api/frame.png": {
    answer: Blob;
  };
  /** The place of the show */
  "GET /api/background.jpg": {
    query?: { width?: number; height?: number; name?: string | null };
    answer: Blob;
  };
  /** The last turns with their latencies */
  "GET /api/turns": {
    answer: Turns;
  };
  /** The last ten minutes, for graphs */
  "GET /api/stats": {
    answer: LastMinutes;
  };
  /** Whether all is well */
  "GET /api/health": {
    answer: Healthy;
  };
  /** The same for Prometheus */
  "GET /metrics": {
    answer: Blob;
  };
  /** Who you are here: your role */
  "GET /api/session": {
    answer: SessionView;
  };
  /** Who is connected */
  "GET /api/sessions": {
    answer: SessionList;
  };
  /** What the character is made of, and could be */
  "GET /api/parts": {
    answer: Parts;
  };
  /** Give a part files */
  "POST /api/parts/{kind}/files": {
    path: { kind: string };
    query?: { plugin?: string | null };
    body: FormData;
    answer: Parts;
  };
  /** Take a file of a part away */
  "DELETE /api/parts/{kind}/files/{name}": {
    path: { kind: string; name: string };
    answer: Parts;
  };
  /** The looks of seeds */
  "GET /api/looks": {
    query: { seeds: string };
    answer: Looks;
  };
  /** What of a look can be changed, and between which bounds */
  "GET /api/looks/fields": {
    answer: LookFields;
  };
  /** Draw a look */
  "POST /api/looks/picture": {
    body: LookPicture;
    answer: Blob;
  };
  /** Draw a seed */
  "GET /api/looks/{seed}.webp": {
    path: { seed: number };
    query?: { size?: number };
    answer: Blob;
  };
  /** The documents that are known */
  "GET /api/knowledge": {
    answer: KnowledgeFile[];
  };
  /** Add a document */
  "POST /api/knowledge": {
    body: FormData;
    answer: KnowledgeFile[];
  };
  /** Take a document away */
  "DELETE /api/knowledge/{name}": {
    path: { name: string };
    answer: KnowledgeFile[];
  };
  /** Try a question, without the answer being said */
  "POST /api/test": {
    body: Test;
    answer: Tested;
  };
  /** Ask the language model for a word, and which models there are */
  "POST /api/language-model/check": {
    answer: Models;
  };
  /** What is said in a recording */
  "POST /api/transcribe": {
    body: Blob;
    answer: Transcript;
  };
  /** All recordings, the newest first */
  "GET /api/recordings": {
    answer: RecordingList;
  };
  /** Begin to record the show */
  "POST /api/recordings": {
    answer: Named;
  };
  /** End the recording */
  "POST /api/recordings/stop": {
    answer: Named;
  };
  /** Download a record, show.jsonl */
  "GET /api/recordings/{name}": {
    path: { name: string };
    answer: Blob;
  };
  /** Delete a recording and its film */
  "DELETE /api/recordings/{name}": {
    path: { name: string };
    answer: null;
  };
  /** Make its film */
  "POST /api/recordings/{name}/film": {
    path: { name: string };
    body?: FilmWanted;
    answer: Recording;
  };
  /** Watch or download its film */
  "GET /api/recordings/{name}/film": {
    path: { name: string };
    query?: { download?: boolean };
    answer: Blob;
  };
  /** Give its film up */
  "POST /api/recordings/{name}/film/stop": {
    path: { name: string };
    answer: null;
  };
  /** The datasets and models of the studio's folder */
  "GET /api/training": {
    answer: TrainingList;
  };
  /** Train a model on a dataset */
  "POST /api/training": {
    body: TrainingWanted;
    answer: null;
  };
  /** Go on with a training */
  "POST /api/training/{name}/resume": {
    path: { name: string };
    body: TrainingMore;
    answer: null;
  };
  /** Let a training end after its step */
  "POST /api/training/{name}/stop": {
    path: { name: string };
    answer: null;
  };
  /** What a training told: curves, samples, metrics */
  "GET /api/training/{name}": {
    path: { name: string };
    answer: TrainingLog;
  };
  /** A picture or film of a training */
  "GET /api/training/{name}/files/{file}": {
    path: { name: string; file: string };
    answer: Blob;
  };
  /** A new picture of a model */
  "GET /api/training/{name}/pictures/{seed}.png": {
    path: { name: string; seed: number };
    answer: Blob;
  };
  /** Say how good a picture is */
  "PUT /api/training/{name}/ratings/{seed}": {
    path: { name: string; seed: number };
    body: Rating;
    answer: Ratings;
  };
  /** Begin a dataset: files are to follow */
  "POST /api/datasets": {
    body: DatasetWanted;
    answer: null;
  };
  /** Send a file of which a dataset is made */
  "PUT /api/material/{name}/{file}": {
    path: { name: string; file: string };
    body: Blob;
    answer: null;
  };
  /** Prepare a dataset of what came */
  "POST /api/datasets/{name}/prepare": {
    path: { name: string };
    answer: null;
  };
  /** Give a dataset up that is not made yet */
  "DELETE /api/datasets/{name}": {
    path: { name: string };
    answer: null;
  };
  /** What came of a dataset's material */
  "GET /api/datasets/{name}": {
    path: { name: string };
    answer: DatasetReport;
  };
  /** Its pictures at a glance */
  "GET /api/datasets/{name}/sheets/{sheet}": {
    path: { name: string; sheet: "contact.png" | "warned.png" };
    answer: Blob;
  };
  /** The latest films and trainings, the newest first */
  "GET /api/jobs": {
    answer: JobList;
  };
  /** What installed packages add to the studio */
  "GET /api/cards": {
    answer: CardList;
  };
}

export type Role = "viewer" | "operator" | "owner";

/** From the one that may least to the one that may everything. */
export const ROLES: readonly Role[] = ["viewer", "operator", "owner"];

/** The least role that each request needs. */
export const NEEDS: { [name in keyof Operations]: Role } = {
  "POST /api/ask": "viewer",
  "POST /api/say": "operator",
  "POST /api/interrupt": "operator",
  "POST /api/act": "operator",
  "POST /api/scene": "operator",
  "GET /api/scenes": "viewer",
  "GET /api/audience": "operator",
  "PUT /api/audience/rules": "operator",
  "POST /api/audience/say": "operator",
  "GET /api/character": "operator",
  "POST /api/character": "owner",
  "PATCH /api/character": "owner",
  "POST /api/character/save": "owner",
  "GET /api/character/bundle": "owner",
  "PUT /api/character/bundle": "owner",
  "GET /api/frame.png": "viewer",
  "GET /api/background.jpg": "viewer",
  "GET /api/turns": "operator",
  "GET /api/stats": "operator",
  "GET /api/health": "viewer",
  "GET /metrics": "viewer",
  "GET /api/session": "viewer",
  "GET /api/sessions": "operator",
  "GET /api/parts": "operator",
  "POST /api/parts/{kind}/files": "owner",
  "DELETE /api/parts/{kind}/files/{name}": "owner",
  "GET /api/looks": "owner",
  "GET /api/looks/fields": "owner",
  "POST /api/looks/picture": "owner",
  "GET /api/looks/{seed}.webp": "owner",
  "GET /api/knowledge": "operator",
  "POST /api/knowledge": "owner",
  "DELETE /api/knowledge/{name}": "owner",
  "POST /api/test": "operator",
  "POST /api/language-model/check": "owner",
  "POST /api/transcribe": "operator",
  "GET /api/recordings": "operator",
  "POST /api/recordings": "operator",
  "POST /api/recordings/stop": "operator",
  "GET /api/recordings/{name}": "operator",
  "DELETE /api/recordings/{name}": "owner",
  "POST /api/recordings/{name}/film": "operator",
  "GET /api/recordings/{name}/film": "operator",
  "POST /api/recordings/{name}/film/stop": "operator",
  "GET /api/training": "owner",
  "POST /api/training": "owner",
  "POST /api/training/{name}/resume": "owner",
  "POST /api/training/{name}/stop": "owner",
  "GET /api/training/{name}": "owner",
  "GET /api/training/{name}/files/{file}": "owner",
  "GET /api/training/{name}/pictures/{seed}.png": "owner",
  "PUT /api/training/{name}/ratings/{seed}": "owner",
  "POST /api/datasets": "owner",
  "PUT /api/material/{name}/{file}": "owner",
  "POST /api/datasets/{name}/prepare": "owner",
  "DELETE /api/datasets/{name}": "owner",
  "GET /api/datasets/{name}": "owner",
  "GET /api/datasets/{name}/sheets/{sheet}": "owner",
  "GET /api/jobs": "operator",
  "GET /api/cards": "viewer",
};
