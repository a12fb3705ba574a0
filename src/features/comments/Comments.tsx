// What people say about the version on screen.
import { clsx } from "clsx";
import { useMutation, usePaginatedQuery, useQuery, type UsePaginatedQueryReturnType } from "convex/react";
import { useId, useState, type ReactNode } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { Avatar } from "../../components/ui/Avatar";
import { plainErrorOf } from "../../lib/errors";
import { formatClock } from "../../lib/format";
import { COMMENTS_PAGE, type Pinning } from "./usePins";
import "./comments.css";

type Comment = UsePaginatedQueryReturnType<typeof api.comments.list>["results"][number];

export function Comments(props: {
  workspaceId: Id<"workspaces">;
  generationId: Id<"generations">;
  /** Null where there is no part to pin a comment to. */
  pinning: Pinning | null;
  /** A follow-up that is to fix a comment has begun. */
  onFix: () => void;
}) {
  const { workspaceId, generationId, pinning, onFix } = props;
  const comments = usePaginatedQuery(api.comments.list, { generationId }, { initialNumItems: COMMENTS_PAGE });
  const create = useMutation(api.comments.create);
  const { error, attempt } = useAttempt();
  return (
    <section className="block comments" aria-label="Comments">
      <h2>Comments</h2>
      {comments.results.map((comment) => (
        <Conversation
          key={comment._id}
          workspaceId={workspaceId}
          generationId={generationId}
          comment={comment}
          pinning={pinning}
          onFix={onFix}
        />
      ))}
      {comments.status === "CanLoadMore" && (
        <button type="button" className="button" onClick={() => comments.loadMore(COMMENTS_PAGE)}>
          More comments
        </button>
      )}
      <CommentBox
        workspaceId={workspaceId}
        label="Comment"
        action="Send comment"
        onSend={async (text) => {
          const anchor = pinning?.draft;
          const isSent = await attempt(create({ generationId, text, ...(anchor && { anchor }) }));
          if (isSent) pinning?.clear();
          return isSent;
        }}
      >
        {pinning !== null && <PinChoice pinning={pinning} />}
      </CommentBox>
      {error !== null && (
        <p className="is-bad" role="alert">
          {error}
        </p>
      )}
    </section>
  );
}

function Conversation(props: {
  workspaceId: Id<"workspaces">;
  generationId: Id<"generations">;
  comment: Comment;
  pinning: Pinning | null;
  onFix: () => void;
}) {
  const { workspaceId, generationId, comment, pinning, onFix } = props;
  const [isAnswering, setIsAnswering] = useState(false);
  const create = useMutation(api.comments.create);
  const setResolved = useMutation(api.comments.setResolved);
  const remove = useMutation(api.comments.remove);
  const fix = useMutation(api.comments.fix);
  const { error, attempt } = useAttempt();
  const commentId = comment._id;
  const isResolved = comment.resolvedBy !== null;
  const face = comment.anchor?.faceId;
  const startFix = async () => {
    if (await attempt(fix({ workspaceId, commentId }))) onFix();
  };
  return (
    <article
      id={`comment-${commentId}`}
      tabIndex={-1}
      className={clsx("comment", isResolved && "is-resolved", pinning?.openId === commentId && "is-open")}
      aria-label={`Comment by ${comment.authorName}${face === undefined ? "" : ` on face ${face}`}`}
    >
      {[comment, ...comment.replies].map((said) => (
        <div className="comment-said" key={said._id}>
          <Avatar name={said.authorName} isSmall />
          <div>
            <div className="who">
              {said.authorName} · {formatClock(said.createdAt)}
              {said.isEdited ? " · edited" : ""}
            </div>
            <p>{said.text}</p>
          </div>
        </div>
      ))}
      {isResolved && <p className="quiet">Resolved by {comment.resolvedBy}</p>}
      {!isResolved && comment.fixNumber !== null && <p className="quiet">v{comment.fixNumber} is to fix this.</p>}
      <div className="comment-actions">
        {comment.anchor !== null && pinning !== null && (
          <button type="button" className="button ghost" onClick={() => pinning.open(commentId)}>
            {face === undefined ? "Show the place" : `Show face ${face}`}
          </button>
        )}
        {!isResolved && (
          <>
            <button type="button" className="button" onClick={() => void startFix()}>
              Fix with AI
            </button>
            <button type="button" className="button ghost" onClick={() => setIsAnswering(!isAnswering)}>
              Reply
            </button>
          </>
        )}
        <button
          type="button"
          className="button ghost"
          onClick={() => void attempt(setResolved({ workspaceId, commentId, isResolved: !isResolved }))}
        >
          {isResolved ? "Reopen comment" : "Resolve comment"}
        </button>
        {comment.mine && (
          <button
            type="button"
            className="button ghost"
            onClick={() => void attempt(remove({ workspaceId, commentId }))}
          >
            Delete comment
          </button>
        )}
      </div>
      {isAnswering && (
        <CommentBox
          workspaceId={workspaceId}
          label="Answer"
          action="Send answer"
          onSend={async (text) => {
            const isSent = await attempt(create({ generationId, text, parentId: commentId }));
            if (isSent) setIsAnswering(false);
            return isSent;
          }}
        />
      )}
      {error !== null && (
        <p className="is-bad" role="alert">
          {error}
        </p>
      )}
    </article>
  );
}

/** A text field that offers the workspace's people after an @. */
function CommentBox(props: {
  workspaceId: Id<"workspaces">;
  label: string;
  action: string;
  onSend: (text: string) => Promise<boolean>;
  children?: ReactNode;
}) {
  const { workspaceId, label, action, onSend, children } = props;
  const id = useId();
  const [text, setText] = useState("");
  const people = useQuery(api.comments.people, { workspaceId }) ?? [];
  const begun = /(?:^|\s)@([\p{L}\p{N}_-]*)$/u.exec(text)?.[1];
  const offered =
    begun === undefined
      ? []
      : people.filter(({ name }) => name.toLowerCase().startsWith(begun.toLowerCase())).slice(0, 6);
  const mention = (name: string) => {
    const written = name.includes(" ") ? `@"${name}"` : `@${name}`;
    setText(`${text.slice(0, text.length - (begun?.length ?? 0) - 1)}${written} `);
    document.getElementById(id)?.focus();
  };
  const send = async () => {
    if (await onSend(text)) setText("");
  };
  return (
    <form
      className="comment-box"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        id={id}
        aria-label={label}
        rows={2}
        placeholder="Comment, @ mentions somebody"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
      {offered.length > 0 && (
        <div className="comment-people" role="group" aria-label="Mention">
          {offered.map((person) => (
            <button type="button" className="button ghost" key={person._id} onClick={() => mention(person.name)}>
              {person.name}
            </button>
          ))}
        </div>
      )}
      <div className="comment-actions">
        <button type="submit" className="button" disabled={text.trim() === ""}>
          {action}
        </button>
        {children}
      </div>
    </form>
  );
}

/** Chooses the place on the part that the new comment is about. */
function PinChoice({ pinning }: { pinning: Pinning }) {
  const { draft, isPlacing, setPlacing, clear } = pinning;
  if (draft !== null) {
    return (
      <button type="button" className="button ghost" onClick={clear}>
        {draft.faceId === undefined ? "Remove the pin" : `Remove the pin on face ${draft.faceId}`}
      </button>
    );
  }
  return (
    <button type="button" className="button ghost" aria-pressed={isPlacing} onClick={() => setPlacing(!isPlacing)}>
      {isPlacing ? "Click the place on the part" : "Pin to the part"}
    </button>
  );
}

function useAttempt(): { error: string | null; attempt: (work: Promise<unknown>) => Promise<boolean> } {
  const [error, setError] = useState<string | null>(null);
  const attempt = async (work: Promise<unknown>) => {
    setError(null);
    try {
      await work;
      return true;
    } catch (failure) {
      const { message, hint } = plainErrorOf(failure);
      setError(`${message} ${hint}`);
      return false;
    }
  };
  return { error, attempt };
}
