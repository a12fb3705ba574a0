import { v } from "convex/values";
import type { Doc, Id } from "./_generated/dataModel";
import { internalMutation, internalQuery } from "./functions";
import { orderStatuses } from "./lib/manufacturing";
import type { MutationCtx } from "./_generated/server";
import * as Boms from "./model/boms";
import { start } from "./model/generationStart";
import * as Members from "./model/members";
import * as Orders from "./model/orders";
import * as Documents from "./model/documents";
import * as Parts from "./model/parts";
import * as Stock from "./model/stock";
import * as Workspaces from "./model/workspaces";

/** A sample workshop, for `npm run seed`. Every step can be called again: what is there already stays as it is. */

const SEED_USER = "seed|sample-data";

/** The default workspace, as an owner of its own: who made the sample data stays told apart from people. */
async function ownerAccess(ctx: MutationCtx): Promise<Members.Access> {
  const known = await ctx.db
    .query("users")
    .withIndex("by_tokenIdentifier", (q) => q.eq("tokenIdentifier", SEED_USER))
    .unique();
  const userId =
    known?._id ?? (await ctx.db.insert("users", { tokenIdentifier: SEED_USER, name: "Sample data", kind: "key" }));
  const user = (await ctx.db.get("users", userId))!;
  await Workspaces.ensureDefaultFor(ctx, user);
  return await Members.requireOrHome(ctx, user, undefined, "owner");
}

/** Starts a part through the pipeline; the same number again gives the same generation. */
export const startPart = internalMutation({
  args: { number: v.string(), prompt: v.string() },
  returns: v.id("generations"),
  handler: async (ctx, { number, prompt }) => {
    const access = await ownerAccess(ctx);
    return (await start(ctx, access, { prompt, provider: "partsLibrary", idempotencyKey: `seed ${number}` }))
      .generationId;
  },
});

export const statusOf = internalQuery({
  args: { generationId: v.id("generations") },
  returns: v.union(v.string(), v.null()),
  handler: async (ctx, { generationId }) => (await ctx.db.get("generations", generationId))?.status ?? null,
});

/** Takes a finished generation in as the part of this number, with what is on the shelf of it. */
export const releasePart = internalMutation({
  args: {
    generationId: v.id("generations"),
    number: v.string(),
    name: v.string(),
    material: v.string(),
    process: v.string(),
    onHand: v.number(),
    reorderPoint: v.number(),
    location: v.string(),
  },
  returns: v.null(),
  handler: async (ctx, { generationId, onHand, reorderPoint, location, ...fields }) => {
    const { user, workspace } = await ownerAccess(ctx);
    if ((await Parts.byNumber(ctx, workspace._id, fields.number)) !== null) return null;
    const partId = await Parts.create(ctx, user, workspace._id, fields);
    const part = (await ctx.db.get("parts", partId))!;
    await Parts.release(ctx, user, part, await Parts.requireVersion(ctx, workspace._id, generationId));
    await Stock.set(ctx, user, part, { onHand, reorderPoint, location });
    return null;
  },
});

const vLine = v.object({ number: v.string(), quantity: v.number() });

/** BOMs (in an order in which sub-assemblies come first), suppliers, orders and a checklist. */
export const addTables = internalMutation({
  args: {
    boms: v.array(v.object({ number: v.string(), name: v.string(), lines: v.array(vLine) })),
    suppliers: v.array(v.object({ name: v.string(), email: v.string(), leadDays: v.number() })),
    orders: v.array(
      v.object({
        number: v.string(),
        supplier: v.string(),
        status: v.string(),
        dueOn: v.string(),
        lines: v.array(vLine),
      }),
    ),
    checklist: v.object({ name: v.string(), standard: v.string(), items: v.array(v.string()) }),
  },
  returns: v.object({ boms: v.number(), orders: v.number() }),
  handler: async (ctx, { boms, suppliers, orders, checklist }) => {
    const { workspace } = await ownerAccess(ctx);
    const workspaceId = workspace._id;
    const made = { boms: 0, orders: 0 };
    for (const { number, name, lines } of boms) {
      if ((await Boms.byNumber(ctx, workspaceId, number)) !== null) continue;
      const totals = { lineCount: 0, nextPosition: 1, massG: 0, costMicros: 0, unknownCount: 0 };
      const bomId = await ctx.db.insert("boms", { workspaceId, number, name, ...totals });
      for (const line of lines) await addBomLine(ctx, bomId, line);
      made.boms += 1;
    }
    const supplierIds = new Map<string, Id<"suppliers">>();
    for (const { name, ...rest } of suppliers) {
      const known = await ctx.db
        .query("suppliers")
        .withIndex("by_workspace_and_name", (q) => q.eq("workspaceId", workspaceId).eq("name", name))
        .first();
      supplierIds.set(name, known?._id ?? (await ctx.db.insert("suppliers", { workspaceId, name, note: "", ...rest })));
    }
    for (const { number, supplier, status, dueOn, lines } of orders) {
      const known = await ctx.db
        .query("orders")
        .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", workspaceId).eq("number", number))
        .first();
      if (known !== null) continue;
      const supplierId = supplierIds.get(supplier);
      const orderId = await ctx.db.insert("orders", {
        workspaceId,
        number,
        ...(supplierId === undefined ? {} : { supplierId }),
        supplierName: supplier,
        status: "draft",
        dueOn,
        lineCount: 0,
        totalMicros: 0,
      });
      for (const line of lines) await addOrderLine(ctx, orderId, line);
      const finalStatus = orderStatuses.find((each) => each === status) ?? "draft";
      await ctx.db.patch("orders", orderId, { status: finalStatus });
      made.orders += 1;
    }
    const knownList = await ctx.db
      .query("checklists")
      .withIndex("by_workspace_and_name", (q) => q.eq("workspaceId", workspaceId).eq("name", checklist.name))
      .first();
    if (knownList === null) {
      const items = checklist.items.map((text) => ({ text, isDone: false }));
      await ctx.db.insert("checklists", { workspaceId, ...checklist, items });
    }
    return made;
  },
});

/** Where a sample document's file goes. */
export const uploadUrl = internalMutation({
  args: {},
  returns: v.string(),
  handler: async (ctx) => await ctx.storage.generateUploadUrl(),
});

/** Takes an uploaded sample document in and has it read; one of the same name stays alone. */
export const addDocument = internalMutation({
  args: { name: v.string(), storageId: v.id("_storage") },
  returns: v.null(),
  handler: async (ctx, { name, storageId }) => {
    const { user, workspace } = await ownerAccess(ctx);
    const known = await ctx.db
      .query("documents")
      .withIndex("by_workspace", (q) => q.eq("workspaceId", workspace._id))
      .take(200);
    if (known.some((document) => document.name === name)) {
      await ctx.storage.delete(storageId);
      return null;
    }
    const file = await ctx.db.system.get("_storage", storageId);
    const documentId = await ctx.db.insert("documents", {
      workspaceId: workspace._id,
      name,
      bytes: file?.size ?? 0,
      storageId,
      state: "parsing",
      engine: "builtin",
      pageCount: 0,
      elementCount: 0,
      skipped: [],
      authorName: user.name,
    });
    await Documents.startReading(ctx, documentId);
    return null;
  },
});

type Line = { number: string; quantity: number };

async function addBomLine(ctx: MutationCtx, bomId: Id<"boms">, { number, quantity }: Line): Promise<void> {
  const bom = (await ctx.db.get("boms", bomId))!;
  const part = await Parts.byNumber(ctx, bom.workspaceId, number);
  if (part !== null) {
    const figures = await Parts.unitFigures(ctx, part, part.generationId);
    await Boms.addLine(ctx, bom, { partId: part._id, ...versionOf(part), quantity, note: "", ...figures });
    return;
  }
  const child = await Boms.byNumber(ctx, bom.workspaceId, number);
  if (child === null) return;
  await Boms.addLine(ctx, bom, {
    childBomId: child._id,
    quantity,
    note: "",
    unitMassG: child.massG,
    unitCostMicros: child.costMicros,
  });
}

async function addOrderLine(ctx: MutationCtx, orderId: Id<"orders">, { number, quantity }: Line): Promise<void> {
  const order = (await ctx.db.get("orders", orderId))!;
  const part = await Parts.byNumber(ctx, order.workspaceId, number);
  if (part === null) return;
  const price = part.costMicros === undefined ? {} : { unitCostMicros: part.costMicros };
  await Orders.addLine(ctx, order, part, { ...versionOf(part), quantity, ...price });
}

function versionOf({ generationId, versionNumber }: Doc<"parts">) {
  return {
    ...(generationId === undefined ? {} : { generationId }),
    ...(versionNumber === undefined ? {} : { versionNumber }),
  };
}
