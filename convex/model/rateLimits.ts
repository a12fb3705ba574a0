import { MINUTE, RateLimiter } from "@convex-dev/rate-limiter";
import { ConvexError } from "convex/values";
import { components } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import type { ErrorData } from "../lib/errors";
import { networkOf } from "../lib/networks";

/**
 * How much one person, one workspace and one address may ask for. Buckets: a burst is fine, a flood is not, and one
 * that floods slows nobody else.
 */
export const limiter = new RateLimiter(components.rateLimiter, {
  startByPerson: { kind: "token bucket", rate: 300, period: MINUTE, capacity: 300 },
  startByWorkspace: { kind: "token bucket", rate: 1200, period: MINUTE, capacity: 1200 },
  signInByAddress: { kind: "token bucket", rate: 20, period: MINUTE, capacity: 20 },
  signInAtAll: { kind: "token bucket", rate: 120, period: MINUTE, capacity: 120 },
  draftByPerson: { kind: "token bucket", rate: 600, period: MINUTE, capacity: 120 },
  signInFrom: { kind: "token bucket", rate: 30, period: MINUTE, capacity: 30 },
  linkFrom: { kind: "token bucket", rate: 120, period: MINUTE, capacity: 120 },
  apiFrom: { kind: "token bucket", rate: 1200, period: MINUTE, capacity: 600 },
  makingByPerson: { kind: "token bucket", rate: 30, period: MINUTE, capacity: 30 },
  commentByPerson: { kind: "token bucket", rate: 60, period: MINUTE, capacity: 60 },
  appWriteByPerson: { kind: "token bucket", rate: 120, period: MINUTE, capacity: 60 },
});

type AddressLimit = "signInFrom" | "linkFrom" | "apiFrom";
type Limit =
  | "startByPerson"
  | "startByWorkspace"
  | "signInByAddress"
  | "signInAtAll"
  | "draftByPerson"
  | AddressLimit
  | "makingByPerson"
  | "commentByPerson"
  | "appWriteByPerson";

const saidOfAddress: Record<AddressLimit, string> = {
  signInFrom: "More than 30 tries a minute to sign in or up come from your network address.",
  linkFrom: "More than 120 openings of public links a minute come from your network address.",
  apiFrom: "More than 1,200 requests a minute come from your network address.",
};

/**
 * Counts one call from the network address that it came from, so that a flood from one slows no other. What has no
 * address (a schedule) or comes from this machine is not counted. Throws `rate_limited`.
 */
export async function countAddress(ctx: MutationCtx, limit: AddressLimit): Promise<void> {
  const { ip } = await ctx.meta.getRequestMetadata();
  const key = networkOf(ip);
  if (key !== null) await count(ctx, limit, key, saidOfAddress[limit]);
}

/** Counts one start of a run. Throws `rate_limited` with the seconds to wait. */
export async function countStart(ctx: MutationCtx, user: Doc<"users">, workspaceId: Id<"workspaces">): Promise<void> {
  await count(ctx, "startByPerson", user._id, "You start runs faster than 300 a minute.");
  await count(ctx, "startByWorkspace", workspaceId, "This workspace starts runs faster than 1,200 a minute.");
}

/** Counts one try to sign in, before the costly hash. Throws `rate_limited`. */
export async function countSignIn(ctx: MutationCtx, email: string): Promise<void> {
  // First: whom this refuses takes nothing from the bucket that everybody shares.
  await countAddress(ctx, "signInFrom");
  await count(ctx, "signInByAddress", email, "More than 20 tries a minute for this address.");
  await count(ctx, "signInAtAll", "all", "More than 120 people try to sign in a minute.");
}

/** Counts one draft of a slider that moves; a hand makes some four a second. Throws `rate_limited`. */
export async function countDraft(ctx: MutationCtx, userId: Id<"users">): Promise<void> {
  await count(ctx, "draftByPerson", userId, "You ask for drafts faster than 600 a minute.");
}

/** Counts one file of a finished version that is made for whoever asks. Throws `rate_limited`. */
export async function countMaking(ctx: MutationCtx, userId: Id<"users">): Promise<void> {
  await count(ctx, "makingByPerson", userId, "You ask for files faster than 30 a minute.");
}

export async function countComment(ctx: MutationCtx, user: Doc<"users">): Promise<void> {
  await count(ctx, "commentByPerson", user._id, "You write more than 60 comments a minute.");
}

/** Counts one write of an app for whoever looks at it: an app that floods stops itself alone. Throws `rate_limited`. */
export async function countAppWrite(ctx: MutationCtx, user: Doc<"users">, thread: Doc<"threads">): Promise<void> {
  const key = `${user._id} ${thread._id}`;
  await count(ctx, "appWriteByPerson", key, "This app writes more than 120 times a minute.");
}

async function count(ctx: MutationCtx, name: Limit, key: string, message: string): Promise<void> {
  const { ok, retryAfter } = await limiter.limit(ctx, name, { key });
  if (ok) return;
  const retryAfterS = Math.max(1, Math.ceil((retryAfter ?? MINUTE) / 1000));
  const data: ErrorData = { code: "rate_limited", message, hint: `Try again in ${retryAfterS} s.`, retryAfterS };
  throw new ConvexError(data);
}
