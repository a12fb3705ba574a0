import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HoldSpeech } from "./holdSpeech";

const said: string[] = [];
let speech: HoldSpeech;

beforeEach(() => {
  vi.useFakeTimers();
  said.length = 0;
  speech = new HoldSpeech(
    (parameter, value) => said.push(`${parameter} ${String(value)}`),
    () => said.push("end"),
  );
});
afterEach(() => vi.useRealTimers());

test("a slider that rests under the pointer stays held", () => {
  speech.hold("THICKNESS", 7);
  vi.advanceTimersByTime(10_000);
  expect(said.length).toBeGreaterThan(4);
  expect(new Set(said)).toEqual(new Set(["THICKNESS 7"]));
});

test("a moving slider is said at most three times a second, last where it stands", () => {
  for (let value = 0; value < 100; value++) {
    speech.hold("THICKNESS", value);
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(400);
  expect(said.length).toBeLessThanOrEqual(4);
  expect(said.at(-1)).toBe("THICKNESS 99");
});

test("let go, it is said once that it ended, and nothing after", () => {
  speech.hold("THICKNESS", 7);
  vi.advanceTimersByTime(100);
  speech.release();
  speech.release();
  vi.advanceTimersByTime(10_000);
  expect(said).toEqual(["THICKNESS 7", "end"]);
});

test("a pointer whose end was never told does not hold for ever", () => {
  speech.hold("THICKNESS", 7);
  vi.advanceTimersByTime(600_000);
  const count = said.length;
  vi.advanceTimersByTime(600_000);
  expect(said).toHaveLength(count);
});
