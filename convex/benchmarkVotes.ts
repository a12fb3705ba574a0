import { v } from "convex/values";
import { workspaceMutation, workspaceQuery } from "./functions";
import { vVoteChoice } from "./lib/benchmarks/validators";
import type { VotePair, VoteRow } from "./lib/benchmarks/views";
import * as Votes from "./model/benchmarkVotes";
import { requireRow } from "./model/rows";

/** The next pair that the caller has not judged; null once there is none. */
export const next = workspaceQuery({
  role: "viewer",
  args: { runId: v.string() },
  handler: async (ctx, { runId }): Promise<VotePair | null> => {
    const run = await requireRow(ctx, "runs", runId, ctx.workspace._id, "run");
    return await Votes.nextPair(ctx, run, ctx.user, Date.now());
  },
});

/** Throws `not_found` for a pair with a deleted cell, `conflict` for one that the caller judged already. */
export const cast = workspaceMutation({
  role: "commenter",
  args: { runId: v.string(), pairId: v.string(), choice: vVoteChoice },
  returns: v.null(),
  handler: async (ctx, { runId, pairId, choice }) => {
    const run = await requireRow(ctx, "runs", runId, ctx.workspace._id, "run");
    await Votes.cast(ctx, run, ctx.user, pairId, choice, Date.now());
    return null;
  },
});

export const ratings = workspaceQuery({
  role: "viewer",
  args: { runId: v.string() },
  handler: async (ctx, { runId }): Promise<VoteRow[]> => {
    const run = await requireRow(ctx, "runs", runId, ctx.workspace._id, "run");
    return await Votes.ratings(ctx, run);
  },
});
