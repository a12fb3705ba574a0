import type { Doc } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import * as Members from "./members";

const DEFAULT_NAME = "Workshop";
const DEFAULT_SLUG = "workshop";

/** The one workspace of single-machine mode; null before anybody came. */
export async function findDefault(ctx: QueryCtx): Promise<Doc<"workspaces"> | null> {
  return await ctx.db
    .query("workspaces")
    .withIndex("by_isDefault", (q) => q.eq("isDefault", true))
    .unique();
}

/** Makes the default workspace and the user's ownership of it, where missing. */
export async function ensureDefaultFor(ctx: MutationCtx, user: Doc<"users">): Promise<void> {
  const known = await findDefault(ctx);
  const workspaceId =
    known?._id ??
    (await ctx.db.insert("workspaces", {
      name: DEFAULT_NAME,
      slug: DEFAULT_SLUG,
      isDefault: true,
      generationCount: 0,
    }));
  await Members.ensure(ctx, workspaceId, user._id, "owner");
}

/** Keeps the count of generations in the mutation that adds one. */
export async function countGeneration(ctx: MutationCtx, workspace: Doc<"workspaces">): Promise<void> {
  await ctx.db.patch("workspaces", workspace._id, { generationCount: workspace.generationCount + 1 });
}
