import type { Outcome } from "./validators";

/**
 * Leaves a provider alone while it is down, so that Auto does not wait for it on every prompt. Pure: the caller keeps the
 * state (one per provider) and brings the time.
 */

export type Breaker = {
  /** Failures in a row. */
  failures: number;
  /** Until then (ms since 1970) it is left alone; null: it is asked. */
  openUntil: number | null;
  reason: Outcome | null;
  /** What is wrong concerns this model alone; null: the whole provider. */
  model: string | null;
};

export const closedBreaker: Breaker = { failures: 0, openUntil: null, reason: null, model: null };

const FAILURES_TO_OPEN = 3;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
/** A key or a model name does not mend itself; looked at again in case somebody changed it at the other end. */
const REFUSED_PAUSE_MS = 10 * 60_000;

/**
 * May the provider be asked now? After its pause one failure opens it again, so the first call is a trial.
 * A person who names the provider is served in any case: this is for Auto.
 */
export function mayAsk(breaker: Breaker, now: number, model?: string): boolean {
  if (breaker.openUntil === null || now >= breaker.openUntil) return true;
  return breaker.model !== null && model !== undefined && breaker.model !== model;
}

/** The state after a try. Outcomes that say nothing about the provider leave it as it is. */
export function afterOutcome(
  breaker: Breaker,
  {
    outcome,
    now,
    retryAfterMs = null,
    model = null,
  }: {
    outcome: Outcome;
    now: number;
    retryAfterMs?: number | null;
    model?: string | null;
  },
): Breaker {
  switch (outcome) {
    case "ok":
    case "rejected":
      return closedBreaker;
    case "aborted":
    case "context_too_long":
      return breaker;
    case "auth":
      return opened(breaker, outcome, now + REFUSED_PAUSE_MS, null);
    case "not_found":
      return opened(breaker, outcome, now + REFUSED_PAUSE_MS, model);
    case "rate_limited":
      return opened(breaker, outcome, now + pause(retryAfterMs ?? FIRST_PAUSE_MS), null);
    case "overloaded":
    case "server":
    case "network":
    case "timeout":
    case "bad_reply": {
      const failures = breaker.failures + 1;
      if (retryAfterMs !== null) return opened(breaker, outcome, now + pause(retryAfterMs), null);
      if (failures < FAILURES_TO_OPEN) return { failures, openUntil: null, reason: outcome, model: null };
      return opened(breaker, outcome, now + pause(FIRST_PAUSE_MS * 2 ** (failures - FAILURES_TO_OPEN)), null);
    }
    default:
      return outcome satisfies never;
  }
}

function opened(breaker: Breaker, reason: Outcome, openUntil: number, model: string | null): Breaker {
  return { failures: breaker.failures + 1, openUntil, reason, model };
}

function pause(ms: number): number {
  return Math.min(ms, LONGEST_PAUSE_MS);
}
