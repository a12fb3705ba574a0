// How many notifications a person has not read yet, beside the inbox in the rail.
import { useQuery } from "convex/react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";

/** The backend counts no further. */
const MOST = 100;

export function UnreadCount({ workspaceId }: { workspaceId: Id<"workspaces"> }) {
  const count = useQuery(api.notifications.unread, { workspaceId }) ?? 0;
  if (count === 0) return null;
  return (
    <span className="unread-count">
      {count >= MOST ? `${MOST}+` : count}
      <span className="hidden-visually"> unread</span>
    </span>
  );
}
