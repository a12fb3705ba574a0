import { useConvex } from "convex/react";
import { Download } from "lucide-react";
import type { Id } from "../../../../convex/_generated/dataModel";
import type { SuiteView } from "../../../../convex/lib/benchmarks/views";
import { saveBytes } from "../../../lib/saveBytes";
import { useDo } from "../useDo";
import { api } from "../../../../convex/_generated/api";

const KIND_WORD = { cad: "Parts", app: "Apps", mixed: "Parts and apps" } as const;
const WHOLE = new Intl.NumberFormat("en");

export function SuiteTable(props: {
  suites: readonly SuiteView[];
  workspaceId: Id<"workspaces">;
  isEditable: boolean;
  onOpen: (id: string) => void;
  onRun: (id: string) => void;
}) {
  const { suites, workspaceId, isEditable, onOpen, onRun } = props;
  const convex = useConvex();
  const { problem, act } = useDo();
  const save = (suite: SuiteView) =>
    act(async () => {
      const text = await convex.query(api.suites.exportText, { workspaceId, suiteId: suite.id });
      saveBytes(`${suite.name} v${suite.version}.jsonl`, text, "application/x-ndjson");
    });
  return (
    <>
      {problem !== null && (
        <p className="is-bad said" role="alert">
          {problem}
        </p>
      )}
      <div className="sheet wide-table stacks">
        <table aria-label="Suites">
          <thead>
            <tr>
              <th scope="col">Suite</th>
              <th scope="col">Version</th>
              <th scope="col">For</th>
              <th scope="col" className="is-number">
                Cases
              </th>
              <th scope="col">From</th>
              <th scope="col">
                <span className="hidden-visually">What to do with it</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {suites.map((suite) => (
              <tr key={suite.id} data-suite={suite.name}>
                <th scope="row">
                  <button type="button" className="link" onClick={() => onOpen(suite.id)}>
                    {suite.name}
                  </button>
                </th>
                <td>
                  v{suite.version}{" "}
                  {suite.isRun && <span className="quiet">was run: a change makes v{suite.version + 1}</span>}
                </td>
                <td>{KIND_WORD[suite.kind]}</td>
                <td className="is-number">{WHOLE.format(suite.caseCount)}</td>
                <td>{suite.source === "built_in" ? "built in" : "this workspace"}</td>
                <td className="row-actions">
                  <div>
                    <button
                      type="button"
                      className="button ghost icon"
                      aria-label={`Export ${suite.name} as JSONL`}
                      title="Export as JSONL"
                      onClick={() => save(suite)}
                    >
                      <Download size={14} strokeWidth={1.5} aria-hidden="true" />
                    </button>
                    <button
                      type="button"
                      className="button"
                      disabled={!isEditable || suite.caseCount === 0}
                      title={suite.caseCount === 0 ? "It has no cases yet." : undefined}
                      aria-label={`Run ${suite.name}`}
                      onClick={() => onRun(suite.id)}
                    >
                      Run
                    </button>
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
