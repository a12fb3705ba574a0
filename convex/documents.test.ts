// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refusal, startBackend, type Backend } from "../tests/support/backend";
import { api, internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";

let backend: Backend;
let documentId: Id<"documents">;
beforeEach(async () => {
  backend = await startBackend();
  const { workspaceId } = backend;
  documentId = await backend.t.run(async (ctx) =>
    ctx.db.insert("documents", {
      workspaceId,
      name: "drawing.pdf",
      bytes: 5,
      storageId: await ctx.storage.store(new Blob(["%PDF-"])),
      state: "parsing",
      engine: "builtin",
      pageCount: 0,
      elementCount: 0,
      skipped: [],
      authorName: "Ann",
      attempt: 1,
      askedAttempt: 1,
      readingSince: Date.now(),
    }),
  );
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await backend.close();
});

const document = async () => (await backend.t.run((ctx) => ctx.db.get("documents", documentId))) as Doc<"documents">;
const pages = () => backend.t.run((ctx) => ctx.db.query("documentPages").collect());
const recover = () => backend.t.mutation(internal.pipeline.readDocument.recover, {});
const storePage = (attempt: number) =>
  backend.t.mutation(internal.pipeline.readDocument.storePage, {
    documentId,
    attempt,
    number: 1,
    isFirst: true,
    width: 595,
    height: 842,
    elements: [],
  });
const pass = (minutes: number) => vi.setSystemTime(Date.now() + minutes * 60_000);

test("a reading that is under way is left alone", async () => {
  pass(4);
  expect(await recover()).toBe(0);
  expect((await document()).attempt).toBe(1);
});

test("a reading that a crash took is begun again, and what the lost one stored or still writes is gone", async () => {
  await storePage(1);
  pass(6);
  expect(await recover()).toBe(1);
  expect((await document()).attempt).toBe(2);
  await storePage(1);
  expect(await pages()).toEqual([]);
  await backend.t.mutation(internal.pipeline.readDocument.end, {
    documentId,
    attempt: 1,
    pageCount: 1,
    elementCount: 0,
    engine: "builtin",
    skipped: [],
  });
  expect((await document()).pageCount).toBe(0);
});

test("a reading that is lost twice says so and can be asked for again", async () => {
  await backend.t.run((ctx) => ctx.db.patch("documents", documentId, { attempt: 2 }));
  pass(6);
  await recover();
  expect(await document()).toMatchObject({ state: "failed", error: { code: "interrupted" } });
  expect(await recover()).toBe(0);
});

const store = (cells?: string[][]) =>
  backend.t.mutation(internal.pipeline.readDocument.storePage, {
    documentId,
    attempt: 1,
    number: 1,
    isFirst: true,
    width: 595,
    height: 842,
    elements: [
      {
        id: "p1e1",
        label: cells === undefined ? "text" : "table",
        bbox: [10, 20, 300, 90],
        order: 1,
        text: "x",
        ...(cells === undefined ? {} : { cells }),
        confidence: 0.9,
        engine: "builtin",
      },
    ],
  });
const preview = () =>
  backend.ann.query(api.documents.previewRows, { workspaceId: backend.workspaceId, documentId, elementId: "p1e1" });

test("a table's rows are shown before they become lines: what each number means here, and which rows are no good", async () => {
  const { ann, workspaceId } = backend;
  await ann.mutation(api.parts.create, { workspaceId, number: "P-1", name: "Plate", material: "", process: "" });
  await ann.mutation(api.boms.create, { workspaceId, number: "SUB", name: "Sub" });
  await store([
    ["Part number", "Description", "Qty"],
    ["P-1", "Plate", "2"],
    ["SUB", "Frame", "1"],
    ["NEW-9", "Bracket", "4"],
    ["P-1", "Plate", "-2"],
    ["", "nothing", "3"],
    ["P-1", "Plate", "=1+1"],
  ]);
  const shown = await preview();
  expect(shown?.rows.map(({ row, number, quantity, known }) => [row, number, quantity, known])).toEqual([
    [2, "P-1", 2, "part"],
    [3, "SUB", 1, "bom"],
    [4, "NEW-9", 4, null],
  ]);
  expect(shown?.bad.map(({ row, column }) => [row, column])).toEqual([
    [5, "quantity"],
    [6, "part number"],
    [7, "quantity"],
  ]);
  // Looking writes nothing.
  expect(await backend.t.run((ctx) => ctx.db.query("bomLines").collect())).toEqual([]);
  expect(await backend.t.run((ctx) => ctx.db.query("parts").collect())).toHaveLength(1);
});

test("a text has no rows to show", async () => {
  await store();
  expect(await preview()).toBeNull();
});

test("lines made of a table lead back to its page and element, in a BOM and in an order", async () => {
  const { ann, workspaceId } = backend;
  const cells = [
    ["Part number", "Qty"],
    ["P-1", "2"],
  ];
  const source = { documentId, elementId: "p1e1", page: 1 };
  const bomId = await ann.mutation(api.boms.create, { workspaceId, number: "TOP", name: "Top" });
  await ann.mutation(api.boms.importRows, { workspaceId, bomId, cells, makesParts: true, source });
  const orderId = await ann.mutation(api.orders.create, { workspaceId, number: "PO-1" });
  await ann.mutation(api.orders.importRows, { workspaceId, orderId, cells, source });
  const made = await backend.t.run(async (ctx) => [
    ...(await ctx.db.query("bomLines").collect()),
    ...(await ctx.db.query("orderLines").collect()),
    ...(await ctx.db.query("parts").collect()),
  ]);
  expect(made.map((each) => each.source)).toEqual([source, source, source]);
});

test("a table with more rows than an import takes is refused whole, not cut off", async () => {
  const { ann, workspaceId } = backend;
  const cells = [["Part number", "Qty"], ...Array.from({ length: 501 }, () => ["P-1", "1"])];
  const orderId = await ann.mutation(api.orders.create, { workspaceId, number: "PO-1" });
  expect(await refusal(ann.mutation(api.orders.importRows, { workspaceId, orderId, cells }))).toBe("too_large");
});

const again = (engine?: "builtin" | "docling" | "dolphin", acceptsLicence?: boolean) =>
  backend.ann.mutation(api.documents.readAgain, {
    workspaceId: backend.workspaceId,
    documentId,
    ...(engine === undefined ? {} : { engine }),
    ...(acceptsLicence === undefined ? {} : { acceptsLicence }),
  });

test("a document is read by another engine where that one is set up, and its licence is accepted first", async () => {
  const { ann, t, workspaceId } = backend;
  await t.run((ctx) => ctx.db.patch("documents", documentId, { state: "failed" }));
  expect((await ann.query(api.documents.engines, { workspaceId })).map(({ id }) => id)).toEqual(["builtin"]);
  expect(await refusal(again("dolphin", true))).toBe("invalid");
  vi.stubEnv("DOLPHIN_URL", "https://gpu.example.org");
  try {
    const [, dolphin] = await ann.query(api.documents.engines, { workspaceId });
    expect(dolphin?.licence).toContain("Qwen2.5-VL-3B");
    expect(await refusal(again("dolphin"))).toBe("invalid");
    expect((await document()).state).toBe("failed");
    await again("dolphin", true);
    expect(await document()).toMatchObject({ state: "parsing", wantedEngine: "dolphin" });
    const events = await t.run((ctx) => ctx.db.query("events").collect());
    expect(events.at(-1)).toMatchObject({
      verb: "document.read_again",
      after: { engine: "dolphin", acceptedLicence: true },
    });
  } finally {
    vi.unstubAllEnvs();
  }
});

test("a file that something holds already is no upload, whoever names it", async () => {
  const { storageId } = await document();
  const { workspaceId } = backend;
  const add = (id: string) => backend.ann.mutation(api.documents.add, { workspaceId, name: "mine.pdf", storageId: id });
  expect(await refusal(add(storageId))).toBe("not_found");
  expect(await refusal(backend.ann.action(api.imports.add, { workspaceId, fileName: "mine.step", storageId }))).toBe(
    "not_found",
  );
  await storePage(1);
  const picture = await backend.t.run(async (ctx) => {
    const page = (await ctx.db.query("documentPages").first())!;
    const id = await ctx.storage.store(new Blob(["png"]));
    await ctx.db.patch("documentPages", page._id, { picture: { storageId: id, bytes: 3, sha256: "" } });
    return id;
  });
  expect(await refusal(add(picture))).toBe("not_found");
  expect(await refusal(add("nothing"))).toBe("not_found");

  // A fresh one is taken once.
  const fresh = await backend.t.run((ctx) => ctx.storage.store(new Blob(["%PDF-"])));
  await add(fresh);
  expect(await refusal(add(fresh))).toBe("not_found");
});
