import { refuse } from "./errors";
import { MAX_BODY_BYTES } from "./limits";
import type { Kind, ParameterValue } from "./validators";

/** Reading of HTTP requests, strictly and with words for what is wrong. Pure but for `Request` itself. */

/** The key of `Authorization: Bearer …`, or null where there is no such header. */
export function bearerKey(request: Request): string | null {
  return /^Bearer\s+(\S+)\s*$/i.exec(request.headers.get("Authorization") ?? "")?.[1] ?? null;
}

/** Throws `unauthenticated`. */
export function requireBearerKey(request: Request): string {
  const key = bearerKey(request);
  if (key !== null) return key;
  throw refuse("unauthenticated", "The request has no API key.", "Send Authorization: Bearer <API key>.");
}

/** The body as an object. Throws `too_large`, `invalid`. */
export async function readObject(request: Request): Promise<Record<string, unknown>> {
  const announced = Number(request.headers.get("Content-Length") ?? 0);
  if (announced > MAX_BODY_BYTES) throw bodyTooLarge(announced);
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BODY_BYTES) throw bodyTooLarge(bytes.byteLength);
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw refuse("invalid", "The body is not JSON.", "Send a JSON object.");
  }
  if (isObject(body)) return body;
  throw refuse("invalid", "The body is not a JSON object.", "Send a JSON object.");
}

export type CreateBody = {
  prompt: string;
  kind?: Kind;
  provider?: string;
  model?: string;
  profile?: string;
  parentId?: string;
  idempotencyKey?: string;
};

/** Throws `invalid`, naming the field. Unknown fields are left out. */
export function readCreateBody(body: Record<string, unknown>): CreateBody {
  const { prompt, kind } = body;
  if (typeof prompt !== "string") throw refuse("invalid", "prompt is missing or not text.", "Send prompt as text.");
  const known: CreateBody = { prompt };
  if (kind !== undefined && kind !== null) {
    if (kind !== "cad" && kind !== "app") throw refuse("invalid", "kind is neither cad nor app.", "Send cad or app.");
    known.kind = kind;
  }
  for (const name of ["provider", "model", "profile", "parentId", "idempotencyKey"] as const) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== "string")
      throw refuse("invalid", `${name} is not text.`, `Send ${name} as text, or leave it out.`);
    known[name] = value;
  }
  return known;
}

/** Throws `invalid` without values, `unprocessable` for one that no parameter can have. */
export function readValues(body: Record<string, unknown>): Record<string, ParameterValue> {
  const { values } = body;
  if (!isObject(values)) {
    throw refuse("invalid", "values is missing or not an object.", 'Send { "values": { "NAME": value } }.');
  }
  const known: Record<string, ParameterValue> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      throw refuse(
        "unprocessable",
        `There is no parameter “${name.slice(0, 64)}”.`,
        "Use the names of the generation's parameters.",
      );
    }
    if (typeof value !== "number" && typeof value !== "boolean" && typeof value !== "string") {
      throw refuse("unprocessable", `${name} is not a number, true, false or text.`, "Send one value per parameter.");
    }
    known[name] = value;
  }
  return known;
}

/** Throws `invalid`. */
export function readLimit(text: string | null, fallback: number, max: number): number {
  if (text === null) return fallback;
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= max) return limit;
  throw refuse("invalid", `The limit is “${text.slice(0, 20)}”.`, `Send a whole number from 1 to ${max}.`);
}

export type ByteRange = { start: number; end: number } | "unsatisfiable" | null;

/** One `bytes=` range, its end included; null where there is none or where several are asked for: all is sent then. */
export function readRange(header: string | null, size: number): ByteRange {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  const [, from = "", to = ""] = match ?? [];
  if (match === null || (from === "" && to === "")) return null;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return start > end || start >= size ? "unsatisfiable" : { start, end };
}

/** Scheme and host that the caller used; a proxy in front says what it was asked for. */
export function calledOrigin(request: Request): string {
  const url = new URL(request.url);
  const first = (name: string) => request.headers.get(name)?.split(",")[0]?.trim() || null;
  const host = first("X-Forwarded-Host") ?? first("Host") ?? url.host;
  const scheme = first("X-Forwarded-Proto") ?? url.protocol.replace(":", "");
  return /^[\w.:[\]-]+$/.test(host) && /^https?$/.test(scheme) ? `${scheme}://${host}` : url.origin;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bodyTooLarge(bytes: number) {
  return refuse("too_large", `The body has ${bytes} bytes; the limit is ${MAX_BODY_BYTES}.`, "Send less.");
}
