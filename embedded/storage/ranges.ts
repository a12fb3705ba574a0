/** Key ranges, what a function has read, and what a commit has touched. */
import { compareKeys, nextKey } from "./keys.ts";

/** Keys from `low` (inside) to `high` (outside). */
export type KeyRange = { low: Uint8Array; high: Uint8Array };

/** A key that a commit added or removed. */
export type TouchedKey = { indexId: number; key: Uint8Array };

/** The ranges that one function has read, by index: a commit outside of them cannot change its result. */
export class ReadSet {
  readonly ranges = new Map<number, KeyRange[]>();

  add(indexId: number, range: KeyRange): void {
    const list = this.ranges.get(indexId);
    if (list === undefined) this.ranges.set(indexId, [range]);
    else list.push(range);
  }

  addPoint(indexId: number, key: Uint8Array): void {
    this.add(indexId, { low: key, high: nextKey(key) });
  }

  addAll(other: ReadSet): void {
    for (const [indexId, ranges] of other.ranges) for (const range of ranges) this.add(indexId, range);
  }
}

export function isInside(range: KeyRange, key: Uint8Array): boolean {
  return compareKeys(range.low, key) <= 0 && compareKeys(key, range.high) < 0;
}
