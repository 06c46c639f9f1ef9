// The studio's HTTP API, as contracts/openapi.json describes it.

import { token } from "../player/connection";
import type { Stats, Turn } from "../protocol";

export class ApiError extends Error {}

async function request(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Response> {
  const headers = new Headers();
  const key = token();
  if (key) headers.set("authorization", `Bearer ${key}`);
  let data: BodyInit | null = null;
  if (body instanceof FormData || body instanceof Blob) data = body;
  else if (body !== undefined) {
    data = JSON.stringify(body);
    headers.set("content-type", "application/json");
  }
  const response = await fetch(path, {
    method,
    headers,
    body: data,
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) {
    const failure = (await response.json().catch(() => null)) as {
      error?: { message?: string };
    } | null;
    throw new ApiError(failure?.error?.message ?? `${response.status} ${response.statusText}`);
  }
  return response;
}

async function json<T>(method: string, path: string, body?: unknown): Promise<T> {
  return (await (await request(method, path, body)).json()) as T;
}

export type Look = Record<string, string | number | boolean | string[]>;

export interface Endpoint {
  base_url: string;
  model: string;
}

export interface CharacterView {
  name: string;
  seed: number;
  look: Look;
  persona: Record<string, unknown>;
  voice: Record<string, string | number>;
  knowledge: { name: string; size: number }[];
  language_model: Endpoint | null;
  transcription: Endpoint | null;
  key_stored: boolean;
  approved: boolean;
  file: string;
  unsaved: boolean;
}

export interface LookField {
  name: string;
  kind: "number" | "choice" | "colour" | "flag" | "several";
  minimum: number | null;
  maximum: number | null;
  choices: string[] | null;
}

export interface Recording {
  name: string;
  started: number;
  seconds: number;
  bytes: number;
  recording: boolean;
  film: {
    state: "none" | "running" | "ready" | "failed";
    progress: number;
    bytes: number;
    error: string;
  };
}

export interface Tested {
  answer: string;
  how: string;
  language: string;
  score: number | null;
  threshold: number | null;
  matched: string;
  runner_up: string;
  runner_up_score: number | null;
  source: string;
}

export interface Second {
  time: number;
  drawn: number;
  dropped: number;
  late_ms: number;
  draw_ms: number;
  memory_mb: number;
  viewers: number;
}

export interface Model {
  name: string;
  state: "running" | "finished" | "interrupted" | "stopped" | "broken";
  stoppable: boolean;
  problem: string;
  dataset: string;
  preset: string;
  recipe: string;
  pictures: number;
  seconds: number;
  usable: boolean;
  cover: string;
  ratings: { count: number; mean: number | null };
}

export interface Training {
  datasets: {
    name: string;
    pictures: number;
    held_out: number;
    size: number;
    transparent: boolean;
  }[];
  models: Model[];
}

/** A line of a training's log. */
export interface RunEvent {
  event: "begin" | "curve" | "samples" | "metrics" | "notice" | "end";
  pictures?: number;
  file?: string;
  film?: string;
  values?: Record<string, number>;
}

export const api = {
  character: () => json<CharacterView>("GET", "/api/character"),
  change: (change: object) => json<CharacterView>("PATCH", "/api/character", change),
  create: (wanted: { name: string; seed: number; look: Look }) =>
    json<CharacterView>("POST", "/api/character", wanted),
  save: (name?: string) =>
    json<{ file: string }>("POST", "/api/character/save", name ? { name } : {}),
  upload: (file: Blob) => json<CharacterView>("PUT", "/api/character/bundle", file),
  looks: (seeds: number[]) =>
    json<{ looks: { seed: number; look: Look }[] }>("GET", `/api/looks?seeds=${seeds.join(",")}`),
  fields: () =>
    json<{ groups: { name: string; fields: LookField[] }[] }>("GET", "/api/looks/fields"),
  picture: async (look: Look, size: number, signal: AbortSignal) =>
    (await request("POST", "/api/looks/picture", { look, size }, signal)).blob(),
  learn: (file: File) => {
    const form = new FormData();
    form.append("file", file);
    return json<{ name: string; size: number }[]>("POST", "/api/knowledge", form);
  },
  forget: (name: string) =>
    json<{ name: string; size: number }[]>("DELETE", `/api/knowledge/${encodeURIComponent(name)}`),
  test: (question: string) => json<Tested>("POST", "/api/test", { question }),
  models: () => json<{ models: string[] }>("POST", "/api/language-model/check"),
  transcribe: (audio: Blob) => json<{ text: string }>("POST", "/api/transcribe", audio),
  scenes: () =>
    json<{ backgrounds: string[]; framings: string[]; emotions: string[]; gestures: string[] }>(
      "GET",
      "/api/scenes",
    ),
  scene: (wanted: { background?: string; framing?: string }) =>
    request("POST", "/api/scene", wanted),
  recordings: async () =>
    (await json<{ recordings: Recording[] }>("GET", "/api/recordings")).recordings,
  record: () => json<{ name: string }>("POST", "/api/recordings"),
  stop: () => json<{ name: string }>("POST", "/api/recordings/stop"),
  film: (name: string) => json<Recording>("POST", `/api/recordings/${name}/film`, {}),
  remove: (name: string) => request("DELETE", `/api/recordings/${name}`),
  turns: async () => (await json<{ turns: Turn[] }>("GET", "/api/turns")).turns,
  training: () => json<Training>("GET", "/api/training"),
  trainingLog: (name: string) =>
    json<{ model: Model; events: RunEvent[] }>("GET", `/api/training/${encodeURIComponent(name)}`),
  train: (wanted: object) => request("POST", "/api/training", wanted),
  goOn: (name: string, minutes: number) =>
    request("POST", `/api/training/${encodeURIComponent(name)}/resume`, { minutes }),
  stopTraining: (name: string) => request("POST", `/api/training/${encodeURIComponent(name)}/stop`),
  rate: (name: string, seed: number, stars: number) =>
    json<Model["ratings"]>("PUT", `/api/training/${encodeURIComponent(name)}/ratings/${seed}`, {
      stars,
    }),
  stats: () => json<{ seconds: Second[]; pages: Stats[] }>("GET", "/api/stats"),
};

/** An address that an <img>, a <video> or a link can use: they cannot send the token as a header, and the cookie goes with them. */
export const paths = {
  seed: (seed: number) => `/api/looks/${seed}.webp?size=256`,
  background: (width: number, height: number, name: string) =>
    `/api/background.jpg?width=${width}&height=${height}&name=${encodeURIComponent(name)}`,
  record: (name: string) => `/api/recordings/${name}`,
  film: (name: string, download = false) =>
    `/api/recordings/${name}/film${download ? "?download=true" : ""}`,
  bundle: "/api/character/bundle",
  /** `version` changes when the file does. */
  trained: (name: string, file: string, version: number) =>
    `/api/training/${encodeURIComponent(name)}/files/${file}?v=${version}`,
  sampled: (name: string, seed: number) =>
    `/api/training/${encodeURIComponent(name)}/pictures/${seed}.png`,
};
