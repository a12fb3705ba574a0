import { useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { plainErrorOf } from "../../lib/errors";
import { useWorkspace } from "../../routes/workspaceContext";
import { formatDay } from "./days";
import { NightlyBackup } from "./NightlyBackup";
import "./team.css";

/** Name, visibility and the end of a workspace. */
export function WorkspaceSection() {
  const { workspace } = useWorkspace();
  const own = useQuery(api.workspaces.mine, {})?.find(({ _id }) => _id === workspace._id);
  const rename = useMutation(api.workspaces.rename);
  const setPublic = useMutation(api.workspaces.setPublic);
  const remove = useMutation(api.workspaces.remove);
  const restore = useMutation(api.workspaces.restore);
  const [draft, setDraft] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const workspaceId = workspace._id;
  const isOwner = workspace.role === "owner";
  const attempt = (call: Promise<unknown>) => {
    setProblem(null);
    call.catch((error: unknown) => {
      const { message, hint } = plainErrorOf(error);
      setProblem(`${message} ${hint}`);
    });
  };
  if (own === undefined) return null;
  return (
    <div className="team">
      <h2>Workspace</h2>
      {!isOwner && <p>Owners change these. You are {workspace.role} here.</p>}
      {problem !== null && (
        <p className="is-bad" role="alert">
          {problem}
        </p>
      )}
      <div className="setting-row">
        <label htmlFor="workspace-name">Name</label>
        <input
          id="workspace-name"
          type="text"
          maxLength={60}
          disabled={!isOwner}
          value={draft ?? own.name}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={() => {
            if (draft !== null && draft.trim() !== own.name) attempt(rename({ workspaceId, name: draft }));
            setDraft(null);
          }}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
      </div>
      <div className="setting-row">
        <label htmlFor="workspace-visibility">Who may look</label>
        <select
          id="workspace-visibility"
          disabled={!isOwner}
          value={own.isPublic ? "public" : "private"}
          onChange={(event) => attempt(setPublic({ workspaceId, isPublic: event.target.value === "public" }))}
        >
          <option value="private">members</option>
          <option value="public">everybody who is signed in</option>
        </select>
      </div>
      {isOwner && own.isDefault && <NightlyBackup workspaceId={workspaceId} />}
      {isOwner && !own.isDefault && (
        <section aria-label="Delete the workspace">
          <h2>Delete</h2>
          {own.deletesAt !== null ? (
            <div className="setting-row">
              <span>Goes on {formatDay(own.deletesAt)}. Until then it can be read.</span>
              <button type="button" className="button" onClick={() => attempt(restore({ workspaceId }))}>
                Keep the workspace
              </button>
            </div>
          ) : (
            <>
              <p>Everything in {own.name} goes after 7 days of grace. Type its name to begin.</p>
              <form
                className="team-form"
                onSubmit={(event) => {
                  event.preventDefault();
                  attempt(remove({ workspaceId }));
                }}
              >
                <input aria-label="Name of the workspace" value={typed} onChange={(e) => setTyped(e.target.value)} />
                <button type="submit" className="button" disabled={typed !== own.name}>
                  Delete the workspace
                </button>
              </form>
            </>
          )}
        </section>
      )}
    </div>
  );
}
