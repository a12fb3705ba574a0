import { v } from "convex/values";
import { workspaceQuery } from "./functions";
import { vProviderState, workspaceProviderStates } from "./model/providerStates";

/** Every provider that the router knows, configured or not, in the router's order. */
export const status = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(vProviderState),
  handler: async (ctx) => await workspaceProviderStates(ctx, ctx.workspace._id),
});
