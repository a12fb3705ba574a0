import { ProviderError } from "../lib/provider";
import type { ProviderCalls, ProviderReply } from "../lib/provider";

/**
 * What every model client shares: one `fetch` that watches the wire, and one place where a failure gets its outcome.
 * The SDKs lose what matters here (headers, bodies that are no JSON, which of "cut" and "malformed" it was), each in its
 * own way, so the outcome is read off the wire and not off their error classes.
 */

type Failure = ProviderError["outcome"];

/** What came over the wire, beside what the SDK makes of it. */
type Seen = { failure: ProviderError | null; hasAsked: boolean };

/** How a provider is named in messages, and what a person has to look at when it refuses. */
export type Peer = {
  /** "Claude", "the local model server" …, as it stands inside a sentence. */
  label: string;
  /** The setting that holds the key, or the address where there is no key. */
  setting: string;
  addressSetting: string;
  model: string;
  /** Never shown, not even when the other side echoes it. */
  secret: string | null;
};

export type Wire = {
  fetch: typeof fetch;
  signal: AbortSignal;
};

/** A script of the longest kind is 200 kB; a stream far past that is a server gone astray. */
const MAX_REPLY_BYTES = 16 * 1024 * 1024;
const MAX_ERROR_BODY_CHARACTERS = 16_384;
const MAX_QUOTED_CHARACTERS = 240;

/**
 * Runs one call of one model: whatever `run` throws becomes a ProviderError, an abort ends it even where the runtime's
 * fetch ignores signals, and the connection is closed in every case.
 * @throws ProviderError
 */
export async function callOnWire(
  peer: Peer,
  calls: ProviderCalls,
  run: (wire: Wire, onText: (text: string) => void) => Promise<ProviderReply>,
): Promise<ProviderReply> {
  const connection = new AbortController();
  const seen: Seen = { failure: null, hasAsked: false };
  const { signal } = calls;
  if (signal.aborted) throw abortError(peer, signal);

  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      reject(abortError(peer, signal));
      connection.abort();
    };
    signal.addEventListener("abort", onAbort);
  });
  const wire = { fetch: watchedFetch(peer, connection, seen), signal };
  const work = run(wire, (text) => {
    if (!signal.aborted) calls.onToken(text);
  });
  try {
    const reply = await Promise.race([work, aborted]);
    // Some SDKs end an aborted stream silently, as if it were complete.
    if (signal.aborted) throw abortError(peer, signal);
    return reply;
  } catch (error) {
    if (signal.aborted) throw abortError(peer, signal);
    if (seen.failure !== null) throw seen.failure;
    throw seen.hasAsked || error instanceof ProviderError ? classifyThrown(peer, error) : unaskable(peer);
  } finally {
    signal.removeEventListener("abort", onAbort);
    // After an error inside a stream the SDKs stop reading without hanging up.
    connection.abort();
    work.catch(() => {});
    aborted.catch(() => {});
  }
}

/** A reply that came through whole and is still no use: empty, refused, cut off without a finish reason. */
export function badReply(peer: Peer, what: string): ProviderError {
  return fault("bad_reply", `${peer.label} ${what}. Try again or choose another provider.`);
}

/** An error whose message starts like a sentence. */
export function fault(...[outcome, message, details]: ConstructorParameters<typeof ProviderError>): ProviderError {
  return new ProviderError(outcome, message.charAt(0).toUpperCase() + message.slice(1), details);
}

/** The stream stopped before the model said that it had finished. */
export function cutReply(peer: Peer): ProviderError {
  return fault(
    "network",
    `The connection to ${peer.label} ended in the middle of the reply. Nothing of it was used; try again.`,
  );
}

function abortError(peer: Peer, signal: AbortSignal): ProviderError {
  const reason: unknown = signal.reason;
  const isTimeout = typeof reason === "object" && reason !== null && "name" in reason && reason.name === "TimeoutError";
  return isTimeout
    ? fault("timeout", `${peer.label} did not finish in the time allowed. Try again or choose another provider.`)
    : fault("aborted", `The call to ${peer.label} was canceled.`);
}

function watchedFetch(peer: Peer, connection: AbortController, seen: Seen): typeof fetch {
  const fail = (failure: ProviderError): ProviderError => {
    seen.failure ??= failure;
    return failure;
  };
  return async (input, init) => {
    seen.hasAsked = true;
    const inner = init?.signal;
    if (inner?.aborted) connection.abort();
    inner?.addEventListener("abort", () => connection.abort(), { once: true });

    let response: Response;
    try {
      response = await fetch(input, { ...init, signal: connection.signal });
    } catch (error) {
      throw connection.signal.aborted ? error : fail(unreachable(peer, error));
    }
    if (!response.ok) throw fail(classifyStatus(peer, response, await errorBody(response)));
    const contentType = response.headers.get("content-type") ?? "";
    if (!contentType.toLowerCase().startsWith("text/event-stream")) {
      throw fail(
        badReply(
          peer,
          `answered with ${contentType === "" ? "no content type" : quote(peer, contentType)} where a stream was expected`,
        ),
      );
    }
    if (response.body === null) throw fail(badReply(peer, "answered with an empty body"));
    return new Response(watchBody(peer, response.body, connection.signal, fail), {
      status: response.status,
      headers: response.headers,
    });
  };
}

/** Passes the bytes on and notes why reading stopped, so that a cut is told apart from a malformed event. */
function watchBody(
  peer: Peer,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  fail: (failure: ProviderError) => ProviderError,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  let isGivenUp = false;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (isGivenUp) return;
        if (done) return controller.close();
        bytes += value.byteLength;
        if (bytes > MAX_REPLY_BYTES) {
          await reader.cancel();
          throw fail(badReply(peer, `sent more than ${MAX_REPLY_BYTES / 1024 / 1024} MiB`));
        }
        controller.enqueue(value);
      } catch (error) {
        if (!isGivenUp) controller.error(signal.aborted ? error : fail(cutReply(peer)));
      }
    },
    cancel: (reason) => {
      isGivenUp = true;
      return reader.cancel(reason);
    },
  });
}

async function errorBody(response: Response): Promise<string> {
  try {
    return (await response.text()).slice(0, MAX_ERROR_BODY_CHARACTERS);
  } catch {
    // The status says enough: a broken body must not hide it.
    return "";
  }
}

/** The client gave up before it sent anything: an address that is none. */
function unaskable(peer: Peer): ProviderError {
  return fault("network", `${peer.label} could not be asked. Check ${peer.addressSetting}.`);
}

function unreachable(peer: Peer, error: unknown): ProviderError {
  const code = causeCode(error);
  const reason = code === null ? "" : ` (${code})`;
  return fault("network", `${peer.label} could not be reached${reason}. Check the network and ${peer.addressSetting}.`);
}

/** "ECONNREFUSED" and the like, where the runtime tells. Texts are left out: they may hold an address with a password. */
function causeCode(error: unknown): string | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if ("code" in cause && typeof cause.code === "string" && /^[A-Z0-9_]+$/.test(cause.code)) return cause.code;
  }
  return null;
}

function classifyStatus(peer: Peer, response: Response, body: string): ProviderError {
  const { status } = response;
  const said = errorParts(parseJson(body));
  const outcome = outcomeOfStatus(status, said);
  return fault(outcome, messageFor(peer, outcome, `HTTP ${status}`, said, retryAfterMs(response.headers)), {
    status,
    retryAfterMs: retryAfterMs(response.headers),
  });
}

function outcomeOfStatus(status: number, said: ErrorParts): Failure {
  const spoken = outcomeOfWords(said);
  if (spoken === "context_too_long" && status >= 400) return spoken;
  if (isUnpaid(said) || status === 401 || status === 402 || status === 403) return "auth";
  if (status === 404) return "not_found";
  if (status === 408) return "timeout";
  if (status === 413) return "context_too_long";
  if (status === 429) return "rate_limited";
  if (status === 503 || status === 529) return "overloaded";
  if (status === 409 || status >= 500) return "server";
  return "bad_reply";
}

/** An error the SDK threw itself: an error event inside a stream, an event that is no JSON, an order of events it does not know. */
function classifyThrown(peer: Peer, error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const event = errorEvent(error);
  if (event !== null) {
    const said = errorParts(event);
    const outcome = outcomeOfWords(said) ?? "server";
    return fault(outcome, messageFor(peer, outcome, "in the middle of the reply", said, null));
  }
  if (error instanceof Error && /Timeout/.test(error.constructor.name)) {
    return fault("timeout", `${peer.label} did not finish in the time allowed. Try again or choose another provider.`);
  }
  return badReply(peer, "sent a reply that could not be read");
}

/** Where each SDK leaves the JSON of an error event. */
function errorEvent(error: unknown): unknown {
  if (typeof error !== "object" || error === null) return null;
  if ("httpResponse" in error && typeof error.httpResponse === "object" && error.httpResponse !== null) {
    return "body" in error.httpResponse ? error.httpResponse.body : null;
  }
  return "error" in error && error.error !== undefined ? error.error : null;
}

type ErrorParts = { type: string; code: string; message: string };

/** `{ error: { type, code, message } }`, the same without the envelope, or `{ error: "text" }`: all are met in the wild. */
function errorParts(body: unknown): ErrorParts {
  const outer = record(body);
  const inner = outer !== null && "error" in outer && outer.error !== null ? outer.error : body;
  if (typeof inner === "string") return { type: "", code: "", message: inner };
  const parts = record(inner);
  const text = (key: string) => {
    const value = parts?.[key];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  return { type: text("type"), code: text("code"), message: text("message") || text("detail") };
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const TOO_LONG =
  /context.{0,12}(length|window|size)|prompt is too long|too many (input )?tokens|request_too_large|maximum.{0,20}tokens/i;
const UNPAID = /insufficient_quota|credit balance|billing_error|out of credits|exceeded your monthly/i;

function isUnpaid({ type, code, message }: ErrorParts): boolean {
  return UNPAID.test(`${type} ${code} ${message}`);
}

/** The outcome that the words of an error body name, where its status is missing or says too little; else null. */
function outcomeOfWords(said: ErrorParts): Failure | null {
  const { type, code, message } = said;
  if (TOO_LONG.test(`${type} ${code} ${message}`)) return "context_too_long";
  if (isUnpaid(said)) return "auth";
  const names = `${type} ${code}`;
  if (/overloaded|unavailable|\b(503|529)\b/i.test(names)) return "overloaded";
  if (/rate_limit|too_many_requests|\b429\b/i.test(names)) return "rate_limited";
  if (/authentication|permission|invalid_api_key|\b(401|402|403)\b/i.test(names)) return "auth";
  if (/not_found|\b404\b/i.test(names)) return "not_found";
  if (/timeout|\b408\b/i.test(names)) return "timeout";
  if (/invalid_request|\b400\b/i.test(names)) return "bad_reply";
  return null;
}

function messageFor(peer: Peer, outcome: Failure, where: string, said: ErrorParts, waitMs: number | null): string {
  const words = said.message === "" ? "" : ` It said: "${quote(peer, said.message)}".`;
  const at = ` (${where})`;
  switch (outcome) {
    case "auth":
      // What it says here often holds a part of the key, so it is left out.
      return isUnpaid(said)
        ? `The account at ${peer.label} has no credit left${at}. Top it up or choose another provider.`
        : `${peer.label} refused the access${at}. Check ${peer.setting}.`;
    case "not_found":
      return `${peer.label} does not know the model ${quote(peer, peer.model)}${at}. Choose another model or check ${peer.addressSetting}.`;
    case "rate_limited":
      return `${peer.label} limits the number of requests${at}.${waitMs === null ? "" : ` It asks to wait ${Math.ceil(waitMs / 1000)} s.`}`;
    case "overloaded":
      return `${peer.label} is overloaded${at}. Try again in a moment or choose another provider.`;
    case "context_too_long":
      return `The request is too long for ${quote(peer, peer.model)}${at}. Shorten it or choose a model with a longer context.`;
    case "timeout":
      return `${peer.label} gave up waiting${at}. Try again or choose another provider.`;
    case "bad_reply":
      return `${peer.label} did not accept the request${at}.${words}`;
    case "server":
    case "network":
    case "aborted":
      return `${peer.label} failed${at}.${words} Try again or choose another provider.`;
    default:
      return outcome satisfies never;
  }
}

/** A piece of the other side's text, short, on one line and without anything that looks like a key. */
function quote(peer: Peer, text: string): string {
  const known = peer.secret === null || peer.secret.length < 4 ? text : text.split(peer.secret).join("[hidden]");
  const line = known
    .replace(/\b(sk|hf|key|pk|rk)[-_][A-Za-z0-9_*.-]{6,}/g, "[hidden]")
    .replace(/\b(Bearer|Basic)\s+\S+/gi, "$1 [hidden]")
    .replace(/\/\/[^/\s@]*@/g, "//")
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= MAX_QUOTED_CHARACTERS ? line : `${line.slice(0, MAX_QUOTED_CHARACTERS)}…`;
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function retryAfterMs(headers: Headers): number | null {
  const ms = Number(headers.get("retry-after-ms") ?? NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const text = headers.get("retry-after")?.trim();
  if (!text) return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : null;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
