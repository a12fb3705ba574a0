import { failedRows } from "../specCheck";
import type { Facts, Kind, SpecRow } from "../validators";
import { composePrompt, requestText, type Composed, type PromptBrief } from "./compose";
import { forbiddenAfter, hintFor } from "./errorCard";

/**
 * Tells a model what went wrong with its code, so that the next one differs where it matters: the code with line
 * numbers, the error and its line, one hint, what was measured, and what not to do again.
 */

export const MAX_REPAIRS = 3;

/** 1: mend the fault. 2: without the operation that failed. 3 and on: from the plainest shapes. */
export type RepairRound = 1 | 2 | 3 | 4 | 5;

export type Fault = {
  /** The executor's code (`syntax`, `exception`, …), `spec` for a part that misses the request, `types` for an app. */
  code: string;
  message: string;
  /** The executor's own hint; empty: the card's is taken. */
  hint: string;
  line: number | null;
};

export type Repair = {
  round: RepairRound;
  /** The code that failed last. */
  code: string;
  fault: Fault;
  /** What was measured, where the code made a shape. */
  facts: Facts | null;
  /** All rows of the check; those that failed are shown. */
  spec: readonly SpecRow[];
  /** The faults of the rounds before, oldest first. */
  earlier: readonly Fault[];
};

/** The next round; null: give up after `limit`, at most 5. The same code again would fail again, so the next round is skipped to. */
export function nextRound(done: number, isSameCode: boolean, limit: number = MAX_REPAIRS): RepairRound | null {
  const next = done + (isSameCode ? 2 : 1);
  return next <= limit ? (ROUNDS.find((round) => round === next) ?? null) : null;
}

const ROUNDS: readonly RepairRound[] = [1, 2, 3, 4, 5];

export function composeRepair(brief: PromptBrief, repair: Repair): Composed {
  const { system } = composePrompt({ ...brief, examples: [] });
  return { system, messages: [{ role: "user", text: repairText(brief, repair) }] };
}

function repairText(brief: PromptBrief, repair: Repair): string {
  const { kind } = brief;
  const { code, fault, facts, spec, earlier } = repair;
  const hint = fault.hint || hintFor(fault.message, lineOf(code, fault.line));
  const missed = failedRows(spec);
  return [
    section("Request", requestText(brief)),
    section(kind === "cad" ? "The script that failed" : "The file that failed", numbered(code)),
    section(
      "What happened",
      [
        `${fault.code}${fault.line === null ? "" : ` at line ${fault.line}`}: ${short(fault.message)}`,
        ...(fault.line === null ? [] : [around(code, fault.line)]),
        ...(hint === "" ? [] : [`Hint: ${short(hint)}`]),
      ].join("\n"),
    ),
    ...(facts === null ? [] : [section("Measured", measured(facts))]),
    ...(missed.length === 0
      ? []
      : [
          section(
            "Not as requested",
            missed
              .map((row) => `- ${short(`${row.rule}: expected ${row.expected}, measured ${row.measured}`)}`)
              .join("\n"),
          ),
        ]),
    ...(earlier.length === 0
      ? []
      : [
          section(
            "Tried before and failed as well, so do not repeat it",
            earlier.map((past) => `- ${past.code}: ${short(past.message)}`).join("\n"),
          ),
        ]),
    section("Now", instruction(kind, repair)),
  ].join("\n\n");
}

function instruction(kind: Kind, { round, code, fault }: Repair): string {
  const whole =
    kind === "cad" ? "Return the whole script, without line numbers." : "Return the whole file, without line numbers.";
  if (kind === "app") {
    return round === 1
      ? `Mend what is named above and change nothing else. ${whole}`
      : `Mend what is named above. Where a type or an import is in doubt, write the plainer thing that certainly compiles. ${whole}`;
  }
  switch (round) {
    case 1:
      return `Mend the fault and change as little as possible. ${whole}`;
    case 2: {
      const forbidden = forbiddenAfter(fault.message, lineOf(code, fault.line));
      const without =
        forbidden === null
          ? "Reach the shape on another way than the line that failed"
          : `Do not use ${forbidden} at all`;
      return `${without}; keep every dimension of the request. ${whole}`;
    }
    case 3:
    case 4:
    case 5:
      return `Write it anew with Box, Cylinder, Cone, Sphere, extrude, +, - and Pos/Rot alone: no fillet, chamfer, offset, loft, sweep or builder. Keep every dimension of the request; leave out ornaments. ${whole}`;
    default:
      return round satisfies never;
  }
}

const MAX_MESSAGE_CHARACTERS = 1200;

/** What code or a document says, cut and marked line by line, so that none of it reads as a heading of ours. */
function short(message: string): string {
  const text = message.length <= MAX_MESSAGE_CHARACTERS ? message : `${message.slice(0, MAX_MESSAGE_CHARACTERS)}…`;
  return text.split(LINE_BREAK).join("\n| ");
}

const LINE_BREAK = /\r\n|[\n\r\u000b\u000c\u0085\u2028\u2029]/;

function lineOf(code: string, line: number | null): string {
  return line === null ? "" : (code.split("\n")[line - 1] ?? "");
}

function numbered(code: string): string {
  const lines = code.trimEnd().split("\n");
  const width = String(lines.length).length;
  return lines.map((line, at) => `${String(at + 1).padStart(width)} | ${line}`).join("\n");
}

/** The line that failed with two before and behind it. */
function around(code: string, line: number): string {
  const lines = code.split("\n");
  const from = Math.max(1, line - 2);
  return lines
    .slice(from - 1, line + 2)
    .map((text, at) => `${from + at === line ? "> " : "  "}${from + at} | ${text}`)
    .join("\n");
}

function measured({ bboxMm, volumeMm3, solids, isValid, isWatertight, holes }: Facts): string {
  return [
    `size ${bboxMm.size.map(mm).join(" × ")} mm, from (${bboxMm.min.map(mm).join(", ")}) to (${bboxMm.max.map(mm).join(", ")})`,
    `volume ${mm(volumeMm3)} mm³, ${solids} ${solids === 1 ? "solid" : "solids"}`,
    `${isValid ? "valid" : "not valid"}, ${isWatertight ? "watertight" : "not watertight"}`,
    ...(holes === undefined || holes.length === 0
      ? []
      : [`round holes: ${holes.map(({ diameterMm, count }) => `${count} × Ø${mm(diameterMm)} mm`).join(", ")}`]),
  ].join("\n");
}

function mm(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

function section(title: string, body: string): string {
  return `## ${title}\n${body}`;
}
