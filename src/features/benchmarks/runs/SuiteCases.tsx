import { useMutation, usePaginatedQuery, useQuery } from "convex/react";
import { useState } from "react";
import type { CaseView } from "../../../../convex/lib/benchmarks/views";
import { GridTable, type GridColumn } from "../../../components/ui/GridTable";
import { useWorkspace } from "../../../routes/workspaceContext";
import { countText } from "../figures";
import { useDo } from "../useDo";
import { ImportCases } from "./ImportCases";
import { api } from "../../../../convex/_generated/api";

type Row = CaseView & { _id: string };
const PAGE = 100;

const COLUMNS: GridColumn<Row>[] = [
  { id: "title", head: "Case", width: "minmax(140px, 220px)", text: (row) => row.title },
  { id: "prompt", head: "Prompt", width: "minmax(220px, 1fr)", text: (row) => row.prompt },
  { id: "family", head: "Family", width: "110px", text: (row) => row.family },
  { id: "difficulty", head: "Difficulty", width: "90px", text: (row) => row.difficulty },
  {
    id: "expect",
    head: "Right answer",
    width: "120px",
    text: (row) => (row.expect === "question" ? "a question" : row.kind === "app" ? "an app" : "a part"),
  },
  { id: "reference", head: "Reference", width: "90px", text: (row) => (row.hasReference ? "yes" : "") },
];

/** One suite, case by case. */
export function SuiteCases(props: { suiteId: string; open: (...pieces: string[]) => void }) {
  const { suiteId, open } = props;
  const { workspace } = useWorkspace();
  const workspaceId = workspace._id;
  const isEditable = workspace.role === "owner" || workspace.role === "editor";
  const suites = useQuery(api.suites.list, { workspaceId });
  const suite = suites?.find(({ id }) => id === suiteId);
  const { results, status, loadMore } = usePaginatedQuery(
    api.suites.cases,
    { workspaceId, suiteId },
    { initialNumItems: PAGE },
  );
  const remove = useMutation(api.suites.remove);
  const { problem, act } = useDo();
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = results.find(({ id }) => id === chosen);
  return (
    <main className="page benchmarks">
      <header className="benchmarks-head">
        <h1>{suite?.name ?? "Suite"}</h1>
        {suite !== undefined && (
          <>
            <span className="chip">v{suite.version}</span>
            <span className="quiet">{countText(suite.caseCount, "case")}</span>
          </>
        )}
        <span className="spacer" />
        <button type="button" className="button ghost" onClick={() => open()}>
          All benchmarks
        </button>
        {suite?.source === "own" && isEditable && (
          <button
            type="button"
            className="button"
            onClick={() =>
              act(async () => {
                await remove({ workspaceId, suiteId });
                open();
              })
            }
          >
            Remove suite
          </button>
        )}
        <button
          type="button"
          className="button primary"
          disabled={!isEditable || (suite?.caseCount ?? 0) === 0}
          onClick={() => open("new", suiteId)}
        >
          Run this suite
        </button>
      </header>
      {problem !== null && (
        <p className="is-bad said" role="alert">
          {problem}
        </p>
      )}
      {suites !== undefined && suite === undefined && (
        <p className="quiet said">This suite was removed, or a newer version took its place.</p>
      )}
      {suite?.source === "own" && isEditable && (
        <ImportCases workspaceId={workspaceId} suiteId={suiteId} onAdded={(id) => open("suite", id)} />
      )}
      <GridTable
        name="Cases"
        rows={results.map((row) => ({ ...row, _id: row.id }))}
        columns={COLUMNS}
        isEditable={false}
        selectedId={chosen}
        empty={status === "LoadingFirstPage" ? "" : "No cases yet. Import a file, or add a part from its page."}
        onOpen={(row) => setChosen(row.id === chosen ? null : row.id)}
        onNearEnd={() => status === "CanLoadMore" && loadMore(PAGE)}
      />
      {shown !== undefined && (
        <section className="case-prompt" aria-label={`Prompt of ${shown.title}`}>
          <h2>
            {shown.title} <span className="quiet">{shown.key}</span>
          </h2>
          <p>{shown.prompt}</p>
        </section>
      )}
    </main>
  );
}
