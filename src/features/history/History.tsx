import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { usePaginatedQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { Box, LayoutTemplate } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { Avatar } from "../../components/ui/Avatar";
import { formatAgo } from "../../lib/format";
import { fractionOf, hasEnded, phraseOf } from "../stages/stageSteps";
import { useNow } from "../../lib/useNow";
import { useThumbnails } from "../../lib/useThumbnails";

export type HistoryItem = FunctionReturnType<typeof api.threads.list>["page"][number];
type Filter = "all" | "cad" | "app" | "mine";

const PAGE = 30;
const ROW_HEIGHT = 52;
const FILTERS: { id: Filter; label: string }[] = [
  { id: "all", label: "All" },
  { id: "cad", label: "Parts" },
  { id: "app", label: "Apps" },
  { id: "mine", label: "Mine" },
];

/** Everything the workspace made, newest activity first; rows change while their jobs run. */
export function History(props: {
  workspaceId: Id<"workspaces">;
  currentThreadId: string | null;
  onItems: (items: readonly HistoryItem[]) => void;
  onOpen: () => void;
}) {
  const { workspaceId, currentThreadId, onItems, onOpen } = props;
  const [filter, setFilter] = useState<Filter>("all");
  const { results, status, loadMore } = usePaginatedQuery(
    api.threads.list,
    {
      workspaceId,
      ...(filter === "cad" || filter === "app" ? { kind: filter } : {}),
      ...(filter === "mine" ? { mine: true } : {}),
    },
    { initialNumItems: PAGE },
  );
  useEffect(() => onItems(results), [onItems, results]);
  const thumbnails = useThumbnails(
    workspaceId,
    results.map((item) => item.headThumbnailArtifactId),
  );
  return (
    <section className="history" aria-label="History">
      <h2 className="rail-head">History</h2>
      <div className="filters" role="group" aria-label="Filter history">
        {FILTERS.map(({ id, label }) => (
          <button key={id} type="button" aria-pressed={filter === id} onClick={() => setFilter(id)}>
            {label}
          </button>
        ))}
      </div>
      {status === "LoadingFirstPage" ? (
        <div aria-hidden="true">
          <div className="grey-row" />
          <div className="grey-row" />
          <div className="grey-row" />
        </div>
      ) : results.length === 0 ? (
        <p className="empty-note">
          {filter === "all"
            ? "What your team makes appears here, while it is being made."
            : "Nothing of this kind yet."}
        </p>
      ) : (
        <Rows
          items={results}
          thumbnails={thumbnails}
          currentThreadId={currentThreadId}
          onNearEnd={() => status === "CanLoadMore" && loadMore(PAGE)}
          onOpen={onOpen}
        />
      )}
    </section>
  );
}

function Rows(props: {
  items: readonly HistoryItem[];
  thumbnails: ReadonlyMap<string, string>;
  currentThreadId: string | null;
  onNearEnd: () => void;
  onOpen: () => void;
}) {
  const { items, thumbnails, currentThreadId, onNearEnd, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  const visible = virtual.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - 5) onNearEnd();
  }, [last, items.length, onNearEnd]);
  const now = useNow();
  return (
    // The list scrolls by keyboard through its links, so the box itself needs no stop.
    <div className="history-scroll" ref={scroller} tabIndex={-1}>
      <ul className="plain-list" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {visible.map(({ index, start }) => {
          const item = items[index];
          if (!item) return null;
          const picture =
            item.headThumbnailArtifactId === null ? undefined : thumbnails.get(item.headThumbnailArtifactId);
          return (
            <li
              key={item._id}
              data-generation={item.headGenerationId ?? ""}
              data-status={item.headStatus}
              aria-label={`${item.title}, ${phraseOf(item.headStatus, item.headStage)}`}
              style={{ position: "absolute", top: start, left: 0, right: 0, height: ROW_HEIGHT }}
            >
              <Row item={item} picture={picture} isCurrent={item._id === currentThreadId} now={now} onOpen={onOpen} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Row(props: {
  item: HistoryItem;
  picture: string | undefined;
  isCurrent: boolean;
  now: number;
  onOpen: () => void;
}) {
  const { item, picture, isCurrent, now, onOpen } = props;
  const isRunning = !hasEnded(item.headStatus);
  const Icon = item.kind === "cad" ? Box : LayoutTemplate;
  return (
    <Link
      to="/t/$threadId"
      params={{ threadId: item._id }}
      className="history-row"
      aria-current={isCurrent ? "true" : undefined}
      onClick={onOpen}
    >
      <span className="thumbnail">
        {picture ? <img src={picture} alt="" /> : <Icon size={16} strokeWidth={1.5} aria-hidden="true" />}
      </span>
      <span style={{ minWidth: 0 }}>
        <span className="name ellipsis" style={{ display: "block" }}>
          {item.title}
        </span>
        <span className="phrase">
          <Avatar name={item.authorName} isSmall />
          {isRunning ? (
            <span className="is-live ellipsis">
              <i className="dot breathes" /> {phraseOf(item.headStatus, item.headStage)}
            </span>
          ) : item.headStatus === "failed" ? (
            <span className="is-bad ellipsis">
              {phraseOf("failed", item.headStage)} · {formatAgo(item.lastActivityAt, now)}
            </span>
          ) : item.headStatus === "succeeded" ? (
            <span className="ellipsis">
              v{item.headNumber} · {formatAgo(item.lastActivityAt, now)}
            </span>
          ) : (
            <span className="ellipsis">
              {phraseOf(item.headStatus, item.headStage)} · {formatAgo(item.lastActivityAt, now)}
            </span>
          )}
        </span>
        {isRunning && (
          <span className="progress-line" style={{ display: "block" }}>
            <i style={{ width: `${fractionOf(item.headStage) * 100}%` }} />
          </span>
        )}
      </span>
    </Link>
  );
}
