import { v } from "convex/values";
import type { Id } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import { workspaceMutation, workspaceQuery } from "./functions";
import { askedWith, dimensionsOf, fenced, MAX_DOCUMENT_BYTES, rulesOf } from "./lib/documents";
import { engineCards, engineOf, vDocumentEngine } from "./lib/documentEngines";
import { refuse } from "./lib/errors";
import { readBomRows } from "./lib/rowImport";
import { settings } from "./lib/settings";
import { addressOf } from "./model/artifacts";
import * as Boms from "./model/boms";
import * as Documents from "./model/documents";
import * as Events from "./model/events";
import { start } from "./model/generationStart";
import * as Parts from "./model/parts";
import { requireRow } from "./model/rows";
import { requireUpload } from "./model/uploads";
import { configuredEngines } from "./providers/documentReaders";
import schema from "./schema";

const MAX_DOCUMENTS = 200;
const MAX_ELEMENTS_OF_A_PAGE = 2_000;
const MAX_PAGES = 100;
/** Two documents are looked up for each. */
const MAX_PREVIEW_ROWS = 1_000;

/** Newest first. */
export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(schema.doc("documents")),
  handler: async (ctx) =>
    await ctx.db
      .query("documents")
      .withIndex("by_workspace", (q) => q.eq("workspaceId", ctx.workspace._id))
      .order("desc")
      .take(MAX_DOCUMENTS),
});

/** One page of a document with the elements on it, in reading order; null for a page that it does not have. */
export const page = workspaceQuery({
  role: "viewer",
  args: { documentId: v.string(), number: v.number() },
  returns: v.union(
    v.null(),
    v.object({
      _id: v.id("documentPages"),
      width: v.number(),
      height: v.number(),
      hasPicture: v.boolean(),
      elements: v.array(schema.doc("documentElements")),
    }),
  ),
  handler: async (ctx, { documentId, number }) => {
    const document = await requireRow(ctx, "documents", documentId, ctx.workspace._id, "document");
    const found = await ctx.db
      .query("documentPages")
      .withIndex("by_document_and_number", (q) => q.eq("documentId", document._id).eq("number", number))
      .first();
    if (found === null) return null;
    const elements = await ctx.db
      .query("documentElements")
      .withIndex("by_document_and_page_and_order", (q) => q.eq("documentId", document._id).eq("page", number))
      .take(MAX_ELEMENTS_OF_A_PAGE);
    const { _id, width, height, picture } = found;
    return { _id, width, height, hasPicture: picture !== undefined, elements };
  },
});

/** Links to the pictures of the pages, by page number; good for an hour or two. */
export const pictureLinks = workspaceMutation({
  role: "viewer",
  args: { documentId: v.string() },
  returns: v.array(v.object({ number: v.number(), url: v.string() })),
  handler: async (ctx, { documentId }) => {
    const document = await requireRow(ctx, "documents", documentId, ctx.workspace._id, "document");
    const pages = await ctx.db
      .query("documentPages")
      .withIndex("by_document_and_number", (q) => q.eq("documentId", document._id))
      .take(MAX_PAGES);
    const now = Date.now();
    return pages
      .filter(({ picture }) => picture !== undefined)
      .map(({ _id, number }) => ({ number, url: addressOf(_id, now) }));
  },
});

/** Where the file of a new document goes. */
export const uploadUrl = workspaceMutation({
  role: "editor",
  args: {},
  returns: v.string(),
  handler: async (ctx) => await ctx.storage.generateUploadUrl(),
});

/** Takes an uploaded file and has it read. Throws `too_large` past 32 MiB; the file is then gone from the store. */
export const add = workspaceMutation({
  role: "editor",
  args: { name: v.string(), storageId: v.string() },
  returns: v.id("documents"),
  handler: async (ctx, { name, storageId }) => {
    const upload = await requireUpload(ctx, storageId);
    if (upload.bytes > MAX_DOCUMENT_BYTES) {
      throw refuse(
        "too_large",
        `The file has ${upload.bytes} bytes; at most ${MAX_DOCUMENT_BYTES} are read.`,
        "Upload fewer pages.",
      );
    }
    const wanted = configuredEngines().find((each) => each === engineOf(settings.documentEngine()));
    const documentId = await ctx.db.insert("documents", {
      workspaceId: ctx.workspace._id,
      name: Parts.requireText(name, "Name"),
      ...upload,
      state: "parsing",
      engine: "builtin",
      ...(wanted === undefined ? {} : { wantedEngine: wanted }),
      pageCount: 0,
      elementCount: 0,
      skipped: [],
      authorName: ctx.user.name,
    });
    await Documents.startReading(ctx, documentId);
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "document.added",
      object: { table: "documents", id: documentId, label: name },
    });
    return documentId;
  },
});

/** The engines that this installation has, the built-in one first, with what a person must know before using one. */
export const engines = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(
    v.object({ id: vDocumentEngine, name: v.string(), use: v.string(), licence: v.union(v.string(), v.null()) }),
  ),
  handler: async () => configuredEngines().map((id) => ({ id, ...engineCards[id] })),
});

/**
 * Reads it anew, with another engine where one is named. Throws `invalid` for one that is not set up, and
 * for one whose licence the caller has not accepted.
 */
export const readAgain = workspaceMutation({
  role: "editor",
  args: { documentId: v.string(), engine: v.optional(vDocumentEngine), acceptsLicence: v.optional(v.boolean()) },
  returns: v.null(),
  handler: async (ctx, { documentId, engine, acceptsLicence }) => {
    const document = await requireRow(ctx, "documents", documentId, ctx.workspace._id, "document");
    if (document.state === "parsing") return null;
    if (engine !== undefined) {
      const { name, licence } = engineCards[engine];
      if (!configuredEngines().includes(engine)) {
        throw refuse("invalid", `${name} is not set up here.`, `Set ${engine.toUpperCase()}_URL.`);
      }
      if (licence !== null && acceptsLicence !== true) throw refuse("invalid", licence, "Accept it, then read again.");
      await ctx.db.patch("documents", document._id, { wantedEngine: engine });
      await Events.record(ctx, ctx.user, ctx.workspace._id, {
        verb: "document.read_again",
        object: { table: "documents", id: document._id, label: document.name },
        after: { engine, ...(licence === null ? {} : { acceptedLicence: true }) },
      });
    }
    await Documents.startReading(ctx, document._id);
    return null;
  },
});

/** Rows made of it stay; their way back then leads to a document that is gone. */
export const remove = workspaceMutation({
  role: "editor",
  args: { documentId: v.string() },
  returns: v.null(),
  handler: async (ctx, { documentId }) => {
    const document = await requireRow(ctx, "documents", documentId, ctx.workspace._id, "document");
    await Documents.forget(ctx, document._id);
    await ctx.storage.delete(document.storageId);
    await ctx.db.delete("documents", document._id);
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "document.removed",
      object: { table: "documents", id: document._id, label: document.name },
    });
    return null;
  },
});

/**
 * Starts a part from a person's words with an element of a document behind them. A table of dimensions adds its
 * figures to the prompt and its rules to every version of the thread; any other text goes along fenced, as data.
 */
export const startPart = workspaceMutation({
  role: "editor",
  args: { documentId: v.string(), elementId: v.string(), prompt: v.string() },
  returns: v.object({ generationId: v.id("generations"), threadId: v.id("threads"), rules: v.number() }),
  handler: async (ctx, { documentId, elementId, prompt }) => {
    const document = await requireRow(ctx, "documents", documentId, ctx.workspace._id, "document");
    const element = await Documents.requireElement(ctx, document, elementId);
    const dimensions = element.cells === undefined ? null : dimensionsOf(element.cells);
    const asked =
      dimensions === null ? fenced(prompt, document.name, element.page, element.text) : askedWith(prompt, dimensions);
    const { generationId } = await start(ctx, ctx, { prompt: asked });
    const { threadId } = (await ctx.db.get("generations", generationId))!;
    const rules = dimensions === null ? [] : rulesOf(dimensions);
    await ctx.db.insert("documentRules", {
      workspaceId: ctx.workspace._id,
      threadId,
      source: { documentId: document._id, elementId: element.elementId, page: element.page },
      documentName: document.name,
      rules,
    });
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "document.used",
      object: { table: "documents", id: document._id, label: document.name },
      after: { element: element.elementId, rules: rules.length },
    });
    return { generationId, threadId, rules: rules.length };
  },
});

/**
 * What the table of an element would give as lines of a BOM or an order, before anything is written: the rows that can
 * be read, each with what its number means in the workspace, and the others with the reason. Null for a text.
 */
export const previewRows = workspaceQuery({
  role: "viewer",
  args: { documentId: v.string(), elementId: v.string() },
  returns: v.union(
    v.null(),
    v.object({
      rows: v.array(
        v.object({
          row: v.number(),
          number: v.string(),
          name: v.string(),
          quantity: v.number(),
          known: v.union(v.literal("part"), v.literal("bom"), v.null()),
        }),
      ),
      bad: v.array(v.object({ row: v.number(), column: v.string(), reason: v.string() })),
    }),
  ),
  handler: async (ctx, { documentId, elementId }) => {
    const document = await requireRow(ctx, "documents", documentId, ctx.workspace._id, "document");
    const { cells } = await Documents.requireElement(ctx, document, elementId);
    if (cells === undefined) return null;
    const { good, bad } = readBomRows(cells.slice(0, MAX_PREVIEW_ROWS + 1));
    const rows = [];
    for (const { row, value } of good) {
      const known = await meaningOf(ctx, ctx.workspace._id, value.number);
      rows.push({ row, number: value.number, name: value.name, quantity: value.quantity, known });
    }
    return { rows, bad };
  },
});

/** The places in documents that a thread was made from. */
export const sourcesOf = workspaceQuery({
  role: "viewer",
  args: { threadId: v.string() },
  returns: v.array(
    v.object({ documentId: v.string(), elementId: v.string(), page: v.number(), name: v.string(), rules: v.number() }),
  ),
  handler: async (ctx, { threadId }) => {
    const thread = await requireRow(ctx, "threads", threadId, ctx.workspace._id, "thread");
    const sets = await ctx.db
      .query("documentRules")
      .withIndex("by_thread", (q) => q.eq("threadId", thread._id))
      .take(20);
    return sets.map(({ source, documentName, rules }) => ({ ...source, name: documentName, rules: rules.length }));
  },
});

async function meaningOf(ctx: QueryCtx, workspaceId: Id<"workspaces">, number: string): Promise<"part" | "bom" | null> {
  if ((await Parts.byNumber(ctx, workspaceId, number)) !== null) return "part";
  return (await Boms.byNumber(ctx, workspaceId, number)) === null ? null : "bom";
}
