/** How calls of functions end, and what clients read of it. */
import type { Json } from "../protocol/json.ts";
import type { ReadSet } from "../storage/ranges.ts";
import type { CallTree } from "./callTree.ts";

/** How a function ended. `value` is JSON text; `message` has no "Server Error" in front. */
export type Outcome =
  | { ok: true; value: string; logLines: string[] }
  | { ok: false; message: string; data: Json | undefined; logLines: string[]; requestId: string };
export type QueryOutcome = Outcome & { reads: ReadSet; journal: string | null; hasReadIdentity: boolean };
export type MutationOutcome = Outcome & { ts: bigint };

export const TIMED_OUT = "Function execution timed out (maximum duration: 1s)";

/** What a client reads of a failure. In production it is no more than where to look in the server's own output. */
export function errorText(outcome: Extract<Outcome, { ok: false }>, isProduction: boolean): string {
  const head = `[Request ID: ${outcome.requestId}] Server Error`;
  return isProduction ? head : `${head}\n${outcome.message}`;
}

/** The log lines that a client gets: functions log to their developers, not to everybody who calls. */
export function shownLog(outcome: Outcome, isProduction: boolean): string[] {
  return isProduction ? [] : outcome.logLines;
}

/** In production the server's output is the only place that tells what a request failed with. */
export function printFailure(outcome: Outcome, isProduction: boolean): void {
  if (!isProduction || outcome.ok) return;
  console.error([`[Request ID: ${outcome.requestId}] ${outcome.message.trimEnd()}`, ...outcome.logLines].join("\n"));
}

export function failure(tree: CallTree, message: string, data?: Json): Extract<Outcome, { ok: false }> {
  return { ok: false, message, data, logLines: tree.logLines, requestId: tree.requestId };
}

export function notStored(ts: bigint, error?: unknown): MutationOutcome {
  const reason = error === undefined ? "it did not run" : String(error);
  return {
    ok: false,
    message: `The mutation was not stored: ${reason}`,
    data: undefined,
    logLines: [],
    requestId: "",
    ts,
  };
}
