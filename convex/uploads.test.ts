// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { plate, startBackend, type Backend } from "../tests/support/backend";
import { api, internal } from "./_generated/api";
import { holders } from "./model/uploads";
import schema from "./schema";

const DAY_MS = 24 * 60 * 60 * 1000;

let backend: Backend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(async () => {
  vi.useRealTimers();
  await backend.close();
});

const keep = () => backend.t.run((ctx) => ctx.storage.store(new Blob(["nobody's"])));
const ids = () => backend.t.run(async (ctx) => (await ctx.db.system.query("_storage").collect()).map(({ _id }) => _id));
const sweepIn = async (ms: number) => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
  await backend.t.mutation(internal.uploads.sweep, {});
  vi.useRealTimers();
};

test("what was sent and never taken goes after a day, and files that a row names stay", async () => {
  await backend.end(await backend.ann.mutation(api.generations.create, { prompt: plate }));
  const held = await ids();
  const row = (await backend.t.run((ctx) => ctx.db.query("generations").first()))!;
  const added = await keep();
  await backend.t.run((ctx) =>
    ctx.db.insert("comparisons", {
      ...{ workspaceId: row.workspaceId, fromId: row._id, toId: row._id },
      ...{ iou: 1, addedMm3: 1, removedMm3: null, added },
    }),
  );
  const orphan = await keep();
  await sweepIn(DAY_MS - 60_000);
  expect(await ids()).toContain(orphan);
  await sweepIn(DAY_MS + 60_000);
  expect(new Set(await ids())).toEqual(new Set([...held, added]));
});

test("every field of the schema that names a stored file is asked before a file goes", () => {
  const fields = Object.entries(schema.tables).flatMap(([table, { validator }]) => storageFields(validator, table));
  expect(fields.sort()).toEqual(Object.keys(holders).sort());
});

/** The places under a validator that hold an id of a stored file. */
function storageFields(validator: unknown, path: string): string[] {
  const { kind, tableName, fields, members, element, value } = validator as Record<string, never>;
  if (kind === "id") return tableName === "_storage" ? [path] : [];
  if (kind === "object")
    return Object.entries(fields as Record<string, unknown>).flatMap(([name, inner]) =>
      storageFields(inner, `${path}.${name}`),
    );
  if (kind === "union") return (members as unknown[]).flatMap((inner) => storageFields(inner, path));
  if (kind === "array") return storageFields(element, path);
  return kind === "record" ? storageFields(value, path) : [];
}
