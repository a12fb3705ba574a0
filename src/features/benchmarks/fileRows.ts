// Pure: a result file of the command line as rows of the same board that runs have.
import { sharedRanks } from "../../../convex/lib/benchmarks/statistics";
import type { BoardRow, FigureName, RateName, Side } from "../../../convex/lib/benchmarks/views";
import type { BoardFile, BoardRow as FileRow } from "./boardFile";

const RATES: Partial<Record<string, RateName>> = {
  "pass@1": "passAt1",
  compiles: "compiles",
  valid: "valid",
  watertight: "watertight",
  specPass: "specPass",
};
const FIGURES: Partial<Record<string, { name: FigureName; factor: number }>> = {
  latencyP50Ms: { name: "latencyP50Ms", factor: 1 },
  latencyP95Ms: { name: "latencyP95Ms", factor: 1 },
  costUsd: { name: "costMicros", factor: 1e6 },
};

export function fileRows(board: BoardFile): { sides: Side[]; rows: BoardRow[] } {
  const ranks = sharedRanks(board.rows.map(({ measures }) => measures["pass@1"] ?? { low: 0, high: 0 }));
  const sides = board.rows.map(({ provider, model }): Side => {
    const asked = { provider, profile: "balanced", repairs: true } as const;
    return model === null ? asked : { ...asked, model };
  });
  return { sides, rows: board.rows.map((row, side) => rowOf(row, side, board, ranks[side])) };
}

function rowOf(row: FileRow, side: number, board: BoardFile, rank: BoardRow["rank"]): BoardRow {
  const rates: BoardRow["rates"] = {};
  const figures: BoardRow["figures"] = {};
  for (const [measure, interval] of Object.entries(row.measures)) {
    const rate = RATES[measure] ?? (measure.startsWith("pass@") ? "passAtK" : undefined);
    const figure = FIGURES[measure];
    if (rate !== undefined) rates[rate] = interval;
    if (figure !== undefined) {
      const by = (value: number) => value * figure.factor;
      const { value, low, high, n } = interval;
      figures[figure.name] = { value: by(value), low: by(low), high: by(high), n };
    }
  }
  const own = board.cells.filter((cell) => cell.provider === row.provider && (cell.model ?? null) === row.model);
  const scored = own.filter(({ outcome }) => outcome !== "infrastructure" && outcome !== "not_run").length;
  return { side, ...(rank === undefined ? {} : { rank }), rates, figures, limits: [], scored, ended: own.length };
}
