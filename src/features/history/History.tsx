import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Id } from "../../../convex/_generated/dataModel";
import { useNow } from "../../lib/useNow";
import { useThumbnails } from "../../lib/useThumbnails";
import { phraseOf } from "../stages/stageSteps";
import { HistoryFilters, type Filter } from "./HistoryFilters";
import { HistoryRow } from "./HistoryRow";
import { usePages, type HistoryItem } from "./usePages";
import "./history.css";

const ROW_HEIGHT = 52;

type HistoryProps = {
  workspaceId: Id<"workspaces">;
  userId: Id<"users">;
  canEdit: boolean;
  currentThreadId: string | null;
  onItems: (items: readonly HistoryItem[]) => void;
  onOpen: () => void;
};

/** Everything the workspace made, pinned threads and newest activity first; rows change while their jobs run. */
export function History(props: HistoryProps) {
  const { workspaceId, userId } = props;
  const [filter, setFilter] = useState<Filter>({});
  return (
    <section className="history" aria-label="History">
      <h2 className="rail-head">History</h2>
      <HistoryFilters workspaceId={workspaceId} userId={userId} filter={filter} onFilter={setFilter} />
      <Rows key={JSON.stringify(filter)} {...props} filter={filter} />
    </section>
  );
}

function Rows(props: HistoryProps & { filter: Filter }) {
  const { workspaceId, canEdit, currentThreadId, onItems, onOpen, filter } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const { rows, isLoaded, hasAll } = usePages({ workspaceId, ...filter }, range.first, range.last);
  useEffect(() => onItems(rows), [onItems, rows]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    getItemKey: (index) => rows[index]?._id ?? index,
  });
  const visible = virtual.getVirtualItems();
  const first = visible[0]?.index ?? 0;
  const last = visible.at(-1)?.index ?? 0;
  if (first !== range.first || last !== range.last) setRange({ first, last });
  const shown = visible.flatMap(({ index }) => rows[index] ?? []);
  const thumbnails = useThumbnails(
    workspaceId,
    shown.map((item) => item.headThumbnailArtifactId),
  );
  useSteadyScroll(scroller, rows);
  const now = useNow();

  /** Moves the focus by rows; the row comes into view before it is focused. */
  const focusRow = (index: number) => {
    virtual.scrollToIndex(index);
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] > a`)?.focus();
    });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const row = event.target instanceof HTMLAnchorElement ? event.target.closest<HTMLElement>("[data-index]") : null;
    if (row === null) return;
    const index = Number(row.dataset["index"]);
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (target === undefined || target < 0 || target >= rows.length) return;
    event.preventDefault();
    focusRow(target);
  };

  if (!isLoaded || (rows.length === 0 && !hasAll)) {
    return (
      <div aria-hidden="true">
        <div className="grey-row" />
        <div className="grey-row" />
        <div className="grey-row" />
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <p className="empty-note">
        {Object.keys(filter).length === 0
          ? "What your team makes appears here, while it is being made."
          : "Nothing like this yet."}
      </p>
    );
  }
  return (
    // The list scrolls by keyboard through its links, so the box itself needs no stop.
    <div className="history-scroll" ref={scroller} tabIndex={-1}>
      {/* The keys move between the links that are in it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul className="plain-list" style={{ height: virtual.getTotalSize(), position: "relative" }} onKeyDown={onKeyDown}>
        {visible.map(({ index, start, key }) => {
          const item = rows[index];
          if (!item) return null;
          const picture =
            item.headThumbnailArtifactId === null ? undefined : thumbnails.get(item.headThumbnailArtifactId);
          return (
            <li
              key={key}
              data-index={index}
              data-generation={item.headGenerationId ?? ""}
              data-status={item.headStatus}
              aria-label={`${item.title}, ${phraseOf(item.headStatus, item.headStage)}`}
              style={{ position: "absolute", top: start, left: 0, right: 0, height: ROW_HEIGHT }}
            >
              <HistoryRow
                item={item}
                picture={picture}
                isCurrent={item._id === currentThreadId}
                canEdit={canEdit}
                now={now}
                onOpen={onOpen}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Rows that come or go above what is read do not move it. At the very top the newest row is what is wanted. */
function useSteadyScroll(scroller: React.RefObject<HTMLDivElement | null>, rows: readonly HistoryItem[]) {
  const anchor = useRef<{ id: string; index: number } | null>(null);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const known = anchor.current;
    if (known !== null && box.scrollTop >= ROW_HEIGHT) {
      const index = rows.findIndex((row) => row._id === known.id);
      if (index !== -1 && index !== known.index) box.scrollBy(0, (index - known.index) * ROW_HEIGHT);
    }
    const keep = () => {
      const index = Math.floor(box.scrollTop / ROW_HEIGHT);
      const row = rows[index];
      anchor.current = row === undefined ? null : { id: row._id, index };
    };
    keep();
    box.addEventListener("scroll", keep, { passive: true });
    return () => box.removeEventListener("scroll", keep);
  }, [rows, scroller]);
}
