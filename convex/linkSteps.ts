import { v } from "convex/values";
import { internalMutation } from "./functions";
import { vLinkStatus } from "./lib/links";

/** The mutations of `links.probe`. */

const ASK_AGAIN_AFTER_MS = 30_000;
const MAX_AT_ONCE = 30;
const MAX_LINKS = 200;

/** Links that are due, marked as asked so that two people who look ask once; and the origins that an owner allowed. */
export const claim = internalMutation({
  args: { workspaceId: v.id("workspaces") },
  returns: v.object({
    links: v.array(v.object({ linkId: v.id("links"), url: v.string() })),
    origins: v.array(v.string()),
  }),
  handler: async (ctx, { workspaceId }) => {
    const now = Date.now();
    const rows = await ctx.db
      .query("links")
      .withIndex("by_workspace_and_name", (q) => q.eq("workspaceId", workspaceId))
      .take(MAX_LINKS);
    const due = rows
      .filter(({ askedAt = 0 }) => now - askedAt > ASK_AGAIN_AFTER_MS)
      .sort((a, b) => (a.askedAt ?? 0) - (b.askedAt ?? 0))
      .slice(0, MAX_AT_ONCE);
    for (const { _id } of due) await ctx.db.patch("links", _id, { askedAt: now });
    const origins = await ctx.db
      .query("linkOrigins")
      .withIndex("by_workspace_and_origin", (q) => q.eq("workspaceId", workspaceId))
      .take(MAX_LINKS);
    return { links: due.map(({ _id, url }) => ({ linkId: _id, url })), origins: origins.map(({ origin }) => origin) };
  },
});

/** Keeps what was found, unless the link is gone or leads elsewhere by now. */
export const keep = internalMutation({
  args: { linkId: v.id("links"), url: v.string(), state: vLinkStatus.fields.state, detail: v.string() },
  returns: v.null(),
  handler: async (ctx, { linkId, url, state, detail }) => {
    const link = await ctx.db.get("links", linkId);
    if (link?.url === url) await ctx.db.patch("links", linkId, { status: { state, detail, at: Date.now() } });
    return null;
  },
});
