import { v } from "convex/values";
import { internal } from "../_generated/api";
import { internalAction, internalMutation, internalQuery } from "../functions";
import { vDocumentEngine } from "../lib/documentEngines";
import * as Documents from "../model/documents";
import { ParserFault } from "../providers/documentParser";
import { readWith } from "../providers/documentReaders";

/** Has the executor read a document, and stores what it found: an action, with its two mutations. */

const ELEMENTS_A_WRITE = 400;

export const run = internalAction({
  args: { documentId: v.id("documents"), attempt: v.number() },
  returns: v.null(),
  handler: async (ctx, { documentId, attempt }) => {
    const found = await ctx.runQuery(internal.pipeline.readDocument.fileOf, { documentId, attempt });
    if (found === null) return null;
    try {
      const file = await ctx.storage.get(found.storageId);
      if (file === null) throw new ParserFault("not_found", "The file is gone from the store.", "Upload it again.");
      const parsed = await readWith(found.engine, file, found.name);
      let elementCount = 0;
      for (const [index, page] of parsed.pages.entries()) {
        const picture = parsed.pictures[index] ?? null;
        const storedPicture =
          picture === null ? {} : { picture: { storageId: await ctx.storage.store(picture), bytes: picture.size } };
        const { elements, ...rest } = page;
        for (let at = 0; at === 0 || at < elements.length; at += ELEMENTS_A_WRITE) {
          await ctx.runMutation(internal.pipeline.readDocument.storePage, {
            documentId,
            attempt,
            number: index + 1,
            isFirst: at === 0,
            ...rest,
            ...storedPicture,
            elements: elements.slice(at, at + ELEMENTS_A_WRITE),
          });
        }
        elementCount += elements.length;
      }
      await ctx.runMutation(internal.pipeline.readDocument.end, {
        documentId,
        attempt,
        pageCount: parsed.pages.length,
        elementCount,
        engine: parsed.engine,
        skipped: parsed.skipped,
      });
    } catch (error) {
      const fault =
        error instanceof ParserFault
          ? error
          : new ParserFault("internal", "The document could not be stored.", "Read it again.");
      if (fault !== error) console.error("document", documentId, error);
      await ctx.runMutation(internal.pipeline.readDocument.fail, {
        documentId,
        attempt,
        error: { code: fault.code, message: fault.message, hint: fault.hint },
      });
    }
    return null;
  },
});

/** Null for a document that was removed, or that somebody else has read meanwhile. */
export const fileOf = internalQuery({
  args: { documentId: v.id("documents"), attempt: v.number() },
  returns: v.union(v.null(), v.object({ storageId: v.id("_storage"), name: v.string(), engine: vDocumentEngine })),
  handler: async (ctx, { documentId, attempt }) => {
    const document = await Documents.ofReading(ctx, documentId, attempt);
    if (document === null) return null;
    return { storageId: document.storageId, name: document.name, engine: document.wantedEngine ?? "builtin" };
  },
});

const vElement = v.object({
  id: v.string(),
  label: v.string(),
  bbox: v.array(v.number()),
  order: v.number(),
  text: v.string(),
  cells: v.optional(v.array(v.array(v.string()))),
  confidence: v.union(v.number(), v.null()),
  engine: v.string(),
});

export const storePage = internalMutation({
  args: {
    documentId: v.id("documents"),
    attempt: v.number(),
    number: v.number(),
    isFirst: v.boolean(),
    width: v.number(),
    height: v.number(),
    picture: v.optional(v.object({ storageId: v.id("_storage"), bytes: v.number() })),
    elements: v.array(vElement),
  },
  returns: v.null(),
  handler: async (ctx, { documentId, attempt, number, isFirst, width, height, picture, elements }) => {
    const document = await Documents.ofReading(ctx, documentId, attempt);
    if (document === null) {
      if (picture !== undefined && isFirst) await ctx.storage.delete(picture.storageId);
      return null;
    }
    const { workspaceId } = document;
    if (isFirst) {
      const stored = picture === undefined ? null : await ctx.db.system.get("_storage", picture.storageId);
      await ctx.db.insert("documentPages", {
        workspaceId,
        documentId,
        number,
        width,
        height,
        ...(picture === undefined ? {} : { picture: { ...picture, sha256: stored?.sha256 ?? "" } }),
      });
    }
    for (const { id, ...element } of elements) {
      await ctx.db.insert("documentElements", { workspaceId, documentId, page: number, elementId: id, ...element });
    }
    return null;
  },
});

export const end = internalMutation({
  args: {
    documentId: v.id("documents"),
    attempt: v.number(),
    pageCount: v.number(),
    elementCount: v.number(),
    engine: v.string(),
    skipped: v.array(v.string()),
  },
  returns: v.null(),
  handler: async (ctx, { documentId, attempt, ...found }) => {
    if ((await ctx.db.get("documents", documentId)) === null) await Documents.forget(ctx, documentId);
    else if ((await Documents.ofReading(ctx, documentId, attempt)) !== null) {
      await ctx.db.patch("documents", documentId, { ...found, state: "ready" });
    }
    return null;
  },
});

export const fail = internalMutation({
  args: {
    documentId: v.id("documents"),
    attempt: v.number(),
    error: v.object({ code: v.string(), message: v.string(), hint: v.string() }),
  },
  returns: v.null(),
  handler: async (ctx, { documentId, attempt, error }) => {
    const isGone = (await ctx.db.get("documents", documentId)) === null;
    if (!isGone && (await Documents.ofReading(ctx, documentId, attempt)) === null) return null;
    await Documents.forget(ctx, documentId);
    if (!isGone) await ctx.db.patch("documents", documentId, { state: "failed", error });
    return null;
  },
});

/** Takes up readings that were lost in a crash; asked by a cron. */
export const recover = internalMutation({
  args: {},
  returns: v.number(),
  handler: async (ctx) => await Documents.recoverReadings(ctx, Date.now()),
});
