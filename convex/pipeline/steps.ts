import { v } from "convex/values";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { internalMutation } from "../functions";
import { AUTO } from "../lib/providers";
import { settings } from "../lib/settings";
import {
  vAttemptError,
  vFacts,
  vGenerationError,
  vParameter,
  vQuestion,
  vSpecRow,
  vSpecRule,
  vWarning,
  type Stage,
} from "../lib/validators";
import * as Artifacts from "../model/artifacts";
import { endAttempt } from "../model/attemptEnd";
import * as Attempts from "../model/attempts";
import * as Ends from "../model/generationEnd";
import * as Generations from "../model/generations";
import * as Health from "../model/executorHealth";
import * as Jobs from "../model/jobs";
import { findBase, referenceText, standingRules, uploadAddresses } from "../model/pipelineWork";
import { inputsOf } from "../model/inputFiles";
import { isBudgetSpentFor } from "../model/spend";
import { routingFor } from "../model/routerSettings";
import * as Specs from "../model/specs";
import { vAttemptReport, vBatch, vVerdict, type Batch, type Verdict } from "./batch";
import { vValues, vWork } from "./work";

/**
 * The writes of one run of the pipeline. Each proves its lease: a run that lost it, or whose generation was canceled,
 * is told to stop and changes nothing.
 */

const LEASE_MS = 45_000;
/** A queued job whose run never came: its action was lost before it took the lease. */
const LOST_AFTER_MS = 30_000;
const MAX_JOBS_PER_CALL = 200;

const vLease = { generationId: v.id("generations"), leaseToken: v.string() };

/** Takes the lease; null where another run has it, or nothing is left to do. Idempotent on (generation, attempt). */
export const begin = internalMutation({
  args: { ...vLease, attempt: v.number() },
  returns: v.union(vWork, v.null()),
  handler: async (ctx, { generationId, attempt, leaseToken }) => {
    const generation = await ctx.db.get("generations", generationId);
    const job = await Jobs.jobOf(ctx, generationId);
    if (generation === null || job === null || Generations.hasEnded(generation.status)) return null;
    if (job.attempt !== attempt || job.leaseToken !== undefined) return null;

    const now = Date.now();
    const code = await Generations.codeOf(ctx, generation);
    const stage: Stage = code === null ? "routing" : "starting";
    await ctx.db.patch("jobs", job._id, {
      leaseToken,
      leaseExpiresAt: now + LEASE_MS,
      startedAt: now,
      stageStartedAt: now,
    });
    await ctx.scheduler.runAfter(LEASE_MS, internal.pipeline.steps.watchdog, { generationId, leaseToken });
    await Generations.move(ctx, generation, { status: code === null ? "generating" : "executing", stage, now });

    return {
      jobId: Ends.executorJobId(generation, attempt),
      prompt: generation.prompt,
      kind: generation.kind,
      requestedProvider: generation.requestedProvider,
      requestedModel: generation.requestedModel ?? null,
      profile: generation.profile,
      repairs: generation.isWithoutRepairs !== true,
      code: code?.text ?? null,
      provider: generation.provider ?? null,
      values: generation.values ?? null,
      rules: code === null ? null : await standingRules(ctx, generation),
      reference: generation.reference === undefined ? null : referenceText(generation.reference),
      routing: await routingFor(ctx, generation.workspaceId, {
        kind: generation.kind,
        isAuto: generation.requestedProvider === AUTO,
        now,
      }),
      workspaceId: generation.workspaceId,
      base: code === null ? await findBase(ctx, generation) : null,
      inputs: await inputsOf(ctx, generation),
      folder: `${generation.workspaceId}/${generationId}/${attempt}`,
      uploads: settings.storage() === "convex" ? await uploadAddresses(ctx) : null,
    };
  },
});

/** A provider is being asked; answers the attempt's index, or null to stop. */
export const asked = internalMutation({
  args: { ...vLease, provider: v.string(), model: v.optional(v.string()), startedAt: v.number() },
  returns: v.union(v.number(), v.null()),
  handler: async (ctx, { provider, model, startedAt, ...lease }) => {
    const held = await hold(ctx, lease);
    if (held === null) return null;
    await enter(ctx, held, [{ stage: "streaming", at: startedAt }]);
    return await Attempts.open(ctx, held.generation, {
      provider,
      startedAt,
      ...(model === undefined ? {} : { model }),
    });
  },
});

/** A provider failed; the next one may be asked. */
export const attemptFailed = internalMutation({
  args: { ...vLease, report: vAttemptReport },
  returns: vVerdict,
  handler: async (ctx, { report, ...lease }): Promise<Verdict> => {
    const held = await hold(ctx, lease);
    if (held === null) return "stop";
    await endAttempt(ctx, held.generation, report);
    return "go";
  },
});

/** The code is whole: from here on the executor has it. */
export const written = internalMutation({
  args: {
    ...vLease,
    report: vAttemptReport,
    text: v.string(),
    title: v.union(v.string(), v.null()),
    label: v.union(v.string(), v.null()),
    warnings: v.array(vWarning),
    values: v.union(vValues, v.null()),
    spec: v.array(vSpecRule),
    batch: vBatch,
  },
  returns: vVerdict,
  handler: async (ctx, { report, text, title, label, warnings, values, spec, batch, ...lease }): Promise<Verdict> => {
    const held = await hold(ctx, lease);
    if (held === null) return "stop";
    const { generation, job } = held;
    const now = Date.now();
    await endAttempt(ctx, generation, report);
    await Generations.storeCode(ctx, generation, text);
    if (generation.kind === "cad") await Specs.put(ctx, generation, spec);
    await Ends.pruneChunks(ctx, generation);
    await Generations.move(ctx, generation, {
      status: "executing",
      stage: "starting",
      provider: report.provider,
      warnings,
      now,
      ...(report.model === undefined ? {} : { model: report.model }),
      ...(label === null ? {} : { label }),
      ...(values === null ? {} : { values }),
    });
    await ctx.db.patch("jobs", job._id, Jobs.withStage(job, generation.stage, "starting", now));
    if (title !== null && generation.number === 1) await nameThread(ctx, generation, title);
    await storeLogs(ctx, generation, batch);
    return "go";
  },
});

/**
 * The newest attempt's code failed and the next one is being written. `provider`: who would write it; `spent` where the
 * budget does not allow that any more.
 */
export const repairing = internalMutation({
  args: { ...vLease, error: vAttemptError, provider: v.optional(v.string()) },
  returns: v.union(vVerdict, v.literal("spent")),
  handler: async (ctx, { error, provider, ...lease }): Promise<Verdict | "spent"> => {
    const held = await hold(ctx, lease);
    if (held === null) return "stop";
    const { generation, job } = held;
    const now = Date.now();
    await Attempts.rejectLatest(ctx, generation, error);
    if (provider !== undefined && (await isBudgetSpentFor(ctx, generation.workspaceId, provider, now))) return "spent";
    await Generations.move(ctx, generation, { status: "repairing", stage: "streaming", now });
    await ctx.db.patch("jobs", job._id, Jobs.withStage(job, generation.stage, "streaming", now));
    return "go";
  },
});

/** The prompt needs an answer before it can be a part. */
export const askedBack = internalMutation({
  args: { ...vLease, report: vAttemptReport, question: vQuestion },
  returns: vVerdict,
  handler: async (ctx, { report, question, ...lease }): Promise<Verdict> => {
    const held = await hold(ctx, lease);
    if (held === null) return "stop";
    await endAttempt(ctx, held.generation, report);
    await Ends.askBack(ctx, held.generation, question, Date.now());
    return "go";
  },
});

/** Stages, files, log lines and code since the last write; keeps the lease. */
export const progress = internalMutation({
  args: { ...vLease, batch: vBatch },
  returns: vVerdict,
  handler: async (ctx, { batch, ...lease }): Promise<Verdict> => {
    const held = await hold(ctx, lease);
    if (held === null) return "stop";
    await storeBatch(ctx, held, batch);
    return "go";
  },
});

/** Result, files, facts and spec, and the end of the job, in one transaction. */
export const finish = internalMutation({
  args: {
    ...vLease,
    batch: vBatch,
    facts: vFacts,
    parameters: v.array(vParameter),
    spec: v.array(vSpecRow),
    timings: v.object({ generateMs: v.number(), executeMs: v.number(), exportMs: v.number() }),
  },
  returns: vVerdict,
  handler: async (ctx, { batch, facts, parameters, spec, timings, ...lease }): Promise<Verdict> => {
    const held = await hold(ctx, lease);
    if (held === null) return "stop";
    const { generation, job } = held;
    const now = Date.now();
    await storeFiles(ctx, generation, batch);
    const measured = {
      facts,
      parameters,
      spec,
      timings: {
        queuedMs: Math.max(0, (job.startedAt ?? now) - job.enqueuedAt),
        ...timings,
        totalMs: Math.max(0, Math.round(now - generation._creationTime)),
      },
    };
    await Ends.succeed(ctx, generation, measured, now);
    await Health.note(ctx, { ok: true }, now);
    return "go";
  },
});

/** The code of an app is whole; it runs where people look at it. `findings`: null where its types were not checked. */
export const finishApp = internalMutation({
  args: { ...vLease, findings: v.union(v.null(), v.array(v.object({ line: v.number(), message: v.string() }))) },
  returns: vVerdict,
  handler: async (ctx, { findings, ...lease }): Promise<Verdict> => {
    const held = await hold(ctx, lease);
    if (held === null) return "stop";
    await Ends.succeedApp(ctx, held.generation, findings, Date.now());
    return "go";
  },
});

/** A run that came to no result. `isRejected`: the fault is the code's, and the trail says so. */
export const fail = internalMutation({
  args: { ...vLease, batch: vBatch, error: vGenerationError, isRejected: v.boolean() },
  returns: vVerdict,
  handler: async (ctx, { batch, error, isRejected, ...lease }): Promise<Verdict> => {
    const held = await hold(ctx, lease);
    if (held === null) return "stop";
    const { generation } = held;
    const now = Date.now();
    await storeFiles(ctx, generation, batch);
    await storeLogs(ctx, generation, batch);
    if (isRejected) await Attempts.rejectLatest(ctx, generation, { code: error.code, message: error.message });
    await Ends.fail(ctx, { ...generation, stage: error.stage }, error, now);
    if (error.code === "executor_unavailable") await Health.note(ctx, { ok: false, lastError: error.message }, now);
    else if (isRejected) await Health.note(ctx, { ok: true }, now);
    return "go";
  },
});

/** Comes when a lease should have ended: extended ones are looked at again, others start anew or fail by name. */
export const watchdog = internalMutation({
  args: vLease,
  returns: v.null(),
  handler: async (ctx, { generationId, leaseToken }) => {
    const generation = await ctx.db.get("generations", generationId);
    const job = await Jobs.jobOf(ctx, generationId);
    if (generation === null || job === null || job.leaseToken !== leaseToken) return null;
    const now = Date.now();
    const leftMs = (job.leaseExpiresAt ?? 0) - now;
    if (leftMs > 0) {
      await ctx.scheduler.runAfter(leftMs, internal.pipeline.steps.watchdog, { generationId, leaseToken });
      return null;
    }
    await Ends.interrupt(ctx, generation, job, now);
    return null;
  },
});

/**
 * Finds jobs that nothing runs any more. After a restart of the whole backend pass when it started: runs that began
 * before are gone, whatever their lease says. Answers how many were taken up again.
 */
export const recover = internalMutation({
  args: { restartedAt: v.optional(v.number()) },
  returns: v.number(),
  handler: async (ctx, { restartedAt }) => {
    const now = Date.now();
    let count = 0;
    for (const job of await ctx.db.query("jobs").take(MAX_JOBS_PER_CALL)) {
      const generation = await ctx.db.get("generations", job.generationId);
      if (generation === null || Generations.hasEnded(generation.status)) {
        await ctx.db.delete("jobs", job._id);
        continue;
      }
      if (job.leaseToken === undefined) {
        const isLost =
          now - job.enqueuedAt > LOST_AFTER_MS || (restartedAt !== undefined && job.enqueuedAt < restartedAt);
        if (!isLost) continue;
        await Jobs.scheduleRun(ctx, job.generationId, job.attempt);
      } else {
        const isGone =
          (job.leaseExpiresAt ?? 0) <= now || (restartedAt !== undefined && (job.startedAt ?? 0) < restartedAt);
        if (!isGone) continue;
        await Ends.interrupt(ctx, generation, job, now);
      }
      count++;
    }
    return count;
  },
});

type Held = { generation: Doc<"generations">; job: Doc<"jobs"> };

/** The generation while this run still owns it, its lease extended; else null. */
async function hold(
  ctx: MutationCtx,
  { generationId, leaseToken }: { generationId: Id<"generations">; leaseToken: string },
): Promise<Held | null> {
  const job = await Jobs.jobOf(ctx, generationId);
  if (job === null || job.leaseToken !== leaseToken) return null;
  const generation = await ctx.db.get("generations", generationId);
  if (generation === null || Generations.hasEnded(generation.status)) return null;
  await ctx.db.patch("jobs", job._id, { leaseExpiresAt: Date.now() + LEASE_MS });
  return { generation, job };
}

async function enter(ctx: MutationCtx, { generation, job }: Held, stages: Batch["stages"]): Promise<void> {
  const last = stages.at(-1);
  if (last === undefined) return;
  let current: Stage = generation.stage;
  let times: Pick<Doc<"jobs">, "stageStartedAt" | "finishedStages"> = job;
  for (const { stage, at } of stages) {
    times = Jobs.withStage(times, current, stage, at);
    current = stage;
  }
  const { stageStartedAt, finishedStages } = times;
  await ctx.db.patch("jobs", job._id, { stageStartedAt, finishedStages });
  if (current !== generation.stage) {
    await Generations.move(ctx, generation, { status: generation.status, stage: current, now: last.at });
  }
}

async function storeBatch(ctx: MutationCtx, held: Held, batch: Batch): Promise<void> {
  const { generation, job } = held;
  await enter(ctx, held, batch.stages);
  if (batch.queuePosition !== undefined) {
    await ctx.db.patch("jobs", job._id, { queuePosition: batch.queuePosition ?? undefined });
  }
  await storeFiles(ctx, generation, batch);
  await storeLogs(ctx, generation, batch);
  if (batch.chunk !== null) await ctx.db.insert("chunks", { generationId: generation._id, ...batch.chunk });
}

async function storeFiles(ctx: MutationCtx, generation: Doc<"generations">, { files }: Batch): Promise<void> {
  for (const file of files) await Artifacts.put(ctx, generation, file);
}

async function storeLogs(ctx: MutationCtx, generation: Doc<"generations">, { logs }: Batch): Promise<void> {
  for (const line of logs) await ctx.db.insert("logs", { generationId: generation._id, ...line });
}

async function nameThread(ctx: MutationCtx, generation: Doc<"generations">, title: string): Promise<void> {
  const thread = await ctx.db.get("threads", generation.threadId);
  if (thread !== null && thread.hasOwnTitle !== true) await ctx.db.patch("threads", thread._id, { title });
}
