import { v } from "convex/values";
import { workspaceQuery } from "./functions";
import { snippetOf } from "./lib/snippets";
import type { Id } from "./_generated/dataModel";

const MAX_QUERY_CHARACTERS = 200;
const HITS_PER_SOURCE = 8;

const vSource = v.union(v.literal("title"), v.literal("prompt"), v.literal("code"), v.literal("comment"));

/** The best places where the words occur: up to 8 titles, prompts, scripts and comments each. */
export const all = workspaceQuery({
  role: "viewer",
  args: { text: v.string() },
  returns: v.array(
    v.object({
      id: v.string(),
      source: vSource,
      threadId: v.id("threads"),
      title: v.string(),
      versionNumber: v.union(v.number(), v.null()),
      snippet: v.string(),
    }),
  ),
  handler: async (ctx, { text }) => {
    const words = text.trim().slice(0, MAX_QUERY_CHARACTERS);
    if (words === "") return [];
    const workspaceId = ctx.workspace._id;
    const [titles, prompts, codes, comments] = await Promise.all([
      ctx.db
        .query("threads")
        .withSearchIndex("search_title", (q) =>
          q.search("title", words).eq("workspaceId", workspaceId).eq("isHidden", undefined),
        )
        .take(HITS_PER_SOURCE),
      ctx.db
        .query("generations")
        .withSearchIndex("search_prompt", (q) =>
          q.search("prompt", words).eq("workspaceId", workspaceId).eq("isHidden", undefined),
        )
        .take(HITS_PER_SOURCE),
      ctx.db
        .query("codes")
        .withSearchIndex("search_text", (q) =>
          q.search("text", words).eq("workspaceId", workspaceId).eq("isHidden", undefined),
        )
        .take(HITS_PER_SOURCE),
      ctx.db
        .query("comments")
        .withSearchIndex("search_text", (q) => q.search("text", words).eq("workspaceId", workspaceId))
        .take(HITS_PER_SOURCE),
    ]);
    const inVersion = async (
      source: "prompt" | "code" | "comment",
      id: string,
      generationId: Id<"generations">,
      found: string,
    ) => {
      const generation = await ctx.db.get("generations", generationId);
      const thread = generation === null ? null : await ctx.db.get("threads", generation.threadId);
      if (generation === null || thread === null) return [];
      const snippet = snippetOf(found, words);
      return [{ id, source, threadId: thread._id, title: thread.title, versionNumber: generation.number, snippet }];
    };
    const hits = await Promise.all([
      ...titles.map(async ({ _id, title }) => [
        { id: _id as string, source: "title" as const, threadId: _id, title, versionNumber: null, snippet: title },
      ]),
      ...prompts.map(({ _id, prompt }) => inVersion("prompt", _id, _id, prompt)),
      ...comments.map((row) => inVersion("comment", row._id, row.generationId, row.text)),
      ...codes.map((row) => inVersion("code", row._id, row.generationId, row.text)),
    ]);
    return hits.flat();
  },
});
