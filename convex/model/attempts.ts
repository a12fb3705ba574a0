import type { Doc } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import type { Outcome } from "../lib/validators";

/** The trail of providers that were tried: one row each, kept for ever. */

const MAX_ATTEMPTS = 50;

export type AttemptReport = {
  provider: string;
  model?: string;
  outcome: Outcome;
  startedAt: number;
  firstTokenMs?: number;
  latencyMs: number;
  inputTokens?: number;
  outputTokens?: number;
  costMicros?: number;
  error?: { code: string; message: string };
};

export async function attemptsOf(ctx: QueryCtx, generation: Doc<"generations">): Promise<Doc<"attempts">[]> {
  return await ctx.db
    .query("attempts")
    .withIndex("by_generation_and_index", (q) => q.eq("generationId", generation._id))
    .take(MAX_ATTEMPTS);
}

export async function latestAttempt(ctx: QueryCtx, generation: Doc<"generations">): Promise<Doc<"attempts"> | null> {
  return await ctx.db
    .query("attempts")
    .withIndex("by_generation_and_index", (q) => q.eq("generationId", generation._id))
    .order("desc")
    .first();
}

/** Opens the next attempt; it has no outcome yet. Answers its index, from 0. */
export async function open(
  ctx: MutationCtx,
  generation: Doc<"generations">,
  { provider, model, startedAt }: { provider: string; model?: string; startedAt: number },
): Promise<number> {
  const latest = await latestAttempt(ctx, generation);
  const index = latest === null ? 0 : latest.index + 1;
  await ctx.db.insert("attempts", {
    workspaceId: generation.workspaceId,
    generationId: generation._id,
    index,
    provider,
    ...(model === undefined ? {} : { model }),
    startedAt,
  });
  return index;
}

/** Adds an attempt that has ended, or ends the open one of the same provider. */
export async function record(ctx: MutationCtx, generation: Doc<"generations">, report: AttemptReport): Promise<void> {
  const latest = await latestAttempt(ctx, generation);
  if (latest !== null && latest.outcome === undefined && latest.provider === report.provider) {
    await ctx.db.patch("attempts", latest._id, report);
    return;
  }
  await ctx.db.insert("attempts", {
    workspaceId: generation.workspaceId,
    generationId: generation._id,
    index: latest === null ? 0 : latest.index + 1,
    ...report,
  });
}

/** Ends an attempt that is still open, as canceling and interruption do. */
export async function abortOpen(ctx: MutationCtx, generation: Doc<"generations">, now: number): Promise<void> {
  const latest = await latestAttempt(ctx, generation);
  if (latest === null || latest.outcome !== undefined) return;
  await ctx.db.patch("attempts", latest._id, { outcome: "aborted", latencyMs: Math.max(0, now - latest.startedAt) });
}

/** The code of the newest attempt failed its run: the trail says so beside the provider that wrote it. */
export async function rejectLatest(
  ctx: MutationCtx,
  generation: Doc<"generations">,
  error: { code: string; message: string },
): Promise<void> {
  const latest = await latestAttempt(ctx, generation);
  if (latest === null || latest.outcome !== "ok") return;
  await ctx.db.patch("attempts", latest._id, { outcome: "rejected", error });
}
