import { v } from "convex/values";
import { workspaceMutation, workspaceQuery } from "./functions";
import { MAX_QUANTITY } from "./lib/manufacturing";
import { refuse } from "./lib/errors";
import { readStockRows, requireFewRows } from "./lib/rowImport";
import * as Events from "./model/events";
import * as Parts from "./model/parts";
import { requireRow } from "./model/rows";
import * as Stock from "./model/stock";

const MAX_ROWS = 1_000;

export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(
    v.object({
      _id: v.id("stock"),
      partId: v.id("parts"),
      number: v.string(),
      name: v.string(),
      onHand: v.number(),
      reorderPoint: v.number(),
      location: v.string(),
      isLow: v.boolean(),
    }),
  ),
  handler: async (ctx) => {
    const rows = await ctx.db
      .query("stock")
      .withIndex("by_workspace", (q) => q.eq("workspaceId", ctx.workspace._id))
      .take(MAX_ROWS);
    return await Promise.all(
      rows.map(async (row) => {
        const part = await ctx.db.get("parts", row.partId);
        return {
          _id: row._id,
          partId: row.partId,
          number: part?.number ?? "",
          name: part?.name ?? "",
          onHand: row.onHand,
          reorderPoint: row.reorderPoint,
          location: row.location,
          isLow: row.onHand < row.reorderPoint,
        };
      }),
    );
  },
});

/** Sets what is there of a part; a part without a row gets one. */
export const set = workspaceMutation({
  role: "editor",
  args: {
    number: v.string(),
    onHand: v.optional(v.number()),
    reorderPoint: v.optional(v.number()),
    location: v.optional(v.string()),
  },
  returns: v.id("stock"),
  handler: async (ctx, { number, ...fields }) => {
    const part = await Parts.byNumber(ctx, ctx.workspace._id, number.trim());
    if (part === null) throw refuse("not_found", `There is no part ${number.trim()}.`, "Make the part first.");
    for (const [noun, value] of [
      ["On hand", fields.onHand],
      ["Reorder point", fields.reorderPoint],
    ] as const) {
      if (value !== undefined) Parts.requireAmount(value, MAX_QUANTITY, noun, "");
    }
    if (fields.location !== undefined) Parts.requireText(fields.location, "Location", true);
    return await Stock.set(ctx, ctx.user, part, fields);
  },
});

export const remove = workspaceMutation({
  role: "editor",
  args: { stockId: v.string() },
  returns: v.null(),
  handler: async (ctx, { stockId }) => {
    const row = await requireRow(ctx, "stock", stockId, ctx.workspace._id, "stock row");
    const part = await ctx.db.get("parts", row.partId);
    await ctx.db.delete("stock", row._id);
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "stock.removed",
      object: { table: "stock", id: row._id, label: part?.number ?? "" },
      before: { onHand: row.onHand },
    });
    return null;
  },
});

export const importRows = workspaceMutation({
  role: "editor",
  args: { cells: v.array(v.array(v.string())) },
  returns: v.object({
    kept: v.number(),
    bad: v.array(v.object({ row: v.number(), column: v.string(), reason: v.string() })),
  }),
  handler: async (ctx, { cells }) => {
    requireFewRows(cells);
    const { good, bad } = readStockRows(cells);
    let kept = 0;
    for (const { row, value } of good) {
      const { number, ...fields } = value;
      const part = await Parts.byNumber(ctx, ctx.workspace._id, number);
      if (part === null) {
        bad.push({ row, column: "part number", reason: `there is no part ${number}` });
        continue;
      }
      await Stock.set(ctx, ctx.user, part, fields);
      kept += 1;
    }
    return { kept, bad: bad.sort((a, b) => a.row - b.row) };
  },
});
