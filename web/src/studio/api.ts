// The studio's HTTP API. What each request takes and answers is in ../http, made from the contract.

import { forgetToken, token } from "../player/connection";
import type { CharacterNew, CharacterView as Told, Failure, Operations } from "../http";
import type { Values } from "./schema";
import { language } from "./texts";

export type Operation = keyof Operations;
type Given<K extends Operation> = Omit<Operations[K], "answer">;
type Place<K extends Operation> = Omit<Given<K>, "body">;
/** Parameters of a call: none where everything may be left out. */
type Optional<T> = {} extends T ? [given?: T] : [given: T];

/** What every request may have. */
interface Anything {
  path?: Record<string, string | number>;
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
}

export class ApiError extends Error {}

/** The address of a request, for what an <img>, a <video> or a link can fetch by itself: they
 * cannot send the token as a header, and the cookie goes with them. */
export function address<K extends Operation>(operation: K, ...[given]: Optional<Place<K>>): string {
  return located(operation, given ?? {});
}

function located(operation: Operation, { path, query }: Anything): string {
  const filled = operation
    .slice(operation.indexOf(" ") + 1)
    .replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path?.[name] ?? ""));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null) asked.set(name, String(value));
  const question = asked.toString();
  return question ? `${filled}?${question}` : filled;
}

function request(operation: Operation, given: Anything, signal?: AbortSignal): Promise<Response> {
  const method = operation.slice(0, operation.indexOf(" "));
  return sent(method, located(operation, given), given.body, signal);
}

async function sent(
  method: string,
  address: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<Response> {
  const headers = new Headers({ "accept-language": language() });
  const key = token();
  if (key) headers.set("authorization", `Bearer ${key}`);
  let data: BodyInit | null = null;
  if (body instanceof FormData || body instanceof Blob) data = body;
  else if (body !== undefined) {
    data = JSON.stringify(body);
    headers.set("content-type", "application/json");
  }
  const response = await fetch(address, {
    method,
    headers,
    body: data,
    ...(signal ? { signal } : {}),
  });
  if (response.status === 401 && key) forgetToken(key);
  if (!response.ok) throw new ApiError(await sentence(response));
  return response;
}

/** What went wrong, in words. */
async function sentence(response: Response): Promise<string> {
  const failure = (await response.json().catch(() => null)) as Failure | null;
  return failure?.error?.message ?? `${response.status} ${response.statusText}`;
}

/** Make a request and return its answer, null where there is none. */
async function call<K extends Operation>(
  operation: K,
  ...[given]: Optional<Given<K>>
): Promise<Operations[K]["answer"]> {
  const response = await request(operation, given ?? {});
  return (response.status === 204 ? null : await response.json()) as Operations[K]["answer"];
}

/** What a card's page asks of its own routes, and of no others. */
export async function cardRequest(
  name: string,
  method: string,
  path: string,
  body: unknown,
): Promise<unknown> {
  const own = `/api/cards/${name}`;
  const wanted = new URL(path ? `${own}/${path}` : own, location.origin);
  const inside = wanted.pathname === own || wanted.pathname.startsWith(`${own}/`);
  if (wanted.origin !== location.origin || !inside)
    throw new ApiError(`The card '${name}' has no route '${path.slice(0, 80)}'.`);
  const response = await sent(method, wanted.pathname + wanted.search, body);
  return response.status === 204 ? null : await response.json();
}

/** A look: settings of the drawn face. What may be in it is told by its schema (GET /api/parts). */
export type Look = Values;

export type CharacterView = Omit<Told, "look"> & { look: Look };

export const api = {
  session: () => call("GET /api/session"),
  cards: async () => (await call("GET /api/cards")).cards,
  character: () => call("GET /api/character") as Promise<CharacterView>,
  change: (body: object) => call("PATCH /api/character", { body }) as Promise<CharacterView>,
  create: (body: CharacterNew) => call("POST /api/character", { body }) as Promise<CharacterView>,
  save: (name?: string) => call("POST /api/character/save", { body: name ? { name } : {} }),
  upload: (body: Blob) => call("PUT /api/character/bundle", { body }) as Promise<CharacterView>,
  looks: (seeds: number[]) =>
    call("GET /api/looks", { query: { seeds: seeds.join(",") } }) as Promise<{
      looks: { seed: number; look: Look }[];
    }>,
  picture: async (look: Look, size: number, signal: AbortSignal) =>
    (await request("POST /api/looks/picture", { body: { look, size } }, signal)).blob(),
  parts: () => call("GET /api/parts"),
  /** All at once: a plug-in may need several to be of any use. */
  give: (kind: string, files: Iterable<File>, plugin?: string) => {
    const body = new FormData();
    for (const file of files) body.append("files", file);
    const query = { plugin: plugin ?? null };
    return call("POST /api/parts/{kind}/files", { path: { kind }, query, body });
  },
  take: (kind: string, name: string) =>
    call("DELETE /api/parts/{kind}/files/{name}", { path: { kind, name } }),
  test: (question: string) => call("POST /api/test", { body: { question } }),
  models: () => call("POST /api/language-model/check"),
  transcribe: (body: Blob) => call("POST /api/transcribe", { body }),
  scenes: () => call("GET /api/scenes"),
  scene: (body: Operations["POST /api/scene"]["body"]) => call("POST /api/scene", { body }),
  recordings: async () => (await call("GET /api/recordings")).recordings,
  record: () => call("POST /api/recordings"),
  stop: () => call("POST /api/recordings/stop"),
  film: (name: string) => call("POST /api/recordings/{name}/film", { path: { name }, body: {} }),
  stopFilm: (name: string) => call("POST /api/recordings/{name}/film/stop", { path: { name } }),
  remove: (name: string) => call("DELETE /api/recordings/{name}", { path: { name } }),
  turns: async () => (await call("GET /api/turns")).turns,
  stats: () => call("GET /api/stats"),
  beginDataset: (body: Operations["POST /api/datasets"]["body"]) =>
    call("POST /api/datasets", { body }),
  prepare: (name: string) => call("POST /api/datasets/{name}/prepare", { path: { name } }),
  dropDataset: (name: string) => call("DELETE /api/datasets/{name}", { path: { name } }),
  dataset: (name: string) => call("GET /api/datasets/{name}", { path: { name } }),
  training: () => call("GET /api/training"),
  trainingLog: (name: string) => call("GET /api/training/{name}", { path: { name } }),
  train: (body: Operations["POST /api/training"]["body"]) => call("POST /api/training", { body }),
  goOn: (name: string, minutes: number) =>
    call("POST /api/training/{name}/resume", { path: { name }, body: { minutes } }),
  stopTraining: (name: string) => call("POST /api/training/{name}/stop", { path: { name } }),
  rate: (name: string, seed: number, stars: number) =>
    call("PUT /api/training/{name}/ratings/{seed}", { path: { name, seed }, body: { stars } }),
};

export const paths = {
  seed: (seed: number) =>
    address("GET /api/looks/{seed}.webp", { path: { seed }, query: { size: 256 } }),
  background: (width: number, height: number, name: string) =>
    address("GET /api/background.jpg", { query: { width, height, name } }),
  record: (name: string) => address("GET /api/recordings/{name}", { path: { name } }),
  film: (name: string, download = false) =>
    address("GET /api/recordings/{name}/film", { path: { name }, query: { download } }),
  bundle: address("GET /api/character/bundle"),
  sheet: (name: string, sheet: "contact.png" | "warned.png") =>
    address("GET /api/datasets/{name}/sheets/{sheet}", { path: { name, sheet } }),
  /** `version` changes when the file does. */
  trained: (name: string, file: string, version: number) =>
    `${address("GET /api/training/{name}/files/{file}", { path: { name, file } })}?v=${version}`,
  sampled: (name: string, seed: number) =>
    address("GET /api/training/{name}/pictures/{seed}.png", { path: { name, seed } }),
};
