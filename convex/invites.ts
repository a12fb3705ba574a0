import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import {
  internalMutation,
  openQuery,
  userMutation,
  workspaceAction,
  workspaceMutation,
  workspaceQuery,
} from "./functions";
import { refuse } from "./lib/errors";
import { hashToken, randomToken } from "./lib/tokens";
import { vRole } from "./lib/validators";
import * as Accounts from "./model/accounts";
import * as Events from "./model/events";
import * as Invites from "./model/invites";
import * as Members from "./model/members";
import { requireRow } from "./model/rows";

/** Invitations by link. The link is shown once; afterwards only its hash is known. */

const DAY_MS = 24 * 3_600_000;
const MAX_DAYS = 90;
const MAX_LISTED = 100;
const vState = v.union(v.literal("open"), v.literal("used"), v.literal("revoked"), v.literal("expired"));

export const list = workspaceQuery({
  role: "owner",
  args: {},
  returns: v.array(
    v.object({
      _id: v.id("invites"),
      role: vRole,
      email: v.union(v.string(), v.null()),
      createdByName: v.string(),
      usedByName: v.union(v.string(), v.null()),
      createdAt: v.number(),
      expiresAt: v.number(),
      state: vState,
    }),
  ),
  handler: async (ctx) => {
    const rows = await ctx.db
      .query("invites")
      .withIndex("by_workspace", (q) => q.eq("workspaceId", ctx.workspace._id))
      .order("desc")
      .take(MAX_LISTED);
    return rows.map((invite) => ({
      _id: invite._id,
      role: invite.role,
      email: invite.email ?? null,
      createdByName: invite.createdByName,
      usedByName: invite.usedByName ?? null,
      createdAt: invite._creationTime,
      expiresAt: invite.expiresAt,
      state: Invites.stateOf(invite, Date.now()),
    }));
  },
});

/** Gives the token of the link, this once. `days` is how long it is good, 1 to 90. Throws `invalid`. */
export const create = workspaceAction({
  role: "owner",
  args: { role: vRole, email: v.optional(v.string()), days: v.optional(v.number()) },
  returns: v.string(),
  handler: async (ctx, { role, email, days = 7 }): Promise<string> => {
    if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS) {
      throw refuse("invalid", `An invitation is good for 1 to ${MAX_DAYS} days, not ${days}.`, "Choose 7 days.");
    }
    const token = randomToken();
    await ctx.runMutation(internal.invites.store, {
      workspaceId: ctx.access.workspaceId,
      userId: ctx.access.userId,
      role,
      ...(email === undefined ? {} : { email: Accounts.cleanEmail(email) }),
      tokenHash: hashToken(token),
      expiresAt: Date.now() + days * DAY_MS,
    });
    return token;
  },
});

export const store = internalMutation({
  args: {
    workspaceId: v.id("workspaces"),
    userId: v.id("users"),
    role: vRole,
    email: v.optional(v.string()),
    tokenHash: v.string(),
    expiresAt: v.number(),
  },
  handler: async (ctx, { userId, ...invite }): Promise<Id<"invites">> => {
    const { member, user } = await Members.requireMember(ctx, invite.workspaceId, userId);
    // Between the check before the action and now, the caller may have lost the right.
    if (member.role !== "owner") throw refuse("forbidden", "Only an owner invites people.", "Ask an owner.");
    const id = await ctx.db.insert("invites", { ...invite, createdByName: user.name });
    await Events.record(ctx, user, invite.workspaceId, {
      verb: "invite.created",
      object: { table: "invites", id, label: invite.email ?? "whoever has the link" },
      after: { role: invite.role },
    });
    return id;
  },
});

/** Throws `not_found`, and `conflict` for one that is used up. */
export const revoke = workspaceMutation({
  role: "owner",
  args: { inviteId: v.string() },
  returns: v.null(),
  handler: async (ctx, { inviteId }) => {
    const invite = await requireRow(ctx, "invites", inviteId, ctx.workspace._id, "invitation");
    if (Invites.stateOf(invite, Date.now()) === "used") {
      throw refuse("conflict", `${invite.usedByName} has used this invitation.`, "Remove the member instead.");
    }
    await ctx.db.patch("invites", invite._id, { revokedAt: Date.now() });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "invite.revoked",
      object: { table: "invites", id: invite._id, label: invite.email ?? "whoever has the link" },
    });
    return null;
  },
});

/** What the page behind the link says; null for a link that leads nowhere. */
export const preview = openQuery({
  args: { token: v.string() },
  returns: v.union(
    v.object({
      workspaceName: v.string(),
      invitedBy: v.string(),
      role: vRole,
      email: v.union(v.string(), v.null()),
      state: vState,
    }),
    v.null(),
  ),
  handler: async (ctx, { token }) => {
    const found = await Invites.byToken(ctx, token);
    if (found === null) return null;
    const { invite, workspace } = found;
    return {
      workspaceName: workspace.name,
      invitedBy: invite.createdByName,
      role: invite.role,
      email: invite.email ?? null,
      state: Invites.stateOf(invite, Date.now()),
    };
  },
});

/** Makes the caller a member; gives the slug of the workspace. Throws `not_found`, `conflict`, `forbidden`. */
export const accept = userMutation({
  args: { token: v.string() },
  returns: v.string(),
  handler: async (ctx, { token }) => {
    const email = (await Accounts.byUser(ctx, ctx.user._id))?.email ?? null;
    const found = await Invites.requireOpen(ctx, token, email, Date.now());
    await Invites.use(ctx, ctx.user, found);
    return found.workspace.slug;
  },
});
