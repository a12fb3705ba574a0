import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FAULT_POINTS } from "../protocol/faultPoints.ts";
import { bankFaults, fullDiskFaults, reconnectFaults } from "./crowds.ts";
import { dropAtFrame, killAtEveryPoint, listAppendFaults, seeded, sendBroken } from "./faults.ts";
import type { Seen } from "./history.ts";
import { faultsOf } from "./history.ts";
import type { RunningServer } from "./server.ts";
import { newDataFolder, startServer } from "./server.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ fixture: "bank" });
});
afterAll(() => server.stop());

test("[T3, J1] a kill at any point of a commit loses nothing acknowledged and does nothing twice", async () => {
  const dataFolder = newDataFolder();
  try {
    expect(await killAtEveryPoint(dataFolder, 1, seeded(1))).toEqual({ faults: [], kills: FAULT_POINTS.length });
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}, 120_000);

test("[T1] what clients see of lists they append to at once has a serial order", async () => {
  expect(await listAppendFaults(server, 1, { clients: 8, each: 15 })).toEqual([]);
}, 60_000);

test("[T4] a socket that drops at a frame loses no mutation and repeats none", async () => {
  expect(await dropAtFrame(server, 3, "up")).toEqual([]);
  expect(await dropAtFrame(server, 4, "down")).toEqual([]);
}, 120_000);

test("[T1, T2] money that clients move at once is never more, less, or below zero", async () => {
  expect(await bankFaults(server, 1, { clients: 8, each: 15, accounts: 6 })).toEqual([]);
}, 60_000);

test("[T7] a full disk refuses what it cannot hold, keeps what it has, and the process lives", async () => {
  expect(await fullDiskFaults(6000)).toEqual({ faults: [], refused: 3 });
}, 60_000);

test("[W2, T4] clients that come back to a new process all at once see the newest, and their writes happen once", async () => {
  expect(await reconnectFaults(40)).toMatchObject({ faults: [] });
}, 60_000);

test("[W3] broken frames and bodies end their own socket or request, never the process", async () => {
  expect(await sendBroken(server, 400, seeded(7))).toEqual([]);
  expect(await server.http.query("bank:latest" as never, { channel: "a", count: 1 } as never)).toEqual([]);
}, 60_000);

describe("the history checker finds", () => {
  const at = (startedAt: number, endedAt = startedAt + 0.5) => ({ startedAt, endedAt });

  test("a lost append", () => {
    const history = [{ value: "a", before: { x: [] }, ...at(0) }];
    expect(faultsOf(history, { x: [] })).toEqual(["what transaction 0 appended to x is lost"]);
  });
  test("two that each missed the other's write", () => {
    const history: Seen[] = [
      { value: null, before: { x: ["a"], y: [] }, ...at(0, 9) },
      { value: null, before: { x: [], y: ["b"] }, ...at(0, 9) },
      { value: "a", before: { x: [] }, ...at(0, 9) },
      { value: "b", before: { y: [] }, ...at(0, 9) },
    ];
    expect(faultsOf(history, { x: ["a"], y: ["b"] })[0]).toMatch(/in a cycle/);
  });
  test("a read of what was no longer new", () => {
    const history = [
      { value: "a", before: { x: [] }, ...at(0) },
      { value: null, before: { x: [] }, ...at(1) },
    ];
    expect(faultsOf(history, { x: ["a"] })[0]).toMatch(/in a cycle/);
  });
  test("nothing in a history that is in order", () => {
    const history = [
      { value: "a", before: { x: [] }, ...at(0) },
      { value: null, before: { x: ["a"] }, ...at(1) },
    ];
    expect(faultsOf(history, { x: ["a"] })).toEqual([]);
  });
});
