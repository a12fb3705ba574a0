// How many runs fill their boards now, beside the benchmarks in the rail.
import { useQuery } from "convex/react";
import type { Id } from "../../../convex/_generated/dataModel";
import { boardsApi } from "./boardsApi";

export function RunningCount({ workspaceId }: { workspaceId: Id<"workspaces"> }) {
  const count = useQuery(boardsApi.benchmarkRuns.running, { workspaceId }) ?? 0;
  return count === 0 ? null : <span className="running-count">{count} running</span>;
}
