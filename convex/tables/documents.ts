import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vDocumentEngine } from "../lib/documentEngines";
import { vDocumentRule, vDocumentState, vElementLabel } from "../lib/documents";
import { vLinkPermission, vLinkStatus } from "../lib/links";
import { vSourcePlace } from "../lib/manufacturing";

/** Documents and what was read of them; links to other people's pages. */
export const documentsTables = {
  /** The file itself stays in the store until its row goes. */
  documents: defineTable({
    workspaceId: v.id("workspaces"),
    name: v.string(),
    bytes: v.number(),
    storageId: v.id("_storage"),
    state: vDocumentState,
    engine: v.string(),
    /** Who was asked to read it, where that is not the engine that is built in. */
    wantedEngine: v.optional(vDocumentEngine),
    pageCount: v.number(),
    elementCount: v.number(),
    /** What was not read, and why. */
    skipped: v.array(v.string()),
    error: v.optional(v.object({ code: v.string(), message: v.string(), hint: v.string() })),
    authorName: v.string(),
    /** Which reading it is: what an earlier one still writes is refused. Counted from 1. */
    attempt: v.optional(v.number()),
    readingSince: v.optional(v.number()),
    /** The first attempt of those that somebody asked for; further ones were taken up after a crash. */
    askedAttempt: v.optional(v.number()),
  })
    .index("by_workspace", ["workspaceId"])
    .index("by_state_and_readingSince", ["state", "readingSince"])
    .index("by_storageId", ["storageId"]),

  /** Boxes of its elements are in the units of `width` and `height`, from the top left. */
  documentPages: defineTable({
    workspaceId: v.id("workspaces"),
    documentId: v.id("documents"),
    number: v.number(),
    width: v.number(),
    height: v.number(),
    picture: v.optional(v.object({ storageId: v.id("_storage"), bytes: v.number(), sha256: v.string() })),
  })
    .index("by_document_and_number", ["documentId", "number"])
    .index("by_picture", ["picture.storageId"]),

  documentElements: defineTable({
    workspaceId: v.id("workspaces"),
    documentId: v.id("documents"),
    page: v.number(),
    elementId: v.string(),
    order: v.number(),
    label: vElementLabel,
    bbox: v.array(v.number()),
    text: v.string(),
    cells: v.optional(v.array(v.array(v.string()))),
    confidence: v.union(v.number(), v.null()),
    engine: v.string(),
  })
    .index("by_document_and_page_and_order", ["documentId", "page", "order"])
    .index("by_document_and_elementId", ["documentId", "elementId"]),

  /** Rules that a table of a document fixed for every version of a thread, with the way back to it. */
  documentRules: defineTable({
    workspaceId: v.id("workspaces"),
    threadId: v.id("threads"),
    source: vSourcePlace,
    documentName: v.string(),
    rules: v.array(vDocumentRule),
  }).index("by_thread", ["threadId"]),

  /** STEP and STL files that the scripts of a thread find as parts, by `name`. The bytes go with the row. */
  inputFiles: defineTable({
    workspaceId: v.id("workspaces"),
    threadId: v.id("threads"),
    name: v.string(),
    fileName: v.string(),
    format: v.union(v.literal("step"), v.literal("stl")),
    storageId: v.id("_storage"),
    bytes: v.number(),
  })
    .index("by_thread", ["threadId"])
    .index("by_storageId", ["storageId"]),

  /** Pages of others that the workspace opens in a frame, with what each frame may do. */
  links: defineTable({
    workspaceId: v.id("workspaces"),
    name: v.string(),
    url: v.string(),
    permissions: v.array(vLinkPermission),
    authorName: v.string(),
    /** As it was when somebody looked last. */
    status: v.optional(vLinkStatus),
    /** When somebody's look last began: others wait for its answer. */
    askedAt: v.optional(v.number()),
  }).index("by_workspace_and_name", ["workspaceId", "name"]),

  /** Origins in the backend's own network that an owner lets it ask. */
  linkOrigins: defineTable({
    workspaceId: v.id("workspaces"),
    origin: v.string(),
    authorName: v.string(),
  }).index("by_workspace_and_origin", ["workspaceId", "origin"]),
};
