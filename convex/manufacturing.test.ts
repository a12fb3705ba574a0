// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test } from "vitest";
import { plate, refusal, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import { MAX_IMPORT_ROWS } from "./lib/manufacturing";
import { succeed } from "./model/generationEnd";

let backend: Backend;
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  backend = await startBackend();
  workspaceId = backend.workspaceId;
});
afterEach(() => backend.close());

const part = (number: string, more: { massG?: number; costMicros?: number } = {}) =>
  backend.ann.mutation(api.parts.create, {
    workspaceId,
    number,
    name: number,
    material: "steel",
    process: "milled",
    ...more,
  });
const bom = (number: string) => backend.ann.mutation(api.boms.create, { workspaceId, number, name: number });
const add = (bomId: string, number: string, quantity = 1) =>
  backend.ann.mutation(api.boms.addLine, { workspaceId, bomId, number, quantity });
const totals = async (bomId: string) => {
  const { massG, costMicros, unknownCount, lineCount } = await backend.ann.query(api.boms.get, { workspaceId, bomId });
  return { massG, costMicros, unknownCount, lineCount };
};
const linesOf = async (bomId: string) =>
  (await backend.ann.query(api.boms.lines, { workspaceId, bomId, paginationOpts: { numItems: 50, cursor: null } }))
    .page;
const partOf = async (partId: Id<"parts">) => (await backend.t.run((ctx) => ctx.db.get("parts", partId)))!;

/** A thread with one version that the pipeline made, and a way to have another succeed in it. */
async function madeThread() {
  const generationId = await backend.ann.mutation(api.generations.create, { workspaceId, prompt: plate });
  await backend.end(generationId);
  return {
    generationId,
    nextVersion: async (volumeMm3: number) =>
      await backend.t.run(async (ctx) => {
        const first = (await ctx.db.get("generations", generationId))!;
        const thread = (await ctx.db.get("threads", first.threadId))!;
        const result = (await ctx.db
          .query("results")
          .withIndex("by_generation", (q) => q.eq("generationId", generationId))
          .unique())!;
        const { _id, _creationTime, ...fields } = first;
        const number = thread.generationCount + 1;
        await ctx.db.patch("threads", thread._id, { generationCount: number });
        const nextId = await ctx.db.insert("generations", {
          ...fields,
          number,
          status: "executing",
          stage: "checking",
        });
        const next = (await ctx.db.get("generations", nextId)) as Doc<"generations">;
        const { facts, parameters, spec, timings } = result;
        await succeed(ctx, next, { facts: { ...facts, volumeMm3 }, parameters, spec, timings }, Date.now());
        return nextId;
      }),
  };
}

test("mass and cost of a BOM roll up through its sub-assemblies and follow every change", async () => {
  await part("P-1", { massG: 100, costMicros: 2_000_000 });
  await part("P-2", { massG: 10, costMicros: 500_000 });
  const [top, sub] = [await bom("TOP"), await bom("SUB")];
  await add(sub, "P-2", 3);
  await add(top, "P-1", 2);
  const held = await add(top, "SUB", 4);
  expect(await totals(top)).toEqual({ massG: 320, costMicros: 10_000_000, unknownCount: 0, lineCount: 2 });

  const [line] = await linesOf(sub);
  await backend.ann.mutation(api.boms.setLine, { workspaceId, lineId: line!._id, quantity: 5 });
  expect((await totals(top)).massG).toBe(400);
  const second = (await linesOf(sub))[0]!;
  await backend.ann.mutation(api.parts.update, { workspaceId, partId: second.partId!, massG: 20 });
  expect((await totals(top)).massG).toBe(600);
  await backend.ann.mutation(api.boms.removeLine, { workspaceId, lineId: held });
  expect(await totals(top)).toEqual({ massG: 200, costMicros: 4_000_000, unknownCount: 0, lineCount: 1 });
});

test("a part without a mass makes the total of every BOM above it a least figure, until the mass is known", async () => {
  const partId = await part("P-1");
  const [top, sub] = [await bom("TOP"), await bom("SUB")];
  await add(sub, "P-1");
  await add(top, "SUB");
  expect((await totals(top)).unknownCount).toBe(1);
  await backend.ann.mutation(api.parts.update, { workspaceId, partId, massG: 5, costMicros: 1 });
  expect((await totals(top)).unknownCount).toBe(0);
});

test("a BOM that would hold itself is refused, at any depth", async () => {
  const [a, b, c] = [await bom("A"), await bom("B"), await bom("C")];
  await add(a, "B");
  await add(b, "C");
  expect(await refusal(add(a, "A"))).toBe("conflict");
  await expect(add(c, "A")).rejects.toMatchObject({
    data: expect.objectContaining({ message: expect.stringContaining("A → B → C") }),
  });
  expect(await totals(c)).toMatchObject({ lineCount: 0 });
});

test.each([-1, 0, NaN, 1e12])("a quantity of %s is refused", async (quantity) => {
  await part("P-1");
  const bomId = await bom("A");
  expect(await refusal(add(bomId, "P-1", quantity))).toBe("invalid");
  expect(await totals(bomId)).toMatchObject({ lineCount: 0 });
});

test("a released version gives its part mass and cost from what was measured", async () => {
  const { generationId } = await madeThread();
  const partId = await part("P-1");
  await backend.ann.mutation(api.parts.release, { workspaceId, partId, generationId });
  const facts = (await backend.get(generationId)).facts!;
  const made = await partOf(partId);
  expect(made.massG).toBeCloseTo((facts.volumeMm3 / 1000) * 7.85, 6);
  expect(made.costMicros).toBeGreaterThan(18_000_000);
  expect(made.versionNumber).toBe(1);
});

test("a new version flags the BOMs and open orders that name the old one, with what changed", async () => {
  const thread = await madeThread();
  const partId = await part("P-1");
  await backend.ann.mutation(api.parts.release, { workspaceId, partId, generationId: thread.generationId });
  const bomId = await bom("A");
  const bomLineId = await add(bomId, "P-1", 2);
  const orderId = await backend.ann.mutation(api.orders.create, { workspaceId, number: "PO-1" });
  await backend.ann.mutation(api.orders.addBomLine, { workspaceId, orderId, bomLineId, sets: 5 });
  const over = await backend.ann.mutation(api.orders.create, { workspaceId, number: "PO-2" });
  await backend.ann.mutation(api.orders.addPart, { workspaceId, orderId: over, number: "P-1", quantity: 1 });
  await backend.ann.mutation(api.orders.update, { workspaceId, orderId: over, status: "received" });
  const before = await totals(bomId);

  await thread.nextVersion(40_000);
  const flags = await backend.ann.query(api.boms.flags, { workspaceId });
  expect(flags.map(({ label, fromVersion, toVersion }) => [label, fromVersion, toVersion]).sort()).toEqual([
    ["A", 1, 2],
    ["PO-1", 1, 2],
  ]);
  expect(flags[0]!.changes.map(({ what }) => what)).toEqual(["Volume", "Mass"]);
  expect(await totals(bomId)).toEqual(before);

  // A newer one still takes the place of the flag that is open.
  await thread.nextVersion(50_000);
  const newer = await backend.ann.query(api.boms.flags, { workspaceId });
  expect(newer.map(({ toVersion }) => toVersion)).toEqual([3, 3]);
});

test("adopting a version moves the lines and the totals, keeping leaves both", async () => {
  const thread = await madeThread();
  const partId = await part("P-1");
  await backend.ann.mutation(api.parts.release, { workspaceId, partId, generationId: thread.generationId });
  const bomId = await bom("A");
  await add(bomId, "P-1", 2);
  const orderId = await backend.ann.mutation(api.orders.create, { workspaceId, number: "PO-1" });
  await backend.ann.mutation(api.orders.addPart, { workspaceId, orderId, number: "P-1", quantity: 3 });
  await thread.nextVersion(40_000);
  const flags = await backend.ann.query(api.boms.flags, { workspaceId });
  const ofBom = flags.find(({ bomId: id }) => id !== null)!;
  const ofOrder = flags.find(({ orderId: id }) => id !== null)!;
  await backend.ann.mutation(api.boms.settleFlag, { workspaceId, flagId: ofBom._id, choice: "adopt" });
  await backend.ann.mutation(api.boms.settleFlag, { workspaceId, flagId: ofOrder._id, choice: "keep" });
  expect((await linesOf(bomId))[0]?.versionNumber).toBe(2);
  expect((await totals(bomId)).massG).toBeCloseTo(2 * 40 * 7.85, 3);
  const order = await backend.ann.query(api.orders.lines, { workspaceId, orderId });
  expect(order.lines[0]?.versionNumber).toBe(1);
  expect(await backend.ann.query(api.boms.flags, { workspaceId })).toEqual([]);
});

test("an order for a removed part is refused, and lines ordered before stay readable", async () => {
  const partId = await part("P-1", { costMicros: 1_000_000 });
  const orderId = await backend.ann.mutation(api.orders.create, { workspaceId, number: "PO-1" });
  await backend.ann.mutation(api.orders.addPart, { workspaceId, orderId, number: "P-1", quantity: 3 });
  await backend.ann.mutation(api.parts.remove, { workspaceId, partId });
  expect(
    await refusal(backend.ann.mutation(api.orders.addPart, { workspaceId, orderId, number: "P-1", quantity: 1 })),
  ).toBe("not_found");
  const { order, lines } = await backend.ann.query(api.orders.lines, { workspaceId, orderId });
  expect(lines.map(({ partNumber }) => partNumber)).toEqual(["P-1"]);
  expect(order.totalMicros).toBe(3_000_000);
});

test("a part that a BOM uses cannot be removed", async () => {
  const partId = await part("P-1");
  await add(await bom("A"), "P-1");
  expect(await refusal(backend.ann.mutation(api.parts.remove, { workspaceId, partId }))).toBe("conflict");
});

test("an import keeps the good rows, names the bad ones and makes parts only when asked", async () => {
  await part("P-1");
  const bomId = await bom("A");
  const cells = [
    ["Part", "Qty"],
    ["P-1", "2"],
    ["P-9", "1"],
    ["P-1", "-1"],
    ["A", "1"],
  ];
  const first = await backend.ann.mutation(api.boms.importRows, { workspaceId, bomId, cells, makesParts: false });
  expect(first.kept).toBe(1);
  expect(first.bad.map(({ row, reason }) => [row, reason])).toEqual([
    [3, "there is no part P-9"],
    [4, "-1 is not between 0 and 1000000"],
    [5, "A cannot hold itself."],
  ]);
  const second = await backend.ann.mutation(api.boms.importRows, { workspaceId, bomId, cells, makesParts: true });
  expect(second.kept).toBe(2);
});

test("stock below its reorder point is marked", async () => {
  await part("P-1");
  await backend.ann.mutation(api.stock.set, { workspaceId, number: "P-1", onHand: 4, reorderPoint: 5 });
  expect(await backend.ann.query(api.stock.list, { workspaceId })).toMatchObject([{ number: "P-1", isLow: true }]);
  await backend.ann.mutation(api.stock.set, { workspaceId, number: "P-1", onHand: 5 });
  expect(await backend.ann.query(api.stock.list, { workspaceId })).toMatchObject([{ isLow: false, reorderPoint: 5 }]);
});

test("an import takes as many new parts as its limit says, and one row more is refused", async () => {
  const bomId = await bom("A");
  const cells = [["Part", "Qty"], ...Array.from({ length: MAX_IMPORT_ROWS }, (_, n) => [`N-${n}`, "1"])];
  const bring = (rows: string[][]) =>
    backend.ann.mutation(api.boms.importRows, { workspaceId, bomId, cells: rows, makesParts: true });
  expect((await bring(cells)).kept).toBe(MAX_IMPORT_ROWS);
  expect(await refusal(bring([...cells, ["N-X", "1"]]))).toBe("too_large");
});
