import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GAP_MS, PagePresence, type Looking } from "./pagePresence";

let told: Looking[];
let page: PagePresence;
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  page = new PagePresence(
    (looking) => Promise.resolve(void told.push(looking)),
    () => Date.now(),
  );
});
afterEach(() => {
  page.stop();
  vi.useRealTimers();
});

test("a page alone says which version it shows and keeps its camera to itself", async () => {
  page.look({ threadId: "t", versionNumber: 1, view: "a" });
  await vi.advanceTimersByTimeAsync(0);
  for (const view of ["b", "c"]) {
    page.look({ threadId: "t", versionNumber: 1, view });
    await vi.advanceTimersByTimeAsync(GAP_MS);
  }
  expect(told).toEqual([{ threadId: "t", versionNumber: 1 }]);
});

test("whoever comes learns at once from where the page looks", async () => {
  page.look({ threadId: "t", versionNumber: 1, view: "a" });
  await vi.advanceTimersByTimeAsync(GAP_MS);
  page.setWatched(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(told.at(-1)).toEqual({ threadId: "t", versionNumber: 1, view: "a" });
});

test("a camera that turns 60 times in a second is told three times, the last view among them", async () => {
  page.setWatched(true);
  await vi.advanceTimersByTimeAsync(GAP_MS);
  told.length = 0;
  for (let frame = 1; frame <= 60; frame++) {
    page.look({ view: String(frame) });
    await vi.advanceTimersByTimeAsync(1000 / 60);
  }
  expect(told.length).toBeLessThanOrEqual(3);
  await vi.advanceTimersByTimeAsync(GAP_MS);
  expect(told.at(-1)).toEqual({ view: "60" });
});
