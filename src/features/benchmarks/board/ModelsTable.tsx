import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import type { BoardRow, BoardView } from "../../../../convex/lib/benchmarks/views";
import {
  chanceText,
  FIGURE_LABEL,
  figureText,
  percentText,
  pointsText,
  rangeText,
  rankText,
  RATE_LABEL,
} from "../figures";
import { IntervalBar } from "../IntervalBar";
import type { SideName } from "../sideNames";
import { BEST_FIRST, columnsOf, nextSort, sortRows, type Column, type Sort } from "./sortRows";

/** `certainty` is absent where nobody resampled: a file of the command line. */
export type Cheapest = Pick<NonNullable<BoardView["cheapest"]>, "side"> & { certainty?: number };

/** Every side with its rates and figures; a click on a head sorts by it. */
export function ModelsTable(props: {
  rows: readonly BoardRow[];
  names: readonly SideName[];
  cheapest: Cheapest | undefined;
  /** The side that the plot points at. */
  litSide: number | null;
  onLight: (side: number | null) => void;
  /** Sets the cheapest side as the router's default; null where this person may not. */
  onUse: ((side: number) => void) | null;
  /** What these cases are: “parts”. */
  kindName: string;
}) {
  const { rows, names, cheapest, litSide, onLight, onUse, kindName } = props;
  const [sort, setSort] = useState<Sort>(BEST_FIRST);
  const [isAll, setIsAll] = useState(false);
  const columns = columnsOf(rows, isAll);
  const hasMore = columnsOf(rows, true).length > columnsOf(rows, false).length;
  const isPaired = rows.some(({ againstBest }) => againstBest !== undefined);
  const sorted = sortRows(rows, sort, (side) => names[side]?.name ?? "");
  const head = (column: Sort["column"], label: string, className?: string) => (
    <SortHead
      key={column}
      label={label}
      {...(className === undefined ? {} : { className })}
      state={sort.column === column ? (sort.isReversed ? "reversed" : "sorted") : "none"}
      onSort={() => setSort(nextSort(sort, column))}
    />
  );
  const pick = cheapest === undefined ? undefined : names[cheapest.side];
  return (
    <section className="sheet models" aria-label="Board">
      {/* Wider than a phone, so it can be scrolled by key. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="models-scroll" tabIndex={0} role="region" aria-label="Board, scrollable">
        <table aria-label="Models">
          <thead>
            <tr>
              {head("rank", "Rank", "is-rank")}
              {head("side", "Model")}
              {columns.flatMap((column) =>
                column.name === "passAt1"
                  ? [
                      head("passAt1", "Passes, 95 % interval"),
                      ...(isPaired
                        ? [
                            <th key="paired" scope="col" className="is-number">
                              To the best
                            </th>,
                          ]
                        : []),
                    ]
                  : [head(column.name, labelOf(column), "is-number")],
              )}
            </tr>
          </thead>
          <tbody>
            {sorted.map((row) => (
              <Row
                key={row.side}
                row={row}
                name={names[row.side]}
                columns={columns}
                best={row.againstBest === undefined ? undefined : names[row.againstBest.best]}
                isPaired={isPaired}
                cheapest={cheapest?.side === row.side ? cheapest : undefined}
                isLit={litSide === row.side}
                onLight={onLight}
              />
            ))}
          </tbody>
        </table>
      </div>
      <footer className="models-foot">
        <span>Where intervals overlap, no order is claimed: ranks are shared.</span>
        {hasMore && (
          <button type="button" className="link" aria-pressed={isAll} onClick={() => setIsAll(!isAll)}>
            {isAll ? "Main measures" : "All measures"}
          </button>
        )}
        <span className="spacer" />
        {cheapest !== undefined && pick !== undefined && (
          <span className="models-use">
            {cheapest.certainty !== undefined && (
              <span className="quiet">{`holds in ${percentText(cheapest.certainty)} of resampled cases`}</span>
            )}
            {onUse !== null && (
              <button type="button" className="button" onClick={() => onUse(cheapest.side)}>
                Use {pick.short} for {kindName} like these
              </button>
            )}
          </span>
        )}
      </footer>
    </section>
  );
}

const labelOf = (column: Column): string =>
  column.kind === "rate" ? RATE_LABEL[column.name] : FIGURE_LABEL[column.name];

function SortHead(props: {
  label: string;
  className?: string;
  state: "none" | "sorted" | "reversed";
  onSort: () => void;
}) {
  const { label, className, state, onSort } = props;
  const Arrow = state === "reversed" ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={state === "none" ? "none" : state === "sorted" ? "descending" : "ascending"}
    >
      <button type="button" onClick={onSort}>
        {label}
        {state !== "none" && <Arrow size={11} strokeWidth={2} aria-hidden="true" />}
      </button>
    </th>
  );
}

function Row(props: {
  row: BoardRow;
  name: SideName | undefined;
  columns: readonly Column[];
  /** The side that passes most; undefined in its own row. */
  best: SideName | undefined;
  isPaired: boolean;
  cheapest: Cheapest | undefined;
  isLit: boolean;
  onLight: (side: number | null) => void;
}) {
  const { row, name, columns, best, isPaired, cheapest, isLit, onLight } = props;
  const isCheapest = cheapest !== undefined;
  const className = [isCheapest && "is-cheapest", isLit && "is-lit"].filter(Boolean).join(" ");
  return (
    <tr
      className={className === "" ? undefined : className}
      data-side={row.side}
      onPointerEnter={() => onLight(row.side)}
      onPointerLeave={() => onLight(null)}
    >
      <td className="is-rank">{row.rank === undefined ? "–" : rankText(row.rank)}</td>
      <th scope="row">
        <span className="side-name">{name?.name}</span>
        <span className="side-detail">
          {name !== undefined && name.detail !== "" && `${name.detail} · `}
          {`n ${row.scored}`}
          {isCheapest && <span className="cheapest-chip">Cheapest within 10 %</span>}
        </span>
      </th>
      {columns.flatMap((column) => [
        <td key={column.name} className={column.name === "passAt1" ? undefined : "is-number"}>
          <Value row={row} column={column} isCheapest={isCheapest} />
        </td>,
        ...(column.name === "passAt1" && isPaired
          ? [
              <td key="paired" className="is-number">
                <ToTheBest row={row} best={best} />
              </td>,
            ]
          : []),
      ])}
    </tr>
  );
}

const TEST_NAME = { mcnemar: "McNemar's exact test", wilcoxon: "Wilcoxon's signed-rank test" } as const;

/** By how many points this side passes less than the best, on the same cases, and how easily chance does that. */
function ToTheBest({ row, best }: { row: BoardRow; best: SideName | undefined }) {
  const pair = row.againstBest;
  if (pair === undefined) return <span className="quiet">{row.scored > 0 ? "best" : "–"}</span>;
  const { difference, chance, better, worse, test } = pair;
  const cases = `${difference.n} ${difference.n === 1 ? "case" : "cases"}`;
  return (
    <span
      title={`${TEST_NAME[test]} on the same ${cases}: better than ${best?.name ?? "the best"} on ${better}, worse on ${worse}; 95 % of resampled suites lie from ${pointsText(difference.low)} to ${pointsText(difference.high)} points`}
    >
      {pointsText(difference.value)}
      <span className="side-detail">{chanceText(chance)}</span>
    </span>
  );
}

function Value({ row, column, isCheapest }: { row: BoardRow; column: Column; isCheapest: boolean }) {
  if (column.kind === "figure") {
    const figure = row.figures[column.name];
    if (figure === undefined) return <span className="quiet">–</span>;
    const text = (value: number) => figureText(column.name, value);
    return <span title={`95 %: ${text(figure.low)} to ${text(figure.high)}, n ${figure.n}`}>{text(figure.value)}</span>;
  }
  const rate = row.rates[column.name];
  if (rate === undefined) return <span className="quiet">–</span>;
  if (column.name !== "passAt1") {
    return <span title={`95 %: ${rangeText(rate.low, rate.high)} %, n ${rate.n}`}>{percentText(rate.value)}</span>;
  }
  return (
    <span className="rate-cell">
      <IntervalBar interval={rate} isChosen={isCheapest} />
      <span>
        <b>{percentText(rate.value)}</b>
        <span className="side-detail">{rangeText(rate.low, rate.high)}</span>
      </span>
    </span>
  );
}
