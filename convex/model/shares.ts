import { MINUTE, RateLimiter } from "@convex-dev/rate-limiter";
import { components } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse, refuseForNow } from "../lib/errors";
import { hmacHex } from "../lib/secretText";
import { artifactsOf, linkTo, requireSecretsKey } from "./artifacts";
import * as Events from "./events";
import * as Generations from "./generations";
import * as Members from "./members";

/** Public links. The only writer of `shares`. */

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_DAYS = 365;
const MAX_SHARES = 100;
const OPENED_PER_MINUTE = 60;
/** What the page itself draws; the other formats are downloads. */
const SHOWN_FORMATS = ["glb", "png"];

/** Throws `invalid` for an expiry outside 1 to 365 days, `conflict` for a version that did not succeed. */
export async function create(
  ctx: MutationCtx,
  userId: Id<"users">,
  generation: Doc<"generations">,
  draft: { token: string; days?: number; allowsDownloads: boolean },
): Promise<void> {
  const { token, days, allowsDownloads } = draft;
  if (days !== undefined && !(Number.isInteger(days) && days >= 1 && days <= MAX_DAYS)) {
    throw refuse("invalid", `A link is good for 1 to ${MAX_DAYS} days, not ${days}.`, "Choose a number of whole days.");
  }
  if (generation.status !== "succeeded") {
    throw refuse(
      "conflict",
      `Version ${generation.number} is ${generation.status}.`,
      "Share a version that succeeded.",
    );
  }
  const user = await ctx.db.get("users", userId);
  if (user === null) throw Members.notFound("user", userId);
  const now = Date.now();
  const id = await ctx.db.insert("shares", {
    workspaceId: generation.workspaceId,
    generationId: generation._id,
    tokenHash: hashOf(token),
    authorName: user.name,
    allowsDownloads,
    ...(days === undefined ? {} : { expiresAt: now + days * DAY_MS }),
    viewCount: 0,
    createdAt: now,
  });
  await Events.record(ctx, user, generation.workspaceId, {
    verb: "share.created",
    object: { table: "shares", id, label: generation.label },
    after: { allowsDownloads, days: days ?? null },
  });
}

/** How often one link is opened. Per link, since a link that goes round must not close the others. */
const limiter = new RateLimiter(components.rateLimiter, {
  shareOpened: { kind: "token bucket", rate: OPENED_PER_MINUTE, period: MINUTE },
});

/** Newest first. */
export async function sharesOf(ctx: QueryCtx, generation: Doc<"generations">): Promise<Doc<"shares">[]> {
  return await ctx.db
    .query("shares")
    .withIndex("by_workspace_and_generation", (q) =>
      q.eq("workspaceId", generation.workspaceId).eq("generationId", generation._id),
    )
    .order("desc")
    .take(MAX_SHARES);
}

export async function revoke(ctx: MutationCtx, user: Doc<"users">, share: Doc<"shares">): Promise<void> {
  if (share.revokedAt !== undefined) return;
  await ctx.db.patch("shares", share._id, { revokedAt: Date.now() });
  const generation = await ctx.db.get("generations", share.generationId);
  await Events.record(ctx, user, share.workspaceId, {
    verb: "share.revoked",
    object: { table: "shares", id: share._id, label: generation?.label ?? "" },
  });
}

/** Counts a view. Throws `not_found` for a link that opens nothing, `rate_limited` beyond 60 views a minute. */
export async function open(ctx: MutationCtx, token: string, now: number) {
  const share = await ctx.db
    .query("shares")
    .withIndex("by_tokenHash", (q) => q.eq("tokenHash", hashOf(token)))
    .unique();
  const isOpen =
    share !== null && share.revokedAt === undefined && (share.expiresAt === undefined || share.expiresAt > now);
  const generation = isOpen ? await ctx.db.get("generations", share.generationId) : null;
  const thread = generation === null ? null : await ctx.db.get("threads", generation.threadId);
  if (share === null || generation === null || thread === null) {
    // The same words for all three, so that nobody can find out which links there once were.
    throw refuse("not_found", "This link opens nothing: it expired, was revoked or never was.", "Ask for a new link.");
  }
  const { ok, retryAfter } = await limiter.limit(ctx, "shareOpened", { key: share._id });
  if (!ok) {
    throw refuseForNow(
      `This link was opened more than ${OPENED_PER_MINUTE} times in a minute.`,
      `Try again in ${Math.ceil(retryAfter / 1000)} s.`,
      retryAfter,
    );
  }
  await ctx.db.patch("shares", share._id, { viewCount: share.viewCount + 1 });
  const [result, artifacts] = await Promise.all([
    Generations.resultOf(ctx, generation),
    artifactsOf(ctx, generation._id),
  ]);
  const files = artifacts.filter(({ format }) => share.allowsDownloads || SHOWN_FORMATS.includes(format));
  return {
    title: thread.title,
    kind: generation.kind,
    number: generation.number,
    authorName: generation.authorName,
    createdAt: generation.createdAt,
    facts: result?.facts ?? null,
    allowsDownloads: share.allowsDownloads,
    files: files.map((artifact) => {
      const { format, url, bytes } = linkTo(artifact, now);
      return { format, url, bytes };
    }),
  };
}

function hashOf(token: string): string {
  return hmacHex(requireSecretsKey(), `share-link:v1:${token}`);
}
