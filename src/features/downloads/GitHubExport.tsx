import { useAction, useQuery } from "convex/react";
import { useId, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { plainErrorOf, type PlainError } from "../../lib/errors";
import { useIsOffline } from "../../lib/useIsOffline";

const REPOSITORY_KEY = "naturalcad.github.repository";

type Outcome = { branch: string; commitUrl: string; pullRequestUrl: string };

/** Sends the version on screen to a repository: one commit on a branch of its own, and a pull request. */
export function GitHubExport(props: { workspaceId: Id<"workspaces">; generationId: Id<"generations"> }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="github-export" open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>Export to GitHub</summary>
      {isOpen && <ExportForm key={props.generationId} {...props} />}
    </details>
  );
}

function ExportForm({ workspaceId, generationId }: { workspaceId: Id<"workspaces">; generationId: Id<"generations"> }) {
  const github = useQuery(api.exports.github, { workspaceId });
  const send = useAction(api.exports.toGitHub);
  const isOffline = useIsOffline();
  const [repository, setRepository] = useState(() => localStorage.getItem(REPOSITORY_KEY) ?? "");
  const [branch, setBranch] = useState("");
  const [isSending, setIsSending] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [problem, setProblem] = useState<PlainError | null>(null);
  const id = useId();

  const submit = async () => {
    setIsSending(true);
    setProblem(null);
    setOutcome(null);
    try {
      const made = await send({
        workspaceId,
        generationId,
        repository: repository.trim(),
        ...(branch.trim() === "" ? {} : { branch: branch.trim() }),
      });
      localStorage.setItem(REPOSITORY_KEY, repository.trim());
      setOutcome(made);
    } catch (error) {
      setProblem(plainErrorOf(error));
    }
    setIsSending(false);
  };

  if (github === undefined) return null;
  if (!github.isConfigured) {
    return <p className="quiet">No GitHub token is set. Set GITHUB_TOKEN on the backend; the ZIP works without one.</p>;
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label htmlFor={`${id}-repository`}>Repository</label>
      <input
        id={`${id}-repository`}
        value={repository}
        placeholder="owner/name"
        required
        onChange={(event) => setRepository(event.target.value)}
      />
      <label htmlFor={`${id}-branch`}>Branch</label>
      <input
        id={`${id}-branch`}
        value={branch}
        placeholder="a branch of its own"
        onChange={(event) => setBranch(event.target.value)}
      />
      <button type="submit" className="button" disabled={isSending || isOffline || repository.trim() === ""}>
        {isSending ? "Exporting" : "Export"}
      </button>
      {isOffline && <p className="quiet">Exporting needs the backend, which is out of reach.</p>}
      {outcome !== null && (
        <p role="status">
          On branch {outcome.branch}.{" "}
          <a className="link" href={outcome.pullRequestUrl} target="_blank" rel="noreferrer">
            Open the pull request
          </a>
        </p>
      )}
      {problem !== null && (
        <p className="is-bad" role="alert">
          {problem.message} {problem.hint}
        </p>
      )}
    </form>
  );
}
