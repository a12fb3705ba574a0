// Pure: one short line on money beside the button that spends it.
import { formatCost } from "../../lib/format";

type Forecast = { likelyMicros: number; highMicros: number; basis: number } | null;
type Budget = { monthlyMicros: number; spentMicros: number; state: "open" | "warning" | "spent" } | null;

export type CostHint = { text: string; title: string; tone: "quiet" | "warn" | "bad" };

/** Null where the next prompt costs nothing, or nobody can say what. */
export function costHint(forecast: Forecast, budget: Budget): CostHint | null {
  if (budget?.state === "spent") {
    const title = `${formatCost(budget.spentMicros)} of ${formatCost(budget.monthlyMicros)} this month. Free providers answer.`;
    return { text: "Budget spent", title, tone: "bad" };
  }
  const isPriced = forecast !== null && forecast.likelyMicros > 0;
  const cost = isPriced ? `About ${formatCost(forecast.likelyMicros)}` : null;
  const title = !isPriced
    ? ""
    : forecast.basis === 0
      ? `From the price and a usual length; with repairs up to ${formatCost(forecast.highMicros)}.`
      : `From ${forecast.basis} past calls; nine in ten under ${formatCost(forecast.highMicros)}.`;
  if (budget?.state === "warning") {
    const used = `${Math.round((budget.spentMicros / budget.monthlyMicros) * 100)} % of the budget used`;
    return { text: cost === null ? used : `${cost} · ${used}`, title, tone: "warn" };
  }
  return cost === null ? null : { text: cost, title, tone: "quiet" };
}
