import { v } from "convex/values";
import { enterMutation, internalMutation, userMutation } from "./functions";
import { settings } from "./lib/settings";
import { vRole } from "./lib/validators";
import * as Members from "./model/members";
import * as Users from "./model/users";

/**
 * The first call of every client: makes the user, and in single-machine mode the default workspace, where missing.
 * `name` is for a new user; a known one keeps theirs.
 */
export const enter = enterMutation({
  args: {},
  returns: v.object({
    user: v.object({
      _id: v.id("users"),
      name: v.string(),
      kind: v.union(v.literal("person"), v.literal("guest"), v.literal("key")),
    }),
    workspaces: v.array(v.object({ _id: v.id("workspaces"), name: v.string(), slug: v.string(), role: vRole })),
  }),
  handler: async (ctx) => {
    const { user } = ctx;
    const workspaces = await Members.listFor(ctx, user);
    return {
      user: { _id: user._id, name: user.name, kind: user.kind },
      workspaces: workspaces.map(({ workspace: { _id, name, slug }, role }) => ({ _id, name, slug, role })),
    };
  },
});

export const rename = userMutation({
  args: { name: v.string() },
  returns: v.null(),
  handler: async (ctx, { name }) => {
    await Users.rename(ctx, ctx.user, name);
    return null;
  },
});

/** At start: makes the API key's user where a key is set, so that a script may begin by reading. */
export const ensureKeyOwner = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const apiKey = settings.apiKey();
    if (apiKey !== null) await Users.ensureCaller(ctx, apiKey);
    return null;
  },
});
