import type { SpecRow } from "../validators";
import type { Paired } from "./paired";
import type { Interval } from "./statistics";

/** What the board's queries give to the page and to exports. Times are ms, money whole micro-dollars. */

export type CellOutcome = "passed" | "failed" | "needs_input" | "infrastructure" | "not_run";
export type CellState = "waiting" | "running" | "ended";
export type RunState = "running" | "paused" | "finished" | "canceled";

/** A suite in one version; a version that was run is never changed again: an edit makes the next one. */
export type SuiteView = {
  id: string;
  name: string;
  version: number;
  kind: "cad" | "app" | "mixed";
  source: "built_in" | "own";
  caseCount: number;
  isRun: boolean;
};

export type CaseView = {
  id: string;
  /** The suite's own name for it, for example `plate/four-holes`. */
  key: string;
  index: number;
  kind: "cad" | "app";
  title: string;
  prompt: string;
  family: string;
  difficulty: string;
  expect: "part" | "question";
  hasReference: boolean;
};

/** One column of a run: a provider with a model and the way it is asked. */
export type Side = {
  provider: string;
  model?: string;
  profile: "fast" | "balanced" | "best";
  /** Off: the first script counts. */
  repairs: boolean;
};

export type RunView = {
  id: string;
  number: number;
  suiteId: string;
  suiteName: string;
  suiteVersion: number;
  authorName: string;
  state: RunState;
  /** Why a run that nobody paused stands still, for example a provider without its key. */
  pausedBecause?: string;
  sides: Side[];
  samples: number;
  caseCount: number;
  cellCount: number;
  endedCount: number;
  runningCount: number;
  /** Failures around the model; they are not scored. */
  infrastructureCount: number;
  failedCount: number;
  spentMicros: number;
  capMicros?: number;
  /** From the pace so far; absent while nothing has ended. */
  leftMs?: number;
  startedAt: number;
  endedAt?: number;
};

/** Measures that are rates, 0–1, and measures that are means or quantiles. */
export type RateName =
  "passAt1" | "passAtK" | "compiles" | "valid" | "watertight" | "specPass" | "typeChecks" | "renders" | "topology";
export type FigureName =
  | "iou"
  | "normalizedIou"
  | "chamfer"
  | "hausdorff"
  | "volumeError"
  | "sizeError"
  | "latencyP50Ms"
  | "latencyP95Ms"
  | "firstTokenMs"
  | "tokens"
  | "costMicros"
  | "repairsNeeded";

export type BoardRow = {
  /** Place of the side in `RunView.sides`. */
  side: number;
  /** By `passAt1`, shared where intervals overlap; absent while nothing is scored. */
  rank?: { from: number; to: number };
  rates: Partial<Record<RateName, Interval>>;
  figures: Partial<Record<FigureName, Interval>>;
  /** Limit lines that the run sets, for example 30,000 ms for a local model: met or not. */
  limits: { measure: FigureName; limit: number; isMet: boolean }[];
  /** Held case by case against the side that passes most; absent for that side itself. */
  againstBest?: Paired & { best: number };
  scored: number;
  ended: number;
};

export type BoardView = {
  run: RunView;
  rows: BoardRow[];
  /** The cheapest side whose pass rate is within 10 % of the best, and how often that holds in resampled cases (0–1). */
  cheapest?: { side: number; certainty: number };
  canEdit: boolean;
  /** What its suite asks for. */
  kind: "cad" | "app" | "mixed";
};

/** One case on one side in one sample. */
export type CellView = {
  id: string;
  caseId: string;
  side: number;
  sample: number;
  state: CellState;
  /** While it runs: the generation's stage. */
  stage?: string;
  outcome?: CellOutcome;
  /** Short, for the grid: “Holes”, “Script”, “Asked back”. */
  reason?: string;
  iou?: number;
  generationId?: string;
  threadId?: string;
  thumbnailUrl?: string;
  latencyMs?: number;
  costMicros?: number;
};

/** A page of the grid: `cases[i]` with its cells in the order of side, then sample. */
export type GridRow = { case: CaseView; cells: CellView[] };

/** One pair to judge; nothing in it says who made which. */
export type VotePair = {
  pairId: string;
  prompt: string;
  kind: "cad" | "app";
  left: { glbUrl?: string; code?: string };
  right: { glbUrl?: string; code?: string };
  /** The voter wrote this prompt: the vote is kept, and flagged. */
  isOwnPrompt: boolean;
  votedCount: number;
};
export type VoteChoice = "left" | "right" | "tie" | "both_bad";

export type VoteRow = { side: number; rating: number; low: number; high: number; votes: number };

export type RunChange = {
  case: CaseView;
  before: CellOutcome | "none";
  after: CellOutcome | "none";
  iouBefore?: number;
  iouAfter?: number;
};

/** One cell in full. */
export type CellDetail = {
  cell: CellView;
  case: CaseView;
  /** What the case fixes, then what the prompt's own words fixed, each with its measured value. */
  rules: SpecRow[];
  /** The reference as it was run for this version of the suite; null where the case has none. */
  reference: {
    generationId: string;
    code: string;
    glbUrl?: string;
    stepUrl?: string;
    /** Why it could not be made: nothing is then compared with it. */
    error?: string;
  } | null;
  /** The end of what the script printed; empty where nothing is kept. */
  log: string;
};
