import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { hintByFailure } from "../lib/errors";
import type { Facts, GenerationError, Parameter, Question, SpecRow, Status, Timings } from "../lib/validators";
import { artifactsOf } from "./artifacts";
import * as Attempts from "./attempts";
import * as Documents from "./documents";
import { resolveFixed } from "./comments";
import * as Generations from "./generations";
import { jobOf, requeue } from "./jobs";
import * as VersionFlags from "./versionFlags";

/** The four ways in which a generation ends, and the one in which a run starts anew. Each removes or renews the job. */

const MAX_RUNS = 2;
const PRUNED_ROWS_PER_CALL = 500;

export type Measured = {
  facts: Facts;
  parameters: Parameter[];
  spec: SpecRow[];
  timings: Timings;
  workerVersion?: string;
};

/** Stores what was measured; from here on the history shows this version's picture. */
export async function succeed(
  ctx: MutationCtx,
  generation: Doc<"generations">,
  measured: Measured,
  now: number,
): Promise<void> {
  await ctx.db.insert("results", {
    workspaceId: generation.workspaceId,
    generationId: generation._id,
    ...measured,
    spec: await Documents.withDocumentRules(ctx, generation, measured.facts, measured.spec),
  });
  await Generations.move(ctx, generation, { status: "succeeded", stage: "done", now });
  const picture = (await artifactsOf(ctx, generation._id)).find(({ format }) => format === "png");
  if (picture !== undefined) {
    await ctx.db.patch("threads", generation.threadId, { thumbnailArtifactId: picture._id });
    await ctx.db.patch("generations", generation._id, { thumbnailArtifactId: picture._id });
  }
  await VersionFlags.raise(ctx, generation, now);
  await resolveFixed(ctx, generation, measured.spec);
  await dropJob(ctx, generation);
  await pruneChunks(ctx, generation);
  await pruneLogs(ctx, generation);
}

/**
 * An app has nothing to measure: its code is the result. What the compiler still says of it is a warning; where it was
 * not asked yet (`findings` null), it is asked now.
 */
export async function succeedApp(
  ctx: MutationCtx,
  generation: Doc<"generations">,
  findings: { line: number; message: string }[] | null,
  now: number,
): Promise<void> {
  if (findings === null)
    await ctx.scheduler.runAfter(0, internal.appTypes.checkStored, { generationId: generation._id });
  else {
    const [first] = findings;
    const warnings =
      first === undefined
        ? generation.warnings
        : [
            ...generation.warnings,
            {
              code: "type_findings",
              message: `The strict type check has ${findings.length} ${findings.length === 1 ? "finding" : "findings"}, the first at line ${first.line}: ${first.message}`,
            },
          ];
    await ctx.db.patch("generations", generation._id, { typeFindings: findings.length, warnings });
  }
  await Generations.move(ctx, generation, { status: "succeeded", stage: "done", now });
  await dropJob(ctx, generation);
  await pruneChunks(ctx, generation);
}

/** Logs stay: they are what a failure is understood by. */
export async function fail(
  ctx: MutationCtx,
  generation: Doc<"generations">,
  error: GenerationError,
  now: number,
): Promise<void> {
  await Attempts.abortOpen(ctx, generation, now);
  await Generations.move(ctx, generation, { status: "failed", stage: generation.stage, error, now });
  await dropJob(ctx, generation);
}

export async function askBack(
  ctx: MutationCtx,
  generation: Doc<"generations">,
  question: Question,
  now: number,
): Promise<void> {
  await Generations.move(ctx, generation, { status: "needs_input", stage: "done", question, now });
  await dropJob(ctx, generation);
  await pruneChunks(ctx, generation);
}

/** Ends it at once; the run finds its job gone at its next write, and the executor is told besides. */
export async function cancel(ctx: MutationCtx, user: Doc<"users">, generation: Doc<"generations">): Promise<Status> {
  if (Generations.hasEnded(generation.status)) return generation.status;
  const now = Date.now();
  const job = await jobOf(ctx, generation._id);
  await Attempts.abortOpen(ctx, generation, now);
  await Generations.move(ctx, generation, {
    status: "canceled",
    stage: generation.stage,
    canceledBy: user.name,
    now,
  });
  await dropJob(ctx, generation);
  if (job?.leaseToken !== undefined) {
    await ctx.scheduler.runAfter(0, internal.pipeline.stop.run, { jobId: executorJobId(generation, job.attempt) });
  }
  return "canceled";
}

/** A run whose lease ran out, or whose process is gone: it starts anew, and after the second time fails by name. */
export async function interrupt(
  ctx: MutationCtx,
  generation: Doc<"generations">,
  job: Doc<"jobs">,
  now: number,
): Promise<void> {
  await Attempts.abortOpen(ctx, generation, now);
  // What a benchmark asked a model for may have been paid already: only a run that asks nobody starts anew by itself.
  const isPaid = generation.origin === "benchmark" && (await Attempts.latestAttempt(ctx, generation)) !== null;
  if (job.attempt < MAX_RUNS && !isPaid) {
    await Generations.move(ctx, generation, { status: "queued", stage: "routing", now });
    await requeue(ctx, job, now);
    return;
  }
  const error: GenerationError = {
    code: "interrupted",
    message: `The run was interrupted at ${generation.stage}, ${job.attempt} times.`,
    hint: hintByFailure.interrupted,
    stage: generation.stage,
  };
  await fail(ctx, generation, error, now);
}

/** One run of one generation, as the executor knows it. */
export function executorJobId(generation: Pick<Doc<"generations">, "_id">, attempt: number): string {
  return `${generation._id}.${attempt}`;
}

/** Ends the running side; who waits for the cell of a benchmark is told. */
async function dropJob(ctx: MutationCtx, generation: Doc<"generations">): Promise<void> {
  const job = await jobOf(ctx, generation._id);
  if (job !== null) await ctx.db.delete("jobs", job._id);
  // Scheduled in this transaction: a cell's own trouble can neither be lost nor undo the end of its generation.
  if (generation.origin === "benchmark") {
    await ctx.scheduler.runAfter(0, internal.benchmarkCells.ended, { generationId: generation._id });
  }
}

/** What is left over is found by the daily pruning. */
export async function pruneChunks(ctx: MutationCtx, generation: Pick<Doc<"generations">, "_id">): Promise<void> {
  const rows = await ctx.db
    .query("chunks")
    .withIndex("by_generation_and_attempt_and_sequence", (q) => q.eq("generationId", generation._id))
    .take(PRUNED_ROWS_PER_CALL);
  for (const row of rows) await ctx.db.delete("chunks", row._id);
}

async function pruneLogs(ctx: MutationCtx, generation: Doc<"generations">): Promise<void> {
  const rows = await ctx.db
    .query("logs")
    .withIndex("by_generation_and_sequence", (q) => q.eq("generationId", generation._id))
    .take(PRUNED_ROWS_PER_CALL);
  for (const row of rows) await ctx.db.delete("logs", row._id);
}
