import { Pause, Play, Square } from "lucide-react";
import { useState } from "react";
import type { RunView } from "../../../../convex/lib/benchmarks/views";
import { formatCost } from "../../../lib/format";
import { countText, leftText } from "../figures";

const WHOLE = new Intl.NumberFormat("en");

/** How far a run is, what it cost, and what a person can do about it. */
export function RunStrip(props: {
  run: RunView;
  /** Null where this person may only look. */
  on: { pause: () => void; resume: () => void; cancel: () => void } | null;
}) {
  const { run, on } = props;
  const [isSure, setIsSure] = useState(false);
  const isOver = run.state === "finished" || run.state === "canceled";
  const share = run.cellCount === 0 ? 0 : run.endedCount / run.cellCount;
  const money =
    run.capMicros === undefined
      ? formatCost(run.spentMicros)
      : `${formatCost(run.spentMicros)} of ${formatCost(run.capMicros)}`;
  return (
    <section className="sheet run-strip" aria-label="Run progress" data-state={run.state}>
      <span className={`run-name is-${run.state}`}>
        <i className={run.state === "running" ? "dot breathes" : "dot"} aria-hidden="true" />
        Run {run.number}
        {run.state !== "running" && <span className="run-state">{STATE_WORD[run.state]}</span>}
      </span>
      <span>
        {WHOLE.format(run.endedCount)} of {countText(run.cellCount, "cell")}
      </span>
      <span
        className="run-bar"
        role="progressbar"
        aria-label="Cells that have ended"
        aria-valuenow={run.endedCount}
        aria-valuemin={0}
        aria-valuemax={run.cellCount}
      >
        <i style={{ width: `${share * 100}%` }} className={run.state === "running" ? undefined : "is-still"} />
      </span>
      {run.state === "running" && run.leftMs !== undefined && <span className="quiet">{leftText(run.leftMs)}</span>}
      <span className="quiet">{money}</span>
      {run.infrastructureCount > 0 && (
        <span className="quiet">{countText(run.infrastructureCount, "provider error")}, not scored</span>
      )}
      {run.state === "paused" && run.pausedBecause !== undefined && (
        <span className="run-because" role="status">
          {run.pausedBecause}
        </span>
      )}
      {on !== null && !isOver && (
        <span className="run-actions">
          {run.state === "running" ? (
            <button type="button" className="button" aria-label="Pause run" onClick={on.pause}>
              <Pause size={13} strokeWidth={2} aria-hidden="true" /> Pause
            </button>
          ) : (
            <button type="button" className="button" aria-label="Resume run" onClick={on.resume}>
              <Play size={13} strokeWidth={2} aria-hidden="true" /> Resume
            </button>
          )}
          {isSure ? (
            <>
              <button
                type="button"
                className="button is-bad"
                onClick={() => {
                  setIsSure(false);
                  on.cancel();
                }}
              >
                Leave {countText(run.cellCount - run.endedCount, "cell")} out
              </button>
              <button type="button" className="button ghost" onClick={() => setIsSure(false)}>
                Go on
              </button>
            </>
          ) : (
            <button
              type="button"
              className="button ghost icon"
              aria-label="Cancel run"
              title="Cancel run"
              onClick={() => setIsSure(true)}
            >
              <Square size={13} strokeWidth={2} aria-hidden="true" />
            </button>
          )}
        </span>
      )}
    </section>
  );
}

const STATE_WORD = { paused: "paused", finished: "finished", canceled: "canceled" } as const;
