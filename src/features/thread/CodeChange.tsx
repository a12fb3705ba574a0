import { useQuery } from "convex/react";
import { Fragment, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { diffLines, hunksOf } from "../../lib/lineDiff";
import "./thread.css";

/** What a follow-up changed in the code of the version before it. Both are read when somebody opens it. */
export function CodeChange({
  generationId,
  parentId,
  parentNumber,
}: {
  generationId: Id<"generations">;
  parentId: Id<"generations">;
  parentNumber: number;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const before = useQuery(api.generations.code, isOpen ? { generationId: parentId } : "skip");
  const after = useQuery(api.generations.code, isOpen ? { generationId } : "skip");
  const lines = before?.complete && after?.complete ? diffLines(before.text, after.text) : null;
  const count = (kind: string) => lines?.filter((line) => line.kind === kind).length ?? 0;
  return (
    <details className="code-change" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        Code against v{parentNumber}
        {lines !== null && (
          <span className="code-change-count">
            <span className="is-ok">+{count("added")}</span> <span className="is-bad">−{count("removed")}</span>
          </span>
        )}
      </summary>
      {lines !== null && count("added") + count("removed") === 0 && <p className="quiet">The same code.</p>}
      {lines !== null && (
        <pre aria-label="Changed lines">
          {hunksOf(lines).map((hunk) => (
            <Fragment key={hunk.at}>
              <span className="at">line {hunk.at}</span>
              {hunk.lines.map((line, index) => (
                <span key={index} className={line.kind}>
                  {line.kind === "added" ? "+ " : line.kind === "removed" ? "− " : "  "}
                  {line.text}
                </span>
              ))}
            </Fragment>
          ))}
        </pre>
      )}
    </details>
  );
}
