import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import type { Role } from "../lib/validators";

/** Rights. The only module that reads `members` to decide what a caller may do. */

export type Access = { user: Doc<"users">; workspace: Doc<"workspaces">; role: Role };

const MAX_WORKSPACES_PER_USER = 100;
const rank: Record<Role, number> = { viewer: 0, commenter: 1, editor: 2, owner: 3 };

/** Throws `not_found` for a workspace that is unknown or not the caller's, `forbidden` for too little right. */
export async function requireAccess(
  ctx: QueryCtx,
  user: Doc<"users">,
  workspaceId: string,
  role: Role,
): Promise<Access> {
  const access = await find(ctx, user, workspaceId, role);
  if (access === null) throw notFound("workspace", workspaceId);
  return access;
}

/** As `requireAccess`, null instead of `not_found`. */
export async function find(ctx: QueryCtx, user: Doc<"users">, workspaceId: string, role: Role): Promise<Access | null> {
  const id = ctx.db.normalizeId("workspaces", workspaceId);
  const workspace = id === null ? null : await ctx.db.get("workspaces", id);
  if (workspace === null) return null;
  const member = await ctx.db
    .query("members")
    .withIndex("by_workspace_and_user", (q) => q.eq("workspaceId", workspace._id).eq("userId", user._id))
    .unique();
  if (member === null) return null;
  if (rank[member.role] < rank[role]) {
    throw refuse(
      "forbidden",
      `This needs the role ${role} in ${workspace.name}; yours is ${member.role}.`,
      "Ask an owner of the workspace.",
    );
  }
  return { user, workspace, role: member.role };
}

/** The named workspace, or the caller's first one. Throws `not_found`, `forbidden`. */
export async function requireOrHome(
  ctx: QueryCtx,
  user: Doc<"users">,
  workspaceId: string | undefined,
  role: Role,
): Promise<Access> {
  const access = await findOrHome(ctx, user, workspaceId, role);
  if (access === null) {
    throw refuse("not_found", "You belong to no workspace yet.", "Ask an owner for an invitation.");
  }
  return access;
}

/** As `requireOrHome`, null for a caller without any workspace; a named one that is not theirs is `not_found`. */
export async function findOrHome(
  ctx: QueryCtx,
  user: Doc<"users">,
  workspaceId: string | undefined,
  role: Role,
): Promise<Access | null> {
  if (workspaceId !== undefined) return await requireAccess(ctx, user, workspaceId, role);
  const member = await ctx.db
    .query("members")
    .withIndex("by_user", (q) => q.eq("userId", user._id))
    .first();
  return member === null ? null : await find(ctx, user, member.workspaceId, role);
}

/** The caller's workspaces with the role in each. */
export async function listFor(
  ctx: QueryCtx,
  user: Doc<"users">,
): Promise<{ workspace: Doc<"workspaces">; role: Role }[]> {
  const rows = await ctx.db
    .query("members")
    .withIndex("by_user", (q) => q.eq("userId", user._id))
    .take(MAX_WORKSPACES_PER_USER);
  const found = await Promise.all(
    rows.map(async ({ workspaceId, role }) => ({ workspace: await ctx.db.get("workspaces", workspaceId), role })),
  );
  return found.flatMap(({ workspace, role }) => (workspace === null ? [] : [{ workspace, role }]));
}

/** Adds the membership unless there is one; an existing role stays. */
export async function ensure(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  userId: Id<"users">,
  role: Role,
): Promise<void> {
  const known = await ctx.db
    .query("members")
    .withIndex("by_workspace_and_user", (q) => q.eq("workspaceId", workspaceId).eq("userId", userId))
    .unique();
  if (known === null) await ctx.db.insert("members", { workspaceId, userId, role });
}

/** The same answer for unknown, malformed and foreign: it must not tell which. */
export function notFound(noun: string, id: string) {
  return refuse(
    "not_found",
    `There is no ${noun} “${id.slice(0, 64)}” here.`,
    "Check the link, or that you are in the right workspace.",
  );
}
