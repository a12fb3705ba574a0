import { v } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { ActionCtx, QueryCtx } from "../_generated/server";
import { encodeBase64 } from "../lib/base64";
import { refuse } from "../lib/errors";
import { requireRow } from "./rows";

/** Files that the scripts of a thread find as parts. */

/** As many as the executor takes with one script. */
const MAX_INPUTS = 16;

export const vScriptInput = v.object({
  name: v.string(),
  format: v.union(v.literal("step"), v.literal("stl")),
  storageId: v.id("_storage"),
});
export type ScriptInput = typeof vScriptInput.type;

/** The rows of a thread's files, the oldest first. */
export async function filesOf(ctx: QueryCtx, threadId: Id<"threads">): Promise<Doc<"inputFiles">[]> {
  return await ctx.db
    .query("inputFiles")
    .withIndex("by_thread", (q) => q.eq("threadId", threadId))
    .take(MAX_INPUTS);
}

/** The inputs of every script of the generation's thread. */
export async function inputsOf(ctx: QueryCtx, generation: Doc<"generations">): Promise<ScriptInput[]> {
  const rows = await filesOf(ctx, generation.threadId);
  return rows.map(({ name, format, storageId }) => ({ name, format, storageId }));
}

/**
 * The version that one more file of the thread follows, and the names that its files have. Throws `not_found`, and
 * `conflict` for a thread of an app and for one that is full.
 */
export async function requirePlace(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  threadId: string,
): Promise<{ parent: Doc<"generations">; taken: string[] }> {
  const thread = await requireRow(ctx, "threads", threadId, workspaceId, "thread");
  const head = thread.headGenerationId === undefined ? null : await ctx.db.get("generations", thread.headGenerationId);
  if (thread.kind !== "cad" || head === null)
    throw refuse("conflict", `${thread.title} is no part, so it takes no file.`, "Import the file as a new part.");
  const taken = (await filesOf(ctx, thread._id)).map(({ name }) => name);
  if (taken.length >= MAX_INPUTS) {
    throw refuse(
      "conflict",
      `${thread.title} holds ${taken.length} files; a script takes at most ${MAX_INPUTS}.`,
      "Import the file as a new part.",
    );
  }
  return { parent: head, taken };
}

/** The files as the executor takes them. Throws `not_found` where the bytes are gone. */
export async function readInputs(ctx: ActionCtx, inputs: readonly ScriptInput[]) {
  return await Promise.all(
    inputs.map(async ({ name, format, storageId }) => {
      const content = await ctx.storage.get(storageId);
      if (content === null) throw refuse("not_found", `The file “${name}” is gone.`, "Import it again.");
      return { name, format, base64: encodeBase64(await content.arrayBuffer()) };
    }),
  );
}
