import { describe, expect, it } from "vitest";
import { matchesOf } from "./findMatches";

describe("search in the code", () => {
  it("finds every place, upper and lower case alike", () => {
    expect(matchesOf("Box(1)\nbox = BOX", "box")).toEqual([
      { from: 0, to: 3 },
      { from: 7, to: 10 },
      { from: 13, to: 16 },
    ]);
  });

  it("does not let matches overlap, and finds nothing for nothing", () => {
    expect(matchesOf("aaaa", "aa")).toHaveLength(2);
    expect(matchesOf("abc", "")).toEqual([]);
  });
});
