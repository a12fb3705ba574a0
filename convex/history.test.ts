// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test } from "vitest";
import { plate, refusal, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";

let backend: Backend;
let tom: ReturnType<Backend["guest"]>;
beforeEach(async () => {
  backend = await startBackend();
  tom = backend.guest("Tom");
  await tom.mutation(api.users.enter, { name: "Tom" });
});
afterEach(() => backend.close());

const code = "from build123d import *\nresult = Box(1, 2, 3)\n";

/** A stored thread of this person; gives its id. */
async function store(
  client: Backend["ann"],
  prompt: string,
  more: { kind?: "app"; provider?: string } = {},
): Promise<Id<"threads">> {
  const { workspaceId } = backend;
  const generationId = await client.mutation(api.generations.create, { workspaceId, prompt, code, ...more });
  return (await backend.get(generationId)).threadId;
}

type Filter = Omit<(typeof api.threads.list)["_args"], "workspaceId" | "paginationOpts">;
const shown = async (filter: Filter = {}) => {
  const paginationOpts = { numItems: 20, cursor: null };
  const { page } = await backend.ann.query(api.threads.list, {
    workspaceId: backend.workspaceId,
    paginationOpts,
    ...filter,
  });
  return page.map(({ title }) => title);
};

test("a pinned thread stays on top while others are worked on, until it is let go", async () => {
  const old = await store(backend.ann, "first");
  await store(backend.ann, "second");
  await backend.ann.mutation(api.threads.pin, { threadId: old, isPinned: true });
  await store(tom, "third");
  expect(await shown()).toEqual(["First", "Third", "Second"]);
  await tom.mutation(api.threads.pin, { threadId: old, isPinned: false });
  expect(await shown()).toEqual(["Third", "Second", "First"]);
});

test("an archived thread leaves the history, is found among the archived, and comes back when it is worked on", async () => {
  const { workspaceId } = backend;
  const generationId = await backend.ann.mutation(api.generations.create, { workspaceId, prompt: "keep", code });
  const { threadId } = await backend.get(generationId);
  await backend.ann.mutation(api.threads.tag, { threadId, tags: ["old"] });
  await backend.ann.mutation(api.threads.archive, { threadId, isArchived: true });
  expect(await shown()).toEqual([]);
  expect(await shown({ tag: "old" })).toEqual([]);
  expect(await shown({ archived: true })).toEqual(["Keep"]);
  await backend.ann.mutation(api.generations.create, { workspaceId, prompt: "keep on", code, parentId: generationId });
  expect(await shown()).toEqual(["Keep"]);
  expect(await shown({ tag: "old" })).toEqual(["Keep"]);
  expect(await shown({ archived: true })).toEqual([]);
});

test("kind, person, status, provider and tag narrow the history, alone and together", async () => {
  await store(backend.ann, "a stored cube", { provider: "gradio" });
  const app = await store(tom, "a clock", { kind: "app", provider: "gradio" });
  await backend.ann.mutation(api.threads.tag, { threadId: app, tags: [" Wall ", "wall", "demo"] });
  const { workspaceId } = backend;
  await backend.end(await tom.mutation(api.generations.create, { workspaceId, prompt: plate }));
  const { people, providers, tags } = await backend.ann.query(api.threads.choices, { workspaceId });
  expect({ providers, tags }).toEqual({ providers: ["gradio", "partsLibrary"], tags: ["demo", "wall"] });
  const authorId = people.find(({ name }) => name === "Tom")!.id;
  expect(await shown({ kind: "app" })).toEqual(["A clock"]);
  expect(await shown({ authorId })).toHaveLength(2);
  expect(await shown({ provider: "gradio" })).toEqual(["A clock", "A stored cube"]);
  expect(await shown({ status: "succeeded" })).toHaveLength(3);
  expect(await shown({ status: "running" })).toEqual([]);
  expect(await shown({ tag: "wall" })).toEqual(["A clock"]);
  expect(await shown({ tag: "wall", kind: "cad" })).toEqual([]);
  expect(await shown({ authorId, provider: "gradio", status: "succeeded" })).toEqual(["A clock"]);
  expect(await shown({ authorId, provider: "gradio", status: "failed" })).toEqual([]);
});

test("what is being made is found as running, and not once it has ended", async () => {
  const { workspaceId } = backend;
  backend.worker.behave(() => new Promise(() => {}));
  const generationId = await backend.ann.mutation(api.generations.create, { workspaceId, prompt: plate });
  expect(await shown({ status: "running" })).toHaveLength(1);
  await tom.mutation(api.generations.cancel, { generationId });
  expect(await shown({ status: "running" })).toEqual([]);
  expect(await shown({ status: "canceled" })).toHaveLength(1);
});

test("nine tags and a tag of 25 characters are refused", async () => {
  const threadId = await store(backend.ann, "cube");
  const nine = Array.from({ length: 9 }, (_, index) => `tag ${index}`);
  expect(await refusal(backend.ann.mutation(api.threads.tag, { threadId, tags: nine }))).toBe("invalid");
  expect(await refusal(backend.ann.mutation(api.threads.tag, { threadId, tags: ["x".repeat(25)] }))).toBe("invalid");
  await backend.ann.mutation(api.threads.tag, { threadId, tags: nine.slice(1) });
  await backend.ann.mutation(api.threads.tag, { threadId, tags: [] });
  expect((await backend.ann.query(api.threads.choices, { workspaceId: backend.workspaceId })).tags).toEqual([]);
});
