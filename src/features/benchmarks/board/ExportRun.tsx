import { useConvex } from "convex/react";
import { Download } from "lucide-react";
import type { Id } from "../../../../convex/_generated/dataModel";
import type { RunView } from "../../../../convex/lib/benchmarks/views";
import { saveBytes } from "../../../lib/saveBytes";
import { useDo } from "../useDo";
import { api } from "../../../../convex/_generated/api";

const FORMATS = [
  { format: "csv", label: "CSV", type: "text/csv" },
  { format: "json", label: "JSON", type: "application/json" },
] as const;

/** Saves the figures and the cells of a run. */
export function ExportRun({ workspaceId, run }: { workspaceId: Id<"workspaces">; run: RunView }) {
  const convex = useConvex();
  const { isBusy, problem, act } = useDo();
  return (
    <span className="export-run" role="group" aria-label="Export">
      <Download size={14} strokeWidth={1.5} aria-hidden="true" />
      {FORMATS.map(({ format, label, type }) => (
        <button
          key={format}
          type="button"
          className="button ghost"
          aria-label={`Export ${label}`}
          disabled={isBusy}
          onClick={() =>
            act(async () => {
              const text = await convex.query(api.benchmarkRuns.exportText, {
                workspaceId,
                runId: run.id,
                format,
              });
              saveBytes(`${run.suiteName} run ${run.number}.${format}`, text, type);
            })
          }
        >
          {label}
        </button>
      ))}
      {problem !== null && (
        <span className="is-bad" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
