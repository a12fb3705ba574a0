import { describe, expect, it } from "vitest";
import type { BoardRow } from "../../../../convex/lib/benchmarks/views";
import { BEST_FIRST, columnsOf, nextSort, sortRows } from "./sortRows";

const at = (value: number) => ({ value, low: value, high: value, n: 10 });
const row = (side: number, pass: number, costMicros?: number): BoardRow => ({
  side,
  rates: { passAt1: at(pass) },
  figures: costMicros === undefined ? {} : { costMicros: at(costMicros) },
  limits: [],
  scored: 10,
  ended: 10,
});
const rows = [row(0, 0.5, 900), row(1, 0.9), row(2, 0.7, 20)];
const sidesBy = (sort: typeof BEST_FIRST) => sortRows(rows, sort, (side) => "cab"[side]!).map(({ side }) => side);

describe("sortRows", () => {
  it("puts the best rate first and the lowest price first", () => {
    expect(sidesBy(BEST_FIRST)).toEqual([1, 2, 0]);
    expect(sidesBy({ column: "costMicros", isReversed: false })).toEqual([2, 0, 1]);
  });

  it("turns round on a second click, with what was not measured still last", () => {
    const dearFirst = nextSort({ column: "costMicros", isReversed: false }, "costMicros");
    expect(sidesBy(dearFirst)).toEqual([0, 2, 1]);
  });

  it("sorts by name", () => {
    expect(sidesBy({ column: "side", isReversed: false })).toEqual([1, 2, 0]);
  });
});

describe("columnsOf", () => {
  it("shows a measure that at least one side has, and the rate always", () => {
    expect(columnsOf(rows, true).map(({ name }) => name)).toEqual(["passAt1", "costMicros"]);
    expect(columnsOf([], false).map(({ name }) => name)).toEqual(["passAt1"]);
  });
});
