import fc from "fast-check";
import { expect, test } from "vitest";
import type { KeyRange } from "../storage/ranges.ts";
import { isInside } from "../storage/ranges.ts";
import { Intervals } from "../sync/intervals.ts";

const key = fc.uint8Array({ minLength: 0, maxLength: 3, max: 4 });
const ranges = fc.array(fc.record({ low: key, high: key, value: fc.nat(9), isKept: fc.boolean() }), { maxLength: 60 });

test("[R1] the ranges that hold a key are found, whatever was added and taken away before", () => {
  fc.assert(
    fc.property(ranges, fc.array(key, { minLength: 1, maxLength: 20 }), (all, keys) => {
      const intervals = new Intervals<string>();
      const nameOf = ({ low, high }: KeyRange, value: number): string => `${low.join()}-${high.join()}:${value}`;
      for (const { value, ...range } of all) intervals.add(range, nameOf(range, value));
      const gone = new Set<string>();
      for (const { value, isKept, ...range } of all) {
        if (isKept) continue;
        intervals.delete(range, nameOf(range, value));
        gone.add(nameOf(range, value));
      }
      const kept = all.filter(({ value, ...range }) => !gone.has(nameOf(range, value)));
      for (const wanted of keys) {
        const found = new Set<string>();
        intervals.holding(wanted, (values) => values.forEach((value) => found.add(value)));
        const expected = kept.filter((range) => isInside(range, wanted));
        expect(found).toEqual(new Set(expected.map(({ value, ...range }) => nameOf(range, value))));
      }
      expect(intervals.isEmpty).toBe(kept.length === 0);
    }),
  );
});
