import { useQuery } from "convex/react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { formatMoment } from "./days";

/** Whether last night's backup was made; a failed one says why. Nothing before the first. */
export function NightlyBackup({ workspaceId }: { workspaceId: Id<"workspaces"> }) {
  const backup = useQuery(api.backups.last, { workspaceId }) ?? null;
  if (backup === null) return null;
  const made =
    backup.madeAt === undefined
      ? "none was made yet"
      : `${formatMoment(backup.madeAt)} · ${((backup.bytes ?? 0) / 1e6).toFixed(1)} MB · the newest ${backup.keep} are kept`;
  return (
    <section aria-label="Nightly backup">
      <h2>Nightly backup</h2>
      {backup.error !== undefined && (
        <p className="is-bad" role="alert">
          The backup of {formatMoment(backup.at)} failed. {backup.error}
        </p>
      )}
      <div className="setting-row">
        <span>Last made</span>
        <span>{made}</span>
      </div>
    </section>
  );
}
