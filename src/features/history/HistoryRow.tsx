import { Link } from "@tanstack/react-router";
import { useMutation } from "convex/react";
import { Archive, Box, LayoutTemplate, Pin } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { Avatar } from "../../components/ui/Avatar";
import { plainErrorOf } from "../../lib/errors";
import { formatAgo } from "../../lib/format";
import { fractionOf, hasEnded, phraseOf } from "../stages/stageSteps";
import { RowField } from "./RowField";
import type { HistoryItem } from "./usePages";

const RowMenu = lazy(() => import("./RowMenu").then((module) => ({ default: module.RowMenu })));

/** One thread: what it is, how it stands, and what can be done to it. */
export function HistoryRow(props: {
  item: HistoryItem;
  picture: string | undefined;
  isCurrent: boolean;
  canEdit: boolean;
  now: number;
  onOpen: () => void;
}) {
  const { item, picture, isCurrent, canEdit, now, onOpen } = props;
  const [field, setField] = useState<"title" | "tags" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const rename = useMutation(api.threads.rename);
  const tag = useMutation(api.threads.tag);
  const pin = useMutation(api.threads.pin);
  const archive = useMutation(api.threads.archive);
  const threadId = item._id;
  const tell = (work: Promise<unknown>) => {
    setProblem(null);
    work.catch((error: unknown) => setProblem(plainErrorOf(error).message));
  };
  const Icon = item.kind === "cad" ? Box : LayoutTemplate;
  const thumbnail = (
    <span className="thumbnail">
      {picture ? <img src={picture} alt="" /> : <Icon size={16} strokeWidth={1.5} aria-hidden="true" />}
    </span>
  );
  if (field !== null) {
    return (
      <div className="history-row">
        {thumbnail}
        <RowField
          label={field === "title" ? `Title of ${item.title}` : `Tags of ${item.title}, with commas between them`}
          value={field === "title" ? item.title : item.tags.join(", ")}
          onDone={(text) => {
            setField(null);
            if (text === null) return;
            tell(field === "title" ? rename({ threadId, title: text }) : tag({ threadId, tags: text.split(",") }));
          }}
        />
      </div>
    );
  }
  return (
    <>
      <Link
        to="/t/$threadId"
        params={{ threadId }}
        className="history-row"
        title={item.title}
        aria-current={isCurrent ? "true" : undefined}
        onClick={onOpen}
      >
        {thumbnail}
        <span style={{ minWidth: 0 }}>
          <span className="name ellipsis" style={{ display: "block" }}>
            {item.title}
          </span>
          <span className="phrase">
            <Avatar name={item.authorName} isSmall />
            {problem === null ? (
              <Phrase item={item} now={now} />
            ) : (
              <span className="is-bad ellipsis" role="alert">
                {problem}
              </span>
            )}
            {item.isPinned && <Pin size={11} strokeWidth={1.5} role="img" aria-label="Pinned" />}
            {item.isArchived && <Archive size={11} strokeWidth={1.5} role="img" aria-label="Archived" />}
          </span>
          {!hasEnded(item.headStatus) && (
            <span className="progress-line" style={{ display: "block" }}>
              <i style={{ width: `${fractionOf(item.headStage) * 100}%` }} />
            </span>
          )}
        </span>
      </Link>
      {canEdit && (
        <span className="row-menu-place">
          <Suspense fallback={null}>
            <RowMenu
              item={item}
              onRename={() => setField("title")}
              onTags={() => setField("tags")}
              onPin={() => tell(pin({ threadId, isPinned: !item.isPinned }))}
              onArchive={() => tell(archive({ threadId, isArchived: !item.isArchived }))}
            />
          </Suspense>
        </span>
      )}
    </>
  );
}

function Phrase({ item, now }: { item: HistoryItem; now: number }) {
  const phrase = phraseOf(item.headStatus, item.headStage);
  if (!hasEnded(item.headStatus)) {
    return (
      <span className="is-live ellipsis">
        <i className="dot breathes" /> {phrase}
      </span>
    );
  }
  const what = item.headStatus === "succeeded" ? `v${item.headNumber}` : phrase;
  return (
    <span className={item.headStatus === "failed" ? "is-bad ellipsis" : "ellipsis"}>
      {[what, formatAgo(item.lastActivityAt, now), ...item.tags].join(" · ")}
    </span>
  );
}
