import type { Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";

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

async function isHeld(ctx: QueryCtx, id: Id<"_storage">): Promise<boolean> {
  const holders = await Promise.all([
    ctx.db
      .query("documents")
      .withIndex("by_storageId", (q) => q.eq("storageId", id))
      .first(),
    ctx.db
      .query("documentPages")
      .withIndex("by_picture", (q) => q.eq("picture.storageId", id))
      .first(),
    ctx.db
      .query("inputFiles")
      .withIndex("by_storageId", (q) => q.eq("storageId", id))
      .first(),
    ctx.db
      .query("artifacts")
      .withIndex("by_storageId", (q) => q.eq("storageId", id))
      .first(),
  ]);
  return holders.some((row) => row !== null);
}
