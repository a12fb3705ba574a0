import { lazy, Suspense, useState } from "react";
import type { Id } from "../../../../convex/_generated/dataModel";
import { formatVolume } from "../../../lib/format";
import { useDifference } from "../../compare/useDifference";
import { useLinks } from "../../downloads/useLinks";
import { ViewLink } from "../../viewer/viewLink";

const Viewer = lazy(() => import("../../viewer/Viewer").then((module) => ({ default: module.Viewer })));

type Mode = "answer" | "reference" | "difference";
const MODES: { mode: Mode; label: string }[] = [
  { mode: "answer", label: "Answer" },
  { mode: "reference", label: "Reference" },
  { mode: "difference", label: "Both" },
];

/** The answer's shape, the reference's, or both over each other: what the answer has more in green, what it lacks in red. */
export function CellView3D(props: {
  workspaceId: Id<"workspaces">;
  generationId: Id<"generations">;
  thumbnailUrl: string | null;
  referenceId: Id<"generations"> | null;
  theme: "dark" | "light";
}) {
  const { workspaceId, generationId, thumbnailUrl, referenceId, theme } = props;
  const [mode, setMode] = useState<Mode>("answer");
  const [link] = useState(() => new ViewLink());
  const shownId = mode === "reference" && referenceId !== null ? referenceId : generationId;
  const links = useLinks(shownId, 1);
  const { difference, error } = useDifference(
    workspaceId,
    referenceId ?? generationId,
    generationId,
    mode === "difference" && referenceId !== null,
  );
  const tints = (["added", "removed"] as const).flatMap((tone) => {
    const glb = mode === "difference" ? (difference?.[tone] ?? null) : null;
    return glb === null ? [] : [{ key: `${generationId} ${tone}`, glb, tone }];
  });
  return (
    <section className="cell-viewer" aria-label="Viewer" data-mode={mode}>
      <Suspense fallback={null}>
        <Viewer
          key={mode === "difference" ? "both" : "one"}
          modelUrl={links.find(({ format }) => format === "glb")?.url ?? null}
          modelKey={shownId}
          thumbnailUrl={mode === "reference" ? null : thumbnailUrl}
          theme={theme}
          units="mm"
          link={link}
          tints={tints}
          startMode={mode === "difference" ? "xray" : "edges"}
          isBare
        />
      </Suspense>
      {referenceId !== null && (
        <div className="segments cell-modes" role="group" aria-label="What is shown">
          {MODES.map((entry) => (
            <button
              key={entry.mode}
              type="button"
              aria-pressed={entry.mode === mode}
              onClick={() => setMode(entry.mode)}
            >
              {entry.label}
            </button>
          ))}
        </div>
      )}
      {mode === "difference" && (
        <p className="cell-difference" role="status">
          {error !== null ? (
            <span className="is-bad">{error}</span>
          ) : difference === null ? (
            <span className="quiet">Measuring the difference</span>
          ) : (
            <>
              <span>{(difference.iou * 100).toFixed(1)} % shared</span>
              {difference.addedMm3 !== null && (
                <span className="is-ok">+{formatVolume(difference.addedMm3)} too much</span>
              )}
              {difference.removedMm3 !== null && (
                <span className="is-bad">−{formatVolume(difference.removedMm3)} missing</span>
              )}
            </>
          )}
        </p>
      )}
    </section>
  );
}
