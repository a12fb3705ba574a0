import { useQuery } from "convex/react";
import { useState } from "react";
import type { Id } from "../../../../convex/_generated/dataModel";
import type { RunChange, RunView } from "../../../../convex/lib/benchmarks/views";
import { formatClock } from "../../../lib/format";
import { countKinds, kindOf, OUTCOME_WORD, type ChangeKind } from "./changes";
import { api } from "../../../../convex/_generated/api";

const KINDS: { kind: ChangeKind; one: string; tone: string }[] = [
  { kind: "regression", one: "worse", tone: "bad" },
  { kind: "fixed", one: "better", tone: "ok" },
  { kind: "shape", one: "other shape", tone: "warn" },
  { kind: "other", one: "not comparable", tone: "" },
];

/** What got worse and what got better from another run of the same suite to this one; what got worse comes first. */
export function CompareRuns(props: {
  workspaceId: Id<"workspaces">;
  run: RunView;
  otherId: string | null;
  onOther: (id: string) => void;
}) {
  const { workspaceId, run, otherId, onOther } = props;
  const runs = useQuery(api.benchmarkRuns.list, { workspaceId });
  const others = (runs ?? []).filter(({ id, suiteName }) => id !== run.id && suiteName === run.suiteName);
  const other =
    others.find(({ id }) => id === otherId) ?? others.find(({ number }) => number < run.number) ?? others[0];
  const changes = useQuery(
    api.benchmarkRuns.compare,
    other === undefined ? "skip" : { workspaceId, runId: run.id, otherId: other.id },
  );
  if (runs !== undefined && other === undefined) {
    return <p className="quiet said">There is no other run of {run.suiteName} to compare with yet.</p>;
  }
  return (
    <section className="sheet" aria-label="Compare runs">
      <header className="cases-head compare-head">
        <h2>From</h2>
        <select
          className="select"
          aria-label="Compare with"
          value={other?.id ?? ""}
          onChange={(event) => onOther(event.target.value)}
        >
          {others.map(({ id, number, suiteVersion, startedAt }) => (
            <option key={id} value={id}>
              Run {number}, v{suiteVersion}, {new Date(startedAt).toISOString().slice(0, 10)} {formatClock(startedAt)}
            </option>
          ))}
        </select>
        <span>to run {run.number}</span>
      </header>
      {changes !== undefined && <ChangeTable changes={changes} />}
    </section>
  );
}

export function ChangeTable({ changes }: { changes: readonly RunChange[] }) {
  const [only, setOnly] = useState<ChangeKind | null>(null);
  const counts = countKinds(changes);
  const shown = only === null ? changes : changes.filter((change) => kindOf(change) === only);
  if (changes.length === 0) return <p className="empty-note">Every case came out the same.</p>;
  return (
    <>
      <div className="change-kinds" role="group" aria-label="Filter changes">
        {KINDS.filter(({ kind }) => counts[kind] > 0).map(({ kind, one, tone }) => (
          <button
            key={kind}
            type="button"
            className={`chip ${tone}`}
            aria-pressed={only === kind}
            onClick={() => setOnly(only === kind ? null : kind)}
          >
            {counts[kind]} {one}
          </button>
        ))}
      </div>
      <div className="wide-table">
        <table aria-label="Changes">
          <thead>
            <tr>
              <th scope="col">Case</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
              <th scope="col" className="is-number">
                IoU
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((change) => {
              const kind = kindOf(change);
              const tone = kind === "regression" ? "is-bad" : kind === "fixed" ? "is-ok" : undefined;
              return (
                <tr key={change.case.id} data-kind={kind}>
                  <th scope="row">
                    {change.case.title}
                    <span className="side-detail">{`${change.case.difficulty} · ${change.case.family}`}</span>
                  </th>
                  <td>{OUTCOME_WORD[change.before]}</td>
                  <td className={tone}>{OUTCOME_WORD[change.after]}</td>
                  <td className="is-number">
                    {iouText(change.iouBefore)} → {iouText(change.iouAfter)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

const iouText = (iou: number | undefined): string => (iou === undefined ? "–" : iou.toFixed(2));
