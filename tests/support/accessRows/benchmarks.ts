import type { FunctionReference } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { Row } from "./row";

/** As in `manufacturing.ts`: the workspace is asked for before anything that a row names. */
function row(
  call: FunctionReference<"query" | "mutation">,
  kind: "query" | "mutation",
  more: Record<string, unknown>,
): Row {
  return { call, kind, args: ({ workspaceId }) => ({ workspaceId, ...more }), foreign: "not_found", takesKey: false };
}

const side = { provider: "partsLibrary", profile: "balanced", repairs: true };
const page = { numItems: 5, cursor: null };

/** Suites, runs, votes. */
export const benchmarksRows: Row[] = [
  row(api.suites.list, "query", {}),
  row(api.suites.cases, "query", { suiteId: "built-in:cad", paginationOpts: page }),
  row(api.suites.importCases, "mutation", { name: "Mine", text: '{"id":"a","prompt":"a cube"}', format: "jsonl" }),
  row(api.suites.addGeneration, "mutation", { suiteId: "s", generationId: "g-other" }),
  row(api.suites.exportText, "query", { suiteId: "built-in:cad" }),
  row(api.suites.remove, "mutation", { suiteId: "s" }),
  row(api.benchmarkRuns.list, "query", {}),
  row(api.benchmarkRuns.running, "query", {}),
  row(api.benchmarkRuns.board, "query", { runId: "r" }),
  row(api.benchmarkRuns.grid, "query", { runId: "r", paginationOpts: page }),
  row(api.benchmarkRuns.cell, "query", { cellId: "c" }),
  row(api.benchmarkRuns.forecast, "query", { suiteId: "built-in:cad", sides: [side], samples: 1 }),
  row(api.benchmarkRuns.start, "mutation", { suiteId: "s", sides: [side], samples: 1 }),
  row(api.benchmarkRuns.pause, "mutation", { runId: "r" }),
  row(api.benchmarkRuns.resume, "mutation", { runId: "r" }),
  row(api.benchmarkRuns.cancel, "mutation", { runId: "r" }),
  row(api.benchmarkRuns.rerunFailed, "mutation", { runId: "r" }),
  row(api.benchmarkRuns.compare, "query", { runId: "r", otherId: "o" }),
  row(api.benchmarkRuns.exportText, "query", { runId: "r", format: "csv" }),
  { ...row(api.benchmarkRuns.useAsDefault, "mutation", { runId: "r", side: 0 }), needs: "owner" },
  row(api.benchmarkVotes.next, "query", { runId: "r" }),
  { ...row(api.benchmarkVotes.cast, "mutation", { runId: "r", pairId: "a~b", choice: "tie" }), needs: "commenter" },
  row(api.benchmarkVotes.ratings, "query", { runId: "r" }),
];
