import { v } from "convex/values";
import { internalMutation, threadMutation, threadQuery } from "./functions";
import { vParameterValue } from "./lib/validators";
import * as Holds from "./model/holds";

/** Sliders that people move just now. */

export const list = threadQuery({
  role: "viewer",
  args: {},
  returns: v.union(
    v.array(v.object({ parameter: v.string(), value: vParameterValue, userName: v.string(), mine: v.boolean() })),
    v.null(),
  ),
  handler: async ({ thread, user, ...ctx }) => {
    if (thread === null) return null;
    return (await Holds.holdsOf(ctx, thread._id)).map(({ parameter, value, userName, userId }) => ({
      parameter,
      value,
      userName,
      mine: userId === user._id,
    }));
  },
});

/** Called while a slider moves, at most three times a second; a hold that is not renewed for 4 s ends. */
export const hold = threadMutation({
  role: "editor",
  args: { parameter: v.string(), value: vParameterValue },
  returns: v.null(),
  handler: async (ctx, { parameter, value }) => {
    await Holds.hold(ctx, ctx.user, ctx.thread, parameter, value, Date.now());
    return null;
  },
});

export const release = threadMutation({
  role: "editor",
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    await Holds.release(ctx, ctx.user, ctx.thread);
    return null;
  },
});

export const expire = internalMutation({
  args: { holdId: v.id("holds") },
  returns: v.null(),
  handler: async (ctx, { holdId }) => {
    await Holds.expire(ctx, holdId, Date.now());
    return null;
  },
});
