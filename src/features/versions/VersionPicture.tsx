import { useMutation, useQuery } from "convex/react";
import { Box } from "lucide-react";
import { useEffect, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { hasEnded } from "../stages/stageSteps";
import type { Version } from "./VersionStrip";

/** The picture of one version: its thumbnail, an orange dot while it is made, else a plain mark. */
export function VersionPicture({ version }: { version: Version }) {
  const isMade = version.status === "succeeded";
  const view = useQuery(api.generations.get, isMade ? { generationId: version._id } : "skip");
  const hasPicture = view?.artifacts.some((artifact) => artifact.format === "png") ?? false;
  const ask = useMutation(api.artifacts.links);
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!hasPicture) return;
    let isCurrent = true;
    ask({ generationId: version._id }).then(
      (links) => isCurrent && setUrl(links.find((link) => link.format === "png")?.url ?? null),
      () => undefined, // the mark stays; the next mount asks again
    );
    return () => {
      isCurrent = false;
    };
  }, [ask, hasPicture, version._id]);
  return (
    <span className="thumbnail">
      {!hasEnded(version.status) ? (
        <i className="dot breathes is-live" />
      ) : url === null ? (
        <Box size={16} strokeWidth={1.5} aria-hidden="true" />
      ) : (
        <img src={url} alt="" />
      )}
    </span>
  );
}
