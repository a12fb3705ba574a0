import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import type { Role } from "../lib/validators";
import type { Caller } from "./users";

/** Rights. The only module that reads `members` to decide what a caller may do. */

export type Access = { user: Doc<"users">; workspace: Doc<"workspaces">; role: Role };

const MAX_WORKSPACES_PER_USER = 100;
const MAX_MEMBERS_PER_WORKSPACE = 500;
const rank: Record<Role, number> = { viewer: 0, commenter: 1, editor: 2, owner: 3 };

/** Throws `not_found` for a workspace that is unknown or not the caller's, `forbidden` for too little right. */
export async function requireAccess(ctx: QueryCtx, user: Caller, workspaceId: string, role: Role): Promise<Access> {
  const access = await find(ctx, user, workspaceId, role);
  if (access === null) throw notFound("workspace", workspaceId);
  return access;
}

/** As `requireAccess`, null instead of `not_found`. */
export async function find(ctx: QueryCtx, user: Caller, workspaceId: string, role: Role): Promise<Access | null> {
  const id = ctx.db.normalizeId("workspaces", workspaceId);
  const workspace = id === null ? null : await ctx.db.get("workspaces", id);
  if (workspace === null) return null;
  if (user.keyWorkspaceId !== undefined && user.keyWorkspaceId !== workspace._id) return null;
  const own = (await row(ctx, workspace._id, user._id))?.role ?? (workspace.isPublic === true ? "viewer" : null);
  if (own === null) return null;
  if (rank[own] < rank[role]) {
    throw refuse(
      "forbidden",
      `This needs the role ${role} in ${workspace.name}; yours is ${own}.`,
      await whomToAsk(ctx, workspace._id),
    );
  }
  if (workspace.deletesAt !== undefined && role !== "viewer" && role !== "owner") {
    throw refuse(
      "forbidden",
      `${workspace.name} is being deleted; it can only be read.`,
      "An owner can bring it back.",
    );
  }
  return { user, workspace, role: own };
}

/** The named workspace, or the caller's first one. Throws `not_found`, `forbidden`. */
export async function requireOrHome(
  ctx: QueryCtx,
  user: Caller,
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
  user: Caller,
  workspaceId: string | undefined,
  role: Role,
): Promise<Access | null> {
  const named = workspaceId ?? user.keyWorkspaceId;
  if (named !== undefined) return await requireAccess(ctx, user, named, role);
  const member = await ctx.db
    .query("members")
    .withIndex("by_user", (q) => q.eq("userId", user._id))
    .first();
  return member === null ? null : await find(ctx, user, member.workspaceId, role);
}

/** The caller's workspaces with the role in each. */
export async function listFor(ctx: QueryCtx, user: Caller): Promise<{ workspace: Doc<"workspaces">; role: Role }[]> {
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
  if ((await row(ctx, workspaceId, userId)) === null) await ctx.db.insert("members", { workspaceId, userId, role });
}

/** Adds the membership, or lifts its role to at least `role`. */
export async function raise(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  userId: Id<"users">,
  role: Role,
): Promise<void> {
  const known = await row(ctx, workspaceId, userId);
  if (known === null) await ctx.db.insert("members", { workspaceId, userId, role });
  else if (rank[known.role] < rank[role]) await ctx.db.patch("members", known._id, { role });
}

/** The members of a workspace with their users, in the order in which they came. */
export async function listOf(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<{ member: Doc<"members">; user: Doc<"users"> }[]> {
  const rows = await ctx.db
    .query("members")
    .withIndex("by_workspace_and_user", (q) => q.eq("workspaceId", workspaceId))
    .take(MAX_MEMBERS_PER_WORKSPACE);
  const found = await Promise.all(
    rows.map(async (member) => ({ member, user: await ctx.db.get("users", member.userId) })),
  );
  return found
    .flatMap(({ member, user }) => (user === null ? [] : [{ member, user }]))
    .sort((a, b) => a.member._creationTime - b.member._creationTime);
}

/** Throws `not_found` for somebody who is no member. */
export async function requireMember(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  userId: string,
): Promise<{ member: Doc<"members">; user: Doc<"users"> }> {
  const id = ctx.db.normalizeId("users", userId);
  const member = id === null ? null : await row(ctx, workspaceId, id);
  const user = member === null ? null : await ctx.db.get("users", member.userId);
  if (member === null || user === null) throw notFound("member", userId);
  return { member, user };
}

/** Throws `conflict` when the workspace would be without an owner afterwards. */
export async function requireAnotherOwner(ctx: QueryCtx, leaving: Doc<"members">): Promise<void> {
  if (leaving.role !== "owner") return;
  const others = (await listOf(ctx, leaving.workspaceId)).filter(
    // The installation's API key is nobody who could invite people.
    ({ member, user }) => member.role === "owner" && user.kind !== "key" && member._id !== leaving._id,
  );
  if (others.length === 0) {
    throw refuse(
      "conflict",
      "A workspace needs an owner, and this is the only one.",
      "Make somebody else owner first.",
    );
  }
}

async function row(ctx: QueryCtx, workspaceId: Id<"workspaces">, userId: Id<"users">): Promise<Doc<"members"> | null> {
  return await ctx.db
    .query("members")
    .withIndex("by_workspace_and_user", (q) => q.eq("workspaceId", workspaceId).eq("userId", userId))
    .unique();
}

/** Names an owner, so that whoever is refused knows whom to ask. */
async function whomToAsk(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<string> {
  const owners = (await listOf(ctx, workspaceId)).filter(({ member }) => member.role === "owner");
  const named = owners.find(({ user }) => user.kind !== "key") ?? owners[0];
  return named === undefined ? "Ask an owner of the workspace." : `Ask ${named.user.name}, an owner of the workspace.`;
}

/** The same answer for unknown, malformed and foreign: it must not tell which. */
export function notFound(noun: string, id: string) {
  return refuse(
    "not_found",
    `There is no ${noun} “${id.slice(0, 64)}” here.`,
    "Check the link, or that you are in the right workspace.",
  );
}
