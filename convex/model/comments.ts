import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { placeSentence } from "../lib/commentPlace";
import { refuse } from "../lib/errors";
import type { Anchor } from "../lib/peopleValidators";
import type { SpecRow } from "../lib/validators";
import * as Events from "./events";
import * as Notifications from "./notifications";

/** Comments on a version, and what follows from them. */

export const MAX_COMMENT_CHARACTERS = 4_000;
const MAX_MEMBERS = 200;
const MAX_REPLIES = 200;

type Comment = Doc<"comments">;

/** Throws `invalid`, `too_large`, and `conflict` for a reply to a comment of another version. */
export async function create(
  ctx: MutationCtx,
  user: Doc<"users">,
  generation: Doc<"generations">,
  draft: { text: string; anchor?: Anchor; parent: Comment | null },
): Promise<Id<"comments">> {
  const text = checkText(draft.text);
  if (draft.parent !== null && draft.parent.generationId !== generation._id) {
    throw refuse(
      "conflict",
      "The comment that this answers is on another version.",
      "Open that version and answer there.",
    );
  }
  // An answer to an answer belongs to the same conversation.
  const parentId = draft.parent === null ? undefined : (draft.parent.parentId ?? draft.parent._id);
  const mentionedIds = await mentionedIn(ctx, generation.workspaceId, text);
  const id = await ctx.db.insert("comments", {
    workspaceId: generation.workspaceId,
    threadId: generation.threadId,
    generationId: generation._id,
    ...(parentId === undefined ? {} : { parentId }),
    authorId: user._id,
    authorName: user.name,
    text,
    mentionedIds,
    ...(draft.anchor === undefined ? {} : { anchor: draft.anchor }),
    createdAt: Date.now(),
  });
  const actor = { id: user._id, name: user.name };
  await Notifications.tell(ctx, actor, mentionedIds, { kind: "mention", generation, text });
  if (parentId !== undefined) {
    const answered = await conversationOf(ctx, parentId);
    const others = answered.map(({ authorId }) => authorId).filter((authorId) => !mentionedIds.includes(authorId));
    await Notifications.tell(ctx, actor, others, { kind: "reply", generation, text });
  }
  await log(ctx, user, "comment.created", generation.workspaceId, id, text);
  return id;
}

/** Changes the text; who is mentioned for the first time is told. Throws `forbidden` for another person's comment. */
export async function edit(ctx: MutationCtx, user: Doc<"users">, comment: Comment, newText: string): Promise<void> {
  requireAuthor(user, comment);
  const text = checkText(newText);
  const mentionedIds = await mentionedIn(ctx, comment.workspaceId, text);
  await ctx.db.patch("comments", comment._id, { text, mentionedIds, editedAt: Date.now() });
  const generation = await ctx.db.get("generations", comment.generationId);
  if (generation !== null) {
    const added = mentionedIds.filter((id) => !comment.mentionedIds.includes(id));
    await Notifications.tell(ctx, { id: user._id, name: user.name }, added, { kind: "mention", generation, text });
  }
  await log(ctx, user, "comment.edited", comment.workspaceId, comment._id, text);
}

/** Removes the comment and its replies. Throws `forbidden` for another person's comment. */
export async function remove(ctx: MutationCtx, user: Doc<"users">, comment: Comment): Promise<void> {
  requireAuthor(user, comment);
  if (comment.parentId === undefined) {
    for (const reply of await repliesTo(ctx, comment)) await ctx.db.delete("comments", reply._id);
  }
  await ctx.db.delete("comments", comment._id);
  await log(ctx, user, "comment.deleted", comment.workspaceId, comment._id, comment.text);
}

export async function setResolved(
  ctx: MutationCtx,
  user: Doc<"users">,
  comment: Comment,
  isResolved: boolean,
): Promise<void> {
  await ctx.db.patch("comments", comment._id, {
    resolvedAt: isResolved ? Date.now() : undefined,
    resolvedBy: isResolved ? user.name : undefined,
  });
  const verb = isResolved ? "comment.resolved" : "comment.reopened";
  await log(ctx, user, verb, comment.workspaceId, comment._id, comment.text);
}

/** The answers to a comment, oldest first, up to 200. */
export async function repliesTo(ctx: QueryCtx, comment: Comment): Promise<Comment[]> {
  return await ctx.db
    .query("comments")
    .withIndex("by_workspace_and_generation_and_parent", (q) =>
      q.eq("workspaceId", comment.workspaceId).eq("generationId", comment.generationId).eq("parentId", comment._id),
    )
    .take(MAX_REPLIES);
}

/** The prompt of a fix: what was said in the conversation, where on the part, and seen from where. */
export async function fixPrompt(ctx: QueryCtx, comment: Comment): Promise<string> {
  const replies = await repliesTo(ctx, comment);
  const { anchor } = comment;
  const said = [comment, ...replies].map(({ text }) =>
    text.replace(/(^|\s)@(?:"[^"]+"|[\p{L}\p{N}_-]+)/gu, "$1").trim(),
  );
  return said.join("\n") + (anchor === undefined ? "" : placeSentence(anchor));
}

/** Resolves the comments that this version was made to fix, if every one of its checks passed. */
export async function resolveFixed(
  ctx: MutationCtx,
  generation: Doc<"generations">,
  spec: readonly SpecRow[],
): Promise<void> {
  if (!spec.every(({ pass }) => pass)) return;
  const fixed = await ctx.db
    .query("comments")
    .withIndex("by_workspace_and_fixGeneration", (q) =>
      q.eq("workspaceId", generation.workspaceId).eq("fixGenerationId", generation._id),
    )
    .take(MAX_REPLIES);
  for (const comment of fixed) {
    if (comment.resolvedAt !== undefined) continue;
    await ctx.db.patch("comments", comment._id, { resolvedAt: Date.now(), resolvedBy: `v${generation.number}` });
    await Notifications.tell(ctx, null, [comment.authorId, generation.authorId], {
      kind: "fixed",
      generation,
      text: comment.text,
    });
  }
}

/** Names are written `@Ann` or, with spaces, `@"Ann Other"`. */
async function mentionedIn(ctx: QueryCtx, workspaceId: Id<"workspaces">, text: string): Promise<Id<"users">[]> {
  const names = new Set(
    [...text.matchAll(/(?:^|\s)@(?:"([^"]+)"|([\p{L}\p{N}_-]+))/gu)].map(([, quoted, plain]) =>
      (quoted ?? plain ?? "").toLowerCase(),
    ),
  );
  if (names.size === 0) return [];
  const people = await peopleOf(ctx, workspaceId);
  return people.filter(({ name }) => names.has(name.toLowerCase())).map(({ _id }) => _id);
}

/** The members' names, up to 200. */
export async function peopleOf(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Doc<"users">[]> {
  const members = await ctx.db
    .query("members")
    .withIndex("by_workspace_and_user", (q) => q.eq("workspaceId", workspaceId))
    .take(MAX_MEMBERS);
  const users = await Promise.all(members.map(({ userId }) => ctx.db.get("users", userId)));
  return users.filter((user) => user !== null);
}

async function conversationOf(ctx: QueryCtx, rootId: Id<"comments">): Promise<Comment[]> {
  const root = await ctx.db.get("comments", rootId);
  return root === null ? [] : [root, ...(await repliesTo(ctx, root))];
}

function checkText(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") throw refuse("invalid", "The comment is empty.", "Write what should change.");
  if (trimmed.length > MAX_COMMENT_CHARACTERS) {
    throw refuse(
      "too_large",
      `The comment has ${trimmed.length} characters; the limit is ${MAX_COMMENT_CHARACTERS}.`,
      "Shorten it, or write a second one.",
    );
  }
  return trimmed;
}

function requireAuthor(user: Doc<"users">, comment: Comment): void {
  if (comment.authorId === user._id) return;
  throw refuse("forbidden", `This comment is by ${comment.authorName}.`, "Answer it, or resolve it.");
}

async function log(
  ctx: MutationCtx,
  user: Doc<"users">,
  verb: string,
  workspaceId: Id<"workspaces">,
  id: Id<"comments">,
  label: string,
): Promise<void> {
  await Events.record(ctx, user, workspaceId, { verb, object: { table: "comments", id, label } });
}
