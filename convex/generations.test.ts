// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test } from "vitest";
import { API_KEY, refusal, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";

const code = "from build123d import *\nresult = Box(1, 2, 3)\n";

let backend: Backend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(() => backend.close());

const store = (more: Record<string, unknown> = {}) =>
  backend.ann.mutation(api.generations.create, { prompt: "a box", code, ...more });

test("a program that is stored stands as given and runs nothing", async () => {
  const createdAt = 1_700_000_000_000;
  const generationId = await store({ provider: "my own notebook", createdAt });
  expect(await backend.get(generationId)).toMatchObject({
    status: "succeeded",
    kind: "cad",
    provider: "my own notebook",
    createdAt,
    artifacts: [],
    facts: null,
  });
  expect(backend.worker.calls).toHaveLength(0);
});

test("a stored program without build123d is an app", async () => {
  const generationId = await store({ code: "export default function Orders() { return null; }" });
  expect((await backend.get(generationId)).kind).toBe("app");
});

test("whole numbers may come as int64", async () => {
  await store({ createdAt: 1_700_000_000_000n });
  const recent = await backend.ann.query(api.generations.recent, { limit: 5n });
  expect(recent[0]!.createdAt).toBe(1_700_000_000_000);
});

test("recent answers newest first, 10 unless asked, with code", async () => {
  for (let i = 1; i <= 12; i++) await store({ prompt: `box ${i}`, createdAt: i });
  const ten = await backend.ann.query(api.generations.recent, {});
  expect(ten.map(({ prompt }) => prompt)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((i) => `box ${i}`));
  expect(ten[0]).toMatchObject({ code, status: "succeeded" });
  expect(ten[0]!.id).toBe(ten[0]!._id);
  expect(await backend.ann.query(api.generations.recent, { limit: 1_000 })).toHaveLength(12);
});

test("a good key that never wrote reads an empty list", async () => {
  expect(await backend.t.query(api.generations.recent, { apiKey: API_KEY })).toEqual([]);
});

test("the same idempotency key answers the same id, also when asked twice at once", async () => {
  const idempotencyKey = "once";
  const [first, second] = await Promise.all([store({ idempotencyKey }), store({ idempotencyKey })]);
  expect(first).toBe(second);
  expect(await backend.ann.query(api.generations.recent, {})).toHaveLength(1);
  expect(await store({ idempotencyKey: "another" })).not.toBe(first);
});

test.each([
  ["an empty prompt", { prompt: "  \n " }, "invalid", "The prompt is empty"],
  [
    "a prompt of more than 20,000 characters",
    { prompt: "x".repeat(20_001) },
    "too_large",
    "20,001 characters; the limit is 20,000",
  ],
  ["an unknown provider", { code: undefined, provider: "nobody" }, "invalid", "anthropic"],
  ["an overlong provider label", { provider: "x".repeat(65) }, "invalid", "65 characters; the limit is 64"],
  ["a parent that is not there", { parentId: "nothing" }, "not_found", "generation"],
  ["an empty program", { code: " " }, "invalid", "code is empty"],
])("%s is refused with words for it", async (_case, args, errorCode, words) => {
  const error = await store(args).then(
    () => null,
    (caught: { data: unknown }) => (typeof caught.data === "string" ? JSON.parse(caught.data) : caught.data),
  );
  expect(error.code).toBe(errorCode);
  expect(`${error.message} ${error.hint}`).toContain(words);
});

test("a prompt of exactly 20,000 characters is taken", async () => {
  expect(await refusal(store({ prompt: "x".repeat(20_000) }))).toBe("no error");
});

test("a child shares its parent's thread and numbers count up, whichever version it follows", async () => {
  const first = await store();
  const second = await store({ parentId: first });
  const third = await store({ parentId: first });
  const [one, two, three] = await Promise.all([first, second, third].map((id) => backend.get(id)));
  expect([one!.number, two!.number, three!.number]).toEqual([1, 2, 3]);
  expect(new Set([one!.threadId, two!.threadId, three!.threadId]).size).toBe(1);
  const thread = await backend.ann.query(api.threads.get, { threadId: one!.threadId });
  expect(thread!.generations.map(({ number, parentId }) => [number, parentId])).toEqual([
    [1, null],
    [2, first],
    [3, first],
  ]);
});

test("a generation that ended stays as it ended when canceled", async () => {
  const generationId = await store();
  expect(await backend.ann.mutation(api.generations.cancel, { generationId })).toEqual({ status: "succeeded" });
});

test("parameters of a version that was never run are a conflict", async () => {
  const generationId = await store();
  expect(await refusal(backend.ann.mutation(api.generations.runParameters, { generationId, values: { A: 1 } }))).toBe(
    "conflict",
  );
});

test("threads are listed by newest activity, filtered by kind and by author", async () => {
  const bea = backend.guest("Bea");
  await bea.mutation(api.users.enter, { name: "Bea" });
  await store({ prompt: "old part", createdAt: 1 });
  await store({ prompt: "an app", code: "export default 1", createdAt: 2 });
  await bea.mutation(api.generations.create, { prompt: "bea's part", code, createdAt: 3 });
  const titles = async (filter: { kind?: "cad" | "app"; authorId?: Id<"users"> }) => {
    const paginationOpts = { numItems: 10, cursor: null };
    const { page } = await backend.ann.query(api.threads.list, {
      workspaceId: backend.workspaceId,
      paginationOpts,
      ...filter,
    });
    return page.map(({ title }) => title);
  };
  expect(await titles({})).toEqual(["Bea's part", "An app", "Old part"]);
  expect(await titles({ kind: "cad" })).toEqual(["Bea's part", "Old part"]);
  const { user } = await backend.ann.mutation(api.users.enter, {});
  const authorId = user._id;
  expect(await titles({ authorId })).toEqual(["An app", "Old part"]);
  expect(await titles({ authorId, kind: "app" })).toEqual(["An app"]);
});

test("providers that are not configured are listed as such, in the router's order", async () => {
  const states = await backend.ann.query(api.providers.status, { workspaceId: backend.workspaceId });
  expect(states.map(({ id }) => id)).toEqual([
    "anthropic",
    "local",
    "seedCoder",
    "huggingface",
    "openrouter",
    "partsLibrary",
  ]);
  expect(states.find(({ id }) => id === "partsLibrary")).toMatchObject({ configured: true, ok: true });
  expect(states.find(({ id }) => id === "anthropic")).toMatchObject({ configured: false, ok: null });
});

test("thumbnail links leave out ids of other workspaces and refuse more than 100", async () => {
  const links = (artifactIds: string[]) =>
    backend.ann.mutation(api.artifacts.thumbnailLinks, { workspaceId: backend.workspaceId, artifactIds });
  expect(await links(["nonsense" as Id<"artifacts">])).toEqual([]);
  expect(await refusal(links(Array.from({ length: 101 }, () => "x")))).toBe("too_large");
});

test("a name of 81 characters is refused, a good one shows on the next version", async () => {
  expect(await refusal(backend.ann.mutation(api.users.rename, { name: "x".repeat(81) }))).toBe("invalid");
  await backend.ann.mutation(api.users.rename, { name: " Anna " });
  const { threadId } = await backend.get(await store());
  expect((await backend.ann.query(api.threads.get, { threadId }))!.generations[0]!.authorName).toBe("Anna");
});

test("a new user gets the name that the page gives, before the one of the session", async () => {
  const { user } = await backend.guest("Session name").mutation(api.users.enter, { name: "Page name" });
  expect(user).toMatchObject({ name: "Page name", kind: "guest" });
});

test("entering again keeps user, workspace and name", async () => {
  const first = await backend.ann.mutation(api.users.enter, { name: "Somebody else" });
  expect(first.user.name).toBe("Ann");
  expect(first.workspaces).toEqual([{ _id: backend.workspaceId, name: "Workshop", slug: "workshop", role: "owner" }]);
  const other = await backend.guest("Bob").mutation(api.users.enter, { name: "Bob" });
  expect(other.workspaces[0]!._id).toBe(backend.workspaceId);
});
