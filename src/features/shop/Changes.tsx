import { useMutation } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { TableProps } from "./cells";

export type Flag = FunctionReturnType<typeof api.boms.flags>[number];

export function Changes(props: TableProps & { flags: readonly Flag[] | undefined }) {
  const { flags, ...shared } = props;
  if (flags === undefined) return null;
  if (flags.length === 0) {
    return <p className="empty-note">Every BOM and every open order names the newest version of its parts.</p>;
  }
  return <FlagList {...shared} flags={flags} />;
}

/** What a newer version changed, for each BOM and order that names the older one. */
export function FlagList({ workspaceId, isEditable, flags }: TableProps & { flags: readonly Flag[] }) {
  const settle = useMutation(api.boms.settleFlag);
  return (
    <ul className="flags" aria-label="Changed versions">
      {flags.map((flag) => (
        <li key={flag._id} className="flag">
          <p>
            <strong>{flag.label}</strong> names {flag.partLabel}{" "}
            {flag.fromVersion === null ? "" : `in v${flag.fromVersion}`}.{" "}
            <span className="is-warn">v{flag.toVersion} is newer.</span>
          </p>
          <p className="quiet">
            {flag.changes.length === 0
              ? "Nothing that is measured changed."
              : flag.changes.map(({ what, before, after }) => `${what} ${before} → ${after}`).join(" · ")}
          </p>
          {isEditable && (
            <div className="flag-actions">
              <button
                type="button"
                className="button"
                onClick={() => void settle({ workspaceId, flagId: flag._id, choice: "adopt" })}
              >
                Use v{flag.toVersion}
              </button>
              <button
                type="button"
                className="button ghost"
                onClick={() => void settle({ workspaceId, flagId: flag._id, choice: "keep" })}
              >
                {flag.fromVersion === null ? "Keep as it is" : `Keep v${flag.fromVersion}`}
              </button>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
