import { expect, test } from "vitest";
import { calledOrigin, readRange } from "./httpRequests";

test.each([
  ["bytes=0-3", { start: 0, end: 3 }],
  ["bytes=4-", { start: 4, end: 9 }],
  ["bytes=-3", { start: 7, end: 9 }],
  ["bytes=-30", { start: 0, end: 9 }],
  ["bytes=8-99", { start: 8, end: 9 }],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=5-4", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=0-1,4-5", null],
  ["bytes=-", null],
  ["lines=0-3", null],
  [null, null],
])("of ten bytes the range %s is %o", (header, expected) => {
  expect(readRange(header, 10)).toEqual(expected);
});

test("a forwarded host that is no host is not echoed", () => {
  const request = new Request("http://site.example/api", { headers: { "X-Forwarded-Host": 'evil"><script>' } });
  expect(calledOrigin(request)).toBe("http://site.example");
});
