import { v, type Infer } from "convex/values";
import { vStored } from "../lib/stores";
import { vAttemptError, vOutcome, vStage } from "../lib/validators";

/** What a run reports in one write: everything since the write before it. */

export const vStoredFile = v.object({
  format: v.string(),
  stored: vStored,
  bytes: v.number(),
  sha256: v.string(),
});

export const vBatch = v.object({
  stages: v.array(v.object({ stage: vStage, at: v.number() })),
  /** Left out: no news. Null: the queue is left behind. */
  queuePosition: v.optional(v.union(v.number(), v.null())),
  files: v.array(vStoredFile),
  logs: v.array(v.object({ stream: v.string(), text: v.string(), sequence: v.number() })),
  /** Pieces of streamed code, for the attempt with this index. */
  chunk: v.union(v.object({ attempt: v.number(), sequence: v.number(), text: v.string() }), v.null()),
});
export type Batch = Infer<typeof vBatch>;

/** One try of one provider that has ended. */
export const vAttemptReport = v.object({
  provider: v.string(),
  model: v.optional(v.string()),
  outcome: vOutcome,
  startedAt: v.number(),
  firstTokenMs: v.optional(v.number()),
  latencyMs: v.number(),
  inputTokens: v.optional(v.number()),
  outputTokens: v.optional(v.number()),
  costMicros: v.optional(v.number()),
  retryAfterMs: v.optional(v.number()),
  error: v.optional(vAttemptError),
});

/** Told after each write: a run whose job is gone or has another lease stops at once. */
export const vVerdict = v.union(v.literal("go"), v.literal("stop"));
export type Verdict = Infer<typeof vVerdict>;

export function emptyBatch(): Batch {
  return { stages: [], files: [], logs: [], chunk: null };
}
