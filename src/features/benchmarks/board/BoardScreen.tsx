import { useMutation, useQuery } from "convex/react";
import { AreaLink } from "../../../components/ui/AreaLink";
import { useWorkspace } from "../../../routes/workspaceContext";
import { countText } from "../figures";
import { sideNames } from "../sideNames";
import { useDo } from "../useDo";
import { Votes } from "../votes/Votes";
import { BoardTop } from "./BoardTop";
import { CellPanel } from "./CellPanel";
import { CompareRuns } from "./CompareRuns";
import { ExportRun } from "./ExportRun";
import { RunGrid } from "./RunGrid";
import { RunStrip } from "./RunStrip";
import "./board.css";
import "./grid.css";
import { api } from "../../../../convex/_generated/api";

const VIEWS = [
  { id: "board", label: "Board" },
  { id: "votes", label: "Votes" },
  { id: "compare", label: "Compare" },
] as const;

const KIND_NAMES = { cad: "parts", app: "apps", mixed: "parts and apps" } as const;

/** One run: `/benchmarks/run/<id>`, with `/votes`, `/compare/<other run>` and `/cell/<cell>` below it. */
export function BoardScreen(props: {
  runId: string;
  /** The address below the run. */
  rest: readonly string[];
  open: (...pieces: string[]) => void;
}) {
  const { runId, rest, open } = props;
  const { workspace, theme } = useWorkspace();
  const workspaceId = workspace._id;
  const board = useQuery(api.benchmarkRuns.board, { workspaceId, runId });
  const on = { workspaceId, runId };
  const pause = useMutation(api.benchmarkRuns.pause);
  const resume = useMutation(api.benchmarkRuns.resume);
  const cancel = useMutation(api.benchmarkRuns.cancel);
  const rerunFailed = useMutation(api.benchmarkRuns.rerunFailed);
  const setDefault = useMutation(api.benchmarkRuns.useAsDefault);
  const { isBusy, problem, act } = useDo();
  const view = VIEWS.find(({ id }) => id === rest[0])?.id ?? "board";
  const cellId = rest[0] === "cell" ? (rest[1] ?? null) : null;
  if (board === undefined) return <main className="page benchmarks board" aria-busy="true" aria-label="Loading" />;
  const { run, rows, cheapest, canEdit, kind } = board;
  const names = sideNames(run.sides);
  return (
    <main className="page benchmarks board">
      <header className="benchmarks-head">
        <h1>{run.suiteName}</h1>
        <span className="chip">v{run.suiteVersion}</span>
        <span className="quiet">
          {[
            countText(run.caseCount, "case"),
            countText(run.sides.length, "side"),
            countText(run.samples, "sample"),
          ].join(", ")}
        </span>
        <span className="spacer" />
        <nav className="segments" aria-label="Views of the run">
          {VIEWS.map(({ id, label }) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === view}
              onClick={() => (id === "board" ? open("run", runId) : open("run", runId, id))}
            >
              {label}
            </button>
          ))}
        </nav>
        <ExportRun workspaceId={workspaceId} run={run} />
        {canEdit && run.infrastructureCount > 0 && run.state !== "canceled" && (
          <button
            type="button"
            className="button"
            disabled={isBusy}
            onClick={() => act(async () => await rerunFailed(on))}
          >
            Rerun {run.infrastructureCount} failed
          </button>
        )}
        <button type="button" className="button primary" disabled={!canEdit} onClick={() => open("new", run.suiteId)}>
          New run
        </button>
      </header>
      {problem !== null && (
        <p className="is-bad said" role="alert">
          {problem}
        </p>
      )}
      <RunStrip
        run={run}
        on={
          canEdit
            ? {
                pause: () => act(async () => await pause(on)),
                resume: () => act(async () => await resume(on)),
                cancel: () => act(async () => await cancel(on)),
              }
            : null
        }
      />
      {view === "votes" ? (
        <Votes
          workspaceId={workspaceId}
          runId={runId}
          names={names}
          theme={theme}
          canVote={workspace.role !== "viewer"}
        />
      ) : view === "compare" ? (
        <CompareRuns
          workspaceId={workspaceId}
          run={run}
          otherId={rest[1] ?? null}
          onOther={(id) => open("run", runId, "compare", id)}
        />
      ) : (
        <>
          <BoardTop
            rows={rows}
            names={names}
            cheapest={cheapest}
            kindName={KIND_NAMES[kind]}
            onUse={workspace.role === "owner" ? (side) => act(async () => await setDefault({ ...on, side })) : null}
          />
          <RunGrid
            workspaceId={workspaceId}
            run={run}
            names={names}
            theme={theme}
            openCellId={cellId}
            onOpen={(cell) => open("run", runId, "cell", cell.id)}
          />
        </>
      )}
      {cellId !== null && (
        <CellPanel
          key={cellId}
          workspaceId={workspaceId}
          run={run}
          names={names}
          cellId={cellId}
          theme={theme}
          onClose={() => open("run", runId)}
        />
      )}
      <p className="quiet board-foot">
        <AreaLink to="/benchmarks/">All benchmarks</AreaLink>
      </p>
    </main>
  );
}
