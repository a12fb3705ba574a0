import { Box } from "lucide-react";
import { hasEnded } from "../stages/stageSteps";
import type { Version } from "./VersionStrip";

/** The picture of one version: its thumbnail, an orange dot while it is made, else a plain mark. */
export function VersionPicture({ version, url }: { version: Version; url: string | undefined }) {
  return (
    <span className="thumbnail">
      {!hasEnded(version.status) ? (
        <i className="dot breathes is-live" />
      ) : url === undefined ? (
        <Box size={16} strokeWidth={1.5} aria-hidden="true" />
      ) : (
        <img src={url} alt="" />
      )}
    </span>
  );
}
