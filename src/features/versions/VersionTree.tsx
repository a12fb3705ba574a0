import { clsx } from "clsx";
import { Pin, X } from "lucide-react";
import { useEffect, useEffectEvent, useRef } from "react";
import { formatClock } from "../../lib/format";
import { hasEnded } from "../stages/stageSteps";
import { VersionPicture } from "./VersionPicture";
import { wordOf, type Version } from "./VersionStrip";
import { layOutTree } from "./versionTree";

const ROW_PX = 44;
const LANE_PX = 16;

/** Every attempt and which one it came from, newest at the top. */
export function VersionTree(props: {
  versions: readonly Version[];
  selectedId: string;
  pictureOf: (version: Version) => string | undefined;
  onSelect: (version: Version) => void;
  onClose: () => void;
}) {
  const { versions, selectedId, pictureOf, onSelect, onClose } = props;
  const rows = layOutTree(versions).reverse();
  const lanes = Math.max(...rows.map(({ lane }) => lane)) + 1;
  const root = useRef<HTMLDivElement>(null);
  const close = useEffectEvent(onClose);
  useEffect(() => {
    root.current?.querySelector<HTMLElement>("[aria-current=true]")?.focus();
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && close();
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <div ref={root} className="version-tree" role="dialog" aria-label="Tree of versions">
      <header>
        <h2>Versions</h2>
        <span className="quiet">{versions.length}</span>
        <span className="spacer" />
        <button type="button" className="button ghost icon" aria-label="Close the tree" onClick={onClose}>
          <X size={14} strokeWidth={1.5} aria-hidden="true" />
        </button>
      </header>
      <ol>
        {rows.map(({ version, lane, parent }) => (
          <li key={version._id}>
            <svg width={lanes * LANE_PX} height={ROW_PX} aria-hidden="true" className="version-lines">
              {parent !== null && <path d={linePath(lane, parent.lane, parent.rowsUp)} />}
              <circle
                cx={(lane + 0.5) * LANE_PX}
                cy={ROW_PX / 2}
                r="4"
                className={clsx(version.status === "failed" && "is-bad", !hasEnded(version.status) && "is-live")}
              />
            </svg>
            <button
              type="button"
              className="version"
              aria-current={version._id === selectedId ? "true" : undefined}
              onClick={() => onSelect(version)}
            >
              <VersionPicture version={version} url={pictureOf(version)} />
              <span className="version-said">
                <b>
                  v{version.number}
                  {version.status === "succeeded" ? "" : ` · ${wordOf(version)}`}
                  {parent !== null && parent.rowsUp > 1 && <span className="from"> from v{parent.number}</span>}
                  {version.isPinned && <Pin size={11} strokeWidth={2} aria-label="pinned" />}
                </b>
                <span className="label ellipsis">{version.label}</span>
              </span>
              <span className="quiet">
                {version.authorName} · {formatClock(version.createdAt)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** From a dot down to its parent's, which stands `rowsUp` rows below in this upside-down list. */
function linePath(lane: number, parentLane: number, rowsUp: number): string {
  const [x, y] = [(lane + 0.5) * LANE_PX, ROW_PX / 2];
  const [px, py] = [(parentLane + 0.5) * LANE_PX, y + rowsUp * ROW_PX];
  if (x === px) return `M${x} ${y}V${py}`;
  const bend = py - ROW_PX / 2;
  return `M${x} ${y}V${bend - 8}Q${x} ${bend} ${x - Math.sign(x - px) * 8} ${bend}H${px + Math.sign(x - px) * 8}Q${px} ${bend} ${px} ${bend + 8}V${py}`;
}
