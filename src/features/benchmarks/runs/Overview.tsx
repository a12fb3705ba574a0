import { useQuery } from "convex/react";
import { useWorkspace } from "../../../routes/workspaceContext";
import { ImportCases } from "./ImportCases";
import { RunTable } from "./RunTable";
import { SuiteTable } from "./SuiteTable";
import { api } from "../../../../convex/_generated/api";

/** What was run, what runs now, and the suites to run. */
export function Overview({ open }: { open: (...pieces: string[]) => void }) {
  const { workspace } = useWorkspace();
  const isEditable = workspace.role === "owner" || workspace.role === "editor";
  const runs = useQuery(api.benchmarkRuns.list, { workspaceId: workspace._id });
  const suites = useQuery(api.suites.list, { workspaceId: workspace._id });
  return (
    <main className="page benchmarks">
      <header className="benchmarks-head">
        <h1>Benchmarks</h1>
        <span className="quiet">Which model, for our work, at what price, and how sure we are</span>
        <span className="spacer" />
        <button type="button" className="button ghost" onClick={() => open("file")}>
          Open a result file
        </button>
        <button
          type="button"
          className="button primary"
          disabled={!isEditable}
          title={isEditable ? undefined : "Editors and owners of the workspace start runs."}
          onClick={() => open("new")}
        >
          New run
        </button>
      </header>
      <section className="benchmarks-section" aria-label="Runs">
        <header>
          <h2>Runs</h2>
        </header>
        {runs === undefined ? (
          <Grey />
        ) : runs.length === 0 ? (
          <p className="quiet said">
            No run yet. A run asks every model you choose for every case of a suite, through the pipeline that everyone
            here gets, and its board fills while people watch.
          </p>
        ) : (
          <RunTable runs={runs} onOpen={(id) => open("run", id)} />
        )}
      </section>
      <section className="benchmarks-section" aria-label="Suites">
        <header>
          <h2>Suites</h2>
        </header>
        {isEditable && <ImportCases workspaceId={workspace._id} onAdded={(id) => open("suite", id)} />}
        {suites === undefined ? (
          <Grey />
        ) : (
          <SuiteTable
            suites={suites}
            workspaceId={workspace._id}
            isEditable={isEditable}
            onOpen={(id) => open("suite", id)}
            onRun={(id) => open("new", id)}
          />
        )}
      </section>
    </main>
  );
}

function Grey() {
  return (
    <div aria-hidden="true">
      <div className="grey-row" />
      <div className="grey-row" />
    </div>
  );
}
