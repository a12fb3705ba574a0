// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test } from "vitest";
import { callRow, matrix } from "../tests/support/accessRows/matrix";
import type { Targets } from "../tests/support/accessRows/row";
import { plate, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";
import schema from "./schema";

// Every public function that may change something × its own arguments: what changes leaves an event, or stands below with
// the reason why it leaves none. A new function that changes rows in silence fails here.

const ITS_OWN_RECORD = "a generation is its own record: docs/decisions/006";
/** What changes rows and leaves no event, and why. */
const NO_EVENT: Record<string, string> = {
  "generations:create": ITS_OWN_RECORD,
  "generations:runCode": ITS_OWN_RECORD,
  "holds:hold": "who has a slider in hand, for seconds",
  "links:probe": "the backend's own note of whether an address answers",
  "preferences:setUnits": "how one person reads lengths",
  "users:rename": "a person's own name; what is there keeps the name it was made under",
};

/** What changes nothing here, and where it is tried instead. */
const UNTRIED: Record<string, string> = {
  "accounts:changePassword": "a guest has none; accounts.test.ts",
  "accounts:signOut": "a guest has no session; accounts.test.ts",
  "accounts:signOutEverywhere": "a guest has no session; accounts.test.ts",
  "appData:write": "the rows' own functions record it; apps.test.ts",
  "artifacts:links": "reads",
  "artifacts:make": "needs an executor; artifacts.test.ts holds version.exported",
  "artifacts:thumbnailLinks": "reads",
  "benchmarkRuns:cancel": "needs a run; benchmarks.test.ts",
  "benchmarkRuns:pause": "needs a run; benchmarks.test.ts",
  "benchmarkRuns:rerunFailed": "needs a run; benchmarks.test.ts",
  "benchmarkRuns:resume": "needs a run; benchmarks.test.ts",
  "benchmarkRuns:start": "needs a run; benchmarks.test.ts",
  "benchmarkRuns:useAsDefault": "needs a run; benchmarks.test.ts",
  "benchmarkVotes:cast": "needs a run; benchmarks.test.ts",
  "boms:settleFlag": "needs a newer version; manufacturing.test.ts",
  "comments:fix": "starts a generation; people.test.ts",
  "documents:add": "needs an upload; documents.test.ts",
  "documents:pictureLinks": "reads",
  "documents:readAgain": "needs a reading that failed; documents.test.ts",
  "documents:startPart": "starts a generation; documents.test.ts",
  "documents:uploadUrl": "an address to upload to; `documents:add` is the change",
  "exports:bundle": "reads",
  "exports:toGitHub": "needs a token; exports.test.ts",
  "generations:cancel": "nothing runs here; generations.test.ts",
  "generations:runParameters": ITS_OWN_RECORD,
  "holds:release": "nothing is held here",
  "imports:add": "needs an upload; imports.test.ts holds file.imported",
  "imports:uploadUrl": "an address to upload to; `imports:add` is the change",
  "invites:accept": "needs an invitation's secret; accounts.test.ts",
  "members:leave": "the last owner may not; accounts.test.ts",
  "notifications:markAllRead": "one person's own marks",
  "notifications:markRead": "one person's own marks",
  "presence:beat": "who is looking, in the component's tables",
  "presence:leave": "who is looking, in the component's tables",
  "providerSettings:probe": "asks a provider whether it answers",
  "providerSettings:removeKey": "no key is set here; providerSettings.test.ts",
  "users:enter": "a known caller enters again",
  "versions:compareGeometry": "computes; nobody's row changes",
  "versions:draft": "a slider's picture, for seconds",
  "workspaces:restore": "nothing is deleted here; accounts.test.ts",
  "workspaces:remove": "not the installation's own; accounts.test.ts",
};

type Shop = Targets &
  Record<"partId" | "bomId" | "lineId" | "orderId" | "orderLineId" | "stockId", string> &
  Record<"supplierId" | "checklistId" | "linkId" | "commentId" | "shareId" | "memberId" | "suiteId", string> &
  Record<"freePartId" | "documentId" | "appId" | "appVersionId", string>;

/** Arguments that change something, where those of the access matrix name nothing that is there. */
const REAL: Record<string, (shop: Shop) => Record<string, unknown>> = {
  "apps:publish": ({ appId, appVersionId }) => ({ threadId: appId, generationId: appVersionId, name: "Orders" }),
  "apps:unpublish": ({ appId }) => ({ threadId: appId }),
  "appData:allow": ({ appId }) => ({ threadId: appId, writes: ["orders"] }),
  "documents:remove": ({ documentId }) => ({ documentId }),
  "boms:addLine": ({ bomId }) => ({ bomId, number: "P-8", quantity: 3 }),
  "boms:importRows": ({ bomId }) => ({
    bomId,
    cells: [
      ["Number", "Quantity"],
      ["P-8", "4"],
    ],
    makesParts: false,
  }),
  "boms:remove": ({ bomId }) => ({ bomId }),
  "boms:removeLine": ({ lineId }) => ({ lineId }),
  "boms:setLine": ({ lineId }) => ({ lineId, quantity: 9 }),
  "checklists:addItem": ({ checklistId }) => ({ checklistId, text: "Mark the part" }),
  "checklists:remove": ({ checklistId }) => ({ checklistId }),
  "checklists:tick": ({ checklistId }) => ({ checklistId, index: 0, isDone: true }),
  "comments:edit": ({ commentId }) => ({ commentId, text: "Thinner" }),
  "comments:remove": ({ commentId }) => ({ commentId }),
  "comments:setResolved": ({ commentId }) => ({ commentId, isResolved: true }),
  "links:remove": ({ linkId }) => ({ linkId }),
  "links:update": ({ linkId }) => ({ linkId, name: "Another room" }),
  "members:remove": ({ memberId }) => ({ userId: memberId }),
  "members:setRole": ({ memberId }) => ({ userId: memberId, role: "commenter" }),
  "orders:addBomLine": ({ orderId, lineId }) => ({ orderId, bomLineId: lineId, sets: 2 }),
  "orders:addPart": ({ orderId }) => ({ orderId, number: "P-8", quantity: 5 }),
  "orders:importRows": ({ orderId }) => ({
    orderId,
    cells: [
      ["Part", "Quantity"],
      ["P-8", "4"],
    ],
  }),
  "orders:removeLine": ({ orderLineId }) => ({ lineId: orderLineId }),
  "orders:setLine": ({ orderLineId }) => ({ lineId: orderLineId, quantity: 7 }),
  "orders:update": ({ orderId }) => ({ orderId, status: "placed" }),
  "parts:importRows": () => ({
    cells: [
      ["Number", "Name"],
      ["P-5", "Pin"],
    ],
  }),
  "parts:release": ({ partId, generationId }) => ({ partId, generationId }),
  "parts:remove": ({ freePartId }) => ({ partId: freePartId }),
  "parts:update": ({ partId }) => ({ partId, name: "Plate, long" }),
  "shares:revoke": ({ shareId }) => ({ shareId }),
  "stock:importRows": () => ({
    cells: [
      ["Part", "On hand"],
      ["P-8", "4"],
    ],
  }),
  "stock:remove": ({ stockId }) => ({ stockId }),
  "stock:set": () => ({ number: "P-9", onHand: 12 }),
  "suites:addGeneration": ({ suiteId, generationId }) => ({ suiteId, generationId }),
  "suites:remove": ({ suiteId }) => ({ suiteId }),
  "suppliers:remove": ({ supplierId }) => ({ supplierId }),
  "suppliers:update": ({ supplierId }) => ({ supplierId, note: "Ask for Tom" }),
};

type Table = keyof typeof schema.tables;
const tables = (Object.keys(schema.tables) as Table[]).filter((table) => table !== "events");

let backend: Backend;
let targets: Targets;
beforeEach(async () => {
  backend = await startBackend();
  const generationId = await backend.ann.mutation(api.generations.create, {
    prompt: "a box",
    code: "from build123d import *\nresult = Box(1, 2, 3)\n",
  });
  const { threadId } = await backend.end(generationId);
  targets = { workspaceId: backend.workspaceId, threadId, generationId, own: {} };
});
afterEach(() => backend.close());

async function contents(): Promise<Map<string, string>> {
  const found = await backend.t.run(async (ctx) => {
    const texts: [string, string][] = [];
    for (const table of tables) texts.push([table, JSON.stringify(await ctx.db.query(table).collect())]);
    return texts;
  });
  return new Map(found);
}

const eventCount = () => backend.t.run(async (ctx) => (await ctx.db.query("events").collect()).length);

/** What each generation says of its beginning: who, when, of what, from what. It stands in for an event. */
const beginnings = () =>
  backend.t.run(async (ctx) =>
    (await ctx.db.query("generations").collect()).map(
      ({ _id, _creationTime, authorId, authorName, prompt, kind, parentId, threadId }) =>
        JSON.stringify({ _id, _creationTime, authorId, authorName, prompt, kind, parentId, threadId }),
    ),
  );

/** A workspace with one row of everything that people change. */
async function makeShop(): Promise<Shop> {
  const { ann, workspaceId } = backend;
  const { generationId } = targets;
  const at = { workspaceId };
  for (const number of ["P-9", "P-8"])
    await ann.mutation(api.parts.create, { ...at, number, name: "Plate", material: "steel", process: "milled" });
  await ann.mutation(api.stock.set, { ...at, number: "P-9", onHand: 3 });
  await ann.mutation(api.boms.create, { ...at, number: "B-9", name: "Frame" });
  await ann.mutation(api.orders.create, { ...at, number: "PO-9" });
  await ann.mutation(api.suppliers.create, { ...at, name: "Kestrel" });
  await ann.mutation(api.checklists.create, { ...at, name: "Daily", standard: "", items: ["Oil"] });
  await ann.mutation(api.links.create, { ...at, name: "Wiki", url: "https://wiki.example", permissions: [] });
  await ann.mutation(api.comments.create, { generationId, text: "Thicker" });
  await ann.action(api.shares.create, { ...at, generationId, allowsDownloads: false });
  await ann.mutation(api.suites.importCases, {
    ...at,
    name: "Ours",
    text: '{"id":"a","prompt":"a cube"}',
    format: "jsonl",
  });
  const bomId = await firstOf("boms");
  const orderId = await firstOf("orders");
  await ann.mutation(api.boms.addLine, { ...at, bomId, number: "P-9", quantity: 1 });
  await ann.mutation(api.orders.addPart, { ...at, orderId, number: "P-9", quantity: 1 });
  const appVersionId = await ann.mutation(api.generations.create, {
    ...at,
    prompt: "an app",
    kind: "app",
    code: "export default function App() {\n  return <p>Hello</p>;\n}\n",
  });
  const { threadId: appId } = await backend.end(appVersionId);
  await ann.mutation(api.apps.publish, { threadId: appId, generationId: appVersionId, name: "Hello" });
  const memberId = await backend.t.run(async (ctx) => {
    const userId = await ctx.db.insert("users", { tokenIdentifier: "else|tom", name: "Tom", kind: "person" });
    await ctx.db.insert("members", { workspaceId, userId, role: "editor" });
    return userId;
  });
  const documentId = await backend.t.run(async (ctx) => {
    const storageId = await ctx.storage.store(new Blob(["a"]));
    const about = { name: "a.pdf", bytes: 1, engine: "built-in", pageCount: 0, elementCount: 0, authorName: "Ann" };
    return await ctx.db.insert("documents", { ...at, ...about, storageId, state: "ready", skipped: [] });
  });
  return {
    ...targets,
    bomId,
    orderId,
    memberId,
    appId,
    appVersionId,
    documentId,
    partId: await firstOf("parts"),
    freePartId: (await backend.t.run((ctx) => ctx.db.query("parts").order("desc").first()))!._id,
    lineId: await firstOf("bomLines"),
    orderLineId: await firstOf("orderLines"),
    stockId: await firstOf("stock"),
    supplierId: await firstOf("suppliers"),
    checklistId: await firstOf("checklists"),
    linkId: await firstOf("links"),
    commentId: await firstOf("comments"),
    shareId: await firstOf("shares"),
    suiteId: await firstOf("suites"),
  };
}

const firstOf = (table: Table) => backend.t.run(async (ctx) => (await ctx.db.query(table).first())!._id as string);

const writers = matrix.filter(([, row]) => row.kind !== "query" && row.isOpen !== true);

test("every reason above belongs to a function that is there", () => {
  const names = new Set(writers.map(([name]) => name));
  expect(
    [...Object.keys(NO_EVENT), ...Object.keys(UNTRIED), ...Object.keys(REAL)].filter((name) => !names.has(name)),
  ).toEqual([]);
});

test.each(writers)("%s leaves an event of what it changes", async (name, row) => {
  const shop = await makeShop();
  const own = (await row.prepare?.(backend, targets)) ?? {};
  const args = { ...row.args({ ...targets, own }), ...REAL[name]?.(shop) };
  const [before, eventsBefore, begun] = [await contents(), await eventCount(), await beginnings()];
  await callRow(backend.ann, row, args).catch(() => undefined);
  const after = await contents();
  expect(await beginnings()).toEqual(expect.arrayContaining(begun));
  expect(begun.length).toBeGreaterThan(1);
  const changed = tables.filter((table) => after.get(table) !== before.get(table));
  const events = (await eventCount()) - eventsBefore;
  const told = changed.length === 0 ? "nothing changed" : events > 0 ? "an event" : `no event of ${changed.join(", ")}`;
  if (name in UNTRIED) expect(told).toBe("nothing changed");
  else if (name in NO_EVENT) expect(told).toMatch(/^no event of/);
  else expect(told).toBe("an event");
});

test("a generation tells who began it, however it was begun", async () => {
  const bea = backend.guest("Bea");
  const { user } = await bea.mutation(api.users.enter, { name: "Bea" });
  const at = { workspaceId: backend.workspaceId };
  const generationId = await bea.mutation(api.generations.create, { ...at, prompt: plate });
  await backend.end(generationId);
  await bea.mutation(api.generations.runCode, {
    generationId,
    text: "from build123d import *\nresult = Box(9, 9, 9)\n",
  });
  await bea.mutation(api.generations.runParameters, { generationId, values: { LENGTH: 90 } });
  const begun = await backend.t.run(async (ctx) =>
    (await ctx.db.query("generations").collect()).filter(({ authorId }) => authorId === user._id),
  );
  expect(begun.map(({ authorName, parentId }) => [authorName, parentId ?? null])).toEqual([
    ["Bea", null],
    ["Bea", generationId],
    ["Bea", generationId],
  ]);
});
