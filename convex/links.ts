import { v } from "convex/values";
import { workspaceMutation, workspaceQuery } from "./functions";
import { checkLinkUrl, vLinkPermission } from "./lib/links";
import * as Events from "./model/events";
import * as Parts from "./model/parts";
import { requireRow } from "./model/rows";
import schema from "./schema";

const MAX_LINKS = 200;

/** By name. */
export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(schema.doc("links")),
  handler: async (ctx) =>
    await ctx.db
      .query("links")
      .withIndex("by_workspace_and_name", (q) => q.eq("workspaceId", ctx.workspace._id))
      .take(MAX_LINKS),
});

/** Throws `invalid` for an address that is not https (or http to this machine), or that carries a password. */
export const create = workspaceMutation({
  role: "editor",
  args: { name: v.string(), url: v.string(), permissions: v.array(vLinkPermission) },
  returns: v.id("links"),
  handler: async (ctx, { name, url, permissions }) => {
    const linkId = await ctx.db.insert("links", {
      workspaceId: ctx.workspace._id,
      name: Parts.requireText(name, "Name"),
      url: checkLinkUrl(url),
      permissions: [...new Set(permissions)],
      authorName: ctx.user.name,
    });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "link.created",
      object: { table: "links", id: linkId, label: name },
    });
    return linkId;
  },
});

export const update = workspaceMutation({
  role: "editor",
  args: {
    linkId: v.string(),
    name: v.optional(v.string()),
    url: v.optional(v.string()),
    permissions: v.optional(v.array(vLinkPermission)),
  },
  returns: v.null(),
  handler: async (ctx, { linkId, name, url, permissions }) => {
    const link = await requireRow(ctx, "links", linkId, ctx.workspace._id, "link");
    await ctx.db.patch("links", link._id, {
      ...(name === undefined ? {} : { name: Parts.requireText(name, "Name") }),
      ...(url === undefined ? {} : { url: checkLinkUrl(url) }),
      ...(permissions === undefined ? {} : { permissions: [...new Set(permissions)] }),
    });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "link.updated",
      object: { table: "links", id: link._id, label: name ?? link.name },
    });
    return null;
  },
});

export const remove = workspaceMutation({
  role: "editor",
  args: { linkId: v.string() },
  returns: v.null(),
  handler: async (ctx, { linkId }) => {
    const link = await requireRow(ctx, "links", linkId, ctx.workspace._id, "link");
    await ctx.db.delete("links", link._id);
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "link.removed",
      object: { table: "links", id: link._id, label: link.name },
    });
    return null;
  },
});
