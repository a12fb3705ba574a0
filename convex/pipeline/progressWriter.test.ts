import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Batch, Verdict } from "./batch";
import { ProgressWriter } from "./progressWriter";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function recorder(verdict: Verdict = "go") {
  const batches: Batch[] = [];
  let stops = 0;
  const writer = new ProgressWriter(
    async (batch) => {
      batches.push(batch);
      return verdict;
    },
    () => stops++,
  );
  return { batches, writer, stops: () => stops };
}

test("the first news is written at once, what follows waits for the next fifth of a second", async () => {
  const { batches, writer } = recorder();
  writer.stage("running", 1);
  expect(batches).toHaveLength(1);
  for (let i = 0; i < 100; i++) writer.log("stdout", `line ${i}\n`);
  await vi.advanceTimersByTimeAsync(199);
  expect(batches).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(batches).toHaveLength(2);
  expect(batches[1]!.logs).toHaveLength(1);
});

test("a talkative run makes five writes a second", async () => {
  const { batches, writer } = recorder();
  for (let ms = 0; ms < 1000; ms += 10) {
    writer.log("stdout", "x");
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(batches.length).toBeLessThanOrEqual(6);
  expect(batches.length).toBeGreaterThanOrEqual(5);
});

test("a file does not wait", async () => {
  const { batches, writer } = recorder();
  writer.stage("running", 1);
  await vi.advanceTimersByTimeAsync(1);
  writer.file({ format: "glb", stored: { kind: "supabase", path: "s" }, bytes: 1, sha256: "0" });
  await vi.advanceTimersByTimeAsync(0);
  expect(batches[1]!.files).toHaveLength(1);
});

test("one write runs at a time, and what came meanwhile goes with the next", async () => {
  const batches: Batch[] = [];
  const answers: ((verdict: Verdict) => void)[] = [];
  const writer = new ProgressWriter(
    (batch) => {
      batches.push(batch);
      return new Promise((resolve) => answers.push(resolve));
    },
    () => undefined,
  );
  writer.stage("running", 1);
  writer.stage("measuring", 2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(batches).toHaveLength(1);
  answers[0]!("go");
  await vi.advanceTimersByTimeAsync(0);
  expect(batches[1]!.stages).toEqual([{ stage: "measuring", at: 2 }]);
});

test("closing writes nothing more and hands back what is left", async () => {
  const { batches, writer } = recorder();
  writer.stage("running", 1);
  writer.stage("measuring", 2);
  const rest = await writer.close();
  writer.beat();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(batches).toHaveLength(1);
  expect(rest.stages).toEqual([{ stage: "measuring", at: 2 }]);
});

test("an answer of stop, and a write that fails, stop the run", async () => {
  const told = recorder("stop");
  told.writer.beat();
  await vi.advanceTimersByTimeAsync(0);
  expect(told.stops()).toBe(1);

  let stops = 0;
  const failing = new ProgressWriter(
    () => Promise.reject(new Error("the backend is gone")),
    () => stops++,
  );
  failing.beat();
  await vi.advanceTimersByTimeAsync(0);
  expect(stops).toBe(1);
});

test("a script that prints without end fills 64 kB and no more", async () => {
  const { batches, writer } = recorder();
  for (let i = 0; i < 100; i++) writer.log("stdout", "x".repeat(1024));
  const rest = await writer.close();
  const written = [...batches, rest].flatMap(({ logs }) => logs).reduce((sum, { text }) => sum + text.length, 0);
  expect(written).toBe(64 * 1024);
});
