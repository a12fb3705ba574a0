import { useMutation } from "convex/react";
import { useState } from "react";
import { api } from "../../convex/_generated/api";
import { plainErrorOf, type PlainError } from "../lib/errors";

/** For somebody who belongs to no workspace: was removed from the last one, or came without an invitation. */
export function NoWorkspace({ onMade }: { onMade: (slug: string) => void }) {
  const create = useMutation(api.workspaces.create);
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <main className="start">
      <div className="start-inner">
        <h1>No workspace</h1>
        <p>You are in no workspace. Ask an owner for an invitation, or make one of your own.</p>
        <form
          className="no-workspace"
          onSubmit={(event) => {
            event.preventDefault();
            create({ name }).then(onMade, (error: unknown) => setProblem(plainErrorOf(error).message));
          }}
        >
          <input
            aria-label="Name of a new workspace"
            placeholder="New workspace"
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <button type="submit" className="button" disabled={name.trim() === ""}>
            Make
          </button>
        </form>
        {problem !== null && (
          <p className="field-error" role="alert">
            {problem}
          </p>
        )}
      </div>
    </main>
  );
}

/** Access has ended while the page was open: signed out elsewhere, or removed. Anything else is shown as it is. */
export function AccessEnded({ problem }: { problem: PlainError }) {
  const isRemoved = problem.code === "not_found";
  return (
    <main className="start">
      <div className="start-inner">
        <h1>{isRemoved ? "You are no longer in this workspace" : "The workspace stopped"}</h1>
        <p>{isRemoved ? "An owner removed you, or the workspace is gone." : problem.message}</p>
        <p className="quiet">{isRemoved ? "Ask an owner for an invitation to come back." : problem.hint}</p>
        <button type="button" className="button" onClick={() => window.location.assign("/")}>
          Open another workspace
        </button>
      </div>
    </main>
  );
}
