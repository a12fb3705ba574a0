import { useMutation } from "convex/react";
import { useId, useState } from "react";
import type { Id } from "../../../../convex/_generated/dataModel";
import { countText } from "../figures";
import { useDo } from "../useDo";
import { api } from "../../../../convex/_generated/api";

type Outcome = { name: string; added: number; bad: readonly { line: number; reason: string }[]; suiteId: string };

/** A file that was dropped or chosen becomes cases; rows that are not understood are named, the others are kept. */
export function ImportCases(props: {
  workspaceId: Id<"workspaces">;
  /** Into this suite; without it a new one is made, named like the file. */
  suiteId?: string;
  onAdded: (suiteId: string) => void;
}) {
  const { workspaceId, suiteId, onAdded } = props;
  const importCases = useMutation(api.suites.importCases);
  const { isBusy, problem, act } = useDo();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isOver, setIsOver] = useState(false);
  const id = useId();
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    setOutcome(null);
    act(async () => {
      const text = await file.text();
      const format = /\.csv$/i.test(file.name) ? "csv" : "jsonl";
      const into = suiteId === undefined ? { name: file.name.replace(/\.[^.]+$/, "") } : { suiteId };
      const done = await importCases({ workspaceId, text, format, ...into });
      setOutcome({ ...done, name: file.name });
      if (done.bad.length === 0) onAdded(done.suiteId);
    });
  };
  return (
    <div
      className={isOver ? "drop is-over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        take(event.dataTransfer.files[0]);
      }}
    >
      <span>
        <label className="link" htmlFor={id}>
          {isBusy ? "Reading" : "Import cases"}
        </label>
        <input
          id={id}
          className="hidden-visually"
          type="file"
          accept=".jsonl,.csv,.json,text/csv"
          disabled={isBusy}
          onChange={(event) => {
            take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />{" "}
        <span className="quiet">or drop a JSONL or CSV file here: one case a line, prompt and spec or reference.</span>
      </span>
      {problem !== null && (
        <p className="is-bad" role="alert">
          {problem}
        </p>
      )}
      {outcome !== null && (
        <div role="status" aria-label="What was imported">
          <p>
            <b>{countText(outcome.added, "case")}</b> of {outcome.name} imported
            {outcome.bad.length > 0 && (
              <>
                , <span className="is-warn">{countText(outcome.bad.length, "line")} left out</span>
              </>
            )}
            .{" "}
            <button type="button" className="link" onClick={() => onAdded(outcome.suiteId)}>
              Open the suite
            </button>
          </p>
          {outcome.bad.length > 0 && (
            <ol className="plain-list bad-lines" aria-label="Lines left out">
              {outcome.bad.map(({ line, reason }, index) => (
                <li key={index}>
                  <span className="quiet">line {line}</span> {reason}
                </li>
              ))}
            </ol>
          )}
        </div>
      )}
    </div>
  );
}
