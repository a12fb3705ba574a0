import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { providerName } from "../../lib/providerNames";
import { byDay, type LedgerRow } from "./spendSums";

/** Not red, green or yellow: those say how something went. */
const COLOURS = ["var(--blue)", "var(--person-2)", "var(--person-3)", "var(--person-4)", "var(--person-1)"];

/** Dollars by day, one bar a day, its pieces the providers. */
export function SpendChart({ rows, from, to }: { rows: readonly LedgerRow[]; from: string; to: string }) {
  const days = byDay(rows, from, to).map(({ day, dollars }) => ({ day: day.slice(8), ...dollars }));
  const providers = [...new Set(rows.map(({ provider }) => provider))].sort();
  return (
    <div className="spend-chart" role="img" aria-label="Cost by day">
      <ResponsiveContainer width="100%" height={180}>
        <BarChart data={days} margin={{ top: 8, right: 0, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="day" tickLine={false} axisLine={false} tick={{ fontSize: 11, fill: "var(--text-3)" }} />
          <YAxis
            width={52}
            tickLine={false}
            axisLine={false}
            tick={{ fontSize: 11, fill: "var(--text-3)" }}
            tickFormatter={(value: number) => `$${value}`}
          />
          <Tooltip
            cursor={{ fill: "var(--bg-3)" }}
            contentStyle={{
              background: "var(--bg-1)",
              border: "1px solid var(--line-2)",
              borderRadius: 6,
              fontSize: 12,
            }}
            formatter={(value, id) => [`$${Number(value).toFixed(4)}`, providerName(String(id))]}
          />
          {providers.map((id, at) => (
            <Bar
              key={id}
              dataKey={id}
              stackId="cost"
              fill={COLOURS[at % COLOURS.length] ?? "var(--blue)"}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
