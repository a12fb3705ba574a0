import type { BoardRow } from "../../../../convex/lib/benchmarks/views";
import { FIGURE_LABEL, figureText } from "../figures";
import type { SideName } from "../sideNames";

/** Each limit that the run sets, with who keeps it. Nothing where it sets none. */
export function LimitsLine({ rows, names }: { rows: readonly BoardRow[]; names: readonly SideName[] }) {
  const lines = new Map<string, { label: string; met: string[]; missed: string[] }>();
  for (const row of rows) {
    for (const { measure, limit, isMet } of row.limits) {
      const key = `${measure} ${limit}`;
      const label = `${FIGURE_LABEL[measure]} at most ${figureText(measure, limit)}`;
      const line = lines.get(key) ?? { label, met: [], missed: [] };
      (isMet ? line.met : line.missed).push(names[row.side]?.short ?? "");
      lines.set(key, line);
    }
  }
  if (lines.size === 0) return null;
  return (
    <ul className="plain-list limits" aria-label="Limits">
      {[...lines.entries()].map(([key, { label, met, missed }]) => (
        <li key={key}>
          <b>{label}</b>
          {met.length > 0 && (
            <span>
              <span className="is-ok">met</span> {met.join(", ")}
            </span>
          )}
          {missed.length > 0 && (
            <span>
              <span className="is-bad">not met</span> {missed.join(", ")}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
