import { useQuery } from "convex/react";
import type { Id } from "../../../../convex/_generated/dataModel";
import type { Side } from "../../../../convex/lib/benchmarks/views";
import { formatCost } from "../../../lib/format";
import { countText, leftText } from "../figures";
import { sideNames } from "../sideNames";
import { api } from "../../../../convex/_generated/api";

/** What the run will take, from what the same models took before, and the button that starts it. */
export function Forecast(props: {
  workspaceId: Id<"workspaces">;
  suiteId: string | null;
  sides: readonly Side[];
  samples: number;
  capMicros: number | null;
  /** What keeps it from starting. */
  missing: string | null;
  problem: string | null;
  isBusy: boolean;
}) {
  const { workspaceId, suiteId, sides, samples, capMicros, missing, problem, isBusy } = props;
  const isWhole = suiteId !== null && missing === null;
  const forecast = useQuery(
    api.benchmarkRuns.forecast,
    isWhole ? { workspaceId, suiteId, sides: [...sides], samples } : "skip",
  );
  const cost = forecast?.costMicros ?? null;
  return (
    <aside className="sheet forecast" aria-label="Forecast">
      <h2>Forecast</h2>
      <dl>
        <dt>{countText(sides.length, "side")}</dt>
        <dd>{forecast === undefined ? "–" : countText(forecast.cells, "cell")}</dd>
        <dt>Cost</dt>
        <dd>{forecast === undefined ? "–" : cost === null ? "unknown" : `about ${formatCost(cost)}`}</dd>
        <dt>Time</dt>
        <dd>
          {forecast === undefined
            ? "–"
            : forecast.ms === null
              ? "unknown"
              : leftText(forecast.ms).replace(/ left$/, "")}
        </dd>
        <dt>Cap</dt>
        <dd>{capMicros === null ? "none" : formatCost(capMicros)}</dd>
      </dl>
      {sides.length > 0 && (
        <ul className="plain-list quiet" aria-label="Sides">
          {sideNames(sides).map(({ name, detail }, index) => (
            <li key={index}>
              {name} {detail !== "" && `· ${detail}`}
            </li>
          ))}
        </ul>
      )}
      {cost !== null && capMicros !== null && cost > capMicros && (
        <p className="is-warn said" role="status">
          The forecast is above the cap: the run pauses at {formatCost(capMicros)}.
        </p>
      )}
      {missing !== null && <p className="quiet said">{missing}</p>}
      {problem !== null && (
        <p className="is-bad said" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="button primary" disabled={missing !== null || isBusy}>
        Start run
      </button>
    </aside>
  );
}
