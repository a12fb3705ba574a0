/** How sure a figure is: intervals of rates and means, paired differences, pass@k. Pure and without chance: a seed gives the same interval everywhere. */

export type Interval = { value: number; low: number; high: number; n: number };

const Z_95 = 1.959963984540054;
const BOOTSTRAP_DRAWS = 1000;

/** Wilson's score interval of a rate, 95 %; null when nothing was counted. Throws `RangeError` for more hits than tries. */
export function wilson(hits: number, n: number): Interval | null {
  if (n === 0) return null;
  if (hits < 0 || hits > n) throw new RangeError(`${hits} of ${n} is not a rate.`);
  const p = hits / n;
  const z2 = Z_95 * Z_95;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z_95 / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  // At 0 and 1 the bound is exact; rounding would put it a hair outside.
  return { value: p, low: hits === 0 ? 0 : centre - half, high: hits === n ? 1 : centre + half, n };
}

/** The chance that at least one of `k` samples passes, unbiased, of `n` samples with `hits` passes; null when n < k. */
export function passAtK(n: number, hits: number, k: number): number | null {
  if (n < k) return null;
  if (n - hits < k) return 1;
  let allFail = 1;
  for (let i = n - hits + 1; i <= n; i += 1) allFail *= 1 - k / i;
  return 1 - allFail;
}

/** The middle of the values, or the value below which the share `q` lies, linear between neighbours. NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Percentile bootstrap of any figure of the values, 95 %, with a fixed seed; null of no values. */
export function bootstrap(
  values: readonly number[],
  figure: (sample: readonly number[]) => number,
  seed = 1,
): Interval | null {
  if (values.length === 0) return null;
  const random = seeded(seed);
  const drawn = Array.from({ length: BOOTSTRAP_DRAWS }, () =>
    figure(values.map(() => values[Math.floor(random() * values.length)]!)),
  );
  return { value: figure(values), low: quantile(drawn, 0.025), high: quantile(drawn, 0.975), n: values.length };
}

/**
 * McNemar's exact test of two models on the same cases: `onlyA` cases that only the first passed, `onlyB` that only the
 * second did. The two-sided chance of a difference this large when there is none.
 */
export function mcnemar(onlyA: number, onlyB: number): number {
  const n = onlyA + onlyB;
  if (n === 0) return 1;
  let logChoose = 0;
  let tail = 0;
  for (let i = 0; i <= Math.min(onlyA, onlyB); i += 1) {
    if (i > 0) logChoose += Math.log((n - i + 1) / i);
    tail += Math.exp(logChoose - n * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}

/** A rank per interval, best first: `from`–`to` spans every place that the overlaps leave open. */
export function sharedRanks(intervals: readonly { low: number; high: number }[]): { from: number; to: number }[] {
  return intervals.map((mine) => ({
    from: 1 + intervals.filter((other) => other.low > mine.high).length,
    to: intervals.length - intervals.filter((other) => other.high < mine.low).length,
  }));
}

/** Mulberry32: numbers in [0, 1) that depend on the seed alone. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
