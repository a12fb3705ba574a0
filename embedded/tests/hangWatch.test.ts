import vm from "node:vm";
import { afterAll, describe, expect, test } from "vitest";
import { HangWatch, RunawayError } from "../runtime/hangWatch.ts";

/** A tenth of a second where people's functions get ten. */
const watch = new HangWatch(10);
afterAll(() => watch.close());

const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { microtaskMode: "afterEvaluate" });
const runIn = (code: string) => () => vm.runInContext(code, context) as unknown;

describe("[T6] work under watch", () => {
  test.each([
    ["a loop", "for (;;);"],
    ["a loop of awaits", "(async () => { for (;;) await null; })()"],
    ["a loop that catches and cleans up", "for (;;) try { for (;;); } catch {} finally { for (;;); }"],
    ["a callback of the language's own", "JSON.stringify({ toJSON() { for (;;); } })"],
    ["a pattern that tries every way", "/^(a+)+$/.test('a'.repeat(60) + 'b')"],
  ])("%s is ended, and what comes next runs", async (_name, code) => {
    const told = Promise.resolve("told");
    expect(() => watch.guarded("endless", runIn(code))).toThrow(RunawayError);
    // Promises that were due when it was ended are kept.
    expect(await told).toBe("told");
    expect(watch.guarded("next", () => "went on")).toBe("went on");
  });

  test("what work throws is thrown, as it is", () => {
    const error = new Error("mine");
    expect(() =>
      watch.guarded("throws", () => {
        throw error;
      }),
    ).toThrow(error);
  });
});
