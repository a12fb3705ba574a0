import { type Infer } from "convex/values";
import { costMicros } from "../lib/costs";
import { hintByFailure, type FailureCode } from "../lib/errors";
import type { ExecutorEvent } from "../lib/executorEvents";
import type { AttemptOutcome } from "../lib/llmRouter";
import type { Fault } from "../lib/prompts/repair";
import { failedRows } from "../lib/specCheck";
import type { Facts, GenerationError, SpecRow, Warning } from "../lib/validators";
import type { vAttemptReport } from "./batch";

/** How a run, or a step of one, may come out. */

export type Result = Extract<ExecutorEvent, { type: "result" }>;

/** The run's job is gone: canceled, or taken over. Nothing more is to be written. */
export class Stopped extends Error {}

/** The run ends with an error that people read. */
export class Failed extends Error {
  readonly failure: Omit<GenerationError, "stage">;
  readonly isRejected: boolean;

  constructor(failure: Omit<GenerationError, "stage">, isRejected: boolean, cause?: unknown) {
    super(failure.message, cause === undefined ? undefined : { cause });
    this.failure = failure;
    this.isRejected = isRejected;
  }
}

export function resultOf(outcome: ExecutorEvent | null): Result {
  if (outcome?.type === "result") return outcome;
  if (outcome?.type !== "error") throw faultOf("executor_protocol", "The executor ended without a result.");
  const { code, message, hint, line } = outcome;
  const isScriptsFault = code !== "busy" && code !== "upload_failed" && code !== "canceled";
  throw new Failed({ code, message, hint, ...(line === null ? {} : { line }) }, isScriptsFault);
}

export function faultOf(code: FailureCode, message: string, cause?: unknown): Failed {
  return new Failed({ code, message, hint: hintByFailure[code] }, false, cause);
}

/** What a model's shape must be to leave the pipeline: valid, closed, and as its spec says. */
export function gateFault(facts: Facts, spec: readonly SpecRow[]): Failed | null {
  const missed = failedRows(spec);
  if (facts.isValid && facts.isWatertight && missed.length === 0) return null;
  const message = missed.map((row) => `${row.rule}: expected ${row.expected}, measured ${row.measured}.`).join(" ");
  return new Failed({ code: "spec", message, hint: "Compare the checks with the request." }, true);
}

export function asFault({ failure: { code, message, hint, line } }: Failed): Fault {
  return { code, message, hint, line: line ?? null };
}

export function failedOf({ line, ...failure }: Fault): Failed {
  return new Failed({ ...failure, ...(line === null ? {} : { line }) }, true);
}

/** What a person reads where the library's work stands in place of the model's. */
export function standInWarning(
  message: string,
  repairs: number,
  isBudgetSpent: boolean,
  source: "parts library" | "app templates",
): Warning {
  const noun = repairs === 1 ? "repair" : "repairs";
  const budget = isBudgetSpent ? " This month's budget is spent, so no further repair was asked for." : "";
  const thing = source === "parts library" ? "part of the parts library" : "app template";
  return {
    code: "stand_in",
    message: `The model's code failed after ${repairs} ${noun} (${message})${budget} This is the nearest ${thing}, not the model's.`,
  };
}

export type Report = Infer<typeof vAttemptReport>;

export function reportOf(attempt: AttemptOutcome): Report {
  const { provider, model, outcome, startedAt, latencyMs, firstTokenMs, usage, error, retryAfterMs } = attempt;
  const cost = costMicros(provider, model, usage);
  return {
    ...(cost === null ? {} : { costMicros: cost }),
    provider,
    outcome,
    startedAt,
    latencyMs,
    ...(model === null ? {} : { model }),
    ...(firstTokenMs === null ? {} : { firstTokenMs }),
    ...(usage.inputTokens === null ? {} : { inputTokens: usage.inputTokens }),
    ...(usage.outputTokens === null ? {} : { outputTokens: usage.outputTokens }),
    ...(error === null ? {} : { error }),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
}
