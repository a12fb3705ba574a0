import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import type { ClerkChange } from "../lib/clerk";
import type { Role } from "../lib/validators";
import * as ApiKeys from "./apiKeys";
import * as Events from "./events";
import * as Users from "./users";
import * as Workspaces from "./workspaces";

/** Organisations of Clerk as workspaces: who belongs to one is decided there and told here. The only reader of `clerkSubjects`. */

const MAX_MEMBERSHIPS = 500;
const MAX_NAME_CHARACTERS = 80;

/** Applies a change once; one that is older than what is known of its subject changes nothing. */
export async function apply(ctx: MutationCtx, issuer: string, change: ClerkChange): Promise<void> {
  const subject = subjectOf(change);
  const known = await find(ctx, subject);
  if (known !== null && known.at >= change.at) return;
  const workspaceId = await applyTo(ctx, issuer, change);
  const now = await find(ctx, subject); // an organisation's row is made on the way
  if (now !== null) await ctx.db.patch("clerkSubjects", now._id, { at: change.at });
  else {
    await ctx.db.insert("clerkSubjects", {
      subject,
      at: change.at,
      ...(workspaceId === null ? {} : { workspaceId }),
    });
  }
}

async function applyTo(ctx: MutationCtx, issuer: string, change: ClerkChange): Promise<Id<"workspaces"> | null> {
  const actor = await Users.ensureNamed(ctx, "clerk:webhook", "Clerk", "key");
  const person = (userId: string) => `${issuer.replace(/\/+$/, "")}|${userId}`;
  switch (change.kind) {
    case "organization": {
      const workspace = await ensureWorkspace(ctx, actor, change.organizationId, change.name);
      const name = workspaceName(change.name);
      if (workspace.name !== name) {
        await ctx.db.patch("workspaces", workspace._id, { name });
        await Events.record(ctx, actor, workspace._id, {
          verb: "workspace.renamed",
          object: { table: "workspaces", id: workspace._id, label: name },
          before: { name: workspace.name },
          after: { name },
        });
      }
      return workspace._id;
    }
    case "organizationGone": {
      const workspace = await workspaceOf(ctx, change.organizationId);
      if (workspace === null) return null;
      await ctx.db.patch("workspaces", workspace._id, {
        deletesAt: workspace.deletesAt ?? Date.now() + Workspaces.GRACE_MS,
      });
      await Events.record(ctx, actor, workspace._id, {
        verb: "workspace.deleted",
        object: { table: "workspaces", id: workspace._id, label: workspace.name },
      });
      return workspace._id;
    }
    case "member": {
      const workspace = await ensureWorkspace(ctx, actor, change.organizationId, change.name);
      const user = await Users.ensureNamed(ctx, person(change.userId), change.userName, "person");
      await setMember(ctx, actor, workspace, user, change.role);
      return workspace._id;
    }
    case "memberGone": {
      const workspace = await workspaceOf(ctx, change.organizationId);
      const user = await Users.findNamed(ctx, person(change.userId));
      if (workspace === null || user === null) return workspace?._id ?? null;
      await endMember(ctx, actor, workspace._id, user);
      return workspace._id;
    }
    case "person": {
      const user = await Users.findNamed(ctx, person(change.userId));
      const name = change.userName.slice(0, MAX_NAME_CHARACTERS);
      if (user !== null && name !== "") await ctx.db.patch("users", user._id, { name });
      return null;
    }
    case "personGone": {
      const user = await Users.findNamed(ctx, person(change.userId));
      if (user === null) return null;
      const rows = await ctx.db
        .query("members")
        .withIndex("by_user", (q) => q.eq("userId", user._id))
        .take(MAX_MEMBERSHIPS);
      for (const row of rows) await endMember(ctx, actor, row.workspaceId, user);
      return null;
    }
    default:
      change satisfies never;
      return null;
  }
}

async function setMember(
  ctx: MutationCtx,
  actor: Doc<"users">,
  workspace: Doc<"workspaces">,
  user: Doc<"users">,
  role: Role,
): Promise<void> {
  const member = await memberRow(ctx, workspace._id, user._id);
  if (member?.role === role) return;
  if (member === null) await ctx.db.insert("members", { workspaceId: workspace._id, userId: user._id, role });
  else await ctx.db.patch("members", member._id, { role });
  await Events.record(ctx, actor, workspace._id, {
    verb: member === null ? "member.joined" : "member.role_changed",
    object: { table: "users", id: user._id, label: user.name },
    ...(member === null ? {} : { before: { role: member.role } }),
    after: { role },
  });
}

async function endMember(
  ctx: MutationCtx,
  actor: Doc<"users">,
  workspaceId: Id<"workspaces">,
  user: Doc<"users">,
): Promise<void> {
  const member = await memberRow(ctx, workspaceId, user._id);
  if (member === null) return;
  await ctx.db.delete("members", member._id);
  await ApiKeys.removeAll(ctx, workspaceId, user._id);
  await Events.record(ctx, actor, workspaceId, {
    verb: "member.removed",
    object: { table: "users", id: user._id, label: user.name },
    before: { role: member.role },
  });
}

async function memberRow(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  userId: Id<"users">,
): Promise<Doc<"members"> | null> {
  return await ctx.db
    .query("members")
    .withIndex("by_workspace_and_user", (q) => q.eq("workspaceId", workspaceId).eq("userId", userId))
    .unique();
}

/** The organisation's workspace, made when it is first heard of. */
async function ensureWorkspace(
  ctx: MutationCtx,
  actor: Doc<"users">,
  organizationId: string,
  name: string,
): Promise<Doc<"workspaces">> {
  const known = await workspaceOf(ctx, organizationId);
  if (known !== null) return known;
  const workspaceId = await Workspaces.createWithoutOwner(ctx, actor, workspaceName(name));
  const row = await find(ctx, organizationId);
  if (row !== null) await ctx.db.patch("clerkSubjects", row._id, { workspaceId });
  else await ctx.db.insert("clerkSubjects", { subject: organizationId, at: 0, workspaceId });
  return (await ctx.db.get("workspaces", workspaceId))!; // inserted in this very transaction
}

async function workspaceOf(ctx: MutationCtx, organizationId: string): Promise<Doc<"workspaces"> | null> {
  const row = await find(ctx, organizationId);
  return row?.workspaceId === undefined ? null : await ctx.db.get("workspaces", row.workspaceId);
}

async function find(ctx: MutationCtx, subject: string): Promise<Doc<"clerkSubjects"> | null> {
  return await ctx.db
    .query("clerkSubjects")
    .withIndex("by_subject", (q) => q.eq("subject", subject))
    .unique();
}

function subjectOf(change: ClerkChange): string {
  if (change.kind === "member" || change.kind === "memberGone") return `${change.organizationId}|${change.userId}`;
  return "organizationId" in change ? change.organizationId : change.userId;
}

function workspaceName(name: string): string {
  return name.trim().slice(0, 60) || "Workspace";
}
