// Suites: one JSON object a line. Our own format, and the fields that published sets use for the same things.
import { readFileSync } from "node:fs";

/** What a part must be, as far as the case fixes it. Lengths mm, volumes mm³. */
export type Expected = {
  /** Sizes of the bounding box in any order. */
  sizes?: number[];
  toleranceMm?: number;
  volume?: { low: number; high: number };
  solids?: number;
  holes?: { diameterMm: number; count: number }[];
};

export type Case = {
  id: string;
  prompt: string;
  kind: "cad" | "app";
  family: string;
  difficulty: string;
  /** `question`: the right answer is to ask back. */
  expect: "part" | "question";
  expected: Expected;
};

export type BadRow = { line: number; reason: string };

/** Reads a suite file; rows that cannot be used are named, good ones kept. @throws Error for a file that cannot be read */
export function readSuite(file: string): { cases: Case[]; bad: BadRow[] } {
  const cases: Case[] = [];
  const bad: BadRow[] = [];
  const seen = new Set<string>();
  readFileSync(file, "utf8")
    .split("\n")
    .forEach((text, index) => {
      if (text.trim() === "") return;
      try {
        const parsed = parseCase(JSON.parse(text) as Row);
        if (seen.has(parsed.id)) throw new Error(`the id “${parsed.id}” stands twice`);
        seen.add(parsed.id);
        cases.push(parsed);
      } catch (error) {
        bad.push({ line: index + 1, reason: error instanceof SyntaxError ? "not JSON" : (error as Error).message });
      }
    });
  return { cases, bad };
}

type Row = {
  id?: unknown;
  prompt?: unknown;
  kind?: unknown;
  family?: unknown;
  category?: unknown;
  difficulty?: unknown;
  expect?: unknown;
  expected_behavior?: unknown;
  spec?: SpecRule[];
  reference?: { facts?: { bboxMm?: { size: number[] }; volumeMm3?: number; solids?: number } };
  expected?: {
    bbox_sorted?: number[];
    bbox_complete?: boolean;
    through_holes?: number;
    volume_range?: [number, number];
  };
  requirements?: { bounding_box?: number[] };
  facts?: { volume?: number };
  constraints?: {
    type: string;
    expected_mm?: Record<string, number>;
    absolute_tolerance_mm?: number;
    expected?: number;
    expected_count?: number;
    diameter_mm?: number;
  }[];
};
type SpecRule =
  | { kind: "bbox"; size: number[]; toleranceMm?: number }
  | { kind: "volume"; mm3: number; tolerance?: number }
  | { kind: "solids"; count: number }
  | { kind: "holes"; diameterMm: number; count: number };

const VOLUME_TOLERANCE = 0.01;

function parseCase(row: Row): Case {
  if (typeof row.id !== "string" || row.id === "") throw new Error("no id");
  if (typeof row.prompt !== "string" || row.prompt.trim() === "") throw new Error(`${row.id}: no prompt`);
  if (row.kind !== undefined && row.kind !== "cad" && row.kind !== "app")
    throw new Error(`${row.id}: kind “${String(row.kind)}”; it is cad or app`);
  const asks = row.expect === "question" || row.expected_behavior === "clarify_before_generation";
  return {
    id: row.id,
    prompt: row.prompt,
    kind: row.kind ?? "cad",
    family: String(row.family ?? row.category ?? ""),
    difficulty: String(row.difficulty ?? ""),
    expect: asks ? "question" : "part",
    expected: expectedOf(row),
  };
}

function expectedOf(row: Row): Expected {
  const around = (volume: number, tolerance = VOLUME_TOLERANCE) => ({
    low: volume * (1 - tolerance),
    high: volume * (1 + tolerance),
  });
  const expected: Expected = {};
  const facts = row.reference?.facts;
  if (facts?.bboxMm !== undefined) expected.sizes = facts.bboxMm.size;
  if (facts?.volumeMm3 !== undefined) expected.volume = around(facts.volumeMm3);
  if (facts?.solids !== undefined) expected.solids = facts.solids;
  if (row.expected?.bbox_sorted !== undefined && row.expected.bbox_complete !== false)
    expected.sizes = row.expected.bbox_sorted;
  if (row.expected?.volume_range !== undefined)
    expected.volume = { low: row.expected.volume_range[0] * 0.999, high: row.expected.volume_range[1] * 1.001 };
  if (row.requirements?.bounding_box !== undefined) {
    expected.sizes = row.requirements.bounding_box;
    if (row.facts?.volume !== undefined) expected.volume = around(row.facts.volume);
  }
  for (const rule of row.constraints ?? []) {
    if (rule.type === "bbox_dimensions" && Object.keys(rule.expected_mm ?? {}).length === 3) {
      expected.sizes = Object.values(rule.expected_mm!);
      expected.toleranceMm = rule.absolute_tolerance_mm ?? 0.5;
    } else if (rule.type === "solid_count") expected.solids = rule.expected ?? 1;
  }
  for (const rule of row.spec ?? []) {
    if (rule.kind === "bbox") {
      expected.sizes = rule.size;
      if (rule.toleranceMm !== undefined) expected.toleranceMm = rule.toleranceMm;
    } else if (rule.kind === "volume") expected.volume = around(rule.mm3, rule.tolerance);
    else if (rule.kind === "solids") expected.solids = rule.count;
    else if (rule.kind === "holes") (expected.holes ??= []).push({ diameterMm: rule.diameterMm, count: rule.count });
    else throw new Error(`${String(row.id)}: a rule of an unknown kind`);
  }
  return expected;
}
