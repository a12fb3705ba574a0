import { v } from "convex/values";
import { workspaceMutation, workspaceQuery } from "./functions";
import * as Events from "./model/events";
import * as Parts from "./model/parts";
import { requireRow } from "./model/rows";
import schema from "./schema";

const MAX_SUPPLIERS = 500;
const MAX_LEAD_DAYS = 1_000;

export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(schema.doc("suppliers")),
  handler: async (ctx) =>
    await ctx.db
      .query("suppliers")
      .withIndex("by_workspace_and_name", (q) => q.eq("workspaceId", ctx.workspace._id))
      .take(MAX_SUPPLIERS),
});

const vFields = { email: v.optional(v.string()), leadDays: v.optional(v.number()), note: v.optional(v.string()) };

export const create = workspaceMutation({
  role: "editor",
  args: { name: v.string(), ...vFields },
  returns: v.id("suppliers"),
  handler: async (ctx, { name, email = "", leadDays, note = "" }) => {
    const supplierId = await ctx.db.insert("suppliers", {
      workspaceId: ctx.workspace._id,
      name: Parts.requireText(name, "Name"),
      email: Parts.requireText(email, "E-mail", true),
      ...(leadDays === undefined ? {} : { leadDays: Parts.requireAmount(leadDays, MAX_LEAD_DAYS, "Lead time", " d") }),
      note: Parts.requireText(note, "Note", true),
    });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "supplier.created",
      object: { table: "suppliers", id: supplierId, label: name },
    });
    return supplierId;
  },
});

export const update = workspaceMutation({
  role: "editor",
  args: { supplierId: v.string(), name: v.optional(v.string()), ...vFields },
  returns: v.null(),
  handler: async (ctx, { supplierId, name, email, leadDays, note }) => {
    const supplier = await requireRow(ctx, "suppliers", supplierId, ctx.workspace._id, "supplier");
    await ctx.db.patch("suppliers", supplier._id, {
      ...(name === undefined ? {} : { name: Parts.requireText(name, "Name") }),
      ...(email === undefined ? {} : { email: Parts.requireText(email, "E-mail", true) }),
      ...(leadDays === undefined ? {} : { leadDays: Parts.requireAmount(leadDays, MAX_LEAD_DAYS, "Lead time", " d") }),
      ...(note === undefined ? {} : { note: Parts.requireText(note, "Note", true) }),
    });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "supplier.updated",
      object: { table: "suppliers", id: supplier._id, label: name ?? supplier.name },
    });
    return null;
  },
});

/** Orders keep the name of a supplier that is gone. */
export const remove = workspaceMutation({
  role: "editor",
  args: { supplierId: v.string() },
  returns: v.null(),
  handler: async (ctx, { supplierId }) => {
    const supplier = await requireRow(ctx, "suppliers", supplierId, ctx.workspace._id, "supplier");
    await ctx.db.delete("suppliers", supplier._id);
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "supplier.removed",
      object: { table: "suppliers", id: supplier._id, label: supplier.name },
    });
    return null;
  },
});
