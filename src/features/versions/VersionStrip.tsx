import { clsx } from "clsx";
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../convex/_generated/api";
import { hasEnded } from "../stages/stageSteps";
import { VersionPicture } from "./VersionPicture";

export type Version = NonNullable<FunctionReturnType<typeof api.threads.get>>["generations"][number];

/** Pictures are asked for one by one: the newest have them, a long tail of older ones has numbers and words. */
const PICTURED = 16;

/** The versions of a thread, oldest first; the running one has a dashed frame. */
export function VersionStrip(props: {
  versions: readonly Version[];
  selectedId: string | null;
  isColumn: boolean;
  onSelect: (version: Version) => void;
}) {
  const { versions, selectedId, isColumn, onSelect } = props;
  return (
    // Reachable by keyboard because its content can be wider than the screen.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={clsx("version-strip", isColumn && "column")} aria-label="Versions" tabIndex={0}>
      {versions.map((version, index) => (
        <button
          key={version._id}
          type="button"
          className={clsx("version", !hasEnded(version.status) && "running")}
          aria-current={version._id === selectedId ? "true" : undefined}
          onClick={() => onSelect(version)}
        >
          {index >= versions.length - PICTURED ? <VersionPicture version={version} /> : null}
          <span>
            <b className={clsx(version.status === "failed" && "is-bad", !hasEnded(version.status) && "is-live")}>
              v{version.number}
              {version.status === "succeeded" ? "" : ` · ${wordOf(version)}`}
            </b>
            <span className="label ellipsis">{version.label}</span>
          </span>
        </button>
      ))}
    </section>
  );
}

function wordOf(version: Version): string {
  if (!hasEnded(version.status)) return "running";
  return (
    { failed: "failed", canceled: "canceled", needs_input: "asks back" }[version.status as string] ?? version.status
  );
}
