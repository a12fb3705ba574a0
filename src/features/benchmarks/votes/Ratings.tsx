import { useQuery } from "convex/react";
import type { Id } from "../../../../convex/_generated/dataModel";
import { sharedRanks } from "../../../../convex/lib/benchmarks/statistics";
import type { VoteRow } from "../../../../convex/lib/benchmarks/views";
import { rankText } from "../figures";
import { IntervalBar } from "../IntervalBar";
import type { SideName } from "../sideNames";
import { api } from "../../../../convex/_generated/api";

/** What the votes of everyone say: Bradley–Terry ratings with their intervals. */
export function Ratings(props: { workspaceId: Id<"workspaces">; runId: string; names: readonly SideName[] }) {
  const { workspaceId, runId, names } = props;
  const rows = useQuery(api.benchmarkVotes.ratings, { workspaceId, runId });
  if (rows === undefined) return null;
  const voted = rows.filter(({ votes }) => votes > 0);
  return (
    <section className="sheet ratings" aria-label="Votes of everyone">
      <header className="cases-head">
        <h2>Ratings by votes</h2>
        <span className="quiet">Bradley–Terry, 95 % intervals, 1000 is the middle</span>
      </header>
      {voted.length === 0 ? (
        <p className="empty-note">No votes yet. The first rating appears with the first vote.</p>
      ) : (
        <RatingTable rows={voted} names={names} />
      )}
    </section>
  );
}

export function RatingTable({ rows, names }: { rows: readonly VoteRow[]; names: readonly SideName[] }) {
  const sorted = [...rows].sort((a, b) => b.rating - a.rating);
  const ranks = sharedRanks(sorted);
  const low = Math.min(...rows.map((row) => row.low));
  const span = Math.max(...rows.map((row) => row.high)) - low || 1;
  const share = (value: number) => (value - low) / span;
  return (
    <div className="wide-table">
      <table aria-label="Ratings">
        <thead>
          <tr>
            <th scope="col">Rank</th>
            <th scope="col">Model</th>
            <th scope="col">Rating, 95 % interval</th>
            <th scope="col" className="is-number">
              Votes
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((row, index) => (
            <tr key={row.side}>
              <td>{rankText(ranks[index] ?? { from: index + 1, to: index + 1 })}</td>
              <th scope="row">
                {names[row.side]?.name}
                <span className="side-detail">{names[row.side]?.detail}</span>
              </th>
              <td>
                <span className="rate-cell">
                  <IntervalBar
                    interval={{ value: share(row.rating), low: share(row.low), high: share(row.high), n: row.votes }}
                  />
                  <span>
                    <b>{Math.round(row.rating)}</b>
                    <span className="side-detail">
                      {Math.round(row.low)}–{Math.round(row.high)}
                    </span>
                  </span>
                </span>
              </td>
              <td className="is-number">{row.votes}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
