import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { threadQuery, workspaceMutation, workspaceQuery } from "./functions";
import { vSourcePlace } from "./lib/manufacturing";
import { readPartRows, requireFewRows } from "./lib/rowImport";
import { pageOptions } from "./lib/pages";
import * as Parts from "./model/parts";
import { requireRow } from "./model/rows";
import schema from "./schema";

const MAX_WHERE_USED = 200;

const vFields = {
  number: v.string(),
  name: v.string(),
  material: v.string(),
  process: v.string(),
  massG: v.optional(v.union(v.number(), v.null())),
  costMicros: v.optional(v.union(v.number(), v.null())),
};
const vBadRow = v.object({ row: v.number(), column: v.string(), reason: v.string() });

/** By number. */
export const list = workspaceQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(schema.doc("parts")),
  handler: async (ctx, { paginationOpts }) =>
    await ctx.db
      .query("parts")
      .withIndex("by_workspace_and_number", (q) => q.eq("workspaceId", ctx.workspace._id))
      .paginate(pageOptions(paginationOpts)),
});

/** The first parts whose number begins with the text, for fields that ask for a part. */
export const suggest = workspaceQuery({
  role: "viewer",
  args: { text: v.string() },
  returns: v.array(v.object({ _id: v.id("parts"), number: v.string(), name: v.string() })),
  handler: async (ctx, { text }) => {
    const rows = await ctx.db
      .query("parts")
      .withIndex("by_workspace_and_number", (q) =>
        q.eq("workspaceId", ctx.workspace._id).gte("number", text).lt("number", `${text}\uFFFF`),
      )
      .take(8);
    return rows.map(({ _id, number, name }) => ({ _id, number, name }));
  },
});

/** The BOMs and orders that hold the part. */
export const whereUsed = workspaceQuery({
  role: "viewer",
  args: { partId: v.string() },
  returns: v.array(
    v.object({
      kind: v.union(v.literal("bom"), v.literal("order")),
      id: v.string(),
      label: v.string(),
      quantity: v.number(),
      versionNumber: v.union(v.number(), v.null()),
    }),
  ),
  handler: async (ctx, { partId }) => {
    const part = await requireRow(ctx, "parts", partId, ctx.workspace._id, "part");
    const bomLines = await ctx.db
      .query("bomLines")
      .withIndex("by_part", (q) => q.eq("partId", part._id))
      .take(MAX_WHERE_USED);
    const orderLines = await ctx.db
      .query("orderLines")
      .withIndex("by_part", (q) => q.eq("partId", part._id))
      .take(MAX_WHERE_USED);
    const inBoms = bomLines.map(async (line) => ({
      kind: "bom" as const,
      id: line.bomId as string,
      label: (await ctx.db.get("boms", line.bomId))?.number ?? "",
      quantity: line.quantity,
      versionNumber: line.versionNumber ?? null,
    }));
    const inOrders = orderLines.map(async (line) => ({
      kind: "order" as const,
      id: line.orderId as string,
      label: (await ctx.db.get("orders", line.orderId))?.number ?? "",
      quantity: line.quantity,
      versionNumber: line.versionNumber ?? null,
    }));
    return await Promise.all([...inBoms, ...inOrders]);
  },
});

/** `generationId` releases that version with it. */
export const create = workspaceMutation({
  role: "editor",
  args: { ...vFields, generationId: v.optional(v.string()), source: v.optional(vSourcePlace) },
  returns: v.id("parts"),
  handler: async (ctx, { generationId, source, ...fields }) => {
    const partId = await Parts.create(ctx, ctx.user, ctx.workspace._id, fields, source === undefined ? {} : { source });
    if (generationId !== undefined) {
      const generation = await Parts.requireVersion(ctx, ctx.workspace._id, generationId);
      await Parts.release(ctx, ctx.user, (await ctx.db.get("parts", partId))!, generation);
    }
    return partId;
  },
});

export const update = workspaceMutation({
  role: "editor",
  args: {
    partId: v.string(),
    number: v.optional(v.string()),
    name: v.optional(v.string()),
    material: v.optional(v.string()),
    process: v.optional(v.string()),
    massG: v.optional(v.union(v.number(), v.null())),
    costMicros: v.optional(v.union(v.number(), v.null())),
  },
  returns: v.null(),
  handler: async (ctx, { partId, ...fields }) => {
    const part = await requireRow(ctx, "parts", partId, ctx.workspace._id, "part");
    await Parts.update(ctx, ctx.user, part, fields);
    return null;
  },
});

/** Makes a version of a thread the one that BOMs and orders take from now on. */
export const release = workspaceMutation({
  role: "editor",
  args: { partId: v.string(), generationId: v.string() },
  returns: v.null(),
  handler: async (ctx, { partId, generationId }) => {
    const part = await requireRow(ctx, "parts", partId, ctx.workspace._id, "part");
    await Parts.release(ctx, ctx.user, part, await Parts.requireVersion(ctx, ctx.workspace._id, generationId));
    return null;
  },
});

export const remove = workspaceMutation({
  role: "editor",
  args: { partId: v.string() },
  returns: v.null(),
  handler: async (ctx, { partId }) => {
    await Parts.remove(ctx, ctx.user, await requireRow(ctx, "parts", partId, ctx.workspace._id, "part"));
    return null;
  },
});

/** Keeps the rows that can be read and names the others. A number that is known is brought up to date. */
export const importRows = workspaceMutation({
  role: "editor",
  args: { cells: v.array(v.array(v.string())), source: v.optional(vSourcePlace) },
  returns: v.object({ kept: v.number(), bad: v.array(vBadRow) }),
  handler: async (ctx, { cells, source }) => {
    requireFewRows(cells);
    const { good, bad } = readPartRows(cells);
    for (const { value } of good) {
      const known = await Parts.byNumber(ctx, ctx.workspace._id, value.number);
      const { massG, costMicros, ...rest } = value;
      const figures = { ...(massG === null ? {} : { massG }), ...(costMicros === null ? {} : { costMicros }) };
      if (known === null) {
        await Parts.create(
          ctx,
          ctx.user,
          ctx.workspace._id,
          { ...rest, ...figures },
          source === undefined ? {} : { source },
        );
      } else await Parts.update(ctx, ctx.user, known, { ...rest, ...figures });
    }
    return { kept: good.length, bad };
  },
});

/** The parts that a thread makes, for the page of the thread. */
export const ofThread = threadQuery({
  role: "viewer",
  args: {},
  returns: v.union(v.null(), v.array(schema.doc("parts"))),
  handler: async (ctx) => {
    const { thread } = ctx;
    if (thread === null) return null;
    return await ctx.db
      .query("parts")
      .withIndex("by_threadId", (q) => q.eq("threadId", thread._id))
      .take(20);
  },
});
