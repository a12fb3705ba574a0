// Where the typed words stand in prompts, code and comments of the workspace.
import { Command } from "cmdk";
import { useQuery } from "convex/react";
import { useDeferredValue } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";

const MIN_CHARACTERS = 2;

export type FoundPlace = { threadId: string; versionNumber: number | null };

export function Found(props: { workspaceId: Id<"workspaces">; text: string; onOpen: (place: FoundPlace) => void }) {
  const { workspaceId, onOpen } = props;
  const text = useDeferredValue(props.text.trim());
  const hits = useQuery(api.search.all, text.length < MIN_CHARACTERS ? "skip" : { workspaceId, text }) ?? [];
  if (hits.length === 0) return null;
  return (
    // The backend chose them; the palette's own filter must not judge them again.
    <Command.Group heading="Found in the workspace" forceMount>
      {hits.map((hit) => (
        <Command.Item
          key={`${hit.source} ${hit.id}`}
          value={`${hit.source} ${hit.id}`}
          forceMount
          onSelect={() => onOpen(hit)}
        >
          <span className="found">
            <span className="ellipsis">
              {hit.title}
              {hit.versionNumber === null ? "" : ` · v${hit.versionNumber}`}
            </span>
            {hit.source !== "title" && (
              <span className="found-snippet ellipsis">
                {hit.source}: {hit.snippet}
              </span>
            )}
          </span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}
