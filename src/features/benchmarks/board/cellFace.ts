// Pure: what one box of the grid shows of the samples behind it.
import type { CellView } from "../../../../convex/lib/benchmarks/views";
import type { Stage } from "../../../../convex/lib/validators";
import { stepNameOf } from "../../stages/stageSteps";

export type CellFace = {
  /** The sample that stands for all: one that runs, else the first that failed, else the first. */
  cell: CellView;
  tone: "ok" | "bad" | "live" | "quiet";
  text: string;
  /** “2 of 3” where there are several samples. */
  passed: string | null;
};

const OUTCOME_WORD = {
  passed: "Passed",
  failed: "Failed",
  needs_input: "Asked back",
  infrastructure: "Not scored",
  not_run: "Not run",
} as const;

/** Null for a side that has no cell in this case. */
export function faceOf(samples: readonly CellView[]): CellFace | null {
  const cell =
    samples.find(({ state }) => state === "running") ??
    samples.find(({ outcome }) => outcome === "failed" || outcome === "needs_input") ??
    samples.find(({ state }) => state === "ended") ??
    samples[0];
  if (cell === undefined) return null;
  const passes = samples.filter(({ outcome }) => outcome === "passed").length;
  const ended = samples.filter(({ state }) => state === "ended").length;
  const passed = samples.length > 1 && ended > 0 ? `${passes} of ${ended}` : null;
  return { cell, ...wordOf(cell), passed };
}

function wordOf(cell: CellView): { tone: CellFace["tone"]; text: string } {
  if (cell.state === "waiting") return { tone: "quiet", text: "Queued" };
  if (cell.state === "running") return { tone: "live", text: stageWord(cell.stage) };
  const outcome = cell.outcome ?? "not_run";
  if (outcome === "passed") return { tone: "ok", text: cell.iou === undefined ? "Passed" : cell.iou.toFixed(2) };
  const text = cell.reason ?? (cell.iou === undefined ? OUTCOME_WORD[outcome] : cell.iou.toFixed(2));
  return { tone: outcome === "failed" || outcome === "needs_input" ? "bad" : "quiet", text };
}

/** The backend's stage in the words of the timeline, short: “Code”, “Run”. */
export function stageWord(stage: string | undefined): string {
  if (stage === undefined) return "Starts";
  const step = stepNameOf(stage as Stage); // an unknown stage reads as the first
  return { "Write code": "Code", "Run script": "Run" }[step as string] ?? step;
}

/** What the ear hears before the visible words of a box: the side, and the outcome where the words do not say it. */
export function sayBefore(sideName: string, { cell, text }: CellFace): string {
  const state = cell.state === "ended" ? OUTCOME_WORD[cell.outcome ?? "not_run"] : cell.state;
  return text === state ? `${sideName}: ` : `${sideName}: ${state}, `;
}

/** The cells of a row by side: `cells` come in the order of side, then sample. */
export function bySide(cells: readonly CellView[], sideCount: number): CellView[][] {
  const sides: CellView[][] = Array.from({ length: sideCount }, () => []);
  for (const cell of cells) sides[cell.side]?.push(cell);
  return sides;
}
