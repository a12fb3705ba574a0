import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { afterOutcome, closedBreaker, mayAsk, type Breaker } from "../lib/circuitBreaker";
import type { Outcome } from "../lib/validators";

/** The circuit breakers of a workspace. A row is written only when its breaker moves, so a healthy provider costs none. */

const MAX_PROVIDERS = 20;

export async function healthRows(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Doc<"providerHealth">[]> {
  return await ctx.db
    .query("providerHealth")
    .withIndex("by_workspace_and_provider", (q) => q.eq("workspaceId", workspaceId))
    .take(MAX_PROVIDERS);
}

/** Moves the breaker after one try. `now` in ms. */
export async function noteOutcome(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  provider: string,
  tried: { outcome: Outcome; now: number; retryAfterMs: number | null; model: string | null },
): Promise<void> {
  const row = await find(ctx, workspaceId, provider);
  const before = row ?? closedBreaker;
  const after = afterOutcome(before, tried);
  if (isSame(before, after)) return;
  const { failures, openUntil, reason, model } = after;
  if (row !== null) await ctx.db.patch("providerHealth", row._id, { failures, openUntil, reason, model });
  else await ctx.db.insert("providerHealth", { workspaceId, provider, failures, openUntil, reason, model });
}

/** Keeps what a look at the provider showed; one that answers again is asked again. */
export async function noteProbe(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  provider: string,
  probe: { ok: boolean; message: string; at: number },
): Promise<void> {
  const row = await find(ctx, workspaceId, provider);
  if (row === null) await ctx.db.insert("providerHealth", { workspaceId, provider, ...closedBreaker, probe });
  else await ctx.db.patch("providerHealth", row._id, { probe });
}

/** Forgets what was wrong: somebody changed the key or the model, so the next try is worth it. */
export async function reset(ctx: MutationCtx, workspaceId: Id<"workspaces">, provider: string): Promise<void> {
  const row = await find(ctx, workspaceId, provider);
  if (row !== null) await ctx.db.patch("providerHealth", row._id, { ...closedBreaker, probe: undefined });
}

/** Seconds for which Auto leaves the provider alone, and why; null where it asks it. */
export function pauseOf(breaker: Breaker, now: number, model?: string): { seconds: number; reason: Outcome } | null {
  if (breaker.openUntil === null || breaker.reason === null || mayAsk(breaker, now, model)) return null;
  return { seconds: Math.ceil((breaker.openUntil - now) / 1000), reason: breaker.reason };
}

async function find(ctx: QueryCtx, workspaceId: Id<"workspaces">, provider: string) {
  return await ctx.db
    .query("providerHealth")
    .withIndex("by_workspace_and_provider", (q) => q.eq("workspaceId", workspaceId).eq("provider", provider))
    .unique();
}

function isSame(a: Breaker, b: Breaker): boolean {
  return a.failures === b.failures && a.openUntil === b.openUntil && a.reason === b.reason && a.model === b.model;
}
