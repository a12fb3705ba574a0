import type { Doc } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";

/** What the last talk with the executor showed: one row, so that asking for health costs no talk. */

/** An unchanged state is written again only when this old: each run would else write the same row. */
const REWRITE_AFTER_MS = 10_000;

export type ExecutorState = { ok: boolean; version?: string; lastError?: string };

export async function lastKnown(ctx: QueryCtx): Promise<Doc<"executorHealth"> | null> {
  return await ctx.db.query("executorHealth").first();
}

/** Keeps the version that is known where the new state does not tell one. */
export async function note(ctx: MutationCtx, state: ExecutorState, now: number): Promise<void> {
  const known = await lastKnown(ctx);
  if (known === null) {
    await ctx.db.insert("executorHealth", { ...state, checkedAt: now });
    return;
  }
  const isSame = known.ok === state.ok && (state.version === undefined || state.version === known.version);
  if (isSame && now - known.checkedAt < REWRITE_AFTER_MS) return;
  await ctx.db.patch("executorHealth", known._id, {
    ok: state.ok,
    lastError: state.lastError,
    ...(state.version === undefined ? {} : { version: state.version }),
    checkedAt: now,
  });
}
