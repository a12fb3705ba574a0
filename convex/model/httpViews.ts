import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { artifactsOf } from "./artifacts";
import { attemptsOf } from "./attempts";
import * as Generations from "./generations";

/** A generation as the HTTP API gives it: names and shapes are a promise to programs outside this repository. */

const MICROS = 1_000_000;

/** JSON but for the artifacts' links, which are signed where there is a clock. */
export async function httpGeneration(ctx: QueryCtx, generation: Doc<"generations">) {
  const [code, result, attempts, artifacts] = await Promise.all([
    Generations.codeOf(ctx, generation),
    Generations.resultOf(ctx, generation),
    attemptsOf(ctx, generation),
    artifactsOf(ctx, generation._id),
  ]);
  return {
    id: generation._id,
    threadId: generation.threadId,
    number: generation.number,
    kind: generation.kind,
    prompt: generation.prompt,
    parentId: generation.parentId ?? null,
    status: generation.status,
    stage: generation.stage,
    question: generation.question ?? null,
    error: generation.error ?? null,
    warnings: generation.warnings,
    code: code?.text ?? null,
    provider: generation.provider ?? null,
    model: generation.model ?? null,
    attempts: attempts.map((attempt) => ({
      provider: attempt.provider,
      model: attempt.model ?? null,
      outcome: attempt.outcome ?? null,
      latencyMs: attempt.latencyMs ?? null,
      inputTokens: attempt.inputTokens ?? null,
      outputTokens: attempt.outputTokens ?? null,
      costUsd: attempt.costMicros === undefined ? null : attempt.costMicros / MICROS,
      error: attempt.error ?? null,
    })),
    // Its promise knows two states, and a rule that nobody measured is in neither.
    spec: (result?.spec ?? []).filter((row) => row.isUnmeasured !== true),
    facts: result?.facts ?? null,
    parameters: result?.parameters ?? [],
    artifacts: artifacts.map(({ _id, format, bytes, sha256 }) => ({ id: _id, format, bytes, sha256 })),
    timings: result?.timings ?? null,
    createdAt: generation.createdAt,
    url: pageOf(generation._id),
  };
}

export type HttpGeneration = Awaited<ReturnType<typeof httpGeneration>>;

/** Where people see it, relative to the site. */
export function pageOf(generationId: string): string {
  return `/g/${generationId}`;
}

type Position = { createdAt: number; creationTime: number };

/** A page of the workspace's generations, newest first. The cursor says where the page before it ended. */
export async function newestPage(
  ctx: QueryCtx,
  workspace: Doc<"workspaces">,
  limit: number,
  after: Position | null,
): Promise<{ page: Doc<"generations">[]; next: Position | null }> {
  const generations = () => ctx.db.query("generations");
  const workspaceId = workspace._id;
  let rows: Doc<"generations">[];
  if (after === null) {
    rows = await generations()
      .withIndex("by_workspace_and_isHidden_and_createdAt", (q) =>
        q.eq("workspaceId", workspaceId).eq("isHidden", undefined),
      )
      .order("desc")
      .take(limit + 1);
  } else {
    // Rows of the same millisecond first, so that none is lost between two pages.
    const same = await generations()
      .withIndex("by_workspace_and_isHidden_and_createdAt", (q) =>
        q
          .eq("workspaceId", workspaceId)
          .eq("isHidden", undefined)
          .eq("createdAt", after.createdAt)
          .lt("_creationTime", after.creationTime),
      )
      .order("desc")
      .take(limit + 1);
    const older = await generations()
      .withIndex("by_workspace_and_isHidden_and_createdAt", (q) =>
        q.eq("workspaceId", workspaceId).eq("isHidden", undefined).lt("createdAt", after.createdAt),
      )
      .order("desc")
      .take(limit + 1 - same.length);
    rows = [...same, ...older];
  }
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { page, next: hasMore ? { createdAt: last.createdAt, creationTime: last._creationTime } : null };
}

export function encodeCursor({ createdAt, creationTime }: Position): string {
  return `${createdAt}_${creationTime}`;
}

/** Null for a text that is no cursor. */
export function decodeCursor(cursor: string): Position | null {
  const [createdAt, creationTime, ...others] = cursor.split("_").map(Number);
  const isPosition = others.length === 0 && Number.isFinite(createdAt) && Number.isFinite(creationTime);
  return isPosition ? { createdAt: createdAt ?? 0, creationTime: creationTime ?? 0 } : null;
}
