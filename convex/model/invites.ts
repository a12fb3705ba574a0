import type { Doc } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { hashToken } from "../lib/tokens";
import * as Events from "./events";
import * as Members from "./members";

/** Invitations by link: used once, within their time, by the address they are bound to. */

export type InviteState = "open" | "used" | "revoked" | "expired";

export function stateOf(invite: Doc<"invites">, now: number): InviteState {
  if (invite.revokedAt !== undefined) return "revoked";
  if (invite.usedByName !== undefined) return "used";
  return invite.expiresAt <= now ? "expired" : "open";
}

/** What the link leads to; null for a token that is none of ours or whose workspace is gone. */
export async function byToken(
  ctx: QueryCtx,
  token: string,
): Promise<{ invite: Doc<"invites">; workspace: Doc<"workspaces"> } | null> {
  const invite = await ctx.db
    .query("invites")
    .withIndex("by_tokenHash", (q) => q.eq("tokenHash", hashToken(token)))
    .unique();
  const workspace = invite === null ? null : await ctx.db.get("workspaces", invite.workspaceId);
  return invite === null || workspace === null ? null : { invite, workspace };
}

/** The invitation, if `email` may use it now. Throws `not_found`, `conflict` for one that is used up, `forbidden`. */
export async function requireOpen(ctx: QueryCtx, token: string, email: string | null, now: number) {
  const found = await byToken(ctx, token);
  if (found === null) throw Members.notFound("invitation", token.slice(0, 8));
  const state = stateOf(found.invite, now);
  if (state !== "open") {
    const reason = { used: "has been used", revoked: "was revoked", expired: "has expired" }[state];
    throw refuse("conflict", `This invitation ${reason}.`, "Ask an owner of the workspace for a new one.");
  }
  if (found.invite.email !== undefined && found.invite.email !== email) {
    throw refuse("forbidden", `This invitation is for ${found.invite.email}.`, "Sign in with that address.");
  }
  return found;
}

/** Makes the user a member and the invitation used. A role that is already higher stays. */
export async function use(
  ctx: MutationCtx,
  user: Doc<"users">,
  { invite, workspace }: { invite: Doc<"invites">; workspace: Doc<"workspaces"> },
): Promise<void> {
  await Members.raise(ctx, workspace._id, user._id, invite.role);
  await ctx.db.patch("invites", invite._id, { usedByName: user.name });
  await Events.record(ctx, user, workspace._id, {
    verb: "member.joined",
    object: { table: "users", id: user._id, label: user.name },
    after: { role: invite.role },
  });
}
