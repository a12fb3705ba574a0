import type { RunView } from "../../../../convex/lib/benchmarks/views";
import { Avatar } from "../../../components/ui/Avatar";
import { formatAgo, formatCost } from "../../../lib/format";
import { useNow } from "../../../lib/useNow";
import { countText, leftText } from "../figures";
import { sideNames } from "../sideNames";

const WHOLE = new Intl.NumberFormat("en");
const NAMED = 3;

/** Newest first; rows move while their runs do. */
export function RunTable({ runs, onOpen }: { runs: readonly RunView[]; onOpen: (id: string) => void }) {
  const now = useNow();
  return (
    <div className="sheet wide-table stacks">
      <table aria-label="Runs">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Suite</th>
            <th scope="col">Models</th>
            <th scope="col">Progress</th>
            <th scope="col" className="is-number">
              Cost
            </th>
            <th scope="col">Started</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} data-run={run.number} data-state={run.state}>
              <th scope="row">
                <button type="button" className="link" onClick={() => onOpen(run.id)}>
                  Run {run.number}
                </button>
              </th>
              <td>
                {run.suiteName} <span className="chip">v{run.suiteVersion}</span>
              </td>
              <td className="is-wide">
                {modelsText(run)}
                <span className="side-detail">{countText(run.samples, "sample")}</span>
              </td>
              <td className="is-wide">
                <Progress run={run} />
              </td>
              <td className="is-number">{formatCost(run.spentMicros)}</td>
              <td className="run-by">
                <Avatar name={run.authorName} isSmall /> {formatAgo(run.startedAt, now)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function modelsText({ sides }: RunView): string {
  const names = sideNames(sides).map(({ short }) => short);
  const rest = names.length - NAMED;
  return `${names.slice(0, NAMED).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function Progress({ run }: { run: RunView }) {
  const done = `${WHOLE.format(run.endedCount)} of ${countText(run.cellCount, "cell")}`;
  const share = run.cellCount === 0 ? 0 : run.endedCount / run.cellCount;
  if (run.state === "running") {
    return (
      <span className="run-progress">
        <span className="is-live">
          <i className="dot breathes" aria-hidden="true" /> {done}
          {run.leftMs !== undefined && <span className="quiet"> · {leftText(run.leftMs)}</span>}
        </span>
        <span className="progress-line">
          <i style={{ width: `${share * 100}%` }} />
        </span>
      </span>
    );
  }
  if (run.state === "paused") {
    return (
      <>
        <span className="is-warn">Paused</span> <span className="quiet">{done}</span>
        {run.pausedBecause !== undefined && <span className="side-detail">{run.pausedBecause}</span>}
      </>
    );
  }
  return (
    <span className="quiet">
      {run.state === "finished" ? countText(run.cellCount, "cell") : `Canceled after ${done}`}
    </span>
  );
}
