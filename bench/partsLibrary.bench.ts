/**
 * Question: of the prompts whose words fix the part, how many does the parts library get right without a model, and is any
 * wrong one silent? Command: npm run bench -- parts-library, or node24 bench/partsLibrary.bench.ts [--verbose] [--only TEXT] [--exemplars | --cases].
 * Every script is run in build123d and measured; cases come from ../shared/cases/open.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "..");
const CASES = process.env.CASES_DIR ?? join(ROOT, "../shared/cases/open");
/** Everyday wordings of our own, with sizes and volumes by arithmetic. */
const EVERYDAY = join(import.meta.dirname, "everydayPrompts.jsonl");
const VERBOSE = process.argv.includes("--verbose");
const ONLY = process.argv[process.argv.indexOf("--only") + 1];
const WITH_EXEMPLARS = !process.argv.includes("--cases");
const WITH_CASES = !process.argv.includes("--exemplars");

type Facts = {
  id: string;
  ms?: number;
  error?: string;
  min: number[];
  size: number[];
  volume: number;
  solids: number;
  valid: boolean;
  genus: number;
  holes: { axis: string; diameter: number }[];
};
type Check = { fixed: boolean; ask: boolean; judge: (facts: Facts) => string[] };
type Case = { id: string; suite: string; prompt: string; check: Check; scale?: number };
type Answer =
  | { kind: "part"; family: string; script: string; warnings: { code: string; message: string }[]; spec: SpecRule[] }
  | { kind: "question"; question: { text: string } };
type SpecRule =
  | { kind: "bbox"; rule: string; size: (number | null)[] }
  | { kind: "holes"; rule: string; diameterMm: number; count: number }
  | { kind: "volume"; rule: string; mm3: number; tolerance: number }
  | { kind: "solids"; rule: string; count: number };
type Library = {
  answerFromPartsLibrary: (prompt: string) => Answer;
  families: { id: string; example: string; exemplars: string[] }[];
  galleryPrompts: { title: string; prompt: string; family: string }[];
};

const lib = await loadLibrary();
const cases: Case[] = [];
if (WITH_EXEMPLARS) {
  for (const family of lib.families) {
    for (const [i, prompt] of [family.example, ...family.exemplars].entries()) {
      cases.push({
        id: `${family.id}#${i}`,
        suite: "exemplars",
        prompt,
        check: { fixed: true, ask: false, judge: () => [] },
      });
    }
  }
  for (const entry of lib.galleryPrompts) {
    cases.push({
      id: `gallery/${entry.title}`,
      suite: "gallery",
      prompt: entry.prompt,
      check: { fixed: true, ask: false, judge: () => [] },
    });
  }
}
if (WITH_CASES)
  cases.push(
    ...readPrompts("everyday", EVERYDAY),
    ...readPrompts("prompts", "prompts.jsonl"),
    ...readConstraints(),
    ...readCadEval(),
    ...readCadPrompt(),
  );
const chosen = ONLY && process.argv.includes("--only") ? cases.filter((c) => c.id.includes(ONLY)) : cases;

const times: number[] = [];
const answers = new Map<string, Answer>();
for (const c of chosen) lib.answerFromPartsLibrary(c.prompt);
for (const c of chosen) {
  const started = performance.now();
  answers.set(c.id, lib.answerFromPartsLibrary(c.prompt));
  times.push(performance.now() - started);
}
const facts = await runScripts(
  chosen.flatMap((c) => {
    const a = answers.get(c.id);
    return a?.kind === "part" ? [{ id: c.id, script: a.script }] : [];
  }),
);

const table = new Map<string, Record<string, number>>();
for (const c of chosen) {
  const answer = answers.get(c.id);
  if (!answer) continue;
  let outcome: string;
  let notes: string[] = [];
  if (answer.kind === "question") {
    outcome = c.check.ask ? "right" : "asked back";
    notes = [answer.question.text];
  } else {
    const measured = facts.get(c.id);
    notes =
      measured === undefined || measured.error
        ? [`did not run: ${measured?.error ?? "no answer"}`]
        : [...intact(measured, answer), ...c.check.judge(scaled(measured, c.scale ?? 1))];
    if (c.check.ask) notes.push("should have asked back");
    const warned = answer.warnings.length > 0;
    outcome =
      notes.length === 0
        ? "right"
        : notes[0]?.startsWith("did not run")
          ? "did not run"
          : warned
            ? "wrong, warned"
            : "wrong, silent";
    if (notes.length === 0 && !c.check.fixed) outcome = warned ? "free, warned" : "free";
  }
  const row = table.get(c.suite) ?? {};
  row[outcome] = (row[outcome] ?? 0) + 1;
  if (c.check.fixed) row[" fixed"] = (row[" fixed"] ?? 0) + 1;
  table.set(c.suite, row);
  const bad = outcome !== "right" && !outcome.startsWith("free");
  if (VERBOSE || bad) {
    console.log(
      `${outcome.padEnd(14)} ${c.id}  ${answer.kind === "part" ? `[${answer.family}]` : ""} ${c.prompt.replace(/\s+/g, " ").slice(0, VERBOSE ? 400 : 170)}`,
    );
    for (const note of notes) console.log(`               ! ${note}`);
    if (answer.kind === "part")
      for (const w of answer.warnings) console.log(`               ~ ${w.code}: ${w.message}`);
  }
}

times.sort((a, b) => a - b);
const scriptMs = [...facts.values()].flatMap((f) => (f.ms === undefined ? [] : [f.ms])).sort((a, b) => a - b);
console.log("");
for (const [suite, row] of table) {
  const { " fixed": fixed = 0, ...rest } = row;
  console.log(
    `${suite.padEnd(12)} ${fixed} fixed by their words: ${Object.entries(rest)
      .map(([k, v]) => `${v} ${k}`)
      .join(", ")}${fixed > 0 ? ` (${Math.round((100 * (rest.right ?? 0)) / fixed)} % right)` : ""}`,
  );
}
console.log(
  `families ${lib.families.length}; answering p50 ${at(times, 0.5)} ms, p95 ${at(times, 0.95)} ms, max ${at(times, 1)} ms; script p50 ${at(scriptMs, 0.5)} ms, p95 ${at(scriptMs, 0.95)} ms`,
);

/** What must hold of every part, and what its own spec promises. */
function intact(f: Facts, answer: Extract<Answer, { kind: "part" }>): string[] {
  const notes: string[] = [];
  if (!f.valid) notes.push("not valid");
  if (!(f.volume > 0)) notes.push(`volume ${f.volume}`);
  for (const rule of answer.spec) {
    if (rule.kind === "solids" && f.solids !== rule.count) notes.push(`spec: ${f.solids} solids, not ${rule.count}`);
    if (rule.kind === "volume" && Math.abs(f.volume - rule.mm3) > rule.tolerance)
      notes.push(`spec: volume ${f.volume.toFixed(2)}, not ${rule.mm3.toFixed(2)}`);
    if (rule.kind === "bbox")
      rule.size.forEach((size, i) => {
        if (size !== null && Math.abs(size - (f.size[i] ?? 0)) > 0.01 + size * 1e-4)
          notes.push(`spec: size ${i} is ${f.size[i]?.toFixed(3)}, not ${size}`);
      });
    if (rule.kind === "holes") {
      const count = f.holes.filter((h) => Math.abs(h.diameter - rule.diameterMm) < 0.01).length;
      if (count !== rule.count) notes.push(`spec: ${count} holes of Ø${rule.diameterMm}, not ${rule.count}`);
    }
  }
  return notes;
}

function scaled(f: Facts, scale: number): Facts {
  if (scale === 1) return f;
  return { ...f, size: f.size.map((v) => v * scale), volume: f.volume * scale ** 3 };
}

function near(value: number, wanted: number, share = 0.005, floor = 0.02): boolean {
  return Math.abs(value - wanted) <= Math.max(floor, Math.abs(wanted) * share);
}

function readPrompts(suite: string, file: string): Case[] {
  return lines(file).map((row) => {
    const expected = row.expected as
      | {
          bbox_sorted: number[];
          bbox_complete: boolean;
          through_holes?: number;
          volume?: number;
          volume_range?: number[];
        }
      | undefined;
    const ask = /no solid|2-D/.test(String(row.right_answer ?? ""));
    return {
      id: String(row.id),
      suite,
      prompt: String(row.prompt),
      check: {
        fixed: expected !== undefined || ask,
        ask,
        judge: (f) => {
          const notes: string[] = [];
          if (!expected) return notes;
          const sizes = [...f.size].sort((a, b) => a - b);
          if (expected.bbox_complete)
            expected.bbox_sorted.forEach((want, i) => {
              if (!near(sizes[i] ?? 0, want)) notes.push(`size ${sizes[i]?.toFixed(2)}, expected ${want}`);
            });
          else
            for (const want of expected.bbox_sorted)
              if (!sizes.some((size) => near(size, want))) notes.push(`no size of ${want}`);
          if (expected.through_holes !== undefined && Math.round(f.genus) !== expected.through_holes)
            notes.push(`${f.genus} holes, expected ${expected.through_holes}`);
          if (expected.volume !== undefined && !near(f.volume, expected.volume))
            notes.push(`volume ${f.volume.toFixed(1)}, expected ${expected.volume}`);
          const range = expected.volume_range;
          if (range && (f.volume < (range[0] ?? 0) * 0.999 || f.volume > (range[1] ?? 0) * 1.001))
            notes.push(`volume ${f.volume.toFixed(1)}, expected ${range.join("..")}`);
          return notes;
        },
      },
    };
  });
}

function readConstraints(): Case[] {
  type Constraint = {
    type: string;
    expected_mm?: Record<string, number>;
    expected_min_mm?: Record<string, number>;
    expected?: number;
    expected_count?: number;
    diameter_mm?: number;
    diameter_tolerance_mm?: number;
    axis?: string;
    absolute_tolerance_mm?: number;
  };
  return lines("constraints.jsonl").map((row) => {
    const ask = String(row.expected_behavior).startsWith("clarify");
    const constraints = (row.constraints ?? []) as Constraint[];
    const checks = row.checks as
      { n_solids?: number; bbox?: number[]; bbox_min?: number[]; through_holes?: number } | undefined;
    return {
      id: String(row.id),
      suite: "constraints",
      prompt: String(row.prompt),
      check: {
        fixed: true,
        ask,
        judge: (f) => {
          const notes: string[] = [];
          const axes = ["x", "y", "z"];
          for (const c of constraints) {
            for (const [axis, want] of Object.entries(c.type === "bbox_dimensions" ? (c.expected_mm ?? {}) : {}))
              if (!near(f.size[axes.indexOf(axis)] ?? 0, want, 0.01, c.absolute_tolerance_mm ?? 0.5))
                notes.push(`${axis} is ${f.size[axes.indexOf(axis)]?.toFixed(2)}, expected ${want}`);
            for (const [axis, want] of Object.entries(c.type === "bbox_bounds" ? (c.expected_min_mm ?? {}) : {}))
              if (!near(f.min[axes.indexOf(axis)] ?? 0, want, 0, 0.5))
                notes.push(`${axis} starts at ${f.min[axes.indexOf(axis)]?.toFixed(2)}, expected ${want}`);
            if (c.type === "solid_count" && f.solids !== c.expected)
              notes.push(`${f.solids} solids, expected ${c.expected}`);
            if (c.type === "cylindrical_hole_pattern") {
              const count = f.holes.filter(
                (h) =>
                  Math.abs(h.diameter - (c.diameter_mm ?? 0)) <= (c.diameter_tolerance_mm ?? 0.3) && h.axis === c.axis,
              ).length;
              if (count !== c.expected_count)
                notes.push(`${count} holes of Ø${c.diameter_mm} along ${c.axis}, expected ${c.expected_count}`);
            }
          }
          if (checks?.bbox)
            checks.bbox.forEach((want, i) => {
              if (!near(f.size[i] ?? 0, want)) notes.push(`size ${i} is ${f.size[i]?.toFixed(2)}, expected ${want}`);
            });
          if (checks?.n_solids !== undefined && f.solids !== checks.n_solids)
            notes.push(`${f.solids} solids, expected ${checks.n_solids}`);
          if (checks?.through_holes !== undefined && Math.round(f.genus) !== checks.through_holes)
            notes.push(`${f.genus} holes, expected ${checks.through_holes}`);
          return notes;
        },
      },
    };
  });
}

function readCadEval(): Case[] {
  return lines("cadeval.jsonl").map((row) => ({
    id: String(row.id),
    suite: "cadeval",
    prompt: String(row.prompt),
    check: { fixed: true, ask: false, judge: likeReference(row, 0.01) },
  }));
}

function readCadPrompt(): Case[] {
  return lines("cadprompt.jsonl").map((row) => ({
    id: String(row.id),
    suite: "cadprompt",
    prompt: String(row.prompt),
    check: { fixed: true, ask: false, judge: likeReference(row, 0.02) },
  }));
}

function likeReference(row: Record<string, unknown>, share: number): (f: Facts) => string[] {
  const reference = row.facts as { bbox: number[]; volume: number };
  return (f) => {
    const notes: string[] = [];
    const sizes = [...f.size].sort((a, b) => a - b);
    [...reference.bbox]
      .sort((a, b) => a - b)
      .forEach((want, i) => {
        if (!near(sizes[i] ?? 0, want, share, 0)) notes.push(`size ${sizes[i]?.toFixed(3)}, expected ${want}`);
      });
    if (!near(f.volume, reference.volume, share, 0))
      notes.push(`volume ${f.volume.toPrecision(6)}, expected ${reference.volume}`);
    return notes;
  };
}

function lines(file: string): Record<string, unknown>[] {
  const path = isAbsolute(file) ? file : join(CASES, file);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function loadLibrary(): Promise<Library> {
  const outfile = join(ROOT, "node_modules/.cache/partsLibrary.mjs");
  await build({
    stdin: {
      contents: `export { answerFromPartsLibrary } from "./partsLibrary"; export { families } from "./families/families"; export { galleryPrompts } from "./gallery";`,
      resolveDir: join(ROOT, "convex/lib/partsLibrary"),
      loader: "ts",
    },
    bundle: true,
    format: "esm",
    platform: "neutral",
    outfile,
    logLevel: "error",
    external: ["convex/values"],
  });
  return (await import(`${pathToFileURL(outfile).href}?${Date.now()}`)) as Library;
}

async function runScripts(jobs: { id: string; script: string }[]): Promise<Map<string, Facts>> {
  const python = spawn(join(ROOT, ".venv/bin/python"), [join(ROOT, "bench/partsLibrary.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const found = new Map<string, Facts>();
  const reading = (async () => {
    for await (const line of createInterface({ input: python.stdout })) {
      const fact = JSON.parse(line) as Facts;
      found.set(fact.id, fact);
    }
  })();
  for (const job of jobs) python.stdin.write(`${JSON.stringify(job)}\n`);
  python.stdin.end();
  await reading;
  return found;
}

function at(sorted: number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
}
