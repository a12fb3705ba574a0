import { v } from "convex/values";
import { internal } from "./_generated/api";
import { workspaceAction, workspaceMutation, workspaceQuery } from "./functions";
import { refuse } from "./lib/errors";
import { checkLinkUrl, vLinkPermission } from "./lib/links";
import { askLink } from "./providers/linkProbe";
import * as Events from "./model/events";
import * as Parts from "./model/parts";
import { requireRow } from "./model/rows";
import schema from "./schema";

const MAX_LINKS = 200;
const MAX_ORIGINS = 50;

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
      ...(url === undefined ? {} : { url: checkLinkUrl(url), status: undefined, askedAt: undefined }),
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

/**
 * Asks each address how it is, for somebody who looks at the list now; `origin` is the page that would frame it. An
 * address that was asked within the last 30 s is left as it is, however many people look.
 */
export const probe = workspaceAction({
  role: "viewer",
  args: { origin: v.string() },
  returns: v.number(),
  handler: async (ctx, { origin }): Promise<number> => {
    const { workspaceId } = ctx.access;
    const due = await ctx.runMutation(internal.linkSteps.claim, { workspaceId });
    await Promise.all(
      due.links.map(async ({ linkId, url }) => {
        const found = await askLink(url, due.origins, origin);
        await ctx.runMutation(internal.linkSteps.keep, { linkId, url, ...found });
      }),
    );
    return due.links.length;
  },
});

/** The origins of the backend's own network that an owner lets it ask. */
export const origins = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(v.string()),
  handler: async (ctx) => {
    const rows = await ctx.db
      .query("linkOrigins")
      .withIndex("by_workspace_and_origin", (q) => q.eq("workspaceId", ctx.workspace._id))
      .take(MAX_ORIGINS);
    return rows.map(({ origin }) => origin);
  },
});

/** Lets the backend ask one origin, or no longer. Throws `invalid` for what is no origin of http or https. */
export const allowOrigin = workspaceMutation({
  role: "owner",
  args: { origin: v.string(), isAllowed: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { origin: text, isAllowed }) => {
    const origin = originOf(text);
    const rows = await ctx.db
      .query("linkOrigins")
      .withIndex("by_workspace_and_origin", (q) => q.eq("workspaceId", ctx.workspace._id))
      .take(MAX_ORIGINS);
    const known = rows.find((row) => row.origin === origin);
    if ((known !== undefined) === isAllowed) return null;
    if (known !== undefined) await ctx.db.delete("linkOrigins", known._id);
    else {
      if (rows.length >= MAX_ORIGINS) {
        throw refuse("too_large", `${rows.length} origins are allowed; no more are kept.`, "Take one out first.");
      }
      await ctx.db.insert("linkOrigins", {
        workspaceId: ctx.workspace._id,
        origin,
        authorName: ctx.user.name,
      });
    }
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: isAllowed ? "link.origin_allowed" : "link.origin_forbidden",
      object: { table: "linkOrigins", id: known?._id ?? origin, label: origin },
    });
    return null;
  },
});

function originOf(text: string): string {
  try {
    const url = new URL(text.trim());
    if (url.protocol === "https:" || url.protocol === "http:") return url.origin;
  } catch {
    // said below
  }
  throw refuse("invalid", `“${text.trim().slice(0, 60)}” is no origin.`, "Write it as http://192.168.1.20:3000.");
}
