import { usePaginatedQuery } from "convex/react";
import { useCallback, useState } from "react";
import type { Id } from "../../../../convex/_generated/dataModel";
import type { CellView, RunView } from "../../../../convex/lib/benchmarks/views";
import type { SideName } from "../sideNames";
import { CaseGrid, type GridFilter } from "./CaseGrid";
import { api } from "../../../../convex/_generated/api";

/** Cells of one page: enough for a screen, few enough that one cell's change sends little. */
const PAGE_CELLS = 480;

/** The grid of one run, a page of cases after another as it is scrolled. */
export function RunGrid(props: {
  workspaceId: Id<"workspaces">;
  run: RunView;
  names: readonly SideName[];
  theme: "dark" | "light";
  openCellId: string | null;
  onOpen: (cell: CellView) => void;
}) {
  const { workspaceId, run, ...rest } = props;
  const [filter, setFilter] = useState<GridFilter>("all");
  const pageSize = Math.max(10, Math.min(40, Math.floor(PAGE_CELLS / (run.sides.length * run.samples))));
  const { results, status, loadMore } = usePaginatedQuery(
    api.benchmarkRuns.grid,
    { workspaceId, runId: run.id, filter },
    { initialNumItems: pageSize },
  );
  const more = useCallback(() => loadMore(pageSize), [loadMore, pageSize]);
  return (
    <CaseGrid
      {...rest}
      rows={results}
      caseCount={run.caseCount}
      filter={filter}
      state={status === "CanLoadMore" ? "more" : status === "Exhausted" ? "all" : "loading"}
      onFilter={setFilter}
      onMore={more}
    />
  );
}
