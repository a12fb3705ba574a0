// Pure: sums over the ledger's rows, for the table and the chart, and the rows as CSV.

export type LedgerRow = {
  day: string;
  userName: string;
  provider: string;
  calls: number;
  unknownCalls: number;
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
};

export type SpendSum = {
  key: string;
  calls: number;
  unknownCalls: number;
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
};

/** One sum per `key`, the dearest first. */
export function sumBy(rows: readonly LedgerRow[], keyOf: (row: LedgerRow) => string): SpendSum[] {
  const sums = new Map<string, SpendSum>();
  for (const row of rows) {
    const key = keyOf(row);
    const sum = sums.get(key) ?? {
      key,
      calls: 0,
      unknownCalls: 0,
      inputTokens: 0,
      outputTokens: 0,
      costMicros: 0,
    };
    sums.set(key, {
      key,
      calls: sum.calls + row.calls,
      unknownCalls: sum.unknownCalls + row.unknownCalls,
      inputTokens: sum.inputTokens + row.inputTokens,
      outputTokens: sum.outputTokens + row.outputTokens,
      costMicros: sum.costMicros + row.costMicros,
    });
  }
  return [...sums.values()].sort((a, b) => b.costMicros - a.costMicros || b.calls - a.calls);
}

/** One entry per day from `from` to `to`, empty days too: USD by provider. */
export function byDay(
  rows: readonly LedgerRow[],
  from: string,
  to: string,
): { day: string; dollars: Record<string, number> }[] {
  const days: { day: string; dollars: Record<string, number> }[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
    days.push({ day: new Date(at).toISOString().slice(0, 10), dollars: {} });
  }
  for (const { day, provider, costMicros } of rows) {
    const entry = days.find((each) => each.day === day);
    if (entry !== undefined) entry.dollars[provider] = (entry.dollars[provider] ?? 0) + costMicros / 1e6;
  }
  return days;
}

const COLUMNS = ["day", "person", "provider", "calls", "calls_of_unknown_cost", "input_tokens", "output_tokens", "usd"];

/** RFC 4180; texts that a spreadsheet would take for a formula get an apostrophe in front. */
export function toCsv(rows: readonly LedgerRow[]): string {
  const lines = rows.map((row) =>
    [
      row.day,
      row.userName,
      row.provider,
      row.calls,
      row.unknownCalls,
      row.inputTokens,
      row.outputTokens,
      (row.costMicros / 1e6).toFixed(6),
    ]
      .map(cell)
      .join(","),
  );
  return [COLUMNS.join(","), ...lines, ""].join("\r\n");
}

function cell(value: string | number): string {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
