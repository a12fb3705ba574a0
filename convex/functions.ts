import { customAction, customMutation, customQuery, type Customization } from "convex-helpers/server/customFunctions";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import {
  action,
  httpAction,
  internalAction,
  internalMutation,
  internalQuery,
  mutation,
  query,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server";
import type { Id } from "./_generated/dataModel";
import type { Role } from "./lib/validators";
import * as Generations from "./model/generations";
import * as Members from "./model/members";
import * as Threads from "./model/threads";
import * as Users from "./model/users";

/**
 * The one place where raw queries and mutations are imported: every public function passes through here, so that
 * nobody can forget the check. Ids come as plain strings: a malformed one is `not_found` as an unknown one is, and
 * tells nothing.
 */
export { httpAction, internalAction, internalMutation, internalQuery };

type Need = { role: Role };
/** What an action knows of its caller. */
export type ActionAccess = { userId: Id<"users">; userName: string; workspaceId: Id<"workspaces">; role: Role };
const vApiKey = v.optional(v.string());

/** For people who are not signed in yet: sign-in itself, and what an invitation says. Nothing is checked here. */
export const openQuery = customQuery(query, { args: {}, input: async () => ({ ctx: {}, args: {} }) });
export const openAction = customAction(action, { args: {}, input: async () => ({ ctx: {}, args: {} }) });

/** For the first call of a client: as `userMutation`, with the name that a new user gets. */
export const enterMutation = customMutation(mutation, {
  args: { name: v.optional(v.string()) },
  input: async (ctx: MutationCtx, { name }) => ({
    ctx: { user: await Users.ensureCaller(ctx, undefined, name) },
    args: {},
  }),
});

/** For `users.*`: needs an identity, no workspace. Gives `ctx.user`, made on the first call. */
export const userMutation = customMutation(mutation, {
  args: {},
  input: async (ctx: MutationCtx) => ({ ctx: { user: await Users.ensureCaller(ctx, undefined) }, args: {} }),
});

/** As `userMutation`, to read. */
export const userQuery = customQuery(query, {
  args: {},
  input: async (ctx: QueryCtx) => ({ ctx: { user: await Users.requireCaller(ctx, undefined) }, args: {} }),
});

/** As `userQuery`, for actions: gives `ctx.userId`. */
export const userAction = customAction(action, {
  args: {},
  input: async (ctx) => {
    const userId: Id<"users"> = await ctx.runQuery(internal.access.caller, {});
    return { ctx: { userId }, args: {} };
  },
});

/** Gives `ctx.user`, `ctx.workspace` and `ctx.role`, at least `role`. */
export const workspaceQuery = customQuery(query, {
  args: { workspaceId: v.string() },
  input: async (ctx: QueryCtx, { workspaceId }, { role }: Need) => {
    const user = await Users.requireCaller(ctx, undefined);
    return { ctx: await Members.requireAccess(ctx, user, workspaceId, role), args: {} };
  },
});

export const workspaceMutation = customMutation(mutation, {
  args: { workspaceId: v.string() },
  input: async (ctx: MutationCtx, { workspaceId }, { role }: Need) => {
    const user = await Users.ensureCaller(ctx, undefined);
    return { ctx: await Members.requireAccess(ctx, user, workspaceId, role), args: {} };
  },
});

/** Gives `ctx.access`: ids of the caller and the workspace, and the caller's role. The right is checked before the action starts. */
export const workspaceAction = customAction(action, {
  args: { workspaceId: v.string() },
  input: async (ctx, { workspaceId }, { role }: Need) => {
    const access: ActionAccess = await ctx.runQuery(internal.access.check, { workspaceId, role });
    return { ctx: { access }, args: {} };
  },
});

/** As `workspaceMutation`, for callers with an API key too; without `workspaceId` the caller's first workspace. */
export const workspaceMutationWithKey = customMutation(mutation, {
  args: { workspaceId: v.optional(v.string()), apiKey: vApiKey },
  input: async (ctx: MutationCtx, { workspaceId, apiKey }, { role }: Need) => {
    const user = await Users.ensureCaller(ctx, apiKey);
    return { ctx: await Members.requireOrHome(ctx, user, workspaceId, role), args: {} };
  },
});

/**
 * As `workspaceMutationWithKey`, to read. `ctx.access` is null for a good key or identity that has not written yet
 * and so has no workspace: a list is then empty, not an error.
 */
export const workspaceQueryWithKey = customQuery(query, {
  args: { workspaceId: v.optional(v.string()), apiKey: vApiKey },
  input: async (ctx: QueryCtx, { workspaceId, apiKey }, { role }: Need) => {
    const user = await Users.findCaller(ctx, apiKey);
    const access = user === null ? null : await Members.findOrHome(ctx, user, workspaceId, role);
    return { ctx: { access }, args: {} };
  },
});

/** Gives `ctx.thread` besides; null where the caller has no such thread (a link that leads nowhere is no fault). */
export const threadQuery = customQuery(query, {
  args: { threadId: v.string() },
  input: async (ctx: QueryCtx, { threadId }, { role }: Need) => {
    const user = await Users.requireCaller(ctx, undefined);
    return { ctx: { user, thread: await Threads.find(ctx, user, threadId, role) }, args: {} };
  },
});

export const threadMutation = customMutation(mutation, {
  args: { threadId: v.string() },
  input: async (ctx: MutationCtx, { threadId }, { role }: Need) => {
    const user = await Users.ensureCaller(ctx, undefined);
    return { ctx: { user, thread: await Threads.requireThread(ctx, user, threadId, role) }, args: {} };
  },
});

const onGeneration = {
  args: { generationId: v.string() },
  input: async (ctx: QueryCtx, { generationId }: { generationId: string }, { role }: Need) => {
    const user = await Users.requireCaller(ctx, undefined);
    return { ctx: { user, generation: await Generations.requireGeneration(ctx, user, generationId, role) }, args: {} };
  },
} satisfies Customization<QueryCtx, { generationId: ReturnType<typeof v.string> }, object, object, Need>;

/** Gives `ctx.user` and `ctx.generation`. */
export const generationQuery = customQuery(query, onGeneration);

export const generationMutation = customMutation(mutation, onGeneration);

/** As `generationQuery`, for API keys too; `ctx.generation` is null where the caller has no such generation. */
export const generationQueryWithKey = customQuery(query, {
  args: { generationId: v.string(), apiKey: vApiKey },
  input: async (ctx: QueryCtx, { generationId, apiKey }, { role }: Need) => {
    const user = await Users.findCaller(ctx, apiKey);
    const generation = user === null ? null : await Generations.find(ctx, user, generationId, role);
    return { ctx: { generation }, args: {} };
  },
});

export const generationMutationWithKey = customMutation(mutation, {
  args: { generationId: v.string(), apiKey: vApiKey },
  input: async (ctx: MutationCtx, { generationId, apiKey }, { role }: Need) => {
    const user = await Users.ensureCaller(ctx, apiKey);
    return { ctx: { user, generation: await Generations.requireGeneration(ctx, user, generationId, role) }, args: {} };
  },
});
