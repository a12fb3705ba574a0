import { v } from "convex/values";
import type { Doc } from "./_generated/dataModel";
import { workspaceMutation, workspaceQuery } from "./functions";
import { refuse } from "./lib/errors";
import { vOrderStatus, vSourcePlace } from "./lib/manufacturing";
import { readBomRows, requireFewRows } from "./lib/rowImport";
import * as Events from "./model/events";
import * as Orders from "./model/orders";
import * as Parts from "./model/parts";
import { requireRow } from "./model/rows";
import schema from "./schema";

const MAX_ORDERS = 500;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(schema.doc("orders")),
  handler: async (ctx) =>
    await ctx.db
      .query("orders")
      .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", ctx.workspace._id))
      .take(MAX_ORDERS),
});

export const lines = workspaceQuery({
  role: "viewer",
  args: { orderId: v.string() },
  returns: v.object({ order: schema.doc("orders"), lines: v.array(schema.doc("orderLines")) }),
  handler: async (ctx, { orderId }) => {
    const order = await requireRow(ctx, "orders", orderId, ctx.workspace._id, "order");
    return { order, lines: await Orders.linesOf(ctx, order._id) };
  },
});

export const create = workspaceMutation({
  role: "editor",
  args: { number: v.string(), supplierId: v.optional(v.string()), dueOn: v.optional(v.string()) },
  returns: v.id("orders"),
  handler: async (ctx, args) => {
    const number = Parts.requireText(args.number, "Number");
    const known = await ctx.db
      .query("orders")
      .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", ctx.workspace._id).eq("number", number))
      .first();
    if (known !== null) {
      throw refuse("conflict", `There is an order ${number} already.`, "Give this one another number.");
    }
    const supplier =
      args.supplierId === undefined
        ? null
        : await requireRow(ctx, "suppliers", args.supplierId, ctx.workspace._id, "supplier");
    const orderId = await ctx.db.insert("orders", {
      workspaceId: ctx.workspace._id,
      number,
      ...(supplier === null ? {} : { supplierId: supplier._id }),
      supplierName: supplier?.name ?? "",
      status: "draft",
      dueOn: requireDay(args.dueOn ?? ""),
      lineCount: 0,
      totalMicros: 0,
    });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "order.created",
      object: { table: "orders", id: orderId, label: number },
    });
    return orderId;
  },
});

export const update = workspaceMutation({
  role: "editor",
  args: { orderId: v.string(), status: v.optional(vOrderStatus), dueOn: v.optional(v.string()) },
  returns: v.null(),
  handler: async (ctx, { orderId, status, dueOn }) => {
    const order = await requireRow(ctx, "orders", orderId, ctx.workspace._id, "order");
    await ctx.db.patch("orders", order._id, {
      ...(status === undefined ? {} : { status }),
      ...(dueOn === undefined ? {} : { dueOn: requireDay(dueOn) }),
    });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: status === undefined ? "order.updated" : `order.${status}`,
      object: { table: "orders", id: order._id, label: order.number },
      before: { status: order.status, dueOn: order.dueOn },
      after: { status: status ?? order.status, dueOn: dueOn ?? order.dueOn },
    });
    return null;
  },
});

/** Orders what a line of a BOM holds, in its version, in as many pieces as the line times `sets`. */
export const addBomLine = workspaceMutation({
  role: "editor",
  args: { orderId: v.string(), bomLineId: v.string(), sets: v.number() },
  returns: v.id("orderLines"),
  handler: async (ctx, { orderId, bomLineId, sets }) => {
    const order = await requireRow(ctx, "orders", orderId, ctx.workspace._id, "order");
    const line = await requireRow(ctx, "bomLines", bomLineId, ctx.workspace._id, "BOM line");
    const part = line.partId === undefined ? null : await ctx.db.get("parts", line.partId);
    if (part === null) {
      throw refuse(
        "conflict",
        line.childBomId === undefined ? "The part of this line was removed." : "This line is a sub-assembly.",
        "Order the lines of the sub-assembly, or another part.",
      );
    }
    const lineId = await Orders.addLine(ctx, order, part, {
      ...versionOf(line),
      bomLineId: line._id,
      quantity: line.quantity * sets,
      ...(line.unitCostMicros === undefined ? {} : { unitCostMicros: line.unitCostMicros }),
    });
    await recordLine(ctx, ctx.user, order, "order.line_added", { part: part.number, quantity: line.quantity * sets });
    return lineId;
  },
});

/** Orders a part in its released version. Throws `not_found` for a part that is not there (any more). */
export const addPart = workspaceMutation({
  role: "editor",
  args: { orderId: v.string(), number: v.string(), quantity: v.number(), source: v.optional(vSourcePlace) },
  returns: v.id("orderLines"),
  handler: async (ctx, { orderId, number, quantity, source }) => {
    const order = await requireRow(ctx, "orders", orderId, ctx.workspace._id, "order");
    const part = await Parts.byNumber(ctx, ctx.workspace._id, number.trim());
    if (part === null) {
      throw refuse(
        "not_found",
        `There is no part ${number.trim()}.`,
        "Check its number; removed parts cannot be ordered.",
      );
    }
    const lineId = await Orders.addLine(ctx, order, part, {
      ...versionOf(part),
      quantity,
      ...(part.costMicros === undefined ? {} : { unitCostMicros: part.costMicros }),
      ...(source === undefined ? {} : { source }),
    });
    await recordLine(ctx, ctx.user, order, "order.line_added", { part: part.number, quantity });
    return lineId;
  },
});

export const setLine = workspaceMutation({
  role: "editor",
  args: { lineId: v.string(), quantity: v.optional(v.number()), unitCostMicros: v.optional(v.number()) },
  returns: v.null(),
  handler: async (ctx, { lineId, quantity, unitCostMicros }) => {
    const line = await requireRow(ctx, "orderLines", lineId, ctx.workspace._id, "line");
    const order = (await ctx.db.get("orders", line.orderId))!;
    Orders.requireOpen(order);
    if (unitCostMicros !== undefined) {
      await Orders.setPrice(ctx, line, Parts.requireAmount(unitCostMicros, 1e12, "Price", " µ$"));
    }
    if (quantity !== undefined) {
      await Orders.setQuantity(ctx, (await ctx.db.get("orderLines", line._id))!, quantity);
    }
    await recordLine(ctx, ctx.user, order, "order.line_changed", {
      part: line.partNumber,
      quantity: quantity ?? line.quantity,
    });
    return null;
  },
});

export const removeLine = workspaceMutation({
  role: "editor",
  args: { lineId: v.string() },
  returns: v.null(),
  handler: async (ctx, { lineId }) => {
    const line = await requireRow(ctx, "orderLines", lineId, ctx.workspace._id, "line");
    const order = (await ctx.db.get("orders", line.orderId))!;
    Orders.requireOpen(order);
    await Orders.removeLine(ctx, line);
    await recordLine(ctx, ctx.user, order, "order.line_removed", { part: line.partNumber });
    return null;
  },
});

/** Rows of a purchase order: a part number and a quantity each; the others are named. */
export const importRows = workspaceMutation({
  role: "editor",
  args: { orderId: v.string(), cells: v.array(v.array(v.string())), source: v.optional(vSourcePlace) },
  returns: v.object({
    kept: v.number(),
    bad: v.array(v.object({ row: v.number(), column: v.string(), reason: v.string() })),
  }),
  handler: async (ctx, { orderId, cells, source }) => {
    const order = await requireRow(ctx, "orders", orderId, ctx.workspace._id, "order");
    Orders.requireOpen(order);
    requireFewRows(cells, Orders.MAX_LINES_OF_AN_ORDER);
    const { good, bad } = readBomRows(cells);
    let kept = 0;
    for (const { row, value } of good) {
      const part = await Parts.byNumber(ctx, ctx.workspace._id, value.number);
      if (part === null) {
        bad.push({ row, column: "part number", reason: `there is no part ${value.number}` });
        continue;
      }
      await Orders.addLine(ctx, (await ctx.db.get("orders", order._id))!, part, {
        ...versionOf(part),
        quantity: value.quantity,
        ...(part.costMicros === undefined ? {} : { unitCostMicros: part.costMicros }),
        ...(source === undefined ? {} : { source }),
      });
      kept += 1;
    }
    await recordLine(ctx, ctx.user, order, "order.imported", { kept, bad: bad.length });
    return { kept, bad: bad.sort((a, b) => a.row - b.row) };
  },
});

function versionOf({ generationId, versionNumber }: Pick<Doc<"bomLines">, "generationId" | "versionNumber">) {
  return {
    ...(generationId === undefined ? {} : { generationId }),
    ...(versionNumber === undefined ? {} : { versionNumber }),
  };
}

function requireDay(day: string): string {
  if (day === "" || (DAY.test(day) && !Number.isNaN(Date.parse(day)))) return day;
  throw refuse("invalid", `“${day.slice(0, 20)}” is no day.`, "Write it as 2026-11-30.");
}

async function recordLine(
  ctx: Parameters<typeof Events.record>[0],
  user: Doc<"users">,
  order: Doc<"orders">,
  verb: string,
  after: Record<string, string | number>,
): Promise<void> {
  await Events.record(ctx, user, order.workspaceId, {
    verb,
    object: { table: "orders", id: order._id, label: order.number },
    after,
  });
}
