import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import type { Doc, Id } from "./_generated/dataModel";
import type { MutationCtx } from "./_generated/server";
import { workspaceMutation, workspaceQuery } from "./functions";
import { refuse } from "./lib/errors";
import { vChange, vSourcePlace } from "./lib/manufacturing";
import { readBomRows, requireFewRows } from "./lib/rowImport";
import { pageOptions } from "./lib/pages";
import * as Boms from "./model/boms";
import * as Events from "./model/events";
import * as Parts from "./model/parts";
import { requireRow } from "./model/rows";
import * as VersionFlags from "./model/versionFlags";
import schema from "./schema";

const MAX_BOMS = 500;
const MAX_FLAGS = 200;
const MAX_LINES_REMOVED = 4_000;

const vBom = schema.doc("boms");
const vLine = v.object({
  _id: v.id("bomLines"),
  position: v.number(),
  number: v.string(),
  name: v.string(),
  material: v.string(),
  partId: v.union(v.id("parts"), v.null()),
  childBomId: v.union(v.id("boms"), v.null()),
  generationId: v.union(v.id("generations"), v.null()),
  versionNumber: v.union(v.number(), v.null()),
  latestVersionNumber: v.union(v.number(), v.null()),
  quantity: v.number(),
  unitMassG: v.union(v.number(), v.null()),
  unitCostMicros: v.union(v.number(), v.null()),
  note: v.string(),
  source: v.union(vSourcePlace, v.null()),
});

export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(vBom),
  handler: async (ctx) =>
    await ctx.db
      .query("boms")
      .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", ctx.workspace._id))
      .take(MAX_BOMS),
});

export const get = workspaceQuery({
  role: "viewer",
  args: { bomId: v.string() },
  returns: vBom,
  handler: async (ctx, { bomId }) => await requireRow(ctx, "boms", bomId, ctx.workspace._id, "BOM"),
});

/** The lines of one BOM in their order, each with the part or sub-assembly that it names. */
export const lines = workspaceQuery({
  role: "viewer",
  args: { bomId: v.string(), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vLine),
  handler: async (ctx, { bomId, paginationOpts }) => {
    const bom = await requireRow(ctx, "boms", bomId, ctx.workspace._id, "BOM");
    const page = await ctx.db
      .query("bomLines")
      .withIndex("by_bom_and_position", (q) => q.eq("bomId", bom._id))
      .paginate(pageOptions(paginationOpts));
    return {
      ...page,
      page: await Promise.all(
        page.page.map(async (line) => {
          const part = line.partId === undefined ? null : await ctx.db.get("parts", line.partId);
          const child = line.childBomId === undefined ? null : await ctx.db.get("boms", line.childBomId);
          return {
            _id: line._id,
            position: line.position,
            number: part?.number ?? child?.number ?? "",
            name: part?.name ?? child?.name ?? "",
            material: part?.material ?? "",
            partId: part?._id ?? null,
            childBomId: child?._id ?? null,
            generationId: line.generationId ?? null,
            versionNumber: line.versionNumber ?? null,
            latestVersionNumber: part?.latestVersionNumber ?? null,
            quantity: line.quantity,
            unitMassG: line.unitMassG ?? null,
            unitCostMicros: line.unitCostMicros ?? null,
            note: line.note,
            source: line.source ?? null,
          };
        }),
      ),
    };
  },
});

export const create = workspaceMutation({
  role: "editor",
  args: { number: v.string(), name: v.string() },
  returns: v.id("boms"),
  handler: async (ctx, args) => {
    const number = Parts.requireText(args.number, "Number");
    const known = await ctx.db
      .query("boms")
      .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", ctx.workspace._id).eq("number", number))
      .first();
    if (known !== null) throw refuse("conflict", `There is a BOM ${number} already.`, "Give this one another number.");
    const bomId = await ctx.db.insert("boms", {
      workspaceId: ctx.workspace._id,
      number,
      name: Parts.requireText(args.name, "Name"),
      lineCount: 0,
      nextPosition: 1,
      massG: 0,
      costMicros: 0,
      unknownCount: 0,
    });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "bom.created",
      object: { table: "boms", id: bomId, label: number },
    });
    return bomId;
  },
});

/** Throws `conflict` while another BOM holds it, and `too_large` for one whose lines are too many for one go. */
export const remove = workspaceMutation({
  role: "editor",
  args: { bomId: v.string() },
  returns: v.null(),
  handler: async (ctx, { bomId }) => {
    const bom = await requireRow(ctx, "boms", bomId, ctx.workspace._id, "BOM");
    const held = await ctx.db
      .query("bomLines")
      .withIndex("by_childBom", (q) => q.eq("childBomId", bom._id))
      .first();
    if (held !== null) {
      const parent = await ctx.db.get("boms", held.bomId);
      throw refuse("conflict", `${bom.number} is used in ${parent?.number ?? "a BOM"}.`, "Take it out there first.");
    }
    const rows = await ctx.db
      .query("bomLines")
      .withIndex("by_bom_and_position", (q) => q.eq("bomId", bom._id))
      .take(MAX_LINES_REMOVED + 1);
    if (rows.length > MAX_LINES_REMOVED) {
      throw refuse(
        "too_large",
        `${bom.number} has ${bom.lineCount} lines; at most ${MAX_LINES_REMOVED} go at once.`,
        "Remove some of its lines first.",
      );
    }
    for (const row of rows) await ctx.db.delete("bomLines", row._id);
    await ctx.db.delete("boms", bom._id);
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "bom.removed",
      object: { table: "boms", id: bom._id, label: bom.number },
    });
    return null;
  },
});

/** Adds a part in its released version, or a sub-assembly, by its number. Throws `not_found` for an unknown number. */
export const addLine = workspaceMutation({
  role: "editor",
  args: {
    bomId: v.string(),
    number: v.string(),
    quantity: v.number(),
    note: v.optional(v.string()),
    source: v.optional(vSourcePlace),
  },
  returns: v.id("bomLines"),
  handler: async (ctx, { bomId, number, quantity, note = "", source }) => {
    const bom = await requireRow(ctx, "boms", bomId, ctx.workspace._id, "BOM");
    const lineId = await addByNumber(ctx, bom, {
      number: number.trim(),
      quantity,
      note: Parts.requireText(note, "Note", true),
      source,
    });
    await recordLine(ctx, ctx.user, bom, "bom.line_added", { line: number.trim(), quantity });
    return lineId;
  },
});

export const setLine = workspaceMutation({
  role: "editor",
  args: { lineId: v.string(), quantity: v.optional(v.number()), note: v.optional(v.string()) },
  returns: v.null(),
  handler: async (ctx, { lineId, quantity, note }) => {
    const line = await requireRow(ctx, "bomLines", lineId, ctx.workspace._id, "line");
    const bom = (await ctx.db.get("boms", line.bomId))!;
    if (note !== undefined) {
      await ctx.db.patch("bomLines", line._id, { note: Parts.requireText(note, "Note", true) });
    }
    if (quantity !== undefined) {
      await Boms.setQuantity(ctx, line, quantity);
      await recordLine(ctx, ctx.user, bom, "bom.line_changed", { position: line.position, quantity });
    }
    return null;
  },
});

export const removeLine = workspaceMutation({
  role: "editor",
  args: { lineId: v.string() },
  returns: v.null(),
  handler: async (ctx, { lineId }) => {
    const line = await requireRow(ctx, "bomLines", lineId, ctx.workspace._id, "line");
    const bom = (await ctx.db.get("boms", line.bomId))!;
    await Boms.removeLine(ctx, line);
    await recordLine(ctx, ctx.user, bom, "bom.line_removed", { position: line.position });
    return null;
  },
});

/**
 * Adds a line for each row that can be read and names the others. With `makesParts` a number that is unknown becomes
 * a part; else its row is named as bad.
 */
export const importRows = workspaceMutation({
  role: "editor",
  args: {
    bomId: v.string(),
    cells: v.array(v.array(v.string())),
    makesParts: v.boolean(),
    source: v.optional(vSourcePlace),
  },
  returns: v.object({
    kept: v.number(),
    bad: v.array(v.object({ row: v.number(), column: v.string(), reason: v.string() })),
  }),
  handler: async (ctx, { bomId, cells, makesParts, source }) => {
    const bom = await requireRow(ctx, "boms", bomId, ctx.workspace._id, "BOM");
    requireFewRows(cells);
    const { good, bad } = readBomRows(cells);
    let kept = 0;
    for (const { row, value } of good) {
      const current = (await ctx.db.get("boms", bom._id))!;
      const known = await Parts.byNumber(ctx, ctx.workspace._id, value.number);
      if (known === null && !(await isBomNumber(ctx, ctx.workspace._id, value.number))) {
        if (!makesParts) {
          bad.push({ row, column: "part number", reason: `there is no part ${value.number}` });
          continue;
        }
        const fields = { number: value.number, name: value.name || value.number, material: "", process: "" };
        await Parts.create(ctx, ctx.user, ctx.workspace._id, fields, source === undefined ? {} : { source });
      }
      try {
        await addByNumber(ctx, current, { ...value, source });
        kept += 1;
      } catch (error) {
        // A circle or a full BOM concerns this row alone; nothing of it was written.
        const message = (error as { data?: { message?: string } }).data?.message;
        if (message === undefined) throw error;
        bad.push({ row, column: "part number", reason: message });
      }
    }
    await recordLine(ctx, ctx.user, bom, "bom.imported", { kept, bad: bad.length });
    return { kept, bad: bad.sort((a, b) => a.row - b.row) };
  },
});

/** BOMs and orders that name an older version of a part than the newest. */
export const flags = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(
    v.object({
      _id: v.id("versionFlags"),
      partId: v.id("parts"),
      partLabel: v.string(),
      bomId: v.union(v.id("boms"), v.null()),
      orderId: v.union(v.id("orders"), v.null()),
      label: v.string(),
      fromVersion: v.union(v.number(), v.null()),
      toVersion: v.number(),
      changes: v.array(vChange),
      at: v.number(),
    }),
  ),
  handler: async (ctx) => {
    const open = await ctx.db
      .query("versionFlags")
      .withIndex("by_workspace_and_state", (q) => q.eq("workspaceId", ctx.workspace._id).eq("state", "open"))
      .order("desc")
      .take(MAX_FLAGS);
    return open.map((flag) => ({
      _id: flag._id,
      partId: flag.partId,
      partLabel: flag.partLabel,
      bomId: flag.bomId ?? null,
      orderId: flag.orderId ?? null,
      label: flag.label,
      fromVersion: flag.fromVersion ?? null,
      toVersion: flag.toVersion,
      changes: flag.changes,
      at: flag.at,
    }));
  },
});

export const settleFlag = workspaceMutation({
  role: "editor",
  args: { flagId: v.string(), choice: v.union(v.literal("adopt"), v.literal("keep")) },
  returns: v.null(),
  handler: async (ctx, { flagId, choice }) => {
    const flag = await requireRow(ctx, "versionFlags", flagId, ctx.workspace._id, "change");
    await VersionFlags.settle(ctx, ctx.user, flag, choice);
    return null;
  },
});

async function isBomNumber(ctx: MutationCtx, workspaceId: Id<"workspaces">, number: string): Promise<boolean> {
  return (await Boms.byNumber(ctx, workspaceId, number)) !== null;
}

async function addByNumber(
  ctx: MutationCtx,
  bom: Doc<"boms">,
  row: { number: string; quantity: number; note: string; source?: Doc<"bomLines">["source"] },
): Promise<Id<"bomLines">> {
  const { number, quantity, note } = row;
  const source = row.source === undefined ? {} : { source: row.source };
  const part = await Parts.byNumber(ctx, bom.workspaceId, number);
  if (part !== null) {
    const figures = await Parts.unitFigures(ctx, part, part.generationId);
    const version =
      part.generationId === undefined
        ? {}
        : {
            generationId: part.generationId,
            ...(part.versionNumber === undefined ? {} : { versionNumber: part.versionNumber }),
          };
    return await Boms.addLine(ctx, bom, { partId: part._id, ...version, quantity, note, ...figures, ...source });
  }
  const child = await Boms.byNumber(ctx, bom.workspaceId, number);
  if (child === null) {
    throw refuse("not_found", `There is no part or BOM ${number}.`, "Make the part first, or check its number.");
  }
  await Boms.refuseCircle(ctx, bom, child);
  const figures = { unitMassG: child.massG, unitCostMicros: child.costMicros };
  return await Boms.addLine(ctx, bom, { childBomId: child._id, quantity, note, ...figures, ...source });
}

async function recordLine(
  ctx: MutationCtx,
  user: Doc<"users">,
  bom: Doc<"boms">,
  verb: string,
  after: Record<string, string | number>,
): Promise<void> {
  await Events.record(ctx, user, bom.workspaceId, {
    verb,
    object: { table: "boms", id: bom._id, label: bom.number },
    after,
  });
}
