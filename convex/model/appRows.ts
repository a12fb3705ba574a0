import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import type { TableName, Tables } from "../lib/workspaceRows";

/** The rows of a workspace in the shape that apps see. Reads only; who may read was checked before. */

/** More rows than this are cut off: an app shows a table, it is no export. */
export const MAX_APP_ROWS = 1_000;

type Reader<Name extends TableName> = (ctx: QueryCtx, workspaceId: Id<"workspaces">) => Promise<Tables[Name][]>;

const readers: { [Name in TableName]: Reader<Name> } = {
  parts: async (ctx, workspaceId) =>
    (
      await ctx.db
        .query("parts")
        .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", workspaceId))
        .take(MAX_APP_ROWS)
    ).map((part) => ({
      id: part._id,
      number: part.number,
      name: part.name,
      material: part.material,
      process: part.process,
      massG: part.massG ?? null,
      costUsd: usd(part.costMicros),
      version: part.versionNumber ?? null,
    })),

  boms: async (ctx, workspaceId) =>
    (await bomsOf(ctx, workspaceId)).map((bom) => ({
      id: bom._id,
      number: bom.number,
      name: bom.name,
      lineCount: bom.lineCount,
      massG: bom.massG,
      costUsd: bom.costMicros / 1e6,
    })),

  bomLines: async (ctx, workspaceId) => {
    const rows: Tables["bomLines"][] = [];
    for (const bom of await bomsOf(ctx, workspaceId)) {
      if (rows.length >= MAX_APP_ROWS) break;
      const lines = await ctx.db
        .query("bomLines")
        .withIndex("by_bom_and_position", (q) => q.eq("bomId", bom._id))
        .take(MAX_APP_ROWS - rows.length);
      rows.push(...(await Promise.all(lines.map((line) => bomLineRow(ctx, bom, line)))));
    }
    return rows;
  },

  orders: async (ctx, workspaceId) =>
    (await ordersOf(ctx, workspaceId)).map((order) => ({
      id: order._id,
      number: order.number,
      supplier: order.supplierName,
      status: order.status,
      dueOn: order.dueOn,
      lineCount: order.lineCount,
      totalUsd: order.totalMicros / 1e6,
    })),

  orderLines: async (ctx, workspaceId) => {
    const rows: Tables["orderLines"][] = [];
    for (const order of await ordersOf(ctx, workspaceId)) {
      if (rows.length >= MAX_APP_ROWS) break;
      const lines = await ctx.db
        .query("orderLines")
        .withIndex("by_order", (q) => q.eq("orderId", order._id))
        .take(MAX_APP_ROWS - rows.length);
      rows.push(
        ...lines.map((line) => ({
          id: line._id,
          orderId: order._id,
          orderNumber: order.number,
          supplier: order.supplierName,
          partNumber: line.partNumber,
          partName: line.partName,
          quantity: line.quantity,
          unitCostUsd: usd(line.unitCostMicros),
        })),
      );
    }
    return rows;
  },

  stock: async (ctx, workspaceId) => {
    const rows = await ctx.db
      .query("stock")
      .withIndex("by_workspace", (q) => q.eq("workspaceId", workspaceId))
      .take(MAX_APP_ROWS);
    return await Promise.all(
      rows.map(async (row) => {
        const part = await ctx.db.get("parts", row.partId);
        return {
          id: row._id,
          partNumber: part?.number ?? "",
          partName: part?.name ?? "",
          onHand: row.onHand,
          reorderPoint: row.reorderPoint,
          location: row.location,
          unitCostUsd: usd(part?.costMicros),
        };
      }),
    );
  },

  suppliers: async (ctx, workspaceId) =>
    (
      await ctx.db
        .query("suppliers")
        .withIndex("by_workspace_and_name", (q) => q.eq("workspaceId", workspaceId))
        .take(MAX_APP_ROWS)
    ).map(({ _id, name, email, leadDays, note }) => ({ id: _id, name, email, leadDays: leadDays ?? null, note })),

  checklists: async (ctx, workspaceId) =>
    (
      await ctx.db
        .query("checklists")
        .withIndex("by_workspace_and_name", (q) => q.eq("workspaceId", workspaceId))
        .take(MAX_APP_ROWS)
    ).map(({ _id, name, standard, items }) => ({
      id: _id,
      name,
      standard,
      items: items.map(({ text, isDone, doneBy = "" }) => ({ text, isDone, doneBy })),
    })),
};

/** At most `MAX_APP_ROWS` rows of a table, by number or name. */
export async function read(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  table: TableName,
): Promise<Tables[TableName][]> {
  return await readers[table](ctx, workspaceId);
}

const usd = (micros: number | undefined): number | null => (micros === undefined ? null : micros / 1e6);

async function bomsOf(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Doc<"boms">[]> {
  return await ctx.db
    .query("boms")
    .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", workspaceId))
    .take(MAX_APP_ROWS);
}

async function ordersOf(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Doc<"orders">[]> {
  return await ctx.db
    .query("orders")
    .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", workspaceId))
    .take(MAX_APP_ROWS);
}

async function bomLineRow(ctx: QueryCtx, bom: Doc<"boms">, line: Doc<"bomLines">): Promise<Tables["bomLines"]> {
  const part = line.partId === undefined ? null : await ctx.db.get("parts", line.partId);
  const child = line.childBomId === undefined ? null : await ctx.db.get("boms", line.childBomId);
  return {
    id: line._id,
    bomId: bom._id,
    bomNumber: bom.number,
    position: line.position,
    number: part?.number ?? child?.number ?? "",
    name: part?.name ?? child?.name ?? "",
    childBomId: child?._id ?? null,
    quantity: line.quantity,
    unitMassG: line.unitMassG ?? null,
    unitCostUsd: usd(line.unitCostMicros),
    note: line.note,
  };
}
