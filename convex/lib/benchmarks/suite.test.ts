import { expect, test } from "vitest";
import { readSuite } from "./suite";

test("of 10,000 lines every bad one is named with its line and reason, and the good ones are kept", () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => {
    if (at % 100 === 7) return "{broken";
    if (at % 100 === 8) return '{"id":"c0","prompt":"again"}';
    if (at % 100 === 9) return `{"id":"c${at}"}`;
    return `{"id":"c${at}","prompt":"a cube of ${at + 1} mm"}`;
  });
  const { cases, bad } = readSuite(lines.join("\n"));
  expect(cases).toHaveLength(9_700);
  expect(bad).toHaveLength(300);
  expect(bad.slice(0, 3)).toEqual([
    { line: 8, reason: "not JSON" },
    { line: 9, reason: "the id “c0” stands twice" },
    { line: 10, reason: "c9: no prompt" },
  ]);
});

test("a suite takes 10,000 cases and names the first that is too many", () => {
  const lines = Array.from({ length: 10_001 }, (_, at) => `{"id":"c${at}","prompt":"a cube"}`);
  const { cases, bad } = readSuite(lines.join("\n"));
  expect(cases).toHaveLength(10_000);
  expect(bad).toEqual([{ line: 10_001, reason: "a suite has at most 10000 cases" }]);
});
