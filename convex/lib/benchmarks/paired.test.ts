import { describe, expect, test } from "vitest";
import { paired, wilcoxon, type CaseCount } from "./paired";

describe("Wilcoxon's signed-rank test", () => {
  test("gives the exact chance of Darwin's maize, crossed less self-fertilised plants", () => {
    // Fisher, The Design of Experiments (1935), table 3, eighths of an inch; smaller rank sum 24 of 15 pairs.
    const differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
    expect(wilcoxon(differences)).toBeCloseTo(0.041259765625, 12);
  });

  test("five differences one way are as rare as five heads, either way", () => {
    expect(wilcoxon([1, 2, 3, 4, 5])).toBeCloseTo(2 / 32, 12);
    expect(wilcoxon([1, 1, 1, 1, 1, 0, 0])).toBeCloseTo(2 / 32, 12);
  });

  test("no difference is no evidence", () => {
    expect(wilcoxon([0, 0])).toBe(1);
    expect(wilcoxon([])).toBe(1);
    expect(wilcoxon([1, -1])).toBe(1);
  });

  test("beyond a hundred differences it follows the normal curve", () => {
    // 230 of 400 equal differences: (230 − 200) / 10 = 3 standard deviations, 2 × 0.0013499 of the normal curve lies beyond.
    const differences = Array.from({ length: 400 }, (_, index) => (index < 230 ? 1 : -1));
    expect(wilcoxon(differences)).toBeCloseTo(0.0026998, 6);
  });
});

const once = (...passes: number[]): CaseCount[] => passes.map((passed) => ({ passed, scored: 1 }));

describe("two sides", () => {
  test("with one sample a case are held against each other by McNemar's test", () => {
    const result = paired(once(1, 0, 0, 0, 0, 0, 0, 1), once(1, 1, 1, 1, 1, 1, 1, 0));
    expect(result).toMatchObject({ better: 1, worse: 6, test: "mcnemar" });
    expect(result!.difference.value).toBeCloseTo(-5 / 8, 12);
    // Binomial(7, ½): P(X ≤ 1) = 8/128, twice that.
    expect(result!.chance).toBeCloseTo(16 / 128, 12);
  });

  test("with more samples a case by Wilcoxon's", () => {
    const mine = [4, 4, 4, 4, 4].map((passed) => ({ passed, scored: 4 }));
    const other = [3, 2, 1, 0, 2].map((passed) => ({ passed, scored: 4 }));
    expect(paired(mine, other)).toMatchObject({ better: 5, worse: 0, test: "wilcoxon", chance: 2 / 32 });
  });

  test("count only the cases that both were scored on", () => {
    const mine = [...once(1, 1), { passed: 0, scored: 0 }];
    expect(paired(mine, once(1, 0, 1))).toMatchObject({ better: 1, worse: 0, difference: { value: 0.5, n: 2 } });
    expect(paired([{ passed: 0, scored: 0 }], once(1))).toBeNull();
  });
});
