import { bootstrap, mcnemar, mean, type Interval } from "./statistics";

/** Two sides of one run, case by case: by how much one passes more, and whether chance alone would do that. Pure. */

export type Paired = {
  /** Mean difference of the pass rates, this side less the other, over the cases that both were scored on. */
  difference: Interval;
  /** The two-sided chance of a difference this large when there is none. */
  chance: number;
  /** Cases on which this side passed more often, and on which the other did. */
  better: number;
  worse: number;
  test: "mcnemar" | "wilcoxon";
};

/** Passed and scored samples of one case. */
export type CaseCount = { passed: number; scored: number };

/**
 * One sample a case: McNemar's exact test. More: Wilcoxon's signed-rank test of the pass rates. The interval is drawn
 * from the cases, 95 %. Null where no case was scored on both.
 */
export function paired(mine: readonly CaseCount[], other: readonly CaseCount[]): Paired | null {
  const both = mine.flatMap((own, index) => {
    const theirs = other[index];
    return own.scored > 0 && theirs !== undefined && theirs.scored > 0 ? [{ own, theirs }] : [];
  });
  const differences = both.map(({ own, theirs }) => own.passed / own.scored - theirs.passed / theirs.scored);
  const difference = bootstrap(differences, mean);
  if (difference === null) return null;
  const better = differences.filter((each) => each > 0).length;
  const worse = differences.filter((each) => each < 0).length;
  const isSingle = both.every(({ own, theirs }) => own.scored === 1 && theirs.scored === 1);
  return {
    difference,
    chance: isSingle ? mcnemar(better, worse) : wilcoxon(differences),
    better,
    worse,
    test: isSingle ? "mcnemar" : "wilcoxon",
  };
}

/** Above this many differences the normal curve is as good as counting. */
const MAX_COUNTED = 100;

/**
 * Wilcoxon's signed-rank test (Biometrics Bulletin 1, 1945): the two-sided chance of these differences if their signs
 * were thrown. Zeros are left out, equal sizes share their middle rank. Up to 100 differences every outcome is counted;
 * beyond, the normal curve with the variance of the ranks.
 */
export function wilcoxon(differences: readonly number[]): number {
  const moved = differences.filter((each) => each !== 0);
  if (moved.length === 0) return 1;
  const doubled = doubledRanks(moved.map(Math.abs));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const up = doubled.reduce((sum, rank, index) => sum + (moved[index]! > 0 ? rank : 0), 0);
  const least = Math.min(up, total - up);
  if (moved.length > MAX_COUNTED) {
    const variance = doubled.reduce((sum, rank) => sum + rank * rank, 0) / 4;
    return Math.min(1, 2 * normalTail((total / 2 - least) / Math.sqrt(variance)));
  }
  // The share of all throws of signs whose positive ranks add up to each sum.
  let share = new Float64Array(total + 1);
  share[0] = 1;
  for (const rank of doubled) {
    const next = new Float64Array(total + 1);
    for (let sum = 0; sum <= total; sum += 1) next[sum] = (share[sum]! + (sum >= rank ? share[sum - rank]! : 0)) / 2;
    share = next;
  }
  let tail = 0;
  for (let sum = 0; sum <= least; sum += 1) tail += share[sum]!;
  return Math.min(1, 2 * tail);
}

/** Twice each value's rank, so that a middle rank between two places is whole too. */
function doubledRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return 2 * below + equal + 1;
  });
}

/** The upper tail of the normal curve: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.2.17; to 7.5e-8. */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
