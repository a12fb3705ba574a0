// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refusal, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import type { Role } from "./lib/validators";
import { limiter } from "./model/rateLimits";

let backend: Backend;
let workspaceId: Id<"workspaces">;
let threadId: Id<"threads">;
let generationId: Id<"generations">;
beforeEach(async () => {
  backend = await startBackend();
  workspaceId = backend.workspaceId;
  generationId = await backend.ann.mutation(api.generations.create, {
    workspaceId,
    prompt: "Build a data table that displays purchase orders with sorting",
    kind: "app",
  });
  threadId = (await backend.end(generationId)).threadId;
});
afterEach(() => backend.close());

type Person = Backend["ann"];

/** Somebody of the workspace in a role. */
async function member(name: string, role: Role): Promise<Person> {
  const person = backend.guest(name);
  const { user } = await person.mutation(api.users.enter, { name });
  await backend.t.run(async (ctx) => {
    const row = await ctx.db
      .query("members")
      .withIndex("by_workspace_and_user", (q) => q.eq("workspaceId", workspaceId).eq("userId", user._id))
      .unique();
    await ctx.db.patch("members", row!._id, { role });
  });
  return person;
}

const rowsOf = (person: Person, table: "orders" | "orderLines" | "stock" | "bomLines" | "checklists") =>
  person.query(api.appData.rows, { threadId, table });
const write = (person: Person, table: "orders" | "orderLines" | "stock" | "checklists", values: object, id?: string) =>
  person.mutation(api.appData.write, {
    threadId,
    table,
    values: values as Record<string, string>,
    ...(id === undefined ? {} : { id }),
  });
const allow = (person: Person, ...writes: ("orders" | "stock" | "checklists")[]) =>
  person.mutation(api.appData.allow, { threadId, writes });

test("an app reads the rows of its workspace, and writes none until its owner allows it", async () => {
  await backend.ann.mutation(api.orders.create, { workspaceId, number: "PO-1", dueOn: "2026-12-01" });
  expect(await rowsOf(backend.ann, "orders")).toEqual([
    expect.objectContaining({ number: "PO-1", status: "draft", dueOn: "2026-12-01", totalUsd: 0 }),
  ]);
  expect(await refusal(write(backend.ann, "orders", { number: "PO-2" }))).toBe("forbidden");
  await allow(backend.ann, "orders");
  const id = await write(backend.ann, "orders", { number: "PO-2" });
  await write(backend.ann, "orders", { status: "placed" }, id);
  expect(await rowsOf(backend.ann, "orders")).toContainEqual(expect.objectContaining({ id, status: "placed" }));
  expect(await refusal(write(backend.ann, "stock", { partNumber: "P-1", onHand: 1 }))).toBe("forbidden");
});

test("a write needs the viewer's own role, however much the app may", async () => {
  await allow(backend.ann, "orders", "stock");
  const tom = await member("Tom", "viewer");
  expect(await refusal(write(tom, "orders", { number: "PO-3" }))).toBe("forbidden");
  expect(await rowsOf(tom, "orders")).toEqual([]);
  const mia = await member("Mia", "editor");
  await write(mia, "orders", { number: "PO-3" });
  const events = await backend.t.run((ctx) => ctx.db.query("events").collect());
  expect(events).toContainEqual(expect.objectContaining({ verb: "order.created", actorName: "Mia" }));
});

test("only whoever began the app, or an owner, decides what it writes", async () => {
  const mia = await member("Mia", "editor");
  expect(await refusal(allow(mia, "orders"))).toBe("forbidden");
  const access = await mia.query(api.appData.access, { threadId });
  expect(access).toEqual({ role: "editor", writes: [], decides: false });
  await allow(backend.ann, "orders");
  expect((await mia.query(api.appData.access, { threadId }))?.writes).toEqual(["orders"]);
});

test("what an app writes is held to the limits of the screens, and a refused write leaves nothing", async () => {
  await allow(backend.ann, "orders", "stock", "checklists");
  const id = await write(backend.ann, "orders", { number: "PO-4" });
  expect(await refusal(write(backend.ann, "orders", { number: "PO-4" }))).toBe("conflict");
  expect(await refusal(write(backend.ann, "orders", { status: "lost" }, id))).toBe("invalid");
  expect(await refusal(write(backend.ann, "orders", { number: 7 }))).toBe("invalid");
  expect(await refusal(write(backend.ann, "orders", { number: "PO-5", supplier: "Nobody" }))).toBe("not_found");
  expect(await refusal(write(backend.ann, "orderLines", { orderId: id, partNumber: "GONE" }))).toBe("not_found");
  expect(await refusal(write(backend.ann, "checklists", { name: "A", items: "all" }))).toBe("invalid");
  await backend.ann.mutation(api.parts.create, {
    workspaceId,
    number: "P-1",
    name: "Plate",
    material: "",
    process: "",
  });
  expect(await refusal(write(backend.ann, "stock", { partNumber: "P-1", onHand: -1 }))).toBe("invalid");
  const stockId = await write(backend.ann, "stock", { partNumber: "P-1", onHand: 4 });
  await write(backend.ann, "stock", { onHand: 3 }, stockId);
  expect(await rowsOf(backend.ann, "stock")).toEqual([expect.objectContaining({ partNumber: "P-1", onHand: 3 })]);
  expect(await rowsOf(backend.ann, "orders")).toHaveLength(1);
});

test("an app that floods is stopped for whoever runs it, and for nobody else", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    await allow(backend.ann, "orders");
    const mia = await member("Mia", "editor");
    const { user } = await backend.ann.mutation(api.users.enter, {});
    await backend.t.run((ctx) => limiter.limit(ctx, "appWriteByPerson", { key: `${user._id} ${threadId}`, count: 60 }));
    expect(await refusal(write(backend.ann, "orders", { number: "PO-9" }))).toBe("rate_limited");
    await write(mia, "orders", { number: "PO-9" });
  } finally {
    vi.useRealTimers();
  }
});

test("a published version stays in the navigation until another is put there, or it is taken out", async () => {
  await backend.ann.mutation(api.apps.publish, { threadId, generationId, name: "Our orders" });
  const tom = await member("Tom", "viewer");
  expect(await tom.query(api.apps.published, { workspaceId })).toEqual([{ threadId, name: "Our orders", number: 1 }]);
  expect(await tom.query(api.apps.get, { threadId })).toMatchObject({
    name: "Our orders",
    code: expect.stringContaining("export default"),
  });
  expect(await refusal(tom.mutation(api.apps.unpublish, { threadId }))).toBe("forbidden");
  await backend.ann.mutation(api.apps.unpublish, { threadId });
  expect(await tom.query(api.apps.published, { workspaceId })).toEqual([]);
  expect(await tom.query(api.apps.get, { threadId })).toBeNull();
});

test("a thread that makes a part is no app", async () => {
  const partId = await backend.ann.mutation(api.generations.create, { workspaceId, prompt: "20 mm cube" });
  const { threadId: other } = await backend.end(partId);
  expect(await refusal(backend.ann.query(api.appData.rows, { threadId: other, table: "orders" }))).toBe("invalid");
  expect(
    await refusal(backend.ann.mutation(api.apps.publish, { threadId: other, generationId: partId, name: "Cube" })),
  ).toBe("invalid");
});
