import { v, type Infer } from "convex/values";
import { internal } from "./_generated/api";
import type { ActionCtx } from "./_generated/server";
import { generationMutation, internalMutation, internalQuery, workspaceAction, workspaceQuery } from "./functions";
import { refuse } from "./lib/errors";
import { settings } from "./lib/settings";
import { vStored } from "./lib/stores";
import { addressOf } from "./model/artifacts";
import { bundleOf } from "./model/bundles";
import { readBytes } from "./model/fileStore";
import * as Events from "./model/events";
import { requireRow } from "./model/rows";
import * as Threads from "./model/threads";
import { commitToGitHub, type GitHubExport } from "./providers/github";

/** Versions as files in a repository of the team's own. */

const MAX_WORKSPACE_VERSIONS = 50;
const REPOSITORY = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/;
/** What git itself refuses in a branch's name. */
const BRANCH = /^(?!\/|.*(?:\.\.|\/\/|@\{|\\|\.lock$|\/$))[^\s~^:?*[\x00-\x1f\x7f]{1,200}$/;

const vFile = v.object({ name: v.string(), stored: vStored });
const vBundle = v.object({
  folder: v.string(),
  title: v.string(),
  number: v.number(),
  texts: v.record(v.string(), v.string()),
  files: v.array(vFile),
});
type Bundle = Infer<typeof vBundle>;

/** Whether this installation has a token, so that the page can say what is missing before somebody fills in a form. */
export const github = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.object({ isConfigured: v.boolean() }),
  handler: async () => ({ isConfigured: settings.githubToken() !== null }),
});

/**
 * Everything of one version: the texts of its bundle, and links to its files that work for an hour. The page makes the
 * .zip of it. Throws `conflict` before there is code.
 */
export const bundle = generationMutation({
  role: "viewer",
  args: {},
  returns: v.object({
    folder: v.string(),
    texts: v.record(v.string(), v.string()),
    files: v.array(v.object({ name: v.string(), url: v.string() })),
  }),
  handler: async (ctx) => {
    const { folder, texts, files } = await bundleOf(ctx, ctx.generation);
    return { folder, texts, files: files.map(({ name, id }) => ({ name, url: addressOf(id, Date.now()) })) };
  },
});

/**
 * Commits one version, or without `generationId` the newest good version of every thread (at most 50), to a branch of
 * `repository` (`owner/name`) and opens a pull request. Throws `invalid`, `not_found`, `conflict`, `rate_limited`.
 */
export const toGitHub = workspaceAction({
  role: "editor",
  args: { repository: v.string(), branch: v.optional(v.string()), generationId: v.optional(v.string()) },
  returns: v.object({ branch: v.string(), commitUrl: v.string(), pullRequestUrl: v.string() }),
  handler: async (ctx, { repository, branch, generationId }): Promise<GitHubExport> => {
    const token = settings.githubToken();
    if (token === null) {
      throw refuse(
        "invalid",
        "No GitHub token is set.",
        "Set GITHUB_TOKEN on the backend, or download the ZIP instead.",
      );
    }
    if (!REPOSITORY.test(repository)) {
      throw refuse(
        "invalid",
        `“${repository.slice(0, 80)}” is not the name of a repository.`,
        "Write it as owner/name.",
      );
    }
    if (branch !== undefined && !BRANCH.test(branch)) {
      throw refuse(
        "invalid",
        `“${branch.slice(0, 80)}” cannot be the name of a branch.`,
        "Use letters, digits, - and /.",
      );
    }
    const { workspaceId, userId, userName } = ctx.access;
    const bundles: Bundle[] = await ctx.runQuery(internal.exports.bundles, {
      workspaceId,
      ...(generationId === undefined ? {} : { generationId }),
    });
    const [first] = bundles;
    if (first === undefined) {
      throw refuse("not_found", "This workspace has no finished version yet.", "Make a part first.");
    }
    const isOne = generationId !== undefined;
    const title = isOne
      ? `${first.title}, version ${first.number}`
      : `${bundles.length} parts and apps of the workspace`;
    const [owner = "", name = ""] = repository.split("/");
    const exported = await commitToGitHub(
      {
        token,
        apiUrl: settings.githubApiUrl(),
        owner,
        repository: name,
        branch: branch ?? (isOne ? `naturalcad/${first.folder}` : "naturalcad/workspace"),
      },
      {
        files: await filesOf(ctx, bundles),
        message: title,
        pullRequest: {
          title,
          body: `${bundles.map((bundle) => `- ${bundle.title}, version ${bundle.number}`).join("\n")}\n\nExported from NaturalCAD by ${userName}.`,
        },
      },
    );
    await ctx.runMutation(internal.exports.recordGitHub, {
      workspaceId,
      userId,
      repository,
      label: title,
      generationId: isOne ? generationId : null,
      pullRequestUrl: exported.pullRequestUrl,
    });
    return exported;
  },
});

async function filesOf(ctx: ActionCtx, bundles: readonly Bundle[]): Promise<Map<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>();
  for (const { folder, texts, files: produced } of bundles) {
    for (const [name, text] of Object.entries(texts)) files.set(`${folder}/${name}`, text);
    for (const { name, stored } of produced) {
      const blob = await readBytes(ctx, stored);
      // A version that is deleted while it is exported loses its files, not the export of the others.
      if (blob !== null) files.set(`${folder}/${name}`, new Uint8Array(await blob.arrayBuffer()));
    }
  }
  return files;
}

export const bundles = internalQuery({
  args: { workspaceId: v.id("workspaces"), generationId: v.optional(v.string()) },
  returns: v.array(vBundle),
  handler: async (ctx, { workspaceId, generationId }): Promise<Bundle[]> => {
    const chosen =
      generationId === undefined
        ? await Threads.newestGood(ctx, workspaceId, MAX_WORKSPACE_VERSIONS)
        : [await requireRow(ctx, "generations", generationId, workspaceId, "version")];
    return await Promise.all(
      chosen.map(async (generation) => {
        const { folder, title, number, texts, files } = await bundleOf(ctx, generation);
        return { folder, title, number, texts, files: files.map(({ name, stored }) => ({ name, stored })) };
      }),
    );
  },
});

export const recordGitHub = internalMutation({
  args: {
    workspaceId: v.id("workspaces"),
    userId: v.id("users"),
    repository: v.string(),
    label: v.string(),
    generationId: v.union(v.string(), v.null()),
    pullRequestUrl: v.string(),
  },
  returns: v.null(),
  handler: async (ctx, { workspaceId, userId, repository, label, generationId, pullRequestUrl }) => {
    const user = await ctx.db.get("users", userId);
    if (user === null) return null; // the account went while GitHub answered
    await Events.record(ctx, user, workspaceId, {
      verb: "version.exported",
      object:
        generationId === null
          ? { table: "workspaces", id: workspaceId, label }
          : { table: "generations", id: generationId, label },
      after: { repository, pullRequestUrl },
    });
    return null;
  },
});
