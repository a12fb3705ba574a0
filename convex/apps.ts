import { v } from "convex/values";
import { threadMutation, threadQuery, workspaceQuery } from "./functions";
import { refuse } from "./lib/errors";
import * as Apps from "./model/apps";
import * as Events from "./model/events";
import * as Parts from "./model/parts";
import { requireRow } from "./model/rows";

/** Apps in the navigation of their workspace. */

const MAX_PUBLISHED = 30;

const vPublished = v.object({ threadId: v.id("threads"), name: v.string(), number: v.number() });

/** By name. */
export const published = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(vPublished),
  handler: async (ctx) => {
    const rows = await ctx.db
      .query("apps")
      .withIndex("by_workspace", (q) => q.eq("workspaceId", ctx.workspace._id))
      .take(500);
    return rows
      .flatMap(({ threadId, published: place }) =>
        place === undefined ? [] : [{ threadId, name: place.name, number: place.number }],
      )
      .sort((a, b) => a.name.localeCompare(b.name))
      .slice(0, MAX_PUBLISHED);
  },
});

/** The published version with its source; null for an app that is not published, or that the caller cannot see. */
export const get = threadQuery({
  role: "viewer",
  args: {},
  returns: v.union(
    v.null(),
    v.object({ name: v.string(), number: v.number(), headNumber: v.number(), code: v.string() }),
  ),
  handler: async (ctx) => {
    const { thread } = ctx;
    const place = thread === null ? undefined : (await Apps.rowOf(ctx, thread))?.published;
    if (thread === null || place === undefined) return null;
    const code = await ctx.db
      .query("codes")
      .withIndex("by_generation", (q) => q.eq("generationId", place.generationId))
      .unique();
    if (code === null) return null;
    return { name: place.name, number: place.number, headNumber: thread.headNumber, code: code.text };
  },
});

/** Puts a version into the navigation, or takes the place of the one that was there. */
export const publish = threadMutation({
  role: "editor",
  args: { generationId: v.string(), name: v.string() },
  returns: v.null(),
  handler: async (ctx, { generationId, name }) => {
    const { thread, user } = ctx;
    Apps.requireApp(thread);
    const generation = await requireRow(ctx, "generations", generationId, thread.workspaceId, "version");
    if (generation.threadId !== thread._id || generation.status !== "succeeded") {
      throw refuse("invalid", "This version did not succeed in this thread.", "Publish a version that runs.");
    }
    const others = await ctx.db
      .query("apps")
      .withIndex("by_workspace", (q) => q.eq("workspaceId", thread.workspaceId))
      .take(500);
    const taken = others.filter((other) => other.published !== undefined && other.threadId !== thread._id).length;
    if (taken >= MAX_PUBLISHED) {
      throw refuse(
        "too_large",
        `The navigation holds ${taken} apps; at most ${MAX_PUBLISHED} are listed.`,
        "Take one out of it first.",
      );
    }
    const place = {
      generationId: generation._id,
      number: generation.number,
      name: Parts.requireText(name, "Name"),
    };
    await Apps.change(ctx, thread, { published: place });
    await Events.record(ctx, user, thread.workspaceId, {
      verb: "app.published",
      object: { table: "threads", id: thread._id, label: place.name },
      after: { version: place.number },
    });
    return null;
  },
});

/** Takes the app out of the navigation; the thread stays as it is. */
export const unpublish = threadMutation({
  role: "editor",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const { thread, user } = ctx;
    const kept = await Apps.rowOf(ctx, thread);
    if (kept?.published === undefined) return null;
    await Apps.change(ctx, thread, { published: undefined });
    await Events.record(ctx, user, thread.workspaceId, {
      verb: "app.unpublished",
      object: { table: "threads", id: thread._id, label: kept.published.name },
    });
    return null;
  },
});
