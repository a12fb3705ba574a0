import type { SpecRow } from "../validators";

/** Suites as text: JSON Lines or CSV. Our own format, and the fields that published sets use for the same things. Pure. */

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
  /** A build123d script that makes the part as it should be. */
  referenceScript?: string;
};

export type BadRow = { line: number; reason: string };
export type SuiteFormat = "jsonl" | "csv";

export const MAX_SUITE_CASES = 10_000;
const MAX_ID_CHARACTERS = 120;
const MAX_PROMPT_CHARACTERS = 20_000;
const MAX_SCRIPT_CHARACTERS = 60_000;
const MAX_WORD_CHARACTERS = 60;

/** One case as it stands in a file; anything may be missing or wrong. */
export type SuiteRow = {
  id?: unknown;
  prompt?: unknown;
  kind?: unknown;
  family?: unknown;
  category?: unknown;
  difficulty?: unknown;
  expect?: unknown;
  expected_behavior?: unknown;
  spec?: SuiteRule[];
  reference?: { script?: unknown; facts?: { bboxMm?: { size: number[] }; volumeMm3?: number; solids?: number } };
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
type SuiteRule =
  | { kind: "bbox"; size: number[]; toleranceMm?: number }
  | { kind: "volume"; mm3: number; tolerance?: number }
  | { kind: "solids"; count: number }
  | { kind: "holes"; diameterMm: number; count: number };

const VOLUME_TOLERANCE = 0.01;

/** Reads a suite; rows that cannot be used are named by line (from 1), good ones kept. `taken`: ids that the suite has already. */
export function readSuite(
  text: string,
  format: SuiteFormat = "jsonl",
  taken: ReadonlySet<string> = new Set(),
): { cases: Case[]; bad: BadRow[] } {
  const cases: Case[] = [];
  const bad: BadRow[] = [];
  const seen = new Set(taken);
  const add = (line: number, read: () => SuiteRow) => {
    try {
      const parsed = parseCase(read());
      if (seen.has(parsed.id)) throw new Error(`the id “${parsed.id}” stands twice`);
      if (cases.length + taken.size >= MAX_SUITE_CASES) throw new Error(`a suite has at most ${MAX_SUITE_CASES} cases`);
      seen.add(parsed.id);
      cases.push(parsed);
    } catch (error) {
      bad.push({ line, reason: error instanceof SyntaxError ? "not JSON" : (error as Error).message });
    }
  };
  if (format === "csv") {
    const [header, ...records] = csvRecords(text);
    const names = (header?.cells ?? []).map((name) => name.trim().toLowerCase());
    if (!names.includes("prompt")) return { cases, bad: [{ line: 1, reason: "no column “prompt” in the first line" }] };
    for (const { line, cells } of records) add(line, () => rowOfCsv(names, cells, line));
  } else {
    text.split("\n").forEach((each, index) => {
      if (each.trim() !== "") add(index + 1, () => JSON.parse(each) as SuiteRow);
    });
  }
  return { cases, bad };
}

/** One case of the suite format. @throws Error that says what is wrong with it */
export function parseCase(row: SuiteRow): Case {
  if (typeof row !== "object" || row === null || Array.isArray(row)) throw new Error("not an object");
  if (typeof row.id !== "string" || row.id === "") throw new Error("no id");
  if (row.id.length > MAX_ID_CHARACTERS) throw new Error(`an id has at most ${MAX_ID_CHARACTERS} characters`);
  if (typeof row.prompt !== "string" || row.prompt.trim() === "") throw new Error(`${row.id}: no prompt`);
  if (row.prompt.length > MAX_PROMPT_CHARACTERS)
    throw new Error(`${row.id}: the prompt has ${row.prompt.length} characters; at most ${MAX_PROMPT_CHARACTERS}`);
  if (row.kind !== undefined && row.kind !== "cad" && row.kind !== "app")
    throw new Error(`${row.id}: kind “${String(row.kind).slice(0, 40)}”; it is cad or app`);
  const script = row.reference?.script;
  if (script !== undefined && (typeof script !== "string" || script.length > MAX_SCRIPT_CHARACTERS))
    throw new Error(`${row.id}: a reference script is text of at most ${MAX_SCRIPT_CHARACTERS} characters`);
  const asks = row.expect === "question" || row.expected_behavior === "clarify_before_generation";
  return {
    id: row.id,
    prompt: row.prompt,
    kind: row.kind ?? "cad",
    family: word(row.family ?? row.category),
    difficulty: word(row.difficulty),
    expect: asks ? "question" : "part",
    expected: checked(row.id, expectedOf(row)),
    ...(script === undefined || script.trim() === "" ? {} : { referenceScript: script }),
  };
}

/** The case in the suite format, so that an export can be imported again. */
export function rowOfCase({ id, prompt, kind, family, difficulty, expect, expected, referenceScript }: Case): object {
  const { sizes, toleranceMm, volume, solids, holes } = expected;
  const middle = volume === undefined ? 0 : (volume.low + volume.high) / 2;
  const spec = [
    ...(sizes === undefined
      ? []
      : [{ kind: "bbox", size: sizes, ...(toleranceMm === undefined ? {} : { toleranceMm }) }]),
    ...(volume === undefined
      ? []
      : [{ kind: "volume", mm3: middle, tolerance: middle === 0 ? 0 : (volume.high - volume.low) / 2 / middle }]),
    ...(solids === undefined ? [] : [{ kind: "solids", count: solids }]),
    ...(holes ?? []).map((hole) => ({ kind: "holes", ...hole })),
  ];
  return {
    id,
    prompt,
    kind,
    family,
    difficulty,
    expect,
    ...(spec.length === 0 ? {} : { spec }),
    ...(referenceScript === undefined ? {} : { reference: { script: referenceScript } }),
  };
}

/** What the person sees of a case's rules before anything was measured. */
export function expectationRows(expected: Expected): Pick<SpecRow, "rule" | "expected">[] {
  const { sizes, volume, solids, holes } = expected;
  return [
    ...(sizes === undefined ? [] : [{ rule: "Size", expected: `${sizes.join(" × ")} mm` }]),
    ...(volume === undefined
      ? []
      : [{ rule: "Volume", expected: `${volume.low.toFixed(1)}–${volume.high.toFixed(1)} mm³` }]),
    ...(solids === undefined ? [] : [{ rule: "Solids", expected: String(solids) }]),
    ...(holes ?? []).map(({ diameterMm, count }) => ({ rule: "Holes", expected: `${count} × ${diameterMm} mm` })),
  ];
}

const word = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value).slice(0, MAX_WORD_CHARACTERS) : "";

function expectedOf(row: SuiteRow): Expected {
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

/** A row of a file may hold anything; what is judged by must be numbers. */
function checked(id: string, expected: Expected): Expected {
  const { sizes, toleranceMm, volume, solids, holes } = expected;
  const numbers = [
    ...(sizes ?? []),
    ...(toleranceMm === undefined ? [] : [toleranceMm]),
    ...(volume === undefined ? [] : [volume.low, volume.high]),
    ...(solids === undefined ? [] : [solids]),
    ...(holes ?? []).flatMap(({ diameterMm, count }) => [diameterMm, count]),
  ] as unknown[];
  if (numbers.some((value) => typeof value !== "number" || !Number.isFinite(value)))
    throw new Error(`${id}: a rule holds something that is no number`);
  if (sizes !== undefined && sizes.length !== 3)
    throw new Error(`${id}: a size has ${sizes.length} lengths; it has three`);
  return expected;
}

/** Columns: id, prompt, kind, family, difficulty, expect, length_x, length_y, length_z, volume, solids, reference_script. */
function rowOfCsv(names: readonly string[], cells: readonly string[], line: number): SuiteRow {
  const cell = (name: string) => cells[names.indexOf(name)]?.trim() || undefined;
  const number = (name: string): number | undefined => {
    const text = cell(name);
    if (text === undefined) return undefined;
    const value = Number(text.replace(",", "."));
    if (!Number.isFinite(value)) throw new Error(`${name} is “${text.slice(0, 40)}”, not a number`);
    return value;
  };
  const sizes = ["length_x", "length_y", "length_z"].map(number);
  const [volume, solids, script] = [number("volume"), number("solids"), cell("reference_script")];
  const spec: SuiteRule[] = [];
  if (sizes.every((size) => size !== undefined)) spec.push({ kind: "bbox", size: sizes });
  if (volume !== undefined) spec.push({ kind: "volume", mm3: volume });
  if (solids !== undefined) spec.push({ kind: "solids", count: solids });
  return {
    id: cell("id") ?? `line-${line}`,
    prompt: cell("prompt"),
    kind: cell("kind"),
    family: cell("family"),
    difficulty: cell("difficulty"),
    expect: cell("expect"),
    spec,
    ...(script === undefined ? {} : { reference: { script } }),
  };
}

/** Records of a CSV text after RFC 4180, each with the line on which it begins; empty lines are left out. */
export function csvRecords(text: string): { line: number; cells: string[] }[] {
  const records: { line: number; cells: string[] }[] = [];
  let [line, startedAt, cell, isQuoted] = [1, 1, "", false];
  let cells: string[] = [];
  const end = () => {
    cells.push(cell);
    if (cells.some((each) => each.trim() !== "")) records.push({ line: startedAt, cells });
    [cells, cell] = [[], ""];
  };
  for (let at = text.startsWith("\uFEFF") ? 1 : 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (sign === "\n") line += 1;
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"') isQuoted = true;
    else if (sign === ",") {
      cells.push(cell);
      cell = "";
    } else if (sign === "\n") {
      end();
      startedAt = line;
    } else if (sign !== "\r") cell += sign;
  }
  end();
  return records;
}
