// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { plate, refusal, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";

let backend: Backend;
let generationId: Id<"generations">;
let tom: ReturnType<Backend["guest"]>;
beforeEach(async () => {
  backend = await startBackend();
  tom = backend.guest("Tom");
  await tom.mutation(api.users.enter, { name: "Tom" });
  const { workspaceId } = backend;
  generationId = await backend.ann.mutation(api.generations.create, { workspaceId, prompt: plate });
  await backend.end(generationId);
});
afterEach(() => {
  vi.useRealTimers();
  return backend.close();
});

const first = { numItems: 20, cursor: null };
const commentsOf = async (id = generationId) =>
  (await backend.ann.query(api.comments.list, { generationId: id, paginationOpts: first })).page;
const inboxOf = async (client: Backend["ann"]) =>
  (await client.query(api.notifications.list, { workspaceId: backend.workspaceId, paginationOpts: first })).page;
const say = (client: Backend["ann"], text: string, parentId?: string) =>
  client.mutation(api.comments.create, { generationId, text, ...(parentId && { parentId }) });

test("a mention tells the person named, and nobody else", async () => {
  await say(backend.ann, "@tom the rim is thin");
  expect(await inboxOf(tom)).toMatchObject([{ kind: "mention", actorName: "Ann", versionNumber: 1, isRead: false }]);
  expect(await inboxOf(backend.ann)).toEqual([]);
});

test("an answer tells the others of the conversation, and belongs to its first comment", async () => {
  const root = await say(backend.ann, "Thicker?");
  const answer = await say(tom, "6 mm", root);
  await say(backend.ann, "Agreed", answer);
  expect(await commentsOf()).toMatchObject([{ text: "Thicker?", replies: [{ text: "6 mm" }, { text: "Agreed" }] }]);
  expect(await inboxOf(backend.ann)).toMatchObject([{ kind: "reply", actorName: "Tom" }]);
  expect(await inboxOf(tom)).toMatchObject([{ kind: "reply", actorName: "Ann" }]);
});

test("reading the inbox sets the count of unread ones to none", async () => {
  const { workspaceId } = backend;
  await say(backend.ann, "@Tom one");
  await say(backend.ann, "@Tom two");
  expect(await tom.query(api.notifications.unread, { workspaceId })).toBe(2);
  await tom.mutation(api.notifications.markAllRead, { workspaceId });
  expect(await tom.query(api.notifications.unread, { workspaceId })).toBe(0);
});

test("nobody changes or deletes a comment of somebody else", async () => {
  const { workspaceId } = backend;
  const commentId = await say(backend.ann, "Mine");
  expect(await refusal(tom.mutation(api.comments.edit, { workspaceId, commentId, text: "Yours" }))).toBe("forbidden");
  expect(await refusal(tom.mutation(api.comments.remove, { workspaceId, commentId }))).toBe("forbidden");
  await backend.ann.mutation(api.comments.remove, { workspaceId, commentId });
  expect(await commentsOf()).toEqual([]);
});

test("a fix carries conversation and place in its prompt, and resolves the comment when its checks pass", async () => {
  const { workspaceId } = backend;
  const point = { x: 40, y: 30, z: 5 };
  const anchor = { faceId: 9, point, normal: { x: 0, y: 0, z: 1 } };
  const text = `@Tom ${plate}`;
  const commentId = await tom.mutation(api.comments.create, { generationId, text, anchor });
  const fixId = await backend.ann.mutation(api.comments.fix, { workspaceId, commentId });
  const fix = await backend.end(fixId);
  expect(fix.prompt).toBe(`${plate}\nThis is about the point (40, 30, 5) on face 9.`);
  expect(fix).toMatchObject({ status: "succeeded", parentId: generationId });
  expect(await commentsOf()).toMatchObject([{ resolvedBy: "v2", fixNumber: 2 }]);
  expect(await inboxOf(tom)).toMatchObject([{ kind: "fixed", versionNumber: 2 }]);
});

test("what people do stands in the activity, newest first", async () => {
  const { workspaceId } = backend;
  const commentId = await say(backend.ann, "Thicker");
  await tom.mutation(api.comments.setResolved, { workspaceId, commentId, isResolved: true });
  const { page } = await tom.query(api.activity.list, { workspaceId, paginationOpts: first });
  expect(page).toMatchObject([
    { actorName: "Tom", verb: "comment.resolved", label: "Thicker" },
    { actorName: "Ann", verb: "comment.created" },
  ]);
});

test("a page is seen by others until it has been silent for 30 s", async () => {
  vi.useFakeTimers();
  const { workspaceId } = backend;
  await tom.mutation(api.presence.beat, { workspaceId, pageId: "tom", versionNumber: 3 });
  const roomToken = await backend.ann.mutation(api.presence.beat, { workspaceId, pageId: "ann" });
  const seen = () => backend.ann.query(api.presence.list, { workspaceId, pageId: "ann", roomToken });
  expect(await seen()).toMatchObject([{ userName: "Tom", versionNumber: 3 }]);
  await backend.t.finishAllScheduledFunctions(() => vi.advanceTimersByTime(31_000));
  expect(await seen()).toEqual([]);
});

test("a page that left is not seen, and one's own pages are nobody else's", async () => {
  const { workspaceId } = backend;
  const roomToken = await tom.mutation(api.presence.beat, { workspaceId, pageId: "p", versionNumber: 3 });
  await backend.ann.mutation(api.presence.beat, { workspaceId, pageId: "p", isFirst: true });
  await backend.ann.mutation(api.presence.leave, { workspaceId, pageId: "p" });
  const seenBy = (who: Backend["ann"], workspace = workspaceId) =>
    who.query(api.presence.list, { workspaceId: workspace, pageId: "other", roomToken });
  expect(await seenBy(backend.ann)).toMatchObject([{ userName: "Tom", view: null }]);
  expect(await seenBy(tom)).toEqual([]);
  await tom.mutation(api.presence.leave, { workspaceId, pageId: "p" });
  expect(await seenBy(backend.ann)).toEqual([]);
});

test("the token of one workspace's pages shows nothing of them in another", async () => {
  const roomToken = await tom.mutation(api.presence.beat, { workspaceId: backend.workspaceId, pageId: "p" });
  await backend.ann.mutation(api.workspaces.create, { name: "Elsewhere" });
  const mine = await backend.ann.query(api.workspaces.mine, {});
  const elsewhere = mine.find(({ _id }) => _id !== backend.workspaceId)!._id;
  const args = { workspaceId: elsewhere, pageId: "q", roomToken };
  expect(await backend.ann.query(api.presence.list, args)).toEqual([]);
});

test("a public link shows the part to anybody, counts them, and opens nothing once revoked", async () => {
  const { workspaceId } = backend;
  const made = { workspaceId, generationId, allowsDownloads: false, days: 7 };
  const { token } = await backend.ann.action(api.shares.create, made);
  const open = () => backend.http(`/api/v1/shares/${token}`, { key: null });
  const shared = (await (await open()).json()) as { number: number; files: { format: string }[] };
  expect(shared.number).toBe(1);
  expect(shared.files.map(({ format }) => format).filter((format) => !["glb", "png"].includes(format))).toEqual([]);
  const [row] = await backend.ann.query(api.shares.list, { generationId });
  expect(row).toMatchObject({ viewCount: 1, isRevoked: false });
  await backend.ann.mutation(api.shares.revoke, { workspaceId, shareId: row!._id });
  expect((await open()).status).toBe(404);
});

test("a public link that is opened too often asks to wait, and does not count that view", async () => {
  const { workspaceId } = backend;
  const { token } = await backend.ann.action(api.shares.create, { workspaceId, generationId, allowsDownloads: true });
  const open = () => backend.http(`/api/v1/shares/${token}`, { key: null });
  // The allowance grows with time, so time stands still.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  for (let view = 0; view < 60; view++) expect((await open()).status).toBe(200);
  const refused = await open();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect(await backend.ann.query(api.shares.list, { generationId })).toMatchObject([{ viewCount: 60 }]);
});

test("one notification is read without the others, and only by whom it tells", async () => {
  const { workspaceId } = backend;
  await say(backend.ann, "@Tom one");
  await say(backend.ann, "@Tom two");
  const [newest] = await inboxOf(tom);
  const read = { workspaceId, notificationId: newest!._id };
  expect(await refusal(backend.ann.mutation(api.notifications.markRead, read))).toBe("not_found");
  await tom.mutation(api.notifications.markRead, read);
  expect(await tom.query(api.notifications.unread, { workspaceId })).toBe(1);
});

test("a public link that has expired opens nothing", async () => {
  const { workspaceId } = backend;
  const { token } = await backend.ann.action(api.shares.create, { workspaceId, generationId, allowsDownloads: true });
  await backend.t.run(async (ctx) => {
    const share = (await ctx.db.query("shares").first())!;
    await ctx.db.patch("shares", share._id, { expiresAt: Date.now() - 1 });
  });
  expect((await backend.http(`/api/v1/shares/${token}`, { key: null })).status).toBe(404);
});

test("words are found in prompts and comments, with where they stand", async () => {
  const { workspaceId } = backend;
  await say(backend.ann, "The gasket leaks");
  const hits = await tom.query(api.search.all, { workspaceId, text: "gasket" });
  expect(hits).toMatchObject([{ source: "comment", versionNumber: 1, snippet: "The gasket leaks" }]);
  const prompts = await tom.query(api.search.all, { workspaceId, text: "mounting" });
  expect(prompts.map(({ source }) => source)).toContain("prompt");
});
