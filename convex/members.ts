import { v } from "convex/values";
import { workspaceMutation, workspaceQuery } from "./functions";
import { refuse } from "./lib/errors";
import { vRole } from "./lib/validators";
import * as Accounts from "./model/accounts";
import * as ApiKeys from "./model/apiKeys";
import * as Events from "./model/events";
import { allowsGuests } from "./model/installation";
import * as Members from "./model/members";

/** Who belongs to a workspace. A removed member's live queries run anew, and end with the refusal. */

export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(
    v.object({
      userId: v.id("users"),
      name: v.string(),
      email: v.union(v.string(), v.null()),
      kind: v.union(v.literal("person"), v.literal("guest"), v.literal("key")),
      role: vRole,
      joinedAt: v.number(),
      isYou: v.boolean(),
    }),
  ),
  handler: async (ctx) => {
    const members = await Members.listOf(ctx, ctx.workspace._id);
    const isMember = members.some(({ user }) => user._id === ctx.user._id);
    return await Promise.all(
      members.map(async ({ member, user }) => ({
        userId: user._id,
        name: user.name,
        // Somebody who only looks at a public workspace sees names, not addresses.
        email: isMember ? ((await Accounts.byUser(ctx, user._id))?.email ?? null) : null,
        kind: user.kind,
        role: member.role,
        joinedAt: member._creationTime,
        isYou: user._id === ctx.user._id,
      })),
    );
  },
});

/** Throws `conflict` for the last owner. */
export const setRole = workspaceMutation({
  role: "owner",
  args: { userId: v.string(), role: vRole },
  returns: v.null(),
  handler: async (ctx, { userId, role }) => {
    const { member, user } = await Members.requireMember(ctx, ctx.workspace._id, userId);
    if (role === member.role) return null;
    await Members.requireAnotherOwner(ctx, member);
    await ctx.db.patch("members", member._id, { role });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "member.role_changed",
      object: { table: "users", id: user._id, label: user.name },
      before: { role: member.role },
      after: { role },
    });
    return null;
  },
});

/** Throws `conflict` for the last owner, and for a guest while every browser of this machine is an owner. */
export const remove = workspaceMutation({
  role: "owner",
  args: { userId: v.string() },
  returns: v.null(),
  handler: async (ctx, { userId }) => {
    const { member, user } = await Members.requireMember(ctx, ctx.workspace._id, userId);
    if (ctx.workspace.isDefault && user.kind === "guest" && (await allowsGuests(ctx))) {
      throw refuse(
        "conflict",
        "Every browser of this machine is an owner here, so removing one would not keep it out.",
        "Turn accounts on first, under Settings, Accounts.",
      );
    }
    await Members.requireAnotherOwner(ctx, member);
    await ctx.db.delete("members", member._id);
    await ApiKeys.removeAll(ctx, ctx.workspace._id, user._id);
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "member.removed",
      object: { table: "users", id: user._id, label: user.name },
      before: { role: member.role },
    });
    return null;
  },
});

/** Throws `conflict` for the last owner. */
export const leave = workspaceMutation({
  role: "viewer",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const { member } = await Members.requireMember(ctx, ctx.workspace._id, ctx.user._id);
    await Members.requireAnotherOwner(ctx, member);
    await ctx.db.delete("members", member._id);
    await ApiKeys.removeAll(ctx, ctx.workspace._id, ctx.user._id);
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "member.left",
      object: { table: "users", id: ctx.user._id, label: ctx.user.name },
      before: { role: member.role },
    });
    return null;
  },
});
