import { useMutation } from "convex/react";
import { useEffect, useRef, useState } from "react";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";

/** Signed links of pictures, asked for once each and in one call per change of what is visible. */
export function useThumbnails(
  workspaceId: Id<"workspaces">,
  artifactIds: readonly (Id<"artifacts"> | null)[],
): ReadonlyMap<string, string> {
  const ask = useMutation(api.artifacts.thumbnailLinks);
  const asked = useRef(new Set<string>());
  const [links, setLinks] = useState<ReadonlyMap<string, string>>(new Map());
  const wanted = artifactIds.filter((id): id is Id<"artifacts"> => id !== null).join(",");
  useEffect(() => {
    const missing = wanted
      .split(",")
      .filter((id) => id !== "" && !asked.current.has(id))
      .slice(0, 100);
    if (missing.length === 0) return;
    for (const id of missing) asked.current.add(id);
    ask({ workspaceId, artifactIds: missing }).then(
      (found) => setLinks((known) => new Map([...known, ...found.map((link) => [link.artifactId, link.url] as const)])),
      () => missing.forEach((id) => asked.current.delete(id)), // the next change of the list asks again
    );
  }, [ask, wanted, workspaceId]);
  return links;
}
