import { describe, expect, it } from "vitest";
import { judge, type Answer } from "../convex/lib/benchmarks/judge";
import { parseCase, readSuite, rowOfCase, type Case } from "../convex/lib/benchmarks/suite";
import { appsRows } from "../convex/lib/benchmarks/suites/apps";
import { cadRows } from "../convex/lib/benchmarks/suites/cad";
import { cheapestNearBest, readBoard } from "../src/features/benchmarks/boardFile";
import { boardText, summarize, type Cell } from "./board";

const suiteOf = (lines: string[]) => readSuite(lines.join("\n"));

describe("suites", () => {
  it.each([
    ["cad", cadRows],
    ["apps", appsRows],
  ])("%s that is built in has no bad row and no id twice", (_name, rows) => {
    const cases = rows.map(parseCase);
    expect(cases.length).toBeGreaterThan(4);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  it("comes back from its own export as it was", () => {
    for (const each of cadRows.map(parseCase)) {
      const again = parseCase(JSON.parse(JSON.stringify(rowOfCase(each))) as object);
      expect({ ...again, expected: { ...again.expected, volume: undefined } }).toEqual({
        ...each,
        expected: { ...each.expected, volume: undefined },
      });
      expect(again.expected.volume?.low ?? 0).toBeCloseTo(each.expected.volume?.low ?? 0, 6);
    }
  });

  it("reads CSV with quotes, commas and line ends in a cell, and names a bad row by its line", () => {
    const { cases, bad } = readSuite(
      'id,prompt,length_x,length_y,length_z\r\na,"A plate, 3 mm\nthick",30,20,3\r\nb,,1,2,3\r\nc,"A ""cube""",x,2,3\r\n',
      "csv",
    );
    expect(cases.map(({ id, prompt, expected }) => [id, prompt, expected.sizes])).toEqual([
      ["a", "A plate, 3 mm\nthick", [30, 20, 3]],
    ]);
    expect(bad).toEqual([
      { line: 4, reason: "b: no prompt" },
      { line: 5, reason: "length_x is “x”, not a number" },
    ]);
  });

  it("names each bad row and keeps the good ones", () => {
    const { cases, bad } = suiteOf([
      '{"id":"a","prompt":"a cube"}',
      "not json",
      '{"id":"a","prompt":"again"}',
      '{"id":"b"}',
      '{"id":"c","prompt":"x","kind":"song"}',
      '{"id":"d","prompt":"y","spec":[{"kind":"colour"}]}',
      '{"id":"e","prompt":"y","spec":[{"kind":"bbox","size":["20",20,20]}]}',
      "null",
    ]);
    expect(cases.map(({ id }) => id)).toEqual(["a"]);
    expect(bad.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(bad[1]!.reason).toContain("stands twice");
  });

  it("reads 10,000 lines, names each bad one and stops at the limit of a suite", () => {
    const lines = Array.from({ length: 10_100 }, (_, at) => (at === 7 ? "{" : `{"id":"c${at}","prompt":"a cube"}`));
    const { cases, bad } = suiteOf(lines);
    expect(cases).toHaveLength(10_000);
    expect(bad[0]).toEqual({ line: 8, reason: "not JSON" });
    expect(bad).toHaveLength(100);
    expect(bad[1]!.reason).toContain("at most 10000 cases");
  });

  it("understands the fields of published sets", () => {
    const { cases } = suiteOf([
      '{"id":"p","prompt":"x","expected":{"bbox_sorted":[3,40,60],"bbox_complete":true,"volume_range":[6900,7000]}}',
      '{"id":"q","prompt":"x","expected_behavior":"clarify_before_generation"}',
    ]);
    expect(cases[0]!.expected.sizes).toEqual([3, 40, 60]);
    expect(cases[1]!.expect).toBe("question");
  });
});

describe("judging", () => {
  const cube: Case = {
    id: "cube",
    prompt: "a cube",
    kind: "cad",
    family: "",
    difficulty: "",
    expect: "part",
    expected: {
      sizes: [20, 20, 20],
      volume: { low: 7990, high: 8010 },
      solids: 1,
      holes: [{ diameterMm: 5, count: 2 }],
    },
  };
  const good: Answer = {
    status: "succeeded",
    error: null,
    warnings: [],
    facts: {
      volumeMm3: 8000,
      bboxMm: { size: [20, 20, 20] },
      solids: 1,
      isValid: true,
      isWatertight: true,
      holes: [{ diameterMm: 5, count: 2 }],
    },
    attempts: [],
  };
  const facts = good.facts!;

  it("passes what is right", () => expect(judge(cube, good).outcome).toBe("passed"));

  it.each([
    ["a wrong size", { ...good, facts: { ...facts, bboxMm: { size: [20, 20, 21] } } }],
    ["a wrong volume", { ...good, facts: { ...facts, volumeMm3: 7000 } }],
    ["a missing hole", { ...good, facts: { ...facts, holes: [{ diameterMm: 5, count: 1 }] } }],
    ["two solids", { ...good, facts: { ...facts, solids: 2 } }],
    ["an open mesh", { ...good, facts: { ...facts, isWatertight: false } }],
    ["a stand-in of the library", { ...good, warnings: [{ code: "stand_in" }] }],
    ["a script that throws", { ...good, status: "failed", error: { code: "exception" } }],
  ])("fails %s", (_name, answer) => expect(judge(cube, answer).outcome).toBe("failed"));

  it.each(["executor_unavailable", "all_providers_failed", "storage_failed", "budget_spent"])(
    "does not score %s as the model's failure",
    (code) => expect(judge(cube, { ...good, status: "failed", error: { code } }).outcome).toBe("infrastructure"),
  );

  it("passes a question where asking back is right, and counts it apart where it is not", () => {
    const asks = { ...good, status: "needs_input" };
    expect(judge({ ...cube, expect: "question" }, asks).outcome).toBe("passed");
    expect(judge(cube, asks).outcome).toBe("needs_input");
    expect(judge({ ...cube, expect: "question" }, good).outcome).toBe("failed");
  });
});

describe("the board", () => {
  const cell = (provider: string, outcome: Cell["outcome"], costUsd: number | null = null): Cell => ({
    caseId: "c",
    provider,
    model: null,
    sample: 0,
    outcome,
    metrics: {},
    latencyMs: 100,
    costUsd,
  });
  const cells = [
    ...Array.from({ length: 40 }, () => cell("good", "passed", 0.02)),
    ...Array.from({ length: 38 }, () => cell("cheap", "passed", 0.001)),
    ...Array.from({ length: 2 }, () => cell("cheap", "failed", 0.001)),
    ...Array.from({ length: 40 }, () => cell("bad", "failed")),
    cell("bad", "infrastructure"),
  ];
  const summary = summarize(cells, 1);

  it("leaves infrastructure failures out of every rate, and says how many there were", () => {
    expect(summary.find(({ provider, measure }) => provider === "bad" && measure === "pass@1")).toMatchObject({
      value: 0,
      n: 40,
    });
    expect(boardText(cells, summary)).toContain("1 not scored");
  });

  it("shares ranks where intervals overlap", () => {
    const text = boardText(cells, summary);
    expect(text).toMatch(/1–2 +good/);
    expect(text).toMatch(/1–2 +cheap/);
    expect(text).toMatch(/3 +bad/);
  });

  it("recommends the cheapest within ten per cent of the best", () => {
    const { rows } = readBoard({ suite: "x", cells, summary }, "x.json");
    expect(cheapestNearBest(rows)?.provider).toBe("cheap");
  });

  it("refuses a file that is no result", () => {
    expect(() => readBoard({ some: "thing" }, "x.json")).toThrow("no result of a benchmark");
    expect(() => readBoard({ suite: "x", cells: [], summary: [{ provider: "a" }] }, "x.json")).toThrow("interval");
  });
});
