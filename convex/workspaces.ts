import { v } from "convex/values";
import { userMutation, userQuery, workspaceMutation } from "./functions";
import { refuse } from "./lib/errors";
import { vRole } from "./lib/validators";
import * as Events from "./model/events";
import * as Members from "./model/members";
import * as Workspaces from "./model/workspaces";

/** The caller's workspaces, live: one that the caller is removed from leaves the list at once. */
export const mine = userQuery({
  args: {},
  returns: v.array(
    v.object({
      _id: v.id("workspaces"),
      name: v.string(),
      slug: v.string(),
      role: vRole,
      isPublic: v.boolean(),
      isDefault: v.boolean(),
      deletesAt: v.union(v.number(), v.null()),
    }),
  ),
  handler: async (ctx) =>
    (await Members.listFor(ctx, ctx.user)).map(({ workspace, role }) => ({
      _id: workspace._id,
      name: workspace.name,
      slug: workspace.slug,
      role,
      isPublic: workspace.isPublic ?? false,
      isDefault: workspace.isDefault,
      deletesAt: workspace.deletesAt ?? null,
    })),
});

/** Gives the slug of the new workspace, which the caller owns. Throws `invalid`. */
export const create = userMutation({
  args: { name: v.string() },
  returns: v.string(),
  handler: async (ctx, { name }) => {
    const workspace = await ctx.db.get("workspaces", await Workspaces.create(ctx, ctx.user, name));
    return workspace!.slug; // inserted in this very transaction
  },
});

export const rename = workspaceMutation({
  role: "owner",
  args: { name: v.string() },
  returns: v.null(),
  handler: async (ctx, { name }) => {
    const cleaned = Workspaces.requireName(name);
    if (cleaned === ctx.workspace.name) return null;
    await ctx.db.patch("workspaces", ctx.workspace._id, { name: cleaned });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "workspace.renamed",
      object: { table: "workspaces", id: ctx.workspace._id, label: cleaned },
      before: { name: ctx.workspace.name },
      after: { name: cleaned },
    });
    return null;
  },
});

/** A public workspace can be looked at by everybody who is signed in, as a viewer. */
export const setPublic = workspaceMutation({
  role: "owner",
  args: { isPublic: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { isPublic }) => {
    const before = ctx.workspace.isPublic ?? false;
    if (before === isPublic) return null;
    await ctx.db.patch("workspaces", ctx.workspace._id, { isPublic });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "workspace.visibility_changed",
      object: { table: "workspaces", id: ctx.workspace._id, label: ctx.workspace.name },
      before: { isPublic: before },
      after: { isPublic },
    });
    return null;
  },
});

/** Starts the days of grace; until they are over the workspace can be read, exported and brought back. */
export const remove = workspaceMutation({
  role: "owner",
  args: {},
  returns: v.number(),
  handler: async (ctx) => {
    if (ctx.workspace.isDefault) {
      throw refuse(
        "conflict",
        `${ctx.workspace.name} is this installation's own workspace.`,
        "Make another one instead.",
      );
    }
    const deletesAt = ctx.workspace.deletesAt ?? Date.now() + Workspaces.GRACE_MS;
    await ctx.db.patch("workspaces", ctx.workspace._id, { deletesAt });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "workspace.deleted",
      object: { table: "workspaces", id: ctx.workspace._id, label: ctx.workspace.name },
    });
    return deletesAt;
  },
});

export const restore = workspaceMutation({
  role: "owner",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    if (ctx.workspace.deletesAt === undefined) return null;
    await ctx.db.patch("workspaces", ctx.workspace._id, { deletesAt: undefined });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "workspace.restored",
      object: { table: "workspaces", id: ctx.workspace._id, label: ctx.workspace.name },
    });
    return null;
  },
});
