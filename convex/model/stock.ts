import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import * as Events from "./events";

/** What is on the shelf of a part: one row per part. Amounts are checked by the caller. */

export type StockFields = Partial<Pick<Doc<"stock">, "onHand" | "reorderPoint" | "location">>;

export async function set(
  ctx: MutationCtx,
  user: Doc<"users">,
  part: Doc<"parts">,
  fields: StockFields,
): Promise<Id<"stock">> {
  const known = await ctx.db
    .query("stock")
    .withIndex("by_part", (q) => q.eq("partId", part._id))
    .first();
  let stockId: Id<"stock">;
  if (known === null) {
    const empty = { onHand: 0, reorderPoint: 0, location: "" };
    stockId = await ctx.db.insert("stock", { workspaceId: part.workspaceId, partId: part._id, ...empty, ...fields });
  } else {
    stockId = known._id;
    await ctx.db.patch("stock", known._id, fields);
  }
  await Events.record(ctx, user, part.workspaceId, {
    verb: "stock.changed",
    object: { table: "stock", id: stockId, label: part.number },
    before: { onHand: known?.onHand ?? null },
    after: { onHand: fields.onHand ?? known?.onHand ?? 0 },
  });
  return stockId;
}
