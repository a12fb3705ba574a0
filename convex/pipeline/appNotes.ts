import { v } from "convex/values";
import { internalMutation, internalQuery } from "../functions";
import * as Generations from "../model/generations";

/** What the type check reads and writes of an app that is shown already. */

/** The code of a generation; null while it has none. */
export const codeText = internalQuery({
  args: { generationId: v.id("generations") },
  returns: v.union(v.string(), v.null()),
  handler: async (ctx, { generationId }): Promise<string | null> => {
    const generation = await ctx.db.get("generations", generationId);
    return generation === null ? null : ((await Generations.codeOf(ctx, generation))?.text ?? null);
  },
});

/** What the compiler said of an app that was shown before it was checked. */
export const noteTypes = internalMutation({
  args: { generationId: v.id("generations"), findings: v.number() },
  returns: v.null(),
  handler: async (ctx, { generationId, findings }): Promise<null> => {
    if ((await ctx.db.get("generations", generationId)) !== null)
      await ctx.db.patch("generations", generationId, { typeFindings: findings });
    return null;
  },
});
