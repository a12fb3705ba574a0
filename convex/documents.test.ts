// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startBackend, type Backend } from "../tests/support/backend";
import { internal } from "./_generated/api";
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
