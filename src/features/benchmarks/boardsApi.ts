// The functions of the boards by name, with the types of their answers.
import { makeFunctionReference, type PaginationOptions, type PaginationResult } from "convex/server";
import type {
  BoardView,
  CaseView,
  CellView,
  FigureName,
  GridRow,
  RunChange,
  RunView,
  Side,
  SuiteView,
  VoteChoice,
  VotePair,
  VoteRow,
} from "../../../convex/lib/benchmarks/views";
import type { SpecRow } from "../../../convex/lib/validators";

type At = { workspaceId: string };
type OnRun = At & { runId: string };
type Paged = { paginationOpts: PaginationOptions };
const query = <Args extends Record<string, unknown>, Returns>(name: string) =>
  makeFunctionReference<"query", Args, Returns>(name);
const mutation = <Args extends Record<string, unknown>, Returns>(name: string) =>
  makeFunctionReference<"mutation", Args, Returns>(name);

export type CellDetail = {
  cell: CellView;
  case: CaseView;
  rules: SpecRow[];
  /** `error`: why it could not be made. */
  reference: { generationId: string; code: string; error?: string } | null;
  log: string;
};

export const boardsApi = {
  suites: {
    list: query<At, SuiteView[]>("suites:list"),
    cases: query<At & Paged & { suiteId: string }, PaginationResult<CaseView>>("suites:cases"),
    importCases: mutation<
      At & { suiteId?: string; name?: string; text: string; format: "jsonl" | "csv" },
      { suiteId: string; added: number; bad: { line: number; reason: string }[] }
    >("suites:importCases"),
    addGeneration: mutation<At & { suiteId: string; generationId: string }, string>("suites:addGeneration"),
    exportText: query<At & { suiteId: string }, string>("suites:exportText"),
    remove: mutation<At & { suiteId: string }, null>("suites:remove"),
  },
  benchmarkRuns: {
    list: query<At, RunView[]>("benchmarkRuns:list"),
    running: query<At, number>("benchmarkRuns:running"),
    board: query<OnRun, BoardView>("benchmarkRuns:board"),
    grid: query<OnRun & Paged & { filter?: "all" | "failed" | "running" }, PaginationResult<GridRow>>(
      "benchmarkRuns:grid",
    ),
    cell: query<At & { cellId: string }, CellDetail>("benchmarkRuns:cell"),
    forecast: query<
      At & { suiteId: string; sides: Side[]; samples: number },
      { cells: number; costMicros: number | null; ms: number | null }
    >("benchmarkRuns:forecast"),
    start: mutation<
      At & {
        suiteId: string;
        sides: Side[];
        samples: number;
        capMicros?: number;
        limits?: { measure: FigureName; limit: number }[];
      },
      string
    >("benchmarkRuns:start"),
    pause: mutation<OnRun, null>("benchmarkRuns:pause"),
    resume: mutation<OnRun, null>("benchmarkRuns:resume"),
    cancel: mutation<OnRun, null>("benchmarkRuns:cancel"),
    rerunFailed: mutation<OnRun, null>("benchmarkRuns:rerunFailed"),
    compare: query<OnRun & { otherId: string }, RunChange[]>("benchmarkRuns:compare"),
    exportText: query<OnRun & { format: "csv" | "json" }, string>("benchmarkRuns:exportText"),
    useAsDefault: mutation<OnRun & { side: number; kind: "cad" | "app" }, null>("benchmarkRuns:useAsDefault"),
  },
  benchmarkVotes: {
    next: query<OnRun, VotePair | null>("benchmarkVotes:next"),
    cast: mutation<OnRun & { pairId: string; choice: VoteChoice }, null>("benchmarkVotes:cast"),
    ratings: query<OnRun, VoteRow[]>("benchmarkVotes:ratings"),
  },
};
