import { v } from "convex/values";
import { internalMutation } from "./functions";
import { refuse } from "./lib/errors";
import { settings } from "./lib/settings";
import { changeIn } from "./lib/clerk";
import * as Clerk from "./model/clerk";

/** Takes the payload of a webhook whose signature is good; an event that says nothing about workspaces is left alone. */
export const take = internalMutation({
  args: { payload: v.string() },
  returns: v.null(),
  handler: async (ctx, { payload }) => {
    const issuer = settings.clerkIssuer();
    if (issuer === null) throw refuse("not_found", "There is no Clerk here.", "Set CLERK_JWT_ISSUER_DOMAIN.");
    const change = changeIn(JSON.parse(payload));
    if (change !== null) await Clerk.apply(ctx, issuer, change);
    return null;
  },
});
