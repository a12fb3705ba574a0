// The apps that the team put into its navigation.
import { Link } from "@tanstack/react-router";
import { useQuery } from "convex/react";
import { AppWindow } from "lucide-react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";

export function PublishedApps(props: { workspaceId: Id<"workspaces">; currentId: string | null; onOpen: () => void }) {
  const apps = useQuery(api.apps.published, { workspaceId: props.workspaceId });
  if (apps === undefined || apps.length === 0) return null;
  return (
    <ul className="rail-links" aria-label="Apps of the workspace">
      {apps.map(({ threadId, name }) => (
        <li key={threadId}>
          <Link
            to="/apps/$appId"
            params={{ appId: threadId }}
            className="rail-link"
            aria-current={props.currentId === threadId ? "page" : undefined}
            onClick={props.onOpen}
          >
            <AppWindow size={16} strokeWidth={1.5} aria-hidden="true" /> <span className="ellipsis">{name}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
