// A computer whose clock jumps: by a year ahead, and back again while a page is open.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { api, newDataFolder, startServer, untilValue } from "./server.ts";

const YEAR_MS = 365 * 24 * 3600 * 1000;
const dataFolder = newDataFolder();
const clockShiftFile = join(dataFolder, "clock-shift");
const setClock = (shiftMs: number) => writeFileSync(clockShiftFile, String(shiftMs));
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

type Note = { body: string; _creationTime: number };

test("[T5] times only grow and open pages go on, whichever way the clock jumps and over a restart", async () => {
  setClock(0);
  const first = await startServer({ dataFolder, clockShiftFile });
  const client = first.client();
  const args = { channel: "jumps" };
  const has = (count: number) => untilValue<Note[]>(client, api.notes!.list!, args, (notes) => notes.length === count);
  const stop = client.onUpdate(api.notes!.list!, args, () => {});
  const add = (body: string) => client.mutation(api.notes!.add!, { channel: "jumps", body });

  await add("today");
  setClock(YEAR_MS);
  await add("in a year");
  await first.http.mutation(api.jobs!.schedule!, { delayMs: 0, body: "due at once" });
  setClock(0);
  await add("today again");
  expect((await has(3)).map(({ body }) => body)).toEqual(["today", "in a year", "today again"]);
  const isDone = (notes: Note[]) => notes.some(({ body }) => body === "of today");
  await first.http.mutation(api.jobs!.schedule!, { delayMs: 0, body: "of today" });
  await untilValue<Note[]>(client, api.notes!.list!, { channel: "jobs" }, isDone);

  // The page has seen a time that is a year ahead of the clock by now.
  await first.kill();
  const second = await startServer({ dataFolder, clockShiftFile, convexPort: Number(new URL(first.url).port) });
  await add("after a restart");
  const times = (await has(4)).map(({ _creationTime }) => _creationTime);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(new Set(times).size).toBe(4);
  stop();
  await client.close();
  await second.stop();
});
