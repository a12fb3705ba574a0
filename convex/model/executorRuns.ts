import { hintByFailure, refuse } from "../lib/errors";
import type { ExecutorEvent } from "../lib/executorEvents";
import { settings } from "../lib/settings";
import { execute, ExecutorFault, type ExecuteRequest, type ExecutorAddress } from "../providers/executor";

/** Runs that somebody waits for in one call: no generation, no job, no progress. */

export type ExecutorResult = Extract<ExecutorEvent, { type: "result" }>;

/** What the answer may take beyond the time that the script has. */
const ANSWER_WITHIN_S = 5;

/** Throws `internal` where there is none. */
export function executorAddress(): ExecutorAddress {
  const url = settings.workerUrl();
  if (url === null)
    throw refuse("internal", "There is no executor: WORKER_URL is not set.", hintByFailure.executor_unavailable);
  return { url, token: settings.workerToken() };
}

/** A fault of the executor as people read it. */
export function executorRefusal({ code, message }: ExecutorFault) {
  return refuse("internal", message, hintByFailure[code]);
}

/**
 * Runs a script to its result; files come with it. Throws `unprocessable` with the executor's own words where the
 * script breaks, `internal` where the executor does.
 */
export async function runToResult(request: Omit<ExecuteRequest, "uploads">): Promise<ExecutorResult> {
  let end: ExecutorEvent | null = null;
  const hear = (event: ExecutorEvent) => {
    if (event.type === "result" || event.type === "error") end = event;
  };
  const signal = AbortSignal.timeout((request.timeoutS + ANSWER_WITHIN_S) * 1000);
  try {
    await execute(executorAddress(), { ...request, uploads: null }, hear, signal);
  } catch (error) {
    throw error instanceof ExecutorFault ? executorRefusal(error) : error;
  }
  return resultOf(end);
}

function resultOf(event: ExecutorEvent | null): ExecutorResult {
  if (event?.type === "result") return event;
  const { message, hint } =
    event?.type === "error"
      ? event
      : { message: "The executor sent no result.", hint: hintByFailure.executor_protocol };
  throw refuse("unprocessable", message, hint);
}
