import { clsx } from "clsx";
import type { FunctionReturnType } from "convex/server";
import { GitBranch, Pin } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { usePageActions } from "../../lib/pageActions";
import { useThumbnails } from "../../lib/useThumbnails";
import { hasEnded } from "../stages/stageSteps";
import { useVersionActions } from "./useVersionActions";
import { VersionName } from "./VersionName";
import { VersionPicture } from "./VersionPicture";
import { VersionTree } from "./VersionTree";
import "./versions.css";

export type Version = NonNullable<FunctionReturnType<typeof api.threads.get>>["generations"][number];

const VersionMenu = lazy(() => import("./VersionMenu").then((module) => ({ default: module.VersionMenu })));

/** The versions of a thread, oldest first, with what can be done to the chosen one; the running one has a dashed frame. */
export function VersionStrip(props: {
  workspaceId: Id<"workspaces">;
  versions: readonly Version[];
  selected: Version;
  canEdit: boolean;
  isColumn: boolean;
  onSelect: (version: Version) => void;
  onFollow: () => void;
  onBranch: (version: Version) => void;
  /** Null where there is nothing to compare with. */
  onCompare: ((version: Version) => void) | null;
}) {
  const { workspaceId, versions, selected, canEdit, isColumn, onSelect, onCompare } = props;
  const [isTreeOpen, setIsTreeOpen] = useState(false);
  const [renamedId, setRenamedId] = useState<string | null>(null);
  const actions = useVersionActions();
  const strip = useRef<HTMLDivElement>(null);
  const pictures = useThumbnails(
    workspaceId,
    versions.map((version) => version.thumbnailArtifactId),
  );
  const pictureOf = (version: Version) =>
    version.thumbnailArtifactId === null ? undefined : pictures.get(version.thumbnailArtifactId);
  useEffect(() => {
    // A column scrolls with the page: whoever opens a part there reads its thread first.
    if (isColumn) return;
    strip.current?.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [selected._id, versions.length, isColumn]);
  const name = `version ${selected.number}`;
  const restore = () => void actions.restore(selected).then((isDone) => isDone && props.onFollow());
  usePageActions([
    ...(canEdit && selected.status === "succeeded" ? [{ id: "restore", label: `Restore ${name}`, run: restore }] : []),
    ...(canEdit
      ? [
          { id: "branch", label: `Branch from ${name}`, run: () => props.onBranch(selected) },
          { id: "rename", label: `Rename ${name}`, run: () => setRenamedId(selected._id) },
          {
            id: "pin",
            label: `${selected.isPinned ? "Unpin" : "Pin"} ${name}`,
            run: () => void actions.pin(selected),
          },
        ]
      : []),
    ...(onCompare === null ? [] : [{ id: "compare", label: `Compare ${name}`, run: () => onCompare(selected) }]),
    ...(versions.length > 1 ? [{ id: "tree", label: "Tree of versions", run: () => setIsTreeOpen(true) }] : []),
  ]);
  const numberById = new Map(versions.map((version) => [version._id, version.number]));

  const chips = versions.map((version) => {
    const parentNumber = version.parentId === null ? undefined : numberById.get(version.parentId);
    const isBranch = parentNumber !== undefined && parentNumber !== version.number - 1;
    if (renamedId === version._id)
      return (
        <VersionName
          key={version._id}
          version={version}
          onDone={(label) => {
            setRenamedId(null);
            if (label !== null) void actions.rename(version, label);
          }}
        />
      );
    return (
      <button
        key={version._id}
        type="button"
        className={clsx("version", !hasEnded(version.status) && "running")}
        aria-current={version._id === selected._id ? "true" : undefined}
        onClick={() => onSelect(version)}
      >
        <VersionPicture version={version} url={pictureOf(version)} />
        <span>
          <b className={clsx(version.status === "failed" && "is-bad", !hasEnded(version.status) && "is-live")}>
            v{version.number}
            {version.status === "succeeded" ? "" : ` · ${wordOf(version)}`}
            {isBranch && <span className="from"> from v{parentNumber}</span>}
            {version.isPinned && <Pin size={11} strokeWidth={2} aria-label="pinned" />}
          </b>
          <span className="label ellipsis">{version.label}</span>
        </span>
      </button>
    );
  });

  return (
    <section className={clsx("version-bar", isColumn && "column")} aria-label="Versions">
      {/* Reachable by keyboard because its content can be wider than the screen. */}
      <div
        ref={strip}
        className={clsx("version-strip", isColumn && "column")}
        role="group"
        aria-label="All versions"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        {chips}
      </div>
      <div className="version-actions">
        {actions.error !== null && (
          <span className="is-bad ellipsis" role="alert">
            {actions.error}
          </span>
        )}
        {versions.length > 1 && (
          <button
            type="button"
            className="button ghost icon"
            aria-label="Tree of versions"
            aria-expanded={isTreeOpen}
            onClick={() => setIsTreeOpen((open) => !open)}
          >
            <GitBranch size={16} strokeWidth={1.5} aria-hidden="true" />
          </button>
        )}
        {onCompare !== null && (
          <button type="button" className="button ghost" onClick={() => onCompare(selected)}>
            Compare
          </button>
        )}
        <Suspense fallback={<span className="version-menu-place" />}>
          <VersionMenu
            version={selected}
            canEdit={canEdit}
            onRestore={restore}
            onBranch={() => props.onBranch(selected)}
            onRename={() => setRenamedId(selected._id)}
            onPin={() => void actions.pin(selected)}
            onCompare={onCompare === null ? null : () => onCompare(selected)}
          />
        </Suspense>
      </div>
      {isTreeOpen && (
        <VersionTree
          versions={versions}
          selectedId={selected._id}
          pictureOf={pictureOf}
          onSelect={onSelect}
          onClose={() => setIsTreeOpen(false)}
        />
      )}
    </section>
  );
}

export function wordOf(version: Version): string {
  if (!hasEnded(version.status)) return "running";
  return (
    { failed: "failed", canceled: "canceled", needs_input: "asks back" }[version.status as string] ?? version.status
  );
}
