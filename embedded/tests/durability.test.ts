import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { freePort } from "./faults.ts";
import { api, newDataFolder, startServer, untilValue } from "./server.ts";

const folders: string[] = [];
const keptFolder = (): string => {
  const folder = newDataFolder();
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

type Note = { body: string };
type Job = { _id: string; state: { kind: string; error?: string }; completedTime?: number };

describe("kill -9", () => {
  test("[F6] every acknowledged mutation is there after kill -9, each once and in order", async () => {
    const dataFolder = keptFolder();
    const server = await startServer({ dataFolder });
    const client = server.client();
    const acknowledged: number[] = [];
    const enough = new Promise<void>((resolve) => {
      for (let rank = 0; rank < 300; rank++) {
        client.mutation(api.notes!.add!, { channel: "crash", body: String(rank), rank }).then(
          () => acknowledged.push(rank) === 60 && resolve(),
          () => {},
        );
      }
    });
    await enough;
    await server.kill();
    await client.close();

    const again = await startServer({ dataFolder });
    const ranks = (await again.http.query(api.notes!.list!, { channel: "crash" })) as { rank: number }[];
    const stored = ranks.map(({ rank }) => rank);
    expect(stored.slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(stored).toEqual(stored.map((_, position) => position));
    await again.stop();
  }, 60_000);

  test("a client that stays finishes its mutations after the restart, each exactly once, and its subscription goes on", async () => {
    const dataFolder = keptFolder();
    const convexPort = await freePort();
    const server = await startServer({ dataFolder, convexPort });
    const client = server.client();
    const counts: number[] = [];
    client.onUpdate(api.notes!.list!, { channel: "resume" }, (notes: Note[]) => counts.push(notes.length));
    const all = Promise.all(
      Array.from({ length: 100 }, (_, n) => client.mutation(api.notes!.add!, { channel: "resume", body: String(n) })),
    );
    await untilValue<Note[]>(client, api.notes!.list!, { channel: "resume" }, (notes) => notes.length > 10);
    await server.kill();
    const again = await startServer({ dataFolder, convexPort });
    await all;
    const notes = (await again.http.query(api.notes!.list!, { channel: "resume" })) as Note[];
    expect(notes.map(({ body }) => Number(body))).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(counts.at(-1)).toBe(100);
    await client.close();
    await again.stop();
  }, 60_000);
});

describe("one data folder", () => {
  test("a second process on the same data is refused, and told by whom it is held", async () => {
    const dataFolder = keptFolder();
    const server = await startServer({ dataFolder });
    await expect(startServer({ dataFolder })).rejects.toThrow(
      /data\/in_use: The data folder .* is in use by process \d+/,
    );
    expect(await server.stop()).toBe(0);
    await (await startServer({ dataFolder })).stop();
  }, 60_000);

  test("a damaged database is refused by name, and left as it is", async () => {
    const dataFolder = keptFolder();
    const server = await startServer({ dataFolder });
    for (let n = 0; n < 200; n++)
      await server.http.mutation(api.notes!.add!, { channel: "big", body: "x".repeat(2000) + String(n) });
    await server.stop();
    const file = join(dataFolder, "convex.sqlite3");
    const bytes = readFileSync(file);
    bytes.fill(0x5a, Math.floor(bytes.length / 8192) * 4096, Math.floor(bytes.length / 8192) * 4096 + 16_384);
    writeFileSync(file, bytes);
    await expect(startServer({ dataFolder })).rejects.toThrow(/data\/damaged: The database in .* is damaged/);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  }, 60_000);

  test("ids, table numbers and creation order outlive a restart", async () => {
    const dataFolder = keptFolder();
    const server = await startServer({ dataFolder });
    const first = await server.http.mutation(api.notes!.add!, { channel: "kept", body: "before" });
    await server.stop();
    const again = await startServer({ dataFolder });
    expect(await again.http.query(api.notes!.get!, { id: first })).toMatchObject({ body: "before" });
    await again.http.mutation(api.notes!.add!, { channel: "kept", body: "after" });
    expect(((await again.http.query(api.notes!.list!, { channel: "kept" })) as Note[]).map(({ body }) => body)).toEqual(
      ["before", "after"],
    );
    await again.stop();
  }, 60_000);

  test("a changed schema fills new indexes, and is refused when stored documents do not fit", async () => {
    const dataFolder = keptFolder();
    const server = await startServer({ dataFolder });
    await server.http.mutation(api.notes!.add!, { channel: "b", body: "two" });
    await server.http.mutation(api.notes!.add!, { channel: "a", body: "one" });
    await server.stop();
    const changed = await startServer({ dataFolder, fixture: "changedSchema" });
    expect(await changed.http.query(api.notes!.byBody!, {})).toEqual(["one", "two"]);
    await changed.stop();
    await expect(startServer({ dataFolder, fixture: "strictSchema" })).rejects.toThrow(
      /schema\/mismatch: Schema validation failed\.\nDocument with ID ".+" in table "notes" does not match the schema: Object is missing the required field `owner`/,
    );
  }, 60_000);

  test("a missing functions folder is named", () => {
    const main = fileURLToPath(new URL("../main.ts", import.meta.url));
    const run = spawnSync(
      process.execPath,
      [main, "--functions", "/nowhere", "--data", keptFolder(), "--convex-port", "0", "--site-port", "0"],
      { encoding: "utf8" },
    );
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("functions/missing: There is no functions folder /nowhere. Pass it with --functions.");
  });
});

describe("scheduled functions", () => {
  test("[J1] a scheduled mutation runs once, after the mutation that scheduled it is committed", async () => {
    const server = await startServer();
    const client = server.client();
    const id = await client.mutation(api.jobs!.schedule!, { delayMs: 20, body: "scheduled" });
    const job = await untilValue<Job>(client, api.jobs!.state!, { id }, ({ state }) => state.kind === "success");
    expect(job).toMatchObject({
      name: "jobs.js:record",
      args: [{ body: "scheduled" }],
      completedTime: expect.any(Number),
    });
    expect(await client.query(api.notes!.list!, { channel: "jobs" })).toHaveLength(1);
    await expect(client.mutation(api.jobs!.scheduleThenFail!, {})).rejects.toThrow("no");
    expect(await client.query(api.jobs!.all!, {})).toHaveLength(1);
    const fromAction = await client.action(api.jobs!.fromAction!, { body: "from action" });
    await untilValue<Job>(client, api.jobs!.state!, { id: fromAction }, ({ state }) => state.kind === "success");
    await server.stop();
  });

  test("[J2] a scheduled mutation that throws is marked failed and leaves nothing", async () => {
    const server = await startServer();
    const client = server.client();
    const id = await client.mutation(api.jobs!.scheduleFailing!, {});
    const job = await untilValue<Job>(client, api.jobs!.state!, { id }, ({ state }) => state.kind === "failed");
    expect(job.state.error).toContain("Uncaught Error: job failed");
    expect(await client.query(api.notes!.list!, { channel: "jobs" })).toEqual([]);
    await server.stop();
  });

  test("a canceled function does not run, and functions cannot write to system tables", async () => {
    const server = await startServer();
    const client = server.client();
    const id = await client.mutation(api.jobs!.schedule!, { delayMs: 60_000, body: "never" });
    await expect(client.mutation(api.jobs!.meddle!, { id })).rejects.toThrow(
      "System tables (prefixed with `_`) are read-only.",
    );
    await expect(client.query(api.notes!.getAny!, { id })).rejects.toThrow(
      "System tables can only be accessed from db.system",
    );
    await client.mutation(api.jobs!.cancel!, { id });
    expect(((await client.query(api.jobs!.state!, { id })) as Job).state.kind).toBe("canceled");
    await server.stop();
  });

  test("[J3] what was due while the server was down runs once after it is back; an action that ran is failed, not run again", async () => {
    const dataFolder = keptFolder();
    const server = await startServer({ dataFolder });
    const client = server.client();
    const mutations: unknown[] = [];
    for (let n = 0; n < 5; n++)
      mutations.push(await client.mutation(api.jobs!.schedule!, { delayMs: 300, body: `due ${n}` }));
    const action = await client.mutation(api.jobs!.scheduleAction!, { body: "action" });
    await untilValue<Note[]>(client, api.notes!.list!, { channel: "jobs" }, (notes) =>
      notes.some(({ body }) => body === "action began"),
    );
    await server.kill();
    await client.close();

    const again = await startServer({ dataFolder });
    const watcher = again.client();
    for (const id of mutations)
      await untilValue<Job>(watcher, api.jobs!.state!, { id }, ({ state }) => state.kind === "success");
    const job = await untilValue<Job>(
      watcher,
      api.jobs!.state!,
      { id: action },
      ({ state }) => state.kind !== "inProgress",
    );
    expect(job.state).toEqual({ kind: "failed", error: "Transient error while executing action" });
    const bodies = ((await watcher.query(api.notes!.list!, { channel: "jobs" })) as Note[])
      .map(({ body }) => body)
      .sort();
    expect(bodies).toEqual(["action began", "due 0", "due 1", "due 2", "due 3", "due 4"]);
    await again.stop();
  }, 60_000);
});
