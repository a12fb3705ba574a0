import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import type { Stage } from "../lib/validators";

/** The running side of a generation: queue, lease, stage times. A job lives as long as its generation runs. */

export async function jobOf(ctx: QueryCtx, generationId: Id<"generations">): Promise<Doc<"jobs"> | null> {
  return await ctx.db
    .query("jobs")
    .withIndex("by_generation", (q) => q.eq("generationId", generationId))
    .unique();
}

/** Queues the first run of the pipeline. */
export async function enqueue(ctx: MutationCtx, generation: Doc<"generations">, now: number): Promise<void> {
  await ctx.db.insert("jobs", {
    workspaceId: generation.workspaceId,
    generationId: generation._id,
    attempt: 1,
    enqueuedAt: now,
    stageStartedAt: now,
    finishedStages: [],
  });
  await scheduleRun(ctx, generation._id, 1);
}

/** Queues the next run, after one that was interrupted. */
export async function requeue(ctx: MutationCtx, job: Doc<"jobs">, now: number): Promise<void> {
  const attempt = job.attempt + 1;
  await ctx.db.patch("jobs", job._id, {
    attempt,
    enqueuedAt: now,
    stageStartedAt: now,
    finishedStages: [],
    leaseToken: undefined,
    leaseExpiresAt: undefined,
    queuePosition: undefined,
    detail: undefined,
  });
  await scheduleRun(ctx, job.generationId, attempt);
}

/** Sends the run of the present attempt again; a second one of the same attempt finds the lease taken and stops. */
export async function scheduleRun(ctx: MutationCtx, generationId: Id<"generations">, attempt: number): Promise<void> {
  await ctx.scheduler.runAfter(0, internal.pipeline.generate.run, { generationId, attempt });
}

/** The job's fields after entering `stage` at `at`: what the stage before took is kept. */
export function withStage(
  job: Pick<Doc<"jobs">, "stageStartedAt" | "finishedStages">,
  previous: Stage,
  stage: Stage,
  at: number,
): Pick<Doc<"jobs">, "stageStartedAt" | "finishedStages"> {
  if (stage === previous) return job;
  const ms = Math.max(0, Math.round(at - job.stageStartedAt));
  return { stageStartedAt: at, finishedStages: [...job.finishedStages, { stage: previous, ms }] };
}
