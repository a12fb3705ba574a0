// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { plate, startBackend, until, type Backend } from "../tests/support/backend";
import { api, internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { purgedTables } from "./model/purge";
import schema from "./schema";

let backend: Backend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(() => backend.close());

async function second(): Promise<Id<"workspaces">> {
  const slug = await backend.ann.mutation(api.workspaces.create, { name: "Second" });
  const mine = await backend.ann.query(api.workspaces.mine, {});
  return mine.find((workspace) => workspace.slug === slug)!._id;
}

test("every table that belongs to a workspace is emptied with it", () => {
  const ofWorkspace = Object.entries(schema.tables)
    .filter(([, table]) => "fields" in table.validator && "workspaceId" in table.validator.fields)
    .map(([name]) => name);
  expect(purgedTables).toEqual(expect.arrayContaining(ofWorkspace));
});

test("after its days of grace a workspace is gone with every row and file, and its neighbour is whole", async () => {
  const kept = await backend.ann.mutation(api.generations.create, { prompt: plate });
  await backend.end(kept);
  const workspaceId = await second();
  const gone = await backend.ann.mutation(api.generations.create, { prompt: plate, workspaceId });
  await backend.end(gone);
  await backend.ann.mutation(api.workspaces.remove, { workspaceId });
  const files = await backend.t.run((ctx) => ctx.db.system.query("_storage").collect());

  await backend.t.mutation(internal.purge.due, {});
  expect(await backend.ann.query(api.generations.get, { generationId: gone })).not.toBeNull(); // the days are not over

  await backend.t.run((ctx) => ctx.db.patch("workspaces", workspaceId, { deletesAt: Date.now() - 1 }));
  await backend.t.mutation(internal.purge.due, {});
  await until(async () =>
    (await backend.t.run((ctx) => ctx.db.get("workspaces", workspaceId))) === null ? true : null,
  );

  const left = await backend.t.run(async (ctx) => {
    const rows = await Promise.all(purgedTables.map((table) => ctx.db.query(table).collect()));
    return rows.flat().filter((row) => "workspaceId" in row && row.workspaceId === workspaceId);
  });
  expect(left).toEqual([]);
  expect((await backend.t.run((ctx) => ctx.db.system.query("_storage").collect())).length).toBe(files.length / 2);
  expect((await backend.get(kept)).artifacts).toHaveLength(4);
});

test("one that was brought back in time stays", async () => {
  const workspaceId = await second();
  await backend.ann.mutation(api.workspaces.remove, { workspaceId });
  await backend.ann.mutation(api.workspaces.restore, { workspaceId });
  vi.setSystemTime(Date.now() + 30 * 86_400_000);
  await backend.t.mutation(internal.purge.step, { workspaceId });
  vi.useRealTimers();
  expect(await backend.t.run((ctx) => ctx.db.get("workspaces", workspaceId))).not.toBeNull();
});
