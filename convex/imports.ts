import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { internalMutation, internalQuery, workspaceAction, workspaceMutation } from "./functions";
import { refuse } from "./lib/errors";
import { checkInputFile, freeInputName, inputScript } from "./lib/inputFiles";
import { record } from "./model/events";
import { startFromFile } from "./model/generationStart";
import { requirePlace } from "./model/inputFiles";
import * as RateLimits from "./model/rateLimits";
import { requireUpload } from "./model/uploads";

/** STEP and STL files that become parts of the workspace. */

/** Where the file goes first. */
export const uploadUrl = workspaceMutation({
  role: "editor",
  args: {},
  returns: v.string(),
  handler: async (ctx) => await ctx.storage.generateUploadUrl(),
});

/**
 * Makes an uploaded file the next version of a thread, or without `threadId` a thread with one version, which the
 * executor measures. Throws `not_found`, `invalid`, `too_large`, `unprocessable`, `conflict` before anything is written.
 */
export const add = workspaceAction({
  role: "editor",
  args: { fileName: v.string(), storageId: v.string(), threadId: v.optional(v.string()) },
  returns: v.id("generations"),
  handler: async (ctx, { fileName, storageId, threadId }): Promise<Id<"generations">> => {
    const { workspaceId, userId } = ctx.access;
    const id = await ctx.runQuery(internal.imports.upload, { storageId });
    const content = await ctx.storage.get(id);
    if (content === null) throw refuse("not_found", "The upload is not there.", "Import the file again.");
    const input = await checkInputFile(fileName, content);
    return await ctx.runMutation(internal.imports.store, {
      ...{ workspaceId, userId, fileName, storageId: id, bytes: content.size },
      ...input,
      ...(threadId === undefined ? {} : { threadId }),
    });
  },
});

/** The id of an upload that nothing holds yet. */
export const upload = internalQuery({
  args: { storageId: v.string() },
  returns: v.id("_storage"),
  handler: async (ctx, { storageId }) => (await requireUpload(ctx, storageId)).storageId,
});

export const store = internalMutation({
  args: {
    workspaceId: v.id("workspaces"),
    userId: v.id("users"),
    fileName: v.string(),
    storageId: v.id("_storage"),
    bytes: v.number(),
    name: v.string(),
    format: v.union(v.literal("step"), v.literal("stl")),
    threadId: v.optional(v.string()),
  },
  returns: v.id("generations"),
  handler: async (ctx, { workspaceId, userId, fileName, threadId, ...file }): Promise<Id<"generations">> => {
    const [user, workspace] = await Promise.all([ctx.db.get("users", userId), ctx.db.get("workspaces", workspaceId)]);
    if (user === null || workspace === null)
      throw refuse("not_found", "There is no such workspace.", "Open another workspace.");
    await requireUpload(ctx, file.storageId); // somebody else may have been quicker
    const { parent, taken } =
      threadId === undefined ? { parent: null, taken: [] } : await requirePlace(ctx, workspaceId, threadId);
    await RateLimits.countStart(ctx, user, workspaceId);
    const name = freeInputName(file.name, taken);
    const code = inputScript(name, taken);
    const generation = await startFromFile(ctx, user, workspace, { fileName, code, parent });
    await ctx.db.insert("inputFiles", { workspaceId, threadId: generation.threadId, fileName, ...file, name });
    await record(ctx, user, workspaceId, {
      verb: "file.imported",
      object: { table: "generations", id: generation._id, label: fileName },
      after: { bytes: file.bytes },
    });
    return generation._id;
  },
});
