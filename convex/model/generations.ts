import type { Doc } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import type { GenerationError, Question, Role, Stage, Status, Warning } from "../lib/validators";
import * as Members from "./members";
import * as Threads from "./threads";

/** The status machine: nothing else sets `status` or `stage`. A generation that has ended stays as it ended. */

const nextStatuses: Record<Status, readonly Status[]> = {
  queued: ["generating", "executing", "failed", "canceled"],
  // Back to queued: the run was interrupted and starts anew.
  generating: ["queued", "executing", "needs_input", "failed", "canceled"],
  executing: ["queued", "repairing", "succeeded", "failed", "canceled"],
  repairing: ["queued", "executing", "needs_input", "failed", "canceled"],
  needs_input: [],
  succeeded: [],
  failed: [],
  canceled: [],
};

export function hasEnded(status: Status): boolean {
  return nextStatuses[status].length === 0;
}

type Change = {
  status: Status;
  stage: Stage;
  now: number;
  error?: GenerationError;
  question?: Question;
  warnings?: Warning[];
  provider?: string;
  model?: string;
  label?: string;
  values?: Doc<"generations">["values"];
  canceledBy?: string;
};

/** Moves a generation on and the history row of its thread with it. A forbidden step is a fault of the caller. */
export async function move(
  ctx: MutationCtx,
  generation: Doc<"generations">,
  { now, label, ...change }: Change,
): Promise<void> {
  if (change.status !== generation.status && !nextStatuses[generation.status].includes(change.status)) {
    throw new Error(`A generation cannot go from ${generation.status} to ${change.status}.`);
  }
  const isEnd = hasEnded(change.status);
  await ctx.db.patch("generations", generation._id, {
    ...change,
    ...(label === undefined || generation.hasOwnLabel === true ? {} : { label }),
    ...(isEnd ? { endedAt: now } : {}),
  });

  const thread = await ctx.db.get("threads", generation.threadId);
  if (thread === null || thread.headGenerationId !== generation._id) return;
  await Threads.update(ctx, thread, {
    headStatus: change.status,
    headStage: change.stage,
    isRunning: isEnd ? undefined : true,
    ...(change.provider === undefined ? {} : { headProvider: change.provider }),
    ...(isEnd ? { lastActivityAt: Math.max(now, thread.lastActivityAt) } : {}),
  });
}

/** Null where the caller has no such generation; `forbidden` for too little right. */
export async function find(
  ctx: QueryCtx,
  user: Doc<"users">,
  generationId: string,
  role: Role,
): Promise<Doc<"generations"> | null> {
  const id = ctx.db.normalizeId("generations", generationId);
  const generation = id === null ? null : await ctx.db.get("generations", id);
  if (generation === null) return null;
  return (await Members.find(ctx, user, generation.workspaceId, role)) === null ? null : generation;
}

/** As `find`; throws `not_found` instead of null. */
export async function requireGeneration(
  ctx: QueryCtx,
  user: Doc<"users">,
  generationId: string,
  role: Role,
): Promise<Doc<"generations">> {
  const generation = await find(ctx, user, generationId, role);
  if (generation === null) throw Members.notFound("generation", generationId);
  return generation;
}

/** The whole source of a generation; null before it is whole. */
export async function codeOf(ctx: QueryCtx, generation: Doc<"generations">): Promise<Doc<"codes"> | null> {
  return await ctx.db
    .query("codes")
    .withIndex("by_generation", (q) => q.eq("generationId", generation._id))
    .unique();
}

/** What was measured; null unless it succeeded. */
export async function resultOf(ctx: QueryCtx, generation: Doc<"generations">): Promise<Doc<"results"> | null> {
  return await ctx.db
    .query("results")
    .withIndex("by_generation", (q) => q.eq("generationId", generation._id))
    .unique();
}

/** Stores the source, in place of an earlier one of the same generation. */
export async function storeCode(ctx: MutationCtx, generation: Doc<"generations">, text: string): Promise<void> {
  const known = await codeOf(ctx, generation);
  if (known !== null) {
    await ctx.db.patch("codes", known._id, { text });
    return;
  }
  await ctx.db.insert("codes", {
    workspaceId: generation.workspaceId,
    generationId: generation._id,
    language: generation.kind === "cad" ? "python" : "tsx",
    text,
  });
}
