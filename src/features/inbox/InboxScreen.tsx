// What a person should know of, and what everybody did.
import { Link } from "@tanstack/react-router";
import { useMutation, usePaginatedQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { TabList } from "../../components/ui/TabList";
import { Avatar } from "../../components/ui/Avatar";
import { formatAgo } from "../../lib/format";
import { useWorkspace } from "../../routes/workspaceContext";
import "./inbox.css";

const PAGE = 40;
const SAYS = { mention: "mentioned you", reply: "answered", fixed: "fixed the comment" } as const;

export function InboxScreen() {
  const [tab, setTab] = useState<"inbox" | "activity">("inbox");
  return (
    <main className="page inbox">
      <h1>Inbox</h1>
      <TabList
        name="Inbox"
        tabs={[
          { id: "inbox", label: "For you" },
          { id: "activity", label: "Activity" },
        ]}
        selected={tab}
        onSelect={setTab}
      />
      <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
        {tab === "inbox" ? <ForYou /> : <Activity />}
      </div>
    </main>
  );
}

function ForYou() {
  const { workspace } = useWorkspace();
  const inbox = usePaginatedQuery(api.notifications.list, { workspaceId: workspace._id }, { initialNumItems: PAGE });
  const markAllRead = useMutation(api.notifications.markAllRead);
  const markRead = useMutation(api.notifications.markRead);
  const [now] = useState(Date.now);
  if (inbox.status === "LoadingFirstPage") return <p aria-busy="true" />;
  if (inbox.results.length === 0) return <p className="quiet">Mentions, answers and fixes appear here.</p>;
  return (
    <>
      <button
        type="button"
        className="button inbox-read"
        disabled={inbox.results.every(({ isRead }) => isRead)}
        onClick={() => void markAllRead({ workspaceId: workspace._id })}
      >
        Mark all read
      </button>
      <ul className="inbox-rows" aria-label="Notifications">
        {inbox.results.map((row) => (
          <li key={row._id} className={row.isRead ? undefined : "is-unread"}>
            <Link
              to="/t/$threadId"
              params={{ threadId: row.threadId }}
              search={{ v: row.versionNumber }}
              onClick={() => void markRead({ workspaceId: workspace._id, notificationId: row._id })}
            >
              <Avatar name={row.actorName} isSmall />
              <span>
                <b>{row.actorName}</b> {SAYS[row.kind]} · v{row.versionNumber}
              </span>
              <span className="inbox-text">{row.text}</span>
              <time className="quiet">{formatAgo(row.at, now)}</time>
            </Link>
          </li>
        ))}
      </ul>
      {inbox.status === "CanLoadMore" && (
        <button type="button" className="button" onClick={() => inbox.loadMore(PAGE)}>
          Older
        </button>
      )}
    </>
  );
}

function Activity() {
  const { workspace } = useWorkspace();
  const feed = usePaginatedQuery(api.activity.list, { workspaceId: workspace._id }, { initialNumItems: PAGE });
  const [now] = useState(Date.now);
  if (feed.status === "LoadingFirstPage") return <p aria-busy="true" />;
  if (feed.results.length === 0) return <p className="quiet">What people do in this workspace appears here.</p>;
  return (
    <>
      <ul className="inbox-rows" aria-label="Activity">
        {feed.results.map((row) => (
          <li key={row._id}>
            <div>
              <Avatar name={row.actorName} isSmall />
              <span>
                <b>{row.actorName}</b> {wordsOf(row.verb)}
              </span>
              <span className="inbox-text">{row.label}</span>
              <time className="quiet">{formatAgo(row.at, now)}</time>
            </div>
          </li>
        ))}
      </ul>
      {feed.status === "CanLoadMore" && (
        <button type="button" className="button" onClick={() => feed.loadMore(PAGE)}>
          Older
        </button>
      )}
    </>
  );
}

/** `comment.fixStarted` reads “comment: fix started”. */
function wordsOf(verb: string): string {
  return verb.replace(".", ": ").replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
}
