import { v } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import type { ActionCtx, QueryCtx } from "../_generated/server";
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
      return { name, format, base64: base64Of(new Uint8Array(await content.arrayBuffer())) };
    }),
  );
}

function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // A call takes a limited number of arguments.
  for (let at = 0; at < bytes.length; at += 0x8000)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(pieces.join(""));
}
