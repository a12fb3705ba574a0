import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { requireQuantity } from "./boms";

/** Orders and their lines. The total of an order is kept with every change of a line. */

export const MAX_LINES_OF_AN_ORDER = 500;

export async function linesOf(ctx: QueryCtx, orderId: Id<"orders">): Promise<Doc<"orderLines">[]> {
  return await ctx.db
    .query("orderLines")
    .withIndex("by_order", (q) => q.eq("orderId", orderId))
    .take(MAX_LINES_OF_AN_ORDER);
}

export async function addLine(
  ctx: MutationCtx,
  order: Doc<"orders">,
  part: Doc<"parts">,
  line: Pick<
    Doc<"orderLines">,
    "quantity" | "bomLineId" | "generationId" | "versionNumber" | "unitCostMicros" | "source"
  >,
): Promise<Id<"orderLines">> {
  requireQuantity(line.quantity);
  requireOpen(order);
  if (order.lineCount >= MAX_LINES_OF_AN_ORDER) {
    throw refuse(
      "too_large",
      `${order.number} has ${order.lineCount} lines; at most ${MAX_LINES_OF_AN_ORDER} are kept.`,
      "Start another order.",
    );
  }
  const lineId = await ctx.db.insert("orderLines", {
    ...line,
    workspaceId: order.workspaceId,
    orderId: order._id,
    partId: part._id,
    partNumber: part.number,
    partName: part.name,
  });
  await addTotal(ctx, order._id, 1, priceOf(line));
  return lineId;
}

export async function setQuantity(ctx: MutationCtx, line: Doc<"orderLines">, quantity: number): Promise<void> {
  requireQuantity(quantity);
  await ctx.db.patch("orderLines", line._id, { quantity });
  await addTotal(ctx, line.orderId, 0, priceOf({ ...line, quantity }) - priceOf(line));
}

export async function setPrice(
  ctx: MutationCtx,
  line: Doc<"orderLines">,
  unitCostMicros: number | undefined,
): Promise<void> {
  const known = await ctx.db.get("orderLines", line._id);
  await ctx.db.patch("orderLines", line._id, { unitCostMicros });
  await addTotal(ctx, line.orderId, 0, priceOf({ ...line, unitCostMicros }) - priceOf(known ?? line));
}

export async function removeLine(ctx: MutationCtx, line: Doc<"orderLines">): Promise<void> {
  await ctx.db.delete("orderLines", line._id);
  await addTotal(ctx, line.orderId, -1, -priceOf(line));
}

/** Throws `conflict` for an order that is received or canceled. */
export function requireOpen(order: Doc<"orders">): void {
  if (order.status === "draft" || order.status === "placed") return;
  throw refuse("conflict", `${order.number} is ${order.status}.`, "Make a new order for what is still needed.");
}

const priceOf = ({ quantity, unitCostMicros }: Pick<Doc<"orderLines">, "quantity" | "unitCostMicros">) =>
  Math.round(quantity * (unitCostMicros ?? 0));

async function addTotal(ctx: MutationCtx, orderId: Id<"orders">, lines: number, micros: number): Promise<void> {
  const order = await ctx.db.get("orders", orderId);
  if (order === null) return;
  await ctx.db.patch("orders", orderId, {
    lineCount: order.lineCount + lines,
    totalMicros: order.totalMicros + micros,
  });
}
