import { paired, type CaseCount, type Paired } from "./paired";
import { passAtK, seeded, sharedRanks, wilson, type Interval } from "./statistics";
import type { CellOutcome, FigureName, RateName } from "./views";

/** The aggregates of one side of a run, moved on by one cell at a time, so that no reader ever counts cells. Pure. */

export type Measures = Partial<Record<MeasureName, number>>;
type MeasureName =
  | "compiles"
  | "valid"
  | "watertight"
  | "specPass"
  | "typeChecks"
  | "renders"
  | "topology"
  | "iou"
  | "normalizedIou"
  | "chamfer"
  | "hausdorff"
  | "volumeError"
  | "sizeError"
  | "latencyMs"
  | "firstTokenMs"
  | "tokens"
  | "costMicros"
  | "repairs";

export type Totals = {
  ended: number;
  scored: number;
  passed: number;
  askedBack: number;
  rates: Record<string, { hits: number; n: number }>;
  figures: Record<string, Interval>;
  costMicros: number;
  costCount: number;
  scoredByCase: string;
  passedByCase: string;
};
/** `seen`, `sum` and at most 256 values of each figure. */
export type Samples = { seen: Record<string, number>; sum: Record<string, number>; kept: Record<string, number[]> };

/** One sign a case holds a count up to 35. */
export const MAX_SAMPLES = 35;
const KEPT = 256;
const DRAWS = 200;
const RATES = ["compiles", "valid", "watertight", "specPass", "typeChecks", "renders", "topology"] as const;

const FIGURES: Record<FigureName, { of: MeasureName; quantile?: number }> = {
  iou: { of: "iou" },
  normalizedIou: { of: "normalizedIou" },
  chamfer: { of: "chamfer" },
  hausdorff: { of: "hausdorff" },
  volumeError: { of: "volumeError" },
  sizeError: { of: "sizeError" },
  latencyP50Ms: { of: "latencyMs", quantile: 0.5 },
  latencyP95Ms: { of: "latencyMs", quantile: 0.95 },
  firstTokenMs: { of: "firstTokenMs", quantile: 0.5 },
  tokens: { of: "tokens" },
  costMicros: { of: "costMicros" },
  repairsNeeded: { of: "repairs" },
};
const SAMPLED = [...new Set(Object.values(FIGURES).map(({ of }) => of))];

export function isScored(outcome: CellOutcome): boolean {
  return outcome === "passed" || outcome === "failed" || outcome === "needs_input";
}

export function emptyTotals(caseCount: number): Totals {
  const none = "0".repeat(caseCount);
  return {
    ended: 0,
    scored: 0,
    passed: 0,
    askedBack: 0,
    rates: {},
    figures: {},
    costMicros: 0,
    costCount: 0,
    scoredByCase: none,
    passedByCase: none,
  };
}

export const emptySamples = (): Samples => ({ seen: {}, sum: {}, kept: {} });

/** Both after one more ended cell. What failed around the model counts as ended and as nothing else. */
export function withCell(
  totals: Totals,
  samples: Samples,
  { caseIndex, outcome, measures }: { caseIndex: number; outcome: CellOutcome; measures: Measures },
): { totals: Totals; samples: Samples } {
  const ended = totals.ended + 1;
  if (!isScored(outcome)) return { totals: { ...fieldsOf(totals), ended }, samples };
  const hasPassed = outcome === "passed";
  const rates = { ...totals.rates };
  for (const name of RATES) {
    const value = measures[name];
    if (value === undefined) continue;
    const before = rates[name] ?? { hits: 0, n: 0 };
    rates[name] = { hits: before.hits + (value > 0 ? 1 : 0), n: before.n + 1 };
  }
  const next = keep(samples, measures);
  const figures = { ...totals.figures };
  for (const [name, { of, quantile }] of Object.entries(FIGURES)) {
    if (measures[of] !== undefined) figures[name] = intervalOf(next, of, quantile);
  }
  return {
    samples: next,
    totals: {
      ended,
      scored: totals.scored + 1,
      passed: totals.passed + (hasPassed ? 1 : 0),
      askedBack: totals.askedBack + (outcome === "needs_input" ? 1 : 0),
      rates,
      figures,
      costMicros: totals.costMicros + (measures.costMicros ?? 0),
      costCount: totals.costCount + (measures.costMicros === undefined ? 0 : 1),
      scoredByCase: oneMore(totals.scoredByCase, caseIndex),
      passedByCase: hasPassed ? oneMore(totals.passedByCase, caseIndex) : totals.passedByCase,
    },
  };
}

/** The rates of a side with Wilson's interval. pass@k is of the cases whose k samples are all in. */
export function ratesOf(totals: Totals, samples: number): Partial<Record<RateName, Interval>> {
  const rates: Partial<Record<RateName, Interval>> = {};
  const add = (name: RateName, hits: number, n: number) => {
    const interval = wilson(hits, n);
    if (interval !== null) rates[name] = interval;
  };
  add("passAt1", totals.passed, totals.scored);
  if (samples > 1) {
    let [hits, n] = [0, 0];
    for (let index = 0; index < totals.scoredByCase.length; index += 1) {
      const chance = passAtK(countAt(totals.scoredByCase, index), countAt(totals.passedByCase, index), samples);
      if (chance === null) continue;
      n += 1;
      hits += chance;
    }
    add("passAtK", hits, n);
  }
  for (const name of RATES) add(name, totals.rates[name]?.hits ?? 0, totals.rates[name]?.n ?? 0);
  return rates;
}

/** Places by pass rate, shared where intervals overlap; undefined for a side of which nothing is scored. */
export function ranksOf(rates: readonly (Interval | undefined)[]): ({ from: number; to: number } | undefined)[] {
  const scored = rates.filter((rate) => rate !== undefined);
  const ranks = sharedRanks(scored);
  return rates.map((rate) => (rate === undefined ? undefined : ranks[scored.indexOf(rate)]));
}

/** Each side held against the one with the highest pass rate, case by case; undefined for that one and for what is not scored. */
export function againstBest(sides: readonly Totals[]): ((Paired & { best: number }) | undefined)[] {
  let best = -1;
  sides.forEach(({ passed, scored }, at) => {
    const top = sides[best];
    if (scored > 0 && (top === undefined || passed / scored > top.passed / top.scored)) best = at;
  });
  const first = sides[best];
  if (first === undefined) return sides.map(() => undefined);
  const firstCases = caseCounts(first);
  return sides.map((side, at) => {
    const pair = at === best ? null : paired(caseCounts(side), firstCases);
    return pair === null ? undefined : { ...pair, best };
  });
}

function caseCounts({ scoredByCase, passedByCase }: Totals): CaseCount[] {
  return Array.from(scoredByCase, (_, index) => ({
    scored: countAt(scoredByCase, index),
    passed: countAt(passedByCase, index),
  }));
}

const NEAR_BEST = 0.9;
const MAX_STEPS = 2_000_000;

/**
 * The cheapest side whose pass rate is at least nine tenths of the best, and the share of resampled suites in which it
 * is that again. Null until two sides have a price and a pass.
 */
export function cheapestNearBest(sides: readonly Totals[]): { side: number; certainty: number } | null {
  const priced = sides.flatMap((totals, side) =>
    totals.costCount > 0 && totals.scored > 0
      ? [
          {
            side,
            price: totals.costMicros / totals.costCount,
            scored: counts(totals.scoredByCase),
            passed: counts(totals.passedByCase),
          },
        ]
      : [],
  );
  if (priced.length < 2) return null;
  const cheapestIn = (cases: Int32Array): number | null => {
    let best = 0;
    const rates = priced.map(({ scored, passed }) => {
      let [hits, n] = [0, 0];
      for (const index of cases) {
        hits += passed[index]!;
        n += scored[index]!;
      }
      const rate = n === 0 ? 0 : hits / n;
      best = Math.max(best, rate);
      return rate;
    });
    if (best === 0) return null;
    let found: (typeof priced)[number] | null = null;
    priced.forEach((each, at) => {
      if (rates[at]! >= NEAR_BEST * best && (found === null || each.price < found.price)) found = each;
    });
    return (found as (typeof priced)[number] | null)?.side ?? null;
  };
  const caseCount = priced[0]!.scored.length;
  const side = cheapestIn(Int32Array.from({ length: caseCount }, (_, index) => index));
  if (side === null) return null;
  const draws = Math.max(20, Math.min(DRAWS, Math.floor(MAX_STEPS / (caseCount * priced.length))));
  const random = seeded(1);
  let same = 0;
  const cases = new Int32Array(caseCount);
  for (let draw = 0; draw < draws; draw += 1) {
    for (let at = 0; at < caseCount; at += 1) cases[at] = Math.floor(random() * caseCount);
    if (cheapestIn(cases) === side) same += 1;
  }
  return { side, certainty: same / draws };
}

/** The aggregate alone: a stored row has fields of its own besides. */
function fieldsOf(totals: Totals): Totals {
  const { ended, scored, passed, askedBack, rates, figures, costMicros, costCount, scoredByCase, passedByCase } =
    totals;
  return { ended, scored, passed, askedBack, rates, figures, costMicros, costCount, scoredByCase, passedByCase };
}

function keep(samples: Samples, measures: Measures): Samples {
  const next: Samples = { seen: { ...samples.seen }, sum: { ...samples.sum }, kept: { ...samples.kept } };
  for (const name of SAMPLED) {
    const value = measures[name];
    if (value === undefined) continue;
    const seen = (next.seen[name] ?? 0) + 1;
    next.seen[name] = seen;
    next.sum[name] = (next.sum[name] ?? 0) + value;
    const kept = next.kept[name] ?? [];
    if (kept.length < KEPT) next.kept[name] = [...kept, value];
    else {
      // Vitter's algorithm R: each value is kept with the same chance. The seed is the count, so that a retry is the same.
      const place = Math.floor(seeded(seen)() * seen);
      if (place < KEPT) next.kept[name] = kept.with(place, value);
    }
  }
  return next;
}

/**
 * Percentile bootstrap of the mean, or of a quantile. Of more values than are kept, the interval of those kept is drawn
 * together by the root of their share, as the error of a mean or a quantile shrinks.
 */
function intervalOf({ seen, sum, kept }: Samples, name: MeasureName, quantile?: number): Interval {
  const sorted = Float64Array.from(kept[name] ?? []).sort();
  const n = seen[name] ?? 0;
  const size = sorted.length;
  const random = seeded(1);
  const drawn = new Float64Array(DRAWS);
  const times = new Uint16Array(size);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    if (quantile === undefined) {
      let total = 0;
      for (let at = 0; at < size; at += 1) total += sorted[Math.floor(random() * size)]!;
      drawn[draw] = total / size;
    } else {
      times.fill(0);
      for (let at = 0; at < size; at += 1) times[Math.floor(random() * size)]! += 1;
      drawn[draw] = placed(sorted, times, (size - 1) * quantile);
    }
  }
  drawn.sort();
  const ones = new Uint16Array(size).fill(1);
  const value = quantile === undefined ? (sum[name] ?? 0) / n : placed(sorted, ones, (size - 1) * quantile);
  const at = (share: number) => drawn[Math.round((DRAWS - 1) * share)]!;
  const shrink = Math.sqrt(size / n);
  return {
    value,
    low: value - Math.max(0, value - at(0.025)) * shrink,
    high: value + Math.max(0, at(0.975) - value) * shrink,
    n,
  };
}

/** The value at a place (may lie between two) of the sample that holds `sorted[i]` `times[i]` times. */
function placed(sorted: Float64Array, times: Uint16Array, place: number): number {
  const [below, above] = [Math.floor(place), Math.ceil(place)];
  let [passed, low] = [0, NaN];
  for (let at = 0; at < sorted.length; at += 1) {
    passed += times[at]!;
    if (Number.isNaN(low) && passed > below) low = sorted[at]!;
    if (passed > above) return low + (sorted[at]! - low) * (place - below);
  }
  return low;
}

const countAt = (text: string, index: number): number => Number.parseInt(text[index] ?? "0", 36);

const counts = (text: string): Uint8Array =>
  Uint8Array.from({ length: text.length }, (_, index) => countAt(text, index));

function oneMore(text: string, index: number): string {
  const count = Math.min(MAX_SAMPLES, countAt(text, index) + 1);
  return text.slice(0, index) + count.toString(36) + text.slice(index + 1);
}
