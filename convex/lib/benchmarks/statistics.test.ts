import { describe, expect, test } from "vitest";
import { bradleyTerry } from "./bradleyTerry";
import { bootstrap, mcnemar, mean, passAtK, quantile, sharedRanks, wilson } from "./statistics";

describe("Wilson's interval", () => {
  // Newcombe (1998), Statistics in Medicine 17, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %i in %i is %f to %f, as published", (hits, n, low, high) => {
    const interval = wilson(hits, n);
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  test("of nothing is no interval, and of more hits than tries an error", () => {
    expect(wilson(0, 0)).toBeNull();
    expect(() => wilson(3, 2)).toThrow(RangeError);
  });
});

test("pass@k equals the share of k-subsets that hold a pass, counted one by one", () => {
  // 5 samples, 2 pass: of 10 pairs, 3 hold none.
  expect(passAtK(5, 2, 2)).toBeCloseTo(0.7, 12);
  expect(passAtK(5, 2, 1)).toBeCloseTo(0.4, 12);
  expect(passAtK(5, 4, 2)).toBe(1);
  expect(passAtK(2, 1, 3)).toBeNull();
});

test("a bootstrap interval is the same for the same seed and holds its own figure", () => {
  const values = [4, 8, 15, 16, 23, 42];
  const interval = bootstrap(values, mean);
  expect(bootstrap(values, mean)).toEqual(interval);
  expect(bootstrap(values, mean, 2)).not.toEqual(interval);
  expect(interval!.low).toBeLessThan(18);
  expect(interval!.high).toBeGreaterThan(18);
  expect(bootstrap([], mean)).toBeNull();
});

test("quantiles lie between neighbours", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([10], 0.95)).toBe(10);
});

test("McNemar's exact test gives the binomial's two tails", () => {
  // Binomial(8, ½): P(X ≤ 1) = 9/256, twice that.
  expect(mcnemar(7, 1)).toBeCloseTo(18 / 256, 12);
  expect(mcnemar(3, 3)).toBe(1);
  expect(mcnemar(0, 0)).toBe(1);
});

test("ranks are shared where intervals overlap", () => {
  const ranks = sharedRanks([
    { low: 0.81, high: 0.93 },
    { low: 0.76, high: 0.9 },
    { low: 0.54, high: 0.72 },
  ]);
  expect(ranks).toEqual([
    { from: 1, to: 2 },
    { from: 1, to: 2 },
    { from: 3, to: 3 },
  ]);
});

describe("Bradley–Terry", () => {
  // The 1987 American League: Agresti, Categorical Data Analysis (2002), table 10.10; abilities relative to Baltimore.
  const teams = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"];
  const wins = [
    [0, 7, 9, 7, 7, 9, 11],
    [6, 0, 7, 5, 11, 9, 9],
    [4, 6, 0, 7, 7, 8, 12],
    [6, 8, 6, 0, 6, 7, 10],
    [6, 2, 6, 7, 0, 7, 12],
    [4, 4, 5, 6, 6, 0, 6],
    [2, 4, 1, 3, 1, 7, 0],
  ];

  test("finds the published abilities of the 1987 American League", () => {
    const strengths = bradleyTerry(wins);
    const published = [1.58, 1.44, 1.29, 1.25, 1.11, 0.68, 0];
    const baltimore = strengths[6]!.ability;
    teams.forEach((_, i) => expect(strengths[i]!.ability - baltimore).toBeCloseTo(published[i]!, 2));
  });

  test("of two sides gives the log of the odds and the interval of the binomial's standard error", () => {
    const [first] = bradleyTerry([
      [0, 30],
      [10, 0],
    ]);
    const half = 1.959963984540054 * Math.sqrt(1 / 30 + 1 / 10) * 0.5;
    expect(first!.ability).toBeCloseTo(Math.log(3) / 2, 9);
    expect(first!.high - first!.ability).toBeCloseTo(half, 9);
  });

  test("refuses pairs that do not connect", () => {
    const apart = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i !== j && i >> 1 === j >> 1 ? 1 : 0)));
    expect(() => bradleyTerry(apart)).toThrow(RangeError);
  });
});
