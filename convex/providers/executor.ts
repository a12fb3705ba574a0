import type { FailureCode } from "../lib/errors";
import {
  parseComparison,
  parseExecutorEvent,
  parseShapeFigures,
  type ExecutorEvent,
  type ShapeComparison,
  type ShapeFigures,
} from "../lib/executorEvents";
import type { ParameterValue } from "../lib/validators";

/** Client of the CAD executor: one request, a stream of events. Holds no state; `fetch` keeps connections alive. */

export type ExecutorAddress = { url: string; token: string | null };

export type ExecuteRequest = {
  jobId: string;
  code: string;
  parameters: Record<string, ParameterValue>;
  formats: string[];
  /** Whose job it is: the executor shares itself fairly between workspaces. */
  workspace?: string;
  /** Files that the script finds as `inputs["name"]`: bytes as base64, or a link of an origin that the executor allows. */
  inputs?: { name: string; format?: "step" | "stl"; base64?: string; url?: string }[];
  /** g/cm³, for the mass among the facts. */
  density?: number;
  /** Whether overhangs, thin walls and the like are looked for. */
  printability?: boolean;
  timeoutS: number;
  /** How fine the mesh is; `draft` is what can be made while a slider moves. Without it `normal`. */
  quality?: "draft" | "normal" | "fine";
  /** Where each format's bytes go; null where the executor cannot reach the store: they then come as base64. */
  uploads: Record<string, FileUpload> | null;
};

/** An address that takes the bytes of one file. */
export type FileUpload = { method: "POST" | "PUT"; url: string; headers?: Record<string, string> };

/** The executor could not be reached, refused, or broke off: no fault of the script. */
export class ExecutorFault extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "ExecutorFault";
    this.code = code;
  }
}

const ANSWER_WITHIN_MS = 15_000;
/** The executor pings every 10 s of silence; three missed mean that it is gone. */
const SILENCE_WITHIN_MS = 35_000;
const MAX_LINE_CHARACTERS = 64 * 1024 * 1024;

/**
 * Runs a script. Hands each event to `onEvent` in order; resolves after the `result` or `error` event.
 * @throws ExecutorFault, or the abort reason once `signal` is aborted
 */
export async function execute(
  address: ExecutorAddress,
  request: ExecuteRequest,
  onEvent: (event: ExecutorEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const silence = new Silence(signal);
  try {
    const response = await connect(address, request, silence);
    silence.allow(SILENCE_WITHIN_MS);
    for await (const line of lines(response, () => silence.allow(SILENCE_WITHIN_MS))) {
      const event = parsed(line);
      if (event === null) continue;
      onEvent(event);
      if (event.type === "result" || event.type === "error") return;
    }
    throw new ExecutorFault("executor_unavailable", "The executor broke off before it had a result.");
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ExecutorFault) throw error;
    if (silence.isBroken) {
      throw new ExecutorFault(
        "executor_unavailable",
        `The executor was silent for ${silence.limitMs / 1000} s.`,
        error,
      );
    }
    throw new ExecutorFault("executor_unavailable", `The executor at ${address.url} cannot be reached.`, error);
  } finally {
    silence.end();
  }
}

/** Ends a job on the executor. Best effort: it may have ended already, or the executor may be gone. */
export async function cancelOnExecutor(address: ExecutorAddress, jobId: string): Promise<boolean> {
  try {
    const response = await fetch(`${address.url}/v1/cancel`, {
      method: "POST",
      headers: headers(address),
      body: JSON.stringify({ jobId }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // the run's own lease and the executor's own time limit end it
  }
}

export type ExecutorHealth = { ok: boolean; version: string | null; error: string | null };

/** Asks the executor how it is; never throws. */
export async function askHealth(address: ExecutorAddress, withinMs: number): Promise<ExecutorHealth> {
  try {
    const response = await fetch(`${address.url}/v1/health`, {
      headers: headers(address),
      signal: AbortSignal.timeout(withinMs),
    });
    if (!response.ok) return { ok: false, version: null, error: `The executor answered ${response.status}.` };
    const body = (await response.json()) as { ok?: unknown; version?: unknown };
    return { ok: body.ok === true, version: typeof body.version === "string" ? body.version : null, error: null };
  } catch {
    return { ok: false, version: null, error: `The executor at ${address.url} cannot be reached.` };
  }
}

/** A shape for `compareShapes`: an exact file as base64. */
export type ShapeFile = { format: "step" | "stl"; base64: string };

/**
 * What `b` has more and less than `a`.
 * @throws ExecutorFault
 */
export async function compareShapes(
  address: ExecutorAddress,
  a: ShapeFile,
  b: ShapeFile,
  withinMs: number,
): Promise<ShapeComparison> {
  const signal = AbortSignal.timeout(withinMs);
  const response = await fetch(`${address.url}/v1/compare`, {
    method: "POST",
    headers: headers(address),
    body: JSON.stringify({ a, b, diff: true }),
    signal,
  }).catch((error: unknown) => {
    const what = signal.aborted
      ? `The executor took more than ${withinMs / 1000} s to compare.`
      : `The executor at ${address.url} cannot be reached.`;
    throw new ExecutorFault("executor_unavailable", what, error);
  });
  const body = await response.text();
  if (!response.ok) {
    const code = response.status === 413 || response.status === 422 ? "executor_rejected" : "executor_protocol";
    throw new ExecutorFault(code, `The executor answered ${response.status}. ${detailOf(body)}`.trim());
  }
  try {
    return parseComparison(body);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExecutorFault("executor_protocol", `The executor sent what this backend cannot read. ${reason}`, error);
  }
}

/**
 * How far `made` is from `reference`, both STEP: overlap, distances in mm, errors as shares of the reference.
 * @throws ExecutorFault
 */
export async function compareFigures(
  address: ExecutorAddress,
  reference: Blob,
  made: Blob,
  withinMs: number,
): Promise<ShapeFigures> {
  const [a, b] = await Promise.all(
    [reference, made].map(async (file) => ({ format: "step", base64: await base64Of(file) })),
  );
  const response = await fetch(`${address.url}/v1/compare`, {
    method: "POST",
    headers: headers(address),
    body: JSON.stringify({ a, b }),
    signal: AbortSignal.timeout(withinMs),
  }).catch((error: unknown) => {
    throw new ExecutorFault("executor_unavailable", `The executor at ${address.url} cannot be reached.`, error);
  });
  const body = await response.text();
  if (!response.ok)
    throw new ExecutorFault("executor_rejected", `The executor answered ${response.status}. ${detailOf(body)}`.trim());
  try {
    return parseShapeFigures(body);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExecutorFault("executor_protocol", `The executor sent what this backend cannot read. ${reason}`, error);
  }
}

async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

async function connect(address: ExecutorAddress, request: ExecuteRequest, silence: Silence): Promise<Response> {
  const { uploads, ...rest } = request;
  const init = {
    method: "POST",
    headers: headers(address),
    body: JSON.stringify({ quality: "normal", ...rest, ...(uploads === null ? {} : { uploads }) }),
    signal: silence.signal,
  };
  silence.allow(ANSWER_WITHIN_MS);
  const url = `${address.url}/v1/execute`;
  // A kept-alive connection may have been closed under us; that shows before any byte of the answer.
  const response = await fetch(url, init).catch(async (error: unknown) => {
    if (silence.signal.aborted) throw error;
    return await fetch(url, init);
  });
  if (response.ok && response.body !== null) return response;
  const detail = detailOf(await response.text().catch(() => ""));
  switch (response.status) {
    case 401:
    case 403:
      throw new ExecutorFault("executor_refused", "The executor refused this backend's token.");
    case 413:
    case 422:
      throw new ExecutorFault("executor_rejected", `The executor did not take the job. ${detail}`.trim());
    case 429:
    case 503:
      throw new ExecutorFault("executor_busy", "The executor takes no more jobs at the moment.");
    default:
      throw new ExecutorFault("executor_protocol", `The executor answered ${response.status}. ${detail}`.trim());
  }
}

/** What the executor says in its error form, or the beginning of whatever else it answered. */
function detailOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: unknown; hint?: unknown } };
    if (typeof error?.message === "string")
      return `${error.message} ${typeof error.hint === "string" ? error.hint : ""}`.trim();
  } catch {
    // Not the error form: shown as it came.
  }
  return body.slice(0, 300);
}

function headers({ token }: ExecutorAddress): Record<string, string> {
  return { "Content-Type": "application/json", ...(token === null ? {} : { Authorization: `Bearer ${token}` }) };
}

function parsed(line: string): ExecutorEvent | null {
  try {
    return parseExecutorEvent(line);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExecutorFault("executor_protocol", `The executor sent what this backend cannot read. ${reason}`, error);
  }
}

async function* lines(response: Response, onBytes: () => void): AsyncGenerator<string> {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  // A line with a file in it comes in thousands of pieces: they are joined once, at its end.
  let pieces: string[] = [];
  let length = 0;
  const endLine = () => {
    const line = pieces.join("").trim();
    pieces = [];
    length = 0;
    return line;
  };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      onBytes();
      const [first = "", ...others] = decoder.decode(value, { stream: true }).split("\n");
      pieces.push(first);
      length += first.length;
      for (const other of others) {
        const line = endLine();
        if (line !== "") yield line;
        pieces.push(other);
        length = other.length;
      }
      if (length > MAX_LINE_CHARACTERS) {
        throw new ExecutorFault(
          "executor_protocol",
          `The executor sent a line of more than ${MAX_LINE_CHARACTERS} characters.`,
        );
      }
    }
    const line = endLine();
    if (line !== "") yield line;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Aborts the request when nothing came for too long, or when the caller aborts. */
class Silence {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #onOuterAbort = () => this.#controller.abort(this.#outer.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;
  limitMs = 0;
  isBroken = false;

  constructor(outer: AbortSignal) {
    this.#outer = outer;
    if (outer.aborted) this.#onOuterAbort();
    else outer.addEventListener("abort", this.#onOuterAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  allow(limitMs: number): void {
    clearTimeout(this.#timer);
    this.limitMs = limitMs;
    this.#timer = setTimeout(() => {
      this.isBroken = true;
      this.#controller.abort();
    }, limitMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener("abort", this.#onOuterAbort);
  }
}
