import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { CellView, GridRow } from "../../../../convex/lib/benchmarks/views";
import type { SideName } from "../sideNames";
import { CellBox } from "./CellBox";
import { bySide } from "./cellFace";
import { LiveModel, type LivePlace } from "./LiveModel";

export type GridFilter = "all" | "failed" | "running";
const FILTERS: { id: GridFilter; label: string }[] = [
  { id: "all", label: "All" },
  { id: "failed", label: "Failed" },
  { id: "running", label: "Running" },
];
const ROW_HEIGHT = 53;

/**
 * Cases down, sides across. Only the rows in view are in the page, so that thirty thousand cells stay fluent; the model
 * of one box at a time is drawn in 3D, the one that the pointer or the keyboard is on.
 */
export function CaseGrid(props: {
  rows: readonly GridRow[];
  names: readonly SideName[];
  /** Cases of the whole run. */
  caseCount: number;
  filter: GridFilter;
  state: "loading" | "more" | "all";
  theme: "dark" | "light";
  openCellId: string | null;
  onFilter: (filter: GridFilter) => void;
  onMore: () => void;
  onOpen: (cell: CellView) => void;
}) {
  const { rows, names, caseCount, filter, state, theme, openCellId, onFilter, onMore, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [live, setLive] = useState<LivePlace | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
  });
  const visible = virtual.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (state === "more" && last >= rows.length - 8) onMore();
  }, [state, last, rows.length, onMore]);
  const before = visible[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (visible.at(-1)?.end ?? 0);
  return (
    <section className="sheet cases" aria-label="Case grid">
      <header className="cases-head">
        <h2>Cases</h2>
        <div className="segments" role="group" aria-label="Filter cases">
          {FILTERS.map(({ id, label }) => (
            <button key={id} type="button" aria-pressed={filter === id} onClick={() => onFilter(id)}>
              {label}
            </button>
          ))}
        </div>
      </header>
      <div className="cases-scroll" ref={scroller} tabIndex={-1} onScroll={() => setLive(null)}>
        <table aria-label="Cases" aria-rowcount={filter === "all" ? caseCount + 1 : -1}>
          <thead>
            <tr>
              <th scope="col">Case</th>
              {names.map(({ short }, side) => (
                <th key={side} scope="col">
                  {short}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {before > 0 && <tr aria-hidden="true" style={{ height: before }} />}
            {visible.map(({ index }) => {
              const row = rows[index];
              if (row === undefined) return null;
              const { title, difficulty, family } = row.case;
              return (
                <tr key={row.case.id} aria-rowindex={index + 2} data-case={row.case.key}>
                  <th scope="row">
                    <span className="case-title ellipsis" title={title}>
                      {title}
                    </span>
                    <span className="side-detail">{[difficulty, family].filter(Boolean).join(" · ")}</span>
                  </th>
                  {bySide(row.cells, names.length).map((samples, side) => (
                    <td key={side}>
                      <CellBox
                        samples={samples}
                        sideName={names[side]?.short ?? ""}
                        kind={row.case.kind}
                        isOpen={samples.some(({ id }) => id === openCellId)}
                        onLive={setLive}
                        onOpen={onOpen}
                      />
                    </td>
                  ))}
                </tr>
              );
            })}
            {after > 0 && <tr aria-hidden="true" style={{ height: after }} />}
          </tbody>
        </table>
        {rows.length === 0 && (
          <p className="empty-note">
            {state === "loading"
              ? ""
              : filter === "all"
                ? "This suite has no cases."
                : filter === "failed"
                  ? "No case has failed."
                  : "Nothing runs now."}
          </p>
        )}
      </div>
      {live !== null && <LiveModel key={live.cell.id} place={live} theme={theme} />}
    </section>
  );
}
