import { v } from "convex/values";
import { userMutation, workspaceQuery } from "./functions";

/** What one person chose for themselves, on every machine that they sign in from. */

const vUnits = v.union(v.literal("mm"), v.literal("inch"));

export const get = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.object({ units: vUnits }),
  handler: async (ctx) => ({ units: ctx.user.units ?? "mm" }),
});

/** Lengths are stored in millimetres whatever is chosen here. */
export const setUnits = userMutation({
  args: { units: vUnits },
  returns: v.null(),
  handler: async (ctx, { units }) => {
    await ctx.db.patch("users", ctx.user._id, { units });
    return null;
  },
});
