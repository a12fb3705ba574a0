import { v } from "convex/values";
import { workspaceMutation, workspaceQuery } from "./functions";
import { refuse } from "./lib/errors";
import * as Events from "./model/events";
import * as Parts from "./model/parts";
import { requireRow } from "./model/rows";
import schema from "./schema";

const MAX_CHECKLISTS = 200;
const MAX_ITEMS = 200;

export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(schema.doc("checklists")),
  handler: async (ctx) =>
    await ctx.db
      .query("checklists")
      .withIndex("by_workspace_and_name", (q) => q.eq("workspaceId", ctx.workspace._id))
      .take(MAX_CHECKLISTS),
});

/** `standard` is what the list answers to, as people write it (CSA A277, ISO 9001 …). */
export const create = workspaceMutation({
  role: "editor",
  args: { name: v.string(), standard: v.string(), items: v.array(v.string()) },
  returns: v.id("checklists"),
  handler: async (ctx, { name, standard, items }) => {
    if (items.length > MAX_ITEMS) {
      throw refuse(
        "too_large",
        `The list has ${items.length} items; at most ${MAX_ITEMS} are kept.`,
        "Make two lists.",
      );
    }
    const checklistId = await ctx.db.insert("checklists", {
      workspaceId: ctx.workspace._id,
      name: Parts.requireText(name, "Name"),
      standard: Parts.requireText(standard, "Standard", true),
      items: items.map((text) => ({ text: Parts.requireText(text, "Item"), isDone: false })),
    });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "checklist.created",
      object: { table: "checklists", id: checklistId, label: name },
    });
    return checklistId;
  },
});

/** Ticks one item, with the name of who did it, or takes the tick away. */
export const tick = workspaceMutation({
  role: "editor",
  args: { checklistId: v.string(), index: v.number(), isDone: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { checklistId, index, isDone }) => {
    const checklist = await requireRow(ctx, "checklists", checklistId, ctx.workspace._id, "checklist");
    const item = checklist.items[index];
    if (item === undefined) {
      throw refuse("not_found", `${checklist.name} has ${checklist.items.length} items.`, "Reload the list.");
    }
    const next = isDone ? { text: item.text, isDone, doneBy: ctx.user.name } : { text: item.text, isDone };
    await ctx.db.patch("checklists", checklist._id, { items: checklist.items.with(index, next) });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: isDone ? "checklist.ticked" : "checklist.unticked",
      object: { table: "checklists", id: checklist._id, label: checklist.name },
      after: { item: item.text },
    });
    return null;
  },
});

export const addItem = workspaceMutation({
  role: "editor",
  args: { checklistId: v.string(), text: v.string() },
  returns: v.null(),
  handler: async (ctx, { checklistId, text }) => {
    const checklist = await requireRow(ctx, "checklists", checklistId, ctx.workspace._id, "checklist");
    if (checklist.items.length >= MAX_ITEMS) {
      throw refuse("too_large", `The list has ${MAX_ITEMS} items; no more are kept.`, "Make another list.");
    }
    const item = { text: Parts.requireText(text, "Item"), isDone: false };
    await ctx.db.patch("checklists", checklist._id, { items: [...checklist.items, item] });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "checklist.item_added",
      object: { table: "checklists", id: checklist._id, label: checklist.name },
      after: { item: item.text },
    });
    return null;
  },
});

export const remove = workspaceMutation({
  role: "editor",
  args: { checklistId: v.string() },
  returns: v.null(),
  handler: async (ctx, { checklistId }) => {
    const checklist = await requireRow(ctx, "checklists", checklistId, ctx.workspace._id, "checklist");
    await ctx.db.delete("checklists", checklist._id);
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "checklist.removed",
      object: { table: "checklists", id: checklist._id, label: checklist.name },
    });
    return null;
  },
});
