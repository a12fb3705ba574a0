import type { Doc } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import type { AppTable } from "../lib/apps";
import { refuse } from "../lib/errors";
import type { Role } from "../lib/validators";
import * as Members from "./members";

/** Rights and places of apps. */

/** What is kept of an app; null for one that only reads and is nowhere published. */
export async function rowOf(ctx: QueryCtx, thread: Doc<"threads">): Promise<Doc<"apps"> | null> {
  return await ctx.db
    .query("apps")
    .withIndex("by_thread", (q) => q.eq("threadId", thread._id))
    .unique();
}

/** Throws `invalid` for a thread that makes a part. */
export function requireApp(thread: Doc<"threads">): void {
  if (thread.kind !== "app") {
    throw refuse("invalid", `${thread.title} is a part, not an app.`, "Only apps read the workspace's rows.");
  }
}

/** The role of a caller in the app's workspace; null without one. */
export async function roleIn(ctx: QueryCtx, user: Doc<"users">, thread: Doc<"threads">): Promise<Role | null> {
  return (await Members.find(ctx, user, thread.workspaceId, "viewer"))?.role ?? null;
}

/** Whoever began the app, and the owners of its workspace, decide what it may write. */
export function decides(user: Doc<"users">, thread: Doc<"threads">, role: Role | null): boolean {
  return role === "owner" || (role === "editor" && thread.authorId === user._id);
}

/** Changes what is kept of an app, and makes the row with the first change. */
export async function change(
  ctx: MutationCtx,
  thread: Doc<"threads">,
  fields: { writes?: AppTable[]; published?: Doc<"apps">["published"] },
): Promise<void> {
  const known = await rowOf(ctx, thread);
  if (known !== null) await ctx.db.patch("apps", known._id, fields);
  else await ctx.db.insert("apps", { workspaceId: thread.workspaceId, threadId: thread._id, writes: [], ...fields });
}
