import { useConvex, usePaginatedQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useWorkspace } from "../../routes/workspaceContext";
import { auditCsv, changeText, type AuditEvent } from "./auditCsv";
import { formatMoment } from "./days";
import "./team.css";

const PAGE = 50;
const EXPORT_PAGE = 500;

/** Who changed what, newest first; owners read it and take it away as CSV. */
export function AuditSection() {
  const { workspace } = useWorkspace();
  if (workspace.role !== "owner") {
    return (
      <div className="team">
        <h2>Audit log</h2>
        <p>Owners read the audit log. You are {workspace.role} here.</p>
      </div>
    );
  }
  return <Log />;
}

function Log() {
  const { workspace } = useWorkspace();
  const convex = useConvex();
  const [isExporting, setIsExporting] = useState(false);
  const log = usePaginatedQuery(api.audit.list, { workspaceId: workspace._id }, { initialNumItems: PAGE });
  const save = async () => {
    setIsExporting(true);
    const all: AuditEvent[] = [];
    for (let cursor: string | null = null, isDone = false; !isDone;) {
      const answer: { page: AuditEvent[]; isDone: boolean; continueCursor: string } = await convex.query(
        api.audit.list,
        { workspaceId: workspace._id, paginationOpts: { numItems: EXPORT_PAGE, cursor } },
      );
      all.push(...answer.page);
      ({ isDone, continueCursor: cursor } = answer);
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([auditCsv(all)], { type: "text/csv" }));
    link.download = `${workspace.slug}-audit.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div className="team">
      <h2>Audit log</h2>
      <div className="team-form">
        <p>Every change a person makes in {workspace.name}. Nothing is ever taken out.</p>
        <button
          type="button"
          className="button"
          disabled={isExporting}
          onClick={() => void save().finally(() => setIsExporting(false))}
        >
          Export as CSV
        </button>
      </div>
      <table aria-label="Audit log">
        <thead>
          <tr>
            <th>Time</th>
            <th>Who</th>
            <th>What</th>
            <th>To what</th>
            <th>Change</th>
          </tr>
        </thead>
        <tbody>
          {log.results.map((event) => (
            <tr key={event._id}>
              <td className="quiet">{formatMoment(event.at)}</td>
              <td>{event.actorName}</td>
              <td>{event.verb}</td>
              <td>{event.object.label}</td>
              <td className="quiet">{changeText(event)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {log.status === "Exhausted" && log.results.length === 0 && <p className="quiet">Nothing yet.</p>}
      {log.status === "CanLoadMore" && (
        <button type="button" className="button" onClick={() => log.loadMore(PAGE)}>
          Show {PAGE} more
        </button>
      )}
    </div>
  );
}
