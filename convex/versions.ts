import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import type { ActionCtx } from "./_generated/server";
import { generationMutation, internalMutation, internalQuery, workspaceAction } from "./functions";
import { decodeBase64, encodeBase64 } from "./lib/base64";
import { refuse } from "./lib/errors";
import { vParameter, vParameterValue } from "./lib/validators";
import { executorAddress, executorRefusal, runToResult, type ExecutorResult } from "./model/executorRuns";
import { readBytes } from "./model/fileStore";
import { readInputs } from "./model/inputFiles";
import { record } from "./model/events";
import { startFromVersion } from "./model/generationStart";
import * as RateLimits from "./model/rateLimits";
import { requireRow } from "./model/rows";
import * as Versions from "./model/versions";
import type { Comparison, ComparePair, RunSource } from "./model/versions";
import { compareShapes, ExecutorFault } from "./providers/executor";

const DRAFT_TIMEOUT_S = 15;
const COMPARE_WITHIN_MS = 60_000;
/** What a call may answer with leaves room for the rest of the answer. */
const MAX_INLINE_BYTES = 12 * 1024 * 1024;

/** Makes an earlier version the newest again: a new version with the same code and values, without a model. */
export const restore = generationMutation({
  role: "editor",
  args: {},
  returns: v.id("generations"),
  handler: async (ctx) => {
    await RateLimits.countStart(ctx, ctx.user, ctx.generation.workspaceId);
    const restored = await startFromVersion(ctx, ctx.user, ctx.generation);
    await record(ctx, ctx.user, ctx.generation.workspaceId, {
      verb: "version.restored",
      object: Versions.objectOf(ctx.generation),
    });
    return restored;
  },
});

export const rename = generationMutation({
  role: "editor",
  args: { label: v.string() },
  returns: v.null(),
  handler: async (ctx, { label }) => {
    await Versions.rename(ctx, ctx.user, ctx.generation, label);
    return null;
  },
});

export const pin = generationMutation({
  role: "editor",
  args: { isPinned: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { isPinned }) => {
    await Versions.pin(ctx, ctx.user, ctx.generation, isPinned);
    return null;
  },
});

/**
 * A coarse model with other values, for the screen of who moves a slider: no version, no attempt, nothing stored.
 * Throws `unprocessable`, `conflict`, `rate_limited`, and `internal` where the executor cannot make it.
 */
export const draft = workspaceAction({
  role: "editor",
  args: { generationId: v.string(), values: v.record(v.string(), vParameterValue) },
  returns: v.object({ glb: v.bytes(), parameters: v.array(vParameter) }),
  handler: async (ctx, { generationId, values }) => {
    const { workspaceId, userId } = ctx.access;
    const source: RunSource = await ctx.runMutation(internal.versions.startDraft, {
      workspaceId,
      userId,
      generationId,
      values,
    });
    const result = await runDraft(workspaceId, source, await readInputs(ctx, source.inputs));
    const file = result.files.find(({ format }) => format === "glb");
    if (file === undefined || file.content.kind !== "base64")
      throw executorRefusal(new ExecutorFault("executor_protocol", "The executor sent no model."));
    return { glb: bytesOf(file.content.base64), parameters: result.parameters };
  },
});

async function runDraft(
  workspaceId: string,
  { code, values }: RunSource,
  inputs: Awaited<ReturnType<typeof readInputs>>,
): Promise<ExecutorResult> {
  return await runToResult({
    jobId: `draft-${crypto.randomUUID()}`,
    code,
    parameters: values,
    formats: ["glb"],
    quality: "draft",
    workspace: workspaceId,
    timeoutS: DRAFT_TIMEOUT_S,
    ...(inputs.length === 0 ? {} : { inputs }),
  });
}

/** Counts the draft, so that one person's sliders leave the executor to others too, and answers what it runs. */
export const startDraft = internalMutation({
  args: {
    workspaceId: v.id("workspaces"),
    userId: v.id("users"),
    generationId: v.string(),
    values: v.record(v.string(), vParameterValue),
  },
  handler: async (ctx, { workspaceId, userId, generationId, values }): Promise<RunSource> => {
    await RateLimits.countDraft(ctx, userId);
    const version = await requireRow(ctx, "generations", generationId, workspaceId, "version");
    return await Versions.draftSource(ctx, version, values);
  },
});

type Difference = Pick<Comparison, "iou" | "addedMm3" | "removedMm3"> & {
  added: ArrayBuffer | null;
  removed: ArrayBuffer | null;
};
const vPair = { workspaceId: v.id("workspaces"), fromId: v.string(), toId: v.string() };

/**
 * What the shape of `to` has more and less than that of `from`, as meshes. Measured once for each pair.
 * Throws `conflict` where a version has no exact shape, `internal` where the executor cannot compare.
 */
export const compareGeometry = workspaceAction({
  role: "viewer",
  args: { fromId: v.string(), toId: v.string() },
  returns: v.object({
    iou: v.number(),
    addedMm3: v.union(v.number(), v.null()),
    removedMm3: v.union(v.number(), v.null()),
    added: v.union(v.bytes(), v.null()),
    removed: v.union(v.bytes(), v.null()),
  }),
  handler: async (ctx, { fromId, toId }): Promise<Difference> => {
    const pair = { workspaceId: ctx.access.workspaceId, fromId, toId };
    const { from, to, known }: ComparePair = await ctx.runQuery(internal.versions.comparePair, pair);
    if (known !== null) {
      const [added, removed] = await Promise.all([known.added, known.removed].map((id) => storedBytes(ctx, id)));
      const { iou, addedMm3, removedMm3 } = known;
      return { iou, addedMm3, removedMm3, added: added ?? null, removed: removed ?? null };
    }
    const [a, b] = await Promise.all([from, to].map(async (stored) => await readBytes(ctx, stored)));
    if (!a || !b) throw refuse("not_found", "A version's STEP file is gone.", "Run that version again.");
    const found = await compareShapes(
      executorAddress(),
      { format: "step", base64: encodeBase64(await a.arrayBuffer()) },
      { format: "step", base64: encodeBase64(await b.arrayBuffer()) },
      COMPARE_WITHIN_MS,
    ).catch((error: unknown) => {
      throw error instanceof ExecutorFault ? executorRefusal(error) : error;
    });
    const added = found.added === null ? null : bytesOf(found.added);
    const removed = found.removed === null ? null : bytesOf(found.removed);
    const { iou, addedMm3, removedMm3 } = found;
    // Without the volumes the exact comparison ran out of time: the next one who asks may have more luck.
    if (addedMm3 !== null && removedMm3 !== null) {
      await keep(ctx, pair, { iou, addedMm3, removedMm3 }, added, removed);
    }
    return { iou, addedMm3, removedMm3, added, removed };
  },
});

async function keep(
  ctx: ActionCtx,
  pair: { workspaceId: Id<"workspaces">; fromId: string; toId: string },
  figures: Pick<Comparison, "iou" | "addedMm3" | "removedMm3">,
  added: ArrayBuffer | null,
  removed: ArrayBuffer | null,
): Promise<void> {
  const store = async (bytes: ArrayBuffer | null) =>
    bytes === null ? undefined : await ctx.storage.store(new Blob([bytes], { type: "model/gltf-binary" }));
  const [addedId, removedId] = await Promise.all([store(added), store(removed)]);
  const comparison: Comparison = {
    ...figures,
    ...(addedId === undefined ? {} : { added: addedId }),
    ...(removedId === undefined ? {} : { removed: removedId }),
  };
  if (await ctx.runMutation(internal.versions.keepComparison, { ...pair, comparison })) return;
  await Promise.all([addedId, removedId].map((id) => (id === undefined ? undefined : ctx.storage.delete(id))));
}

export const comparePair = internalQuery({
  args: vPair,
  handler: async (ctx, { workspaceId, fromId, toId }): Promise<ComparePair> => {
    const [from, to] = await Promise.all([
      requireRow(ctx, "generations", fromId, workspaceId, "version"),
      requireRow(ctx, "generations", toId, workspaceId, "version"),
    ]);
    return await Versions.comparePair(ctx, from, to);
  },
});

export const keepComparison = internalMutation({
  args: {
    ...vPair,
    comparison: v.object({
      iou: v.number(),
      addedMm3: v.union(v.number(), v.null()),
      removedMm3: v.union(v.number(), v.null()),
      added: v.optional(v.id("_storage")),
      removed: v.optional(v.id("_storage")),
    }),
  },
  handler: async (ctx, { workspaceId, fromId, toId, comparison }): Promise<boolean> => {
    const [from, to] = await Promise.all([
      requireRow(ctx, "generations", fromId, workspaceId, "version"),
      requireRow(ctx, "generations", toId, workspaceId, "version"),
    ]);
    return await Versions.keepComparison(ctx, from, to, comparison);
  },
});

async function storedBytes(ctx: ActionCtx, id: Id<"_storage"> | undefined): Promise<ArrayBuffer | null> {
  const blob = id === undefined ? null : await ctx.storage.get(id);
  return blob === null ? null : await blob.arrayBuffer();
}

function bytesOf(base64: string): ArrayBuffer {
  const bytes = decodeBase64(base64);
  if (bytes.length > MAX_INLINE_BYTES) {
    throw refuse(
      "too_large",
      `The model has ${bytes.length} bytes; a draft has at most ${MAX_INLINE_BYTES}.`,
      "Release the slider: the full version has no such limit.",
    );
  }
  return bytes.buffer;
}
