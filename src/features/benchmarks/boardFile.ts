// The result of `npm run benchmark -- --json FILE`, read strictly: it comes from a person's disk.

export type BoardRow = {
  provider: string;
  model: string | null;
  measures: Record<string, { value: number; low: number; high: number; n: number }>;
};
export type BoardCell = {
  caseId: string;
  provider: string;
  model: string | null;
  outcome: string;
  latencyMs: number;
  costUsd: number | null;
};
export type BoardFile = { suite: string; rows: BoardRow[]; cells: BoardCell[] };

const MAX_BYTES = 50_000_000;

/** @throws Error that says what is wrong with the file */
export async function readBoardFile(file: File): Promise<BoardFile> {
  if (file.size > MAX_BYTES)
    throw new Error(`${file.name} has ${Math.round(file.size / 1e6)} MB; at most 50 MB are read.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(await file.text());
  } catch {
    throw new Error(`${file.name} is not JSON. Open the file that npm run benchmark wrote with --json.`);
  }
  return readBoard(parsed, file.name);
}

/** @throws Error as `readBoardFile` */
export function readBoard(parsed: unknown, name: string): BoardFile {
  const value = parsed as { suite?: unknown; summary?: unknown; cells?: unknown } | null;
  if (typeof value?.suite !== "string" || !Array.isArray(value.summary) || !Array.isArray(value.cells)) {
    throw new Error(`${name} is no result of a benchmark: it has no suite, cells and summary.`);
  }
  const rows = new Map<string, BoardRow>();
  for (const entry of value.summary as Partial<
    BoardCell & { measure: string; value: number; low: number; high: number; n: number }
  >[]) {
    const { provider, model = null, measure, value: figure, low, high, n } = entry;
    const isGood =
      typeof provider === "string" && typeof measure === "string" && [figure, low, high, n].every(Number.isFinite);
    if (!isGood) throw new Error(`${name} has a row without provider, measure, value and interval.`);
    const key = `${provider} ${model ?? ""}`;
    const row = rows.get(key) ?? { provider, model, measures: {} };
    row.measures[measure] = { value: figure!, low: low!, high: high!, n: n! }; // finite, as was just checked
    rows.set(key, row);
  }
  return { suite: value.suite, rows: [...rows.values()], cells: value.cells as BoardCell[] };
}

/** The cheapest row whose rate is within ten per cent of the best; null where nothing has a price. */
export function cheapestNearBest(rows: readonly BoardRow[]): BoardRow | null {
  const best = Math.max(...rows.map(({ measures }) => measures["pass@1"]?.value ?? 0));
  const near = rows.filter(
    ({ measures }) => (measures["pass@1"]?.value ?? 0) >= best * 0.9 && measures.costUsd !== undefined,
  );
  return near.sort((a, b) => a.measures.costUsd!.value - b.measures.costUsd!.value)[0] ?? null;
}
