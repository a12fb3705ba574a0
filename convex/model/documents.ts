import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { asSpecRules, type DocumentRule } from "../lib/documents";
import { refuse } from "../lib/errors";
import { checkSpec } from "../lib/specCheck";
import type { Facts, SpecRow } from "../lib/validators";

/** Documents of a workspace and the rules that their tables fixed for a thread. */

const MAX_RULE_SETS = 20;
const ROWS_REMOVED_A_CALL = 2_000;
/** A reading that is older was lost: the executor answers or gives up within 150 s, and storing takes the rest. */
const LOST_AFTER_MS = 5 * 60_000;
const MAX_RECOVERED_AT_ONCE = 5;
/** Readings that are begun again by themselves before a person has to ask. */
const MAX_RETRIES = 1;

/** The element that a caller names by the id that the parser gave it; throws `not_found`. */
export async function requireElement(
  ctx: QueryCtx,
  document: Doc<"documents">,
  elementId: string,
): Promise<Doc<"documentElements">> {
  const element = await ctx.db
    .query("documentElements")
    .withIndex("by_document_and_elementId", (q) => q.eq("documentId", document._id).eq("elementId", elementId))
    .first();
  if (element === null) {
    throw refuse("not_found", `${document.name} has no element ${elementId.slice(0, 20)}.`, "Choose one on the page.");
  }
  return element;
}

/** Adds what documents fixed for the thread to the checks of a version that was measured. */
export async function withDocumentRules(
  ctx: QueryCtx,
  generation: Doc<"generations">,
  facts: Facts,
  spec: SpecRow[],
): Promise<SpecRow[]> {
  const sets = await ctx.db
    .query("documentRules")
    .withIndex("by_thread", (q) => q.eq("threadId", generation.threadId))
    .take(MAX_RULE_SETS);
  const rules: DocumentRule[] = sets.flatMap((set) => set.rules);
  // The two rows that hold for every part are in `spec` already.
  return rules.length === 0 ? spec : [...checkSpec(asSpecRules(rules), facts).slice(0, rules.length), ...spec];
}

/** Deletes what was read of a document, the pictures of its pages included. At most 100 pages of 5,000 elements. */
export async function forget(ctx: MutationCtx, documentId: Id<"documents">): Promise<void> {
  const pages = await ctx.db
    .query("documentPages")
    .withIndex("by_document_and_number", (q) => q.eq("documentId", documentId))
    .take(ROWS_REMOVED_A_CALL);
  for (const page of pages) {
    if (page.picture !== undefined) await ctx.storage.delete(page.picture.storageId);
    await ctx.db.delete("documentPages", page._id);
  }
  const elements = await ctx.db
    .query("documentElements")
    .withIndex("by_document_and_page_and_order", (q) => q.eq("documentId", documentId))
    .take(3 * ROWS_REMOVED_A_CALL);
  for (const element of elements) await ctx.db.delete("documentElements", element._id);
}

/** Has a document read from its beginning. What was read before is forgotten, and what an earlier reading still writes refused. */
export async function startReading(ctx: MutationCtx, documentId: Id<"documents">, isAsked = true): Promise<void> {
  const document = (await ctx.db.get("documents", documentId))!;
  const attempt = (document.attempt ?? 0) + 1;
  await forget(ctx, documentId);
  await ctx.db.patch("documents", documentId, {
    state: "parsing",
    error: undefined,
    attempt,
    readingSince: Date.now(),
    ...(isAsked ? { askedAttempt: attempt } : {}),
  });
  await ctx.scheduler.runAfter(0, internal.pipeline.readDocument.run, { documentId, attempt });
}

/** The document, while this reading is the one that counts; else null. */
export async function ofReading(
  ctx: QueryCtx,
  documentId: Id<"documents">,
  attempt: number,
): Promise<Doc<"documents"> | null> {
  const document = await ctx.db.get("documents", documentId);
  return document?.state === "parsing" && document.attempt === attempt ? document : null;
}

/**
 * Takes up documents whose reading was lost with the process that did it: once by itself, then it says so. @returns how many
 */
export async function recoverReadings(ctx: MutationCtx, now: number): Promise<number> {
  const lost = await ctx.db
    .query("documents")
    // Rows from before readings were timed have no time, and come first.
    .withIndex("by_state_and_readingSince", (q) => q.eq("state", "parsing").lt("readingSince", now - LOST_AFTER_MS))
    .take(MAX_RECOVERED_AT_ONCE);
  for (const document of lost) {
    if ((document.attempt ?? 0) - (document.askedAttempt ?? 0) < MAX_RETRIES) {
      await startReading(ctx, document._id, false);
      continue;
    }
    await forget(ctx, document._id);
    await ctx.db.patch("documents", document._id, {
      state: "failed",
      attempt: (document.attempt ?? 0) + 1,
      error: {
        code: "interrupted",
        message: "Reading it was interrupted twice.",
        hint: "Read it again; if it repeats, the executor's log says why.",
      },
    });
  }
  return lost.length;
}
