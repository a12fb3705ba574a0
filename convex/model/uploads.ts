import type { Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";

/** Every field of the schema that names a stored file, and how to find a row by it. A test holds this to the schema. */
export const holders: Record<string, (ctx: QueryCtx, id: Id<"_storage">) => Promise<object | null>> = {
  "documents.storageId": async (ctx, id) =>
    await ctx.db
      .query("documents")
      .withIndex("by_storageId", (q) => q.eq("storageId", id))
      .first(),
  "documentPages.picture.storageId": async (ctx, id) =>
    await ctx.db
      .query("documentPages")
      .withIndex("by_picture", (q) => q.eq("picture.storageId", id))
      .first(),
  "inputFiles.storageId": async (ctx, id) =>
    await ctx.db
      .query("inputFiles")
      .withIndex("by_storageId", (q) => q.eq("storageId", id))
      .first(),
  "artifacts.storageId": async (ctx, id) =>
    await ctx.db
      .query("artifacts")
      .withIndex("by_storageId", (q) => q.eq("storageId", id))
      .first(),
  "comparisons.added": async (ctx, id) =>
    await ctx.db
      .query("comparisons")
      .withIndex("by_added", (q) => q.eq("added", id))
      .first(),
  "comparisons.removed": async (ctx, id) =>
    await ctx.db
      .query("comparisons")
      .withIndex("by_removed", (q) => q.eq("removed", id))
      .first(),
};

/**
 * The file that somebody has just uploaded. The address of an upload does not say who may use it, so a file that
 * anything holds already, in whichever workspace, is no upload: it would be read, and deleted, through a second row.
 *
 * @throws refusal `not_found` for an id of nothing, and for one that is held
 */
export async function requireUpload(
  ctx: QueryCtx,
  storageId: string,
): Promise<{ storageId: Id<"_storage">; bytes: number }> {
  const id = ctx.db.system.normalizeId("_storage", storageId);
  const file = id === null ? null : await ctx.db.system.get("_storage", id);
  if (id === null || file === null || (await isHeld(ctx, id)))
    throw refuse("not_found", "The upload is not there.", "Upload the file again.");
  return { storageId: id, bytes: file.size };
}

/** Whether any row of any workspace names the file. */
export async function isHeld(ctx: QueryCtx, id: Id<"_storage">): Promise<boolean> {
  const rows = await Promise.all(Object.values(holders).map((find) => find(ctx, id)));
  return rows.some((row) => row !== null);
}
