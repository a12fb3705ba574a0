// What an app may do with the workspace's rows, and its place in the navigation.
import { useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { appTables, usesWorkspace, type AppTable } from "../../../convex/lib/apps";
import { plainErrorOf } from "../../lib/errors";
import "./apps.css";

const WORDS: Record<AppTable, string> = {
  parts: "Parts",
  boms: "BOMs",
  orders: "Orders",
  stock: "Stock",
  suppliers: "Suppliers",
  checklists: "Checklists",
};

/** `version` is the one on screen, if it runs. */
export function LiveData(props: {
  threadId: Id<"threads">;
  title: string;
  code: string | null;
  canEdit: boolean;
  version: { generationId: Id<"generations">; number: number } | null;
}) {
  const { threadId, title, code, canEdit, version } = props;
  const access = useQuery(api.appData.access, { threadId });
  const place = useQuery(api.apps.get, { threadId });
  const allow = useMutation(api.appData.allow);
  const publish = useMutation(api.apps.publish);
  const unpublish = useMutation(api.apps.unpublish);
  const [problem, setProblem] = useState<string | null>(null);
  const act = async (work: Promise<unknown>) => {
    setProblem(null);
    try {
      await work;
    } catch (error) {
      const { message, hint } = plainErrorOf(error);
      setProblem(`${message} ${hint}`);
    }
  };
  if (!access) return null;
  const uses = code !== null && usesWorkspace(code);
  const set = (table: AppTable, isOn: boolean) =>
    act(allow({ threadId, writes: isOn ? [...access.writes, table] : access.writes.filter((each) => each !== table) }));
  return (
    <>
      {uses && (
        <section className="block" aria-label="Live data">
          <h2>Live data</h2>
          <p className="quiet">
            It reads the workspace’s rows.{" "}
            {access.decides
              ? "It may write, for whoever edits here:"
              : `It may write: ${access.writes.map((table) => WORDS[table]).join(", ") || "nothing"}.`}
          </p>
          {access.decides && (
            <div className="app-grants">
              {appTables.map((table) => (
                <label key={table}>
                  <input
                    type="checkbox"
                    checked={access.writes.includes(table)}
                    onChange={(event) => void set(table, event.target.checked)}
                  />
                  {WORDS[table]}
                </label>
              ))}
            </div>
          )}
        </section>
      )}
      {canEdit && version !== null && place !== undefined && (
        <section className="block" aria-label="Navigation">
          <div className="downloads">
            {place?.number !== version.number && (
              <button
                type="button"
                className="button"
                onClick={() =>
                  void act(publish({ threadId, generationId: version.generationId, name: place?.name ?? title }))
                }
              >
                {place === null
                  ? `Put v${version.number} into the navigation`
                  : `Replace v${place.number} by v${version.number}`}
              </button>
            )}
            {place !== null && (
              <>
                <a className="link" href={`/apps/${threadId}`}>
                  v{place.number} is in the navigation
                </a>
                <button type="button" className="button ghost" onClick={() => void act(unpublish({ threadId }))}>
                  Take it out
                </button>
              </>
            )}
          </div>
        </section>
      )}
      {problem !== null && (
        <p className="is-bad" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
