// Pure: the columns of a board and the order of its rows.
import type { BoardRow, FigureName, RateName } from "../../../../convex/lib/benchmarks/views";
import { isLessBetter } from "../figures";

export type Column = { kind: "rate"; name: RateName } | { kind: "figure"; name: FigureName };
export type Sort = { column: "rank" | "side" | RateName | FigureName; isReversed: boolean };

export const BEST_FIRST: Sort = { column: "passAt1", isReversed: false };

const MAIN_RATES: readonly RateName[] = ["passAt1"];
const MORE_RATES: readonly RateName[] = [
  "passAtK",
  "compiles",
  "valid",
  "watertight",
  "specPass",
  "typeChecks",
  "renders",
  "topology",
];
const MAIN_FIGURES: readonly FigureName[] = ["iou", "costMicros", "latencyP50Ms", "latencyP95Ms", "repairsNeeded"];
const MORE_FIGURES: readonly FigureName[] = [
  "normalizedIou",
  "chamfer",
  "hausdorff",
  "volumeError",
  "sizeError",
  "firstTokenMs",
  "tokens",
];

/** The columns in which at least one row has something; `isAll` adds those that a first look leaves out. */
export function columnsOf(rows: readonly BoardRow[], isAll: boolean): Column[] {
  const rate = (name: RateName): Column => ({ kind: "rate", name });
  const figure = (name: FigureName): Column => ({ kind: "figure", name });
  const columns = [
    ...MAIN_RATES.map(rate),
    ...MAIN_FIGURES.map(figure),
    ...(isAll ? [...MORE_RATES.map(rate), ...MORE_FIGURES.map(figure)] : []),
  ];
  return columns.filter(
    (column) => column.name === "passAt1" || rows.some((row) => valueIn(row, column.name) !== undefined),
  );
}

/** Best first; rows without a figure come last in either direction. */
export function sortRows(rows: readonly BoardRow[], sort: Sort, nameOf: (side: number) => string): BoardRow[] {
  const direction = sort.isReversed ? -1 : 1;
  if (sort.column === "side") {
    return [...rows].sort((a, b) => direction * nameOf(a.side).localeCompare(nameOf(b.side)) || a.side - b.side);
  }
  const column = sort.column === "rank" ? "passAt1" : sort.column;
  const sign = isFigure(column) && isLessBetter(column) ? 1 : -1;
  return [...rows].sort((a, b) => {
    const left = valueIn(a, column);
    const right = valueIn(b, column);
    if (left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined) || a.side - b.side;
    }
    return direction * sign * (left - right) || a.side - b.side;
  });
}

/** A click on the column that sorts turns it round; on another, sorts by that one, best first. */
export const nextSort = (sort: Sort, column: Sort["column"]): Sort => ({
  column,
  isReversed: sort.column === column && !sort.isReversed,
});

const FIGURES: ReadonlySet<string> = new Set([...MAIN_FIGURES, ...MORE_FIGURES]);
const isFigure = (name: RateName | FigureName): name is FigureName => FIGURES.has(name);

function valueIn(row: BoardRow, name: RateName | FigureName): number | undefined {
  return (isFigure(name) ? row.figures[name] : row.rates[name])?.value;
}
