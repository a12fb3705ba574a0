import { v } from "convex/values";
import { generationMutation, workspaceMutation } from "./functions";
import { refuse } from "./lib/errors";
import { MAX_THUMBNAIL_LINKS } from "./lib/limits";
import { artifactsOf, linkTo } from "./model/artifacts";

const vLinks = v.array(
  v.object({ artifactId: v.id("artifacts"), format: v.string(), url: v.string(), bytes: v.number() }),
);

/** Links that work without a key for at least one hour. A mutation, because a query has no clock. */
export const links = generationMutation({
  role: "viewer",
  args: {},
  returns: vLinks,
  handler: async (ctx) => {
    const artifacts = await artifactsOf(ctx, ctx.generation._id);
    return artifacts.map((artifact) => linkTo(artifact, Date.now()));
  },
});

/** As `links`, for the pictures of a page of history. Ids that are not in the workspace are left out. */
export const thumbnailLinks = workspaceMutation({
  role: "viewer",
  args: { artifactIds: v.array(v.string()) },
  returns: vLinks,
  handler: async (ctx, { artifactIds }) => {
    if (artifactIds.length > MAX_THUMBNAIL_LINKS) {
      throw refuse(
        "too_large",
        `${artifactIds.length} links were asked for; the limit is ${MAX_THUMBNAIL_LINKS}.`,
        "Ask for fewer at a time.",
      );
    }
    const found = await Promise.all(
      artifactIds.map(async (artifactId) => {
        const id = ctx.db.normalizeId("artifacts", artifactId);
        const artifact = id === null ? null : await ctx.db.get("artifacts", id);
        return artifact?.workspaceId === ctx.workspace._id ? [linkTo(artifact, Date.now())] : [];
      }),
    );
    return found.flat();
  },
});
