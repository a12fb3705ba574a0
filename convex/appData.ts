import { v } from "convex/values";
import { threadMutation, threadQuery } from "./functions";
import { grantOf, vAppTable, vTableName } from "./lib/apps";
import { refuse } from "./lib/errors";
import { vRole } from "./lib/validators";
import * as Apps from "./model/apps";
import * as AppRows from "./model/appRows";
import * as AppWrites from "./model/appWrites";
import * as Events from "./model/events";
import * as RateLimits from "./model/rateLimits";

/**
 * The workspace's rows for an app. An app has no rights: every call is made, checked and recorded as one of whoever
 * looks at it, and a write needs the app's own permission for that table besides.
 */

/** What the caller may do with the app's data; null for an app that the caller cannot see. */
export const access = threadQuery({
  role: "viewer",
  args: {},
  returns: v.union(v.null(), v.object({ role: vRole, writes: v.array(vAppTable), decides: v.boolean() })),
  handler: async (ctx) => {
    if (ctx.thread === null) return null;
    const role = await Apps.roleIn(ctx, ctx.user, ctx.thread);
    if (role === null) return null;
    const kept = await Apps.rowOf(ctx, ctx.thread);
    return { role, writes: kept?.writes ?? [], decides: Apps.decides(ctx.user, ctx.thread, role) };
  },
});

/** The rows of one table as apps see them; null for an app that the caller cannot see. */
export const rows = threadQuery({
  role: "viewer",
  args: { table: vTableName },
  // The shapes are the types of lib/workspaceRows, one for each table.
  returns: v.union(v.null(), v.array(v.record(v.string(), v.any()))),
  handler: async (ctx, { table }) => {
    if (ctx.thread === null) return null;
    Apps.requireApp(ctx.thread);
    return await AppRows.read(ctx, ctx.thread.workspaceId, table);
  },
});

/**
 * Adds a row, or changes the one that `id` names. Throws `forbidden` for a viewer and for a table that the app may not
 * write, `rate_limited` for an app that floods, and whatever the table's own function refuses.
 */
export const write = threadMutation({
  role: "editor",
  args: {
    table: vTableName,
    id: v.optional(v.string()),
    values: v.record(v.string(), v.union(v.string(), v.number(), v.boolean(), v.array(v.string()))),
  },
  returns: v.string(),
  handler: async (ctx, { table, id, values }): Promise<string> => {
    const { thread, user } = ctx;
    Apps.requireApp(thread);
    const kept = await Apps.rowOf(ctx, thread);
    const grant = grantOf(table);
    if (kept === null || !kept.writes.includes(grant)) {
      throw refuse(
        "forbidden",
        `${thread.title} may not write ${grant}.`,
        `${thread.authorName} or an owner allows it beside the app, under “Live data”.`,
      );
    }
    await RateLimits.countAppWrite(ctx, user, thread);
    if (id === undefined) return await AppWrites.create(ctx, thread.workspaceId, table, values);
    await AppWrites.update(ctx, thread.workspaceId, table, id, values);
    return id;
  },
});

/** Opens tables for the app to write, and closes the others. For whoever began the app and for owners. */
export const allow = threadMutation({
  role: "editor",
  args: { writes: v.array(vAppTable) },
  returns: v.null(),
  handler: async (ctx, { writes }) => {
    const { thread, user } = ctx;
    Apps.requireApp(thread);
    if (!Apps.decides(user, thread, await Apps.roleIn(ctx, user, thread))) {
      throw refuse(
        "forbidden",
        `${thread.authorName} began this app.`,
        `Ask ${thread.authorName} or an owner of the workspace.`,
      );
    }
    const before = (await Apps.rowOf(ctx, thread))?.writes ?? [];
    const after = [...new Set(writes)];
    await Apps.change(ctx, thread, { writes: after });
    await Events.record(ctx, user, thread.workspaceId, {
      verb: "app.writes_changed",
      object: { table: "threads", id: thread._id, label: thread.title },
      before: { writes: before.join(", ") },
      after: { writes: after.join(", ") },
    });
    return null;
  },
});
