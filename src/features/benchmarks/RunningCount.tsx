// How many runs fill their boards now, beside the benchmarks in the rail.
import { useQuery } from "convex/react";
import type { Id } from "../../../convex/_generated/dataModel";
import { api } from "../../../convex/_generated/api";

export function RunningCount({ workspaceId }: { workspaceId: Id<"workspaces"> }) {
  const count = useQuery(api.benchmarkRuns.running, { workspaceId }) ?? 0;
  return count === 0 ? null : <span className="running-count">{count} running</span>;
}
