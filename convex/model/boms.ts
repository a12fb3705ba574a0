import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { MAX_BOM_DEPTH, MAX_BOM_LINES, MAX_QUANTITY } from "../lib/manufacturing";

/**
 * BOMs and their lines. The totals of a BOM are kept with every change of a line and passed on to the BOMs that hold
 * it, so that a list of ten thousand lines is never added up to show its mass.
 */

const MAX_PARENTS = 200;
const MAX_LINES_READ_FOR_CYCLES = 500;

export type UnitFigures = { unitMassG?: number; unitCostMicros?: number };
type Totals = { massG: number; costMicros: number; unknownCount: number };

export async function byNumber(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  number: string,
): Promise<Doc<"boms"> | null> {
  return await ctx.db
    .query("boms")
    .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", workspaceId).eq("number", number))
    .first();
}

/** Throws `invalid` for a quantity that is not above 0, or is too large. */
export function requireQuantity(quantity: number): number {
  if (!(quantity > 0 && quantity <= MAX_QUANTITY)) {
    throw refuse(
      "invalid",
      `The quantity is ${quantity}; it must be above 0 and at most ${MAX_QUANTITY}.`,
      "Give a quantity of 1 or more, or remove the line.",
    );
  }
  return quantity;
}

export async function addLine(
  ctx: MutationCtx,
  bom: Doc<"boms">,
  line: Omit<Doc<"bomLines">, "_id" | "_creationTime" | "workspaceId" | "bomId" | "position">,
): Promise<Id<"bomLines">> {
  requireQuantity(line.quantity);
  if (bom.lineCount >= MAX_BOM_LINES) {
    throw refuse(
      "too_large",
      `${bom.number} has ${bom.lineCount} lines; at most ${MAX_BOM_LINES} are kept.`,
      "Move lines into a sub-assembly.",
    );
  }
  const lineId = await ctx.db.insert("bomLines", {
    ...line,
    workspaceId: bom.workspaceId,
    bomId: bom._id,
    position: bom.nextPosition,
  });
  await ctx.db.patch("boms", bom._id, { lineCount: bom.lineCount + 1, nextPosition: bom.nextPosition + 1 });
  await addTotals(ctx, bom._id, await lineTotals(ctx, line), 0);
  return lineId;
}

export async function setQuantity(ctx: MutationCtx, line: Doc<"bomLines">, quantity: number): Promise<void> {
  requireQuantity(quantity);
  await ctx.db.patch("bomLines", line._id, { quantity });
  await addTotals(ctx, line.bomId, difference(totalsOf(line, line.quantity), totalsOf(line, quantity)), 0);
}

/** What one piece of a line weighs and costs now; undefined stands for unknown. */
export async function setFigures(ctx: MutationCtx, line: Doc<"bomLines">, figures: UnitFigures): Promise<void> {
  if (line.unitMassG === figures.unitMassG && line.unitCostMicros === figures.unitCostMicros) return;
  await ctx.db.patch("bomLines", line._id, {
    unitMassG: figures.unitMassG,
    unitCostMicros: figures.unitCostMicros,
  });
  await addTotals(ctx, line.bomId, difference(totalsOf(line, line.quantity), totalsOf(figures, line.quantity)), 0);
}

export async function removeLine(ctx: MutationCtx, line: Doc<"bomLines">): Promise<void> {
  const taken = await lineTotals(ctx, line);
  await ctx.db.delete("bomLines", line._id);
  const bom = await ctx.db.get("boms", line.bomId);
  if (bom !== null) await ctx.db.patch("boms", bom._id, { lineCount: bom.lineCount - 1 });
  await addTotals(ctx, line.bomId, difference(taken, NOTHING), 0);
}

/** Throws `conflict` where `child` holds `bom`, itself or through others: a BOM inside itself has no mass. */
export async function refuseCircle(ctx: QueryCtx, bom: Doc<"boms">, child: Doc<"boms">): Promise<void> {
  const path = await pathTo(ctx, child, bom._id, [child.number], 0);
  if (path === null) return;
  throw refuse(
    "conflict",
    bom._id === child._id
      ? `${bom.number} cannot hold itself.`
      : `${child.number} holds ${bom.number} already: ${path.join(" → ")}.`,
    "Take that line out first, or choose another sub-assembly.",
  );
}

async function pathTo(
  ctx: QueryCtx,
  from: Doc<"boms">,
  target: Id<"boms">,
  path: string[],
  depth: number,
): Promise<string[] | null> {
  if (from._id === target) return path;
  if (depth >= MAX_BOM_DEPTH) {
    throw refuse(
      "too_large",
      `Sub-assemblies are nested more than ${MAX_BOM_DEPTH} deep.`,
      "Use fewer levels of sub-assemblies.",
    );
  }
  for (const line of await childLines(ctx, from._id)) {
    const child = line.childBomId === undefined ? null : await ctx.db.get("boms", line.childBomId);
    const found = child === null ? null : await pathTo(ctx, child, target, [...path, child.number], depth + 1);
    if (found !== null) return found;
  }
  return null;
}

async function childLines(ctx: QueryCtx, bomId: Id<"boms">): Promise<Doc<"bomLines">[]> {
  const found: Doc<"bomLines">[] = [];
  // Sub-assemblies are few among many lines: read by the index that holds them alone.
  const lines = ctx.db
    .query("bomLines")
    .withIndex("by_bom_and_childBom", (q) => q.eq("bomId", bomId).gt("childBomId", undefined));
  for await (const line of lines) {
    found.push(line);
    if (found.length >= MAX_LINES_READ_FOR_CYCLES) break;
  }
  return found;
}

/** Adds to a BOM's totals and, times the quantity, to those of every BOM that holds it. */
async function addTotals(ctx: MutationCtx, bomId: Id<"boms">, change: Totals, depth: number): Promise<void> {
  if (change.massG === 0 && change.costMicros === 0 && change.unknownCount === 0) return;
  const bom = await ctx.db.get("boms", bomId);
  if (bom === null || depth > MAX_BOM_DEPTH) return;
  await ctx.db.patch("boms", bomId, {
    // Sums of fractions drift: what is left of an empty BOM is nothing.
    massG: Math.max(0, Math.round((bom.massG + change.massG) * 1e6) / 1e6),
    costMicros: Math.max(0, bom.costMicros + change.costMicros),
    unknownCount: bom.unknownCount + change.unknownCount,
  });
  const parents = await ctx.db
    .query("bomLines")
    .withIndex("by_childBom", (q) => q.eq("childBomId", bomId))
    .take(MAX_PARENTS);
  const next = await ctx.db.get("boms", bomId);
  for (const parent of parents) {
    await ctx.db.patch("bomLines", parent._id, { unitMassG: next!.massG, unitCostMicros: next!.costMicros });
    await addTotals(
      ctx,
      parent.bomId,
      {
        massG: change.massG * parent.quantity,
        costMicros: Math.round(change.costMicros * parent.quantity),
        unknownCount: change.unknownCount,
      },
      depth + 1,
    );
  }
}

const NOTHING: Totals = { massG: 0, costMicros: 0, unknownCount: 0 };

function totalsOf(line: UnitFigures, quantity: number): Totals {
  return {
    massG: (line.unitMassG ?? 0) * quantity,
    costMicros: Math.round((line.unitCostMicros ?? 0) * quantity),
    unknownCount: line.unitMassG === undefined || line.unitCostMicros === undefined ? 1 : 0,
  };
}

/** As `totalsOf`, with what is unknown inside a sub-assembly. */
async function lineTotals(
  ctx: QueryCtx,
  line: UnitFigures & Pick<Doc<"bomLines">, "quantity" | "childBomId">,
): Promise<Totals> {
  const child = line.childBomId === undefined ? null : await ctx.db.get("boms", line.childBomId);
  const totals = totalsOf(line, line.quantity);
  return { ...totals, unknownCount: totals.unknownCount + (child?.unknownCount ?? 0) };
}

function difference(before: Totals, after: Totals): Totals {
  return {
    massG: after.massG - before.massG,
    costMicros: after.costMicros - before.costMicros,
    unknownCount: after.unknownCount - before.unknownCount,
  };
}
