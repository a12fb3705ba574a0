import { useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import type { Status } from "../../convex/lib/validators";

/** What follows the workspace in the top bar: the part or the area. The part's name is edited in place. */
export function WorkspaceTitle(props: { threadId: string | null; areaName: string | null }) {
  const { threadId, areaName } = props;
  return (
    <span className="where">
      <span className="slash quiet" aria-hidden="true">
        /
      </span>
      {threadId === null ? (
        <span className="title">{areaName ?? "New"}</span>
      ) : (
        <ErrorBoundary key={threadId} fallback={<span className="title quiet">Not found</span>}>
          <ThreadTitle threadId={threadId} />
        </ErrorBoundary>
      )}
    </span>
  );
}

function ThreadTitle({ threadId }: { threadId: string }) {
  const answer = useQuery(api.threads.get, { threadId: threadId as Id<"threads"> }); // the backend answers null for an id of nothing
  const rename = useMutation(api.threads.rename);
  const [draft, setDraft] = useState<string | null>(null);
  if (!answer) return <span className="title quiet">…</span>;
  const { thread } = answer;
  const save = () => {
    const title = draft?.trim() ?? "";
    if (title !== "" && title !== thread.title) void rename({ threadId: thread._id, title }).catch(() => undefined);
    setDraft(null);
  };
  return (
    <>
      <input
        className="title-field ellipsis title"
        aria-label="Name of this part"
        value={draft ?? thread.title}
        size={Math.max(8, Math.min(48, (draft ?? thread.title).length))}
        maxLength={120}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") setDraft(null);
        }}
      />
      <StatusChip status={answer.generations.at(-1)?.status} />
    </>
  );
}

/** How the newest version stands; a part that is simply there needs no word. */
function StatusChip({ status }: { status: Status | undefined }) {
  if (status === undefined || status === "succeeded") return null;
  if (status === "failed") return <span className="chip bad">Failed</span>;
  if (status === "canceled") return <span className="chip">Canceled</span>;
  if (status === "needs_input") return <span className="chip warn">Asks back</span>;
  return <span className="chip live">Running</span>;
}
