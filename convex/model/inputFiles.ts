import { v } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import type { ActionCtx, QueryCtx } from "../_generated/server";
import { encodeBase64 } from "../lib/base64";
import { refuse } from "../lib/errors";

/** Files that the scripts of a thread find as parts. */

const MAX_INPUTS = 16;

export const vScriptInput = v.object({
  name: v.string(),
  format: v.union(v.literal("step"), v.literal("stl")),
  storageId: v.id("_storage"),
});
export type ScriptInput = typeof vScriptInput.type;

/** The inputs of every script of the generation's thread. */
export async function inputsOf(ctx: QueryCtx, generation: Doc<"generations">): Promise<ScriptInput[]> {
  const rows = await ctx.db
    .query("inputFiles")
    .withIndex("by_thread", (q) => q.eq("threadId", generation.threadId))
    .take(MAX_INPUTS);
  return rows.map(({ name, format, storageId }) => ({ name, format, storageId }));
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
