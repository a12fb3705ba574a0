import { v, type Infer } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import {
  vAttemptError,
  vFacts,
  vGenerationError,
  vKind,
  vOrigin,
  vOutcome,
  vParameter,
  vQuestion,
  vSpecRow,
  vStage,
  vStatus,
  vTimings,
  vWarning,
} from "../lib/validators";
import { artifactsOf } from "./artifacts";
import * as Attempts from "./attempts";
import * as Generations from "./generations";
import { jobOf } from "./jobs";

/** What readers get of a generation: the shapes of `generations.*` and `threads.get`. */

const orNull = <T extends Parameters<typeof v.union>[0]>(validator: T) => v.union(validator, v.null());

export const vAttemptView = v.object({
  index: v.number(),
  provider: v.string(),
  model: orNull(v.string()),
  outcome: orNull(vOutcome),
  latencyMs: orNull(v.number()),
  inputTokens: orNull(v.number()),
  outputTokens: orNull(v.number()),
  costMicros: orNull(v.number()),
  error: orNull(vAttemptError),
});

const summaryFields = {
  _id: v.id("generations"),
  number: v.number(),
  parentId: orNull(v.id("generations")),
  prompt: v.string(),
  label: v.string(),
  origin: vOrigin,
  status: vStatus,
  stage: vStage,
  provider: orNull(v.string()),
  model: orNull(v.string()),
  error: orNull(vGenerationError),
  question: orNull(vQuestion),
  warnings: v.array(vWarning),
  createdAt: v.number(),
  endedAt: orNull(v.number()),
};

export const vVersionView = v.object({
  ...summaryFields,
  authorName: v.string(),
  mine: v.boolean(),
  isPinned: v.boolean(),
  thumbnailArtifactId: orNull(v.id("artifacts")),
  attempts: v.array(vAttemptView),
});

export const vGenerationView = v.object({
  ...summaryFields,
  threadId: v.id("threads"),
  kind: vKind,
  canceledBy: orNull(v.string()),
  facts: orNull(vFacts),
  parameters: v.array(vParameter),
  spec: v.array(vSpecRow),
  timings: orNull(vTimings),
  artifacts: v.array(v.object({ _id: v.id("artifacts"), format: v.string(), bytes: v.number(), sha256: v.string() })),
});

export const vProgressView = v.object({
  stage: vStage,
  attempt: v.number(),
  queuePosition: orNull(v.number()),
  stageStartedAt: v.number(),
  finishedStages: v.array(v.object({ stage: vStage, ms: v.number() })),
  detail: orNull(v.string()),
});

export const vCodeView = v.object({ language: v.string(), text: v.string(), complete: v.boolean() });

export const vRecentView = v.object({
  id: v.id("generations"),
  _id: v.id("generations"),
  _creationTime: v.number(),
  threadId: v.id("threads"),
  parentId: orNull(v.id("generations")),
  number: v.number(),
  kind: vKind,
  prompt: v.string(),
  code: orNull(v.string()),
  provider: orNull(v.string()),
  model: orNull(v.string()),
  status: vStatus,
  stage: vStage,
  error: orNull(vGenerationError),
  question: orNull(vQuestion),
  warnings: v.array(vWarning),
  createdAt: v.number(),
});

const MAX_CHUNKS = 4_000;
const MAX_LOG_ROWS = 500;

function summaryOf(generation: Doc<"generations">) {
  return {
    _id: generation._id,
    number: generation.number,
    parentId: generation.parentId ?? null,
    prompt: generation.prompt,
    label: generation.label,
    origin: generation.origin,
    status: generation.status,
    stage: generation.stage,
    provider: generation.provider ?? null,
    model: generation.model ?? null,
    error: generation.error ?? null,
    question: generation.question ?? null,
    warnings: generation.warnings,
    createdAt: generation.createdAt,
    endedAt: generation.endedAt ?? null,
  };
}

export function attemptView(attempt: Doc<"attempts">): Infer<typeof vAttemptView> {
  return {
    index: attempt.index,
    provider: attempt.provider,
    model: attempt.model ?? null,
    outcome: attempt.outcome ?? null,
    latencyMs: attempt.latencyMs ?? null,
    inputTokens: attempt.inputTokens ?? null,
    outputTokens: attempt.outputTokens ?? null,
    costMicros: attempt.costMicros ?? null,
    error: attempt.error ?? null,
  };
}

/** One version as the thread shows it. */
export async function versionView(
  ctx: QueryCtx,
  user: Doc<"users">,
  generation: Doc<"generations">,
): Promise<Infer<typeof vVersionView>> {
  const attempts = await Attempts.attemptsOf(ctx, generation);
  return {
    ...summaryOf(generation),
    authorName: generation.authorName,
    mine: generation.authorId === user._id,
    isPinned: generation.isPinned ?? false,
    thumbnailArtifactId: generation.thumbnailArtifactId ?? null,
    attempts: attempts.map(attemptView),
  };
}

/** One generation with all that was measured. */
export async function generationView(
  ctx: QueryCtx,
  generation: Doc<"generations">,
): Promise<Infer<typeof vGenerationView>> {
  const [result, artifacts] = await Promise.all([
    Generations.resultOf(ctx, generation),
    artifactsOf(ctx, generation._id),
  ]);
  return {
    ...summaryOf(generation),
    threadId: generation.threadId,
    kind: generation.kind,
    canceledBy: generation.canceledBy ?? null,
    facts: result?.facts ?? null,
    parameters: result?.parameters ?? [],
    spec: result?.spec ?? [],
    timings: result?.timings ?? null,
    artifacts: artifacts.map(({ _id, format, bytes, sha256 }) => ({ _id, format, bytes, sha256 })),
  };
}

/** What runs now; null once it ended. */
export async function progressView(
  ctx: QueryCtx,
  generation: Doc<"generations">,
): Promise<Infer<typeof vProgressView> | null> {
  const job = Generations.hasEnded(generation.status) ? null : await jobOf(ctx, generation._id);
  if (job === null) return null;
  return {
    stage: generation.stage,
    attempt: job.attempt,
    queuePosition: job.queuePosition ?? null,
    stageStartedAt: job.stageStartedAt,
    finishedStages: job.finishedStages,
    detail: job.detail ?? null,
  };
}

/** The source: whole, or as far as the newest attempt has streamed. */
export async function codeView(ctx: QueryCtx, generation: Doc<"generations">): Promise<Infer<typeof vCodeView> | null> {
  const code = await Generations.codeOf(ctx, generation);
  if (code !== null) return { language: code.language, text: code.text, complete: true };
  const attempt = await Attempts.latestAttempt(ctx, generation);
  if (attempt === null) return null;
  const chunks = await ctx.db
    .query("chunks")
    .withIndex("by_generation_and_attempt_and_sequence", (q) =>
      q.eq("generationId", generation._id).eq("attempt", attempt.index),
    )
    .take(MAX_CHUNKS);
  if (chunks.length === 0) return null;
  const text = chunks.map((chunk) => chunk.text).join("");
  return { language: generation.kind === "cad" ? "python" : "tsx", text, complete: false };
}

/** What the script printed. */
export async function logsView(
  ctx: QueryCtx,
  generation: Doc<"generations">,
): Promise<{ stream: string; text: string }[]> {
  const rows = await ctx.db
    .query("logs")
    .withIndex("by_generation_and_sequence", (q) => q.eq("generationId", generation._id))
    .take(MAX_LOG_ROWS);
  return rows.map(({ stream, text }) => ({ stream, text }));
}

/** One line of `generations.recent`, code included. */
export async function recentView(ctx: QueryCtx, generation: Doc<"generations">): Promise<Infer<typeof vRecentView>> {
  const code = await Generations.codeOf(ctx, generation);
  return {
    id: generation._id,
    _id: generation._id,
    _creationTime: generation._creationTime,
    threadId: generation.threadId,
    parentId: generation.parentId ?? null,
    number: generation.number,
    kind: generation.kind,
    prompt: generation.prompt,
    code: code?.text ?? null,
    provider: generation.provider ?? null,
    model: generation.model ?? null,
    status: generation.status,
    stage: generation.stage,
    error: generation.error ?? null,
    question: generation.question ?? null,
    warnings: generation.warnings,
    createdAt: generation.createdAt,
  };
}
