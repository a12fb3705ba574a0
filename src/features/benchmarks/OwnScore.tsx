// What a model reached on the workspace's own boards, for its card in the settings.
import { useQuery } from "convex/react";
import type { Id } from "../../../convex/_generated/dataModel";
import { AreaLink } from "../../components/ui/AreaLink";
import { api } from "../../../convex/_generated/api";
import { percentText, rangeText } from "./figures";

/** The pass rate of the newest run that asked this model and scored it. */
export function OwnScore(props: { workspaceId: Id<"workspaces">; provider: string; model: string }) {
  const { workspaceId, provider, model } = props;
  const runs = useQuery(api.benchmarkRuns.list, { workspaceId });
  const isSame = (side: { provider: string; model?: string }) => side.provider === provider && side.model === model;
  const run = runs?.find(({ sides, endedCount }) => endedCount > 0 && sides.some(isSame));
  const board = useQuery(api.benchmarkRuns.board, run === undefined ? "skip" : { workspaceId, runId: run.id });
  const best = board?.rows
    .filter(({ side }) => isSame(board.run.sides[side] ?? { provider: "" }))
    .flatMap(({ rates }) => (rates.passAt1 === undefined ? [] : [rates.passAt1]))
    .sort((a, b) => b.value - a.value)[0];
  if (run === undefined || best === undefined) return <>not measured</>;
  return (
    <>
      {percentText(best.value)} ({rangeText(best.low, best.high)}),{" "}
      <AreaLink to={`/benchmarks/run/${run.id}`}>
        {run.suiteName}, run {run.number}
      </AreaLink>
    </>
  );
}
