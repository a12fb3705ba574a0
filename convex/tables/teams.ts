import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vKeyScope, vRole } from "../lib/validators";

/** What became of the last nightly backup. Written by `model/installation.ts` alone. */
export const vBackup = v.object({
  /** Of the last try, ms since 1970. */
  at: v.number(),
  /** Why the last try failed; absent when it did not. */
  error: v.optional(v.string()),
  /** The last good one: when, and its bytes. */
  madeAt: v.optional(v.number()),
  bytes: v.optional(v.number()),
  /** How many nights are kept. */
  keep: v.number(),
});

/** Accounts, sessions, invitations, keys and the audit log. Secrets are here as hashes alone. */
export const teamsTables = {
  /** One row. `hasAccounts` is set when the owner turns accounts on: from then on no guest gets in. */
  installation: defineTable({ hasAccounts: v.boolean(), backup: v.optional(vBackup) }),

  /** What Clerk's webhooks have told last: of an organisation, a person, or "organisation|person". Written by `model/clerk.ts` alone. */
  clerkSubjects: defineTable({
    /** Absent for a person, who belongs to no workspace of their own. */
    workspaceId: v.optional(v.id("workspaces")),
    subject: v.string(),
    /** Of the newest event, ms since 1970: older ones that come late change nothing. */
    at: v.number(),
  })
    .index("by_workspace", ["workspaceId"])
    .index("by_subject", ["subject"]),

  /** A person's way in by e-mail and password. Written by `model/accounts.ts` alone. */
  accounts: defineTable({
    userId: v.id("users"),
    /** Lower case. */
    email: v.string(),
    passwordHash: v.string(),
    /** Wrong passwords since the last right one; counted before the password is looked at. */
    failedAttempts: v.number(),
    lockedUntil: v.optional(v.number()),
  })
    .index("by_email", ["email"])
    .index("by_user", ["userId"]),

  /**
   * One signed-in browser. Access tokens name it, and every call reads it: deleting the row ends the browser's live
   * subscriptions. The refresh token changes with each use; an old one that comes late ends the session.
   */
  sessions: defineTable({
    userId: v.id("users"),
    tokenHash: v.string(),
    previousTokenHash: v.optional(v.string()),
    rotatedAt: v.number(),
    createdAt: v.number(),
    expiresAt: v.number(),
    device: v.string(),
  })
    .index("by_tokenHash", ["tokenHash"])
    .index("by_previousTokenHash", ["previousTokenHash"])
    .index("by_user", ["userId"]),

  /** A link that makes one person a member. */
  invites: defineTable({
    workspaceId: v.id("workspaces"),
    role: vRole,
    /** Only this address may use it; without one, whoever has the link. */
    email: v.optional(v.string()),
    tokenHash: v.string(),
    createdByName: v.string(),
    expiresAt: v.number(),
    usedByName: v.optional(v.string()),
    revokedAt: v.optional(v.number()),
  })
    .index("by_workspace", ["workspaceId"])
    .index("by_tokenHash", ["tokenHash"]),

  /** A personal key for scripts: it acts as its person, in one workspace. */
  apiKeys: defineTable({
    workspaceId: v.id("workspaces"),
    userId: v.id("users"),
    name: v.string(),
    scope: vKeyScope,
    /** The first characters, by which people tell their keys apart. */
    start: v.string(),
    keyHash: v.string(),
    createdAt: v.number(),
    expiresAt: v.optional(v.number()),
    lastUsedAt: v.optional(v.number()),
  })
    .index("by_workspace_and_user", ["workspaceId", "userId"])
    .index("by_keyHash", ["keyHash"]),

  /**
   * Append only, written in the same mutation as the change by `model/events.ts`. The activity feed and the audit log
   * are two views of it.
   */
  events: defineTable({
    workspaceId: v.id("workspaces"),
    actorId: v.id("users"),
    actorName: v.string(),
    /** `noun.done`: `comment.created`, `member.removed`. */
    verb: v.string(),
    /** What it happened to: its table, its id, and the name it had then. */
    object: v.object({ table: v.string(), id: v.string(), label: v.string() }),
    /** Small, readable values of what changed; never a secret. */
    before: v.optional(v.record(v.string(), v.union(v.string(), v.number(), v.boolean(), v.null()))),
    after: v.optional(v.record(v.string(), v.union(v.string(), v.number(), v.boolean(), v.null()))),
    at: v.number(),
  })
    .index("by_workspace_and_at", ["workspaceId", "at"])
    .index("by_workspace_and_verb_and_at", ["workspaceId", "verb", "at"]),
};
