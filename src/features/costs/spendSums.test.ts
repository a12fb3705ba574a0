import { expect, it } from "vitest";
import { byDay, sumBy, toCsv, type LedgerRow } from "./spendSums";

const row = (day: string, userName: string, provider: string, costMicros: number): LedgerRow => ({
  day,
  userName,
  provider,
  calls: 1,
  unknownCalls: 0,
  inputTokens: 100,
  outputTokens: 10,
  costMicros,
});
const rows = [
  row("2026-11-01", "Ann", "anthropic", 30_000),
  row("2026-11-03", "Bob", "anthropic", 20_000),
  row("2026-11-03", "Ann", "local", 0),
];

it("sums by whatever is asked, the dearest first", () => {
  expect(sumBy(rows, ({ userName }) => userName).map(({ key, costMicros, calls }) => [key, costMicros, calls])).toEqual(
    [
      ["Ann", 30_000, 2],
      ["Bob", 20_000, 1],
    ],
  );
});

it("has an entry for each day, also for those without a call", () => {
  expect(byDay(rows, "2026-11-01", "2026-11-03")).toEqual([
    { day: "2026-11-01", dollars: { anthropic: 0.03 } },
    { day: "2026-11-02", dollars: {} },
    { day: "2026-11-03", dollars: { anthropic: 0.02, local: 0 } },
  ]);
});

it("writes names as text and never as formulas", () => {
  const csv = toCsv([row("2026-11-01", '=SUM(A1),"x"', "anthropic", 1)]);
  expect(csv.split("\r\n")[1]).toBe(`2026-11-01,"'=SUM(A1),""x""",anthropic,1,0,100,10,0.000001`);
});
