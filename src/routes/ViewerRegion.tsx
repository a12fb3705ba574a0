// The viewer with what stands over it: which version is shown, what went wrong, the draft of a slider that moves.
import { lazy, Suspense, useState, type ReactNode } from "react";
import { ErrorBoundary } from "react-error-boundary";
import type { DraftModel } from "../features/parameters/useDrafts";
import { hasEnded } from "../features/stages/stageSteps";
import type { Version } from "../features/versions/VersionStrip";
import type { PickedPlace } from "../features/viewer/useSelection";
import type { Chosen } from "../features/viewer/reference";
import type { ViewerPin } from "../features/viewer/PinLayer";
import type { ViewLink } from "../features/viewer/viewLink";
import { useUnits } from "../lib/useUnits";
import { useWorkspace } from "./workspaceContext";

const Viewer = lazy(() => import("../features/viewer/Viewer").then((module) => ({ default: module.Viewer })));

export function ViewerRegion(props: {
  shown: Version | null;
  selected: Version;
  modelUrl: string | null;
  thumbnailUrl: string | null;
  theme: "dark" | "light";
  draft: DraftModel | null;
  link: ViewLink;
  pins?: readonly ViewerPin[];
  onPin?: (id: string) => void;
  onPlace?: (place: PickedPlace) => void;
  onChosen?: (chosen: Chosen | null) => void;
  children: ReactNode;
}) {
  const { shown, selected, modelUrl, thumbnailUrl, theme, draft, link, pins, onPin, onPlace, onChosen, children } =
    props;
  const { units, setUnits } = useUnits(useWorkspace().workspace._id);
  const [drawn, setDrawn] = useState<string | null>(null);
  const [failed, setFailed] = useState<{ key: string; message: string } | null>(null);
  const key = shown?._id ?? null;
  const state = key === null ? "empty" : failed?.key === key ? "error" : drawn === key ? "ready" : "loading";
  const chip = standInChip(shown, selected);
  // Until the full version is drawn the draft stands for it: letting go must not show the old shape again.
  const draftGlb = draft !== null && draft.ofId === drawn ? draft.glb : null;
  return (
    <section className="viewer-region" aria-label="Viewer" data-generation={drawn ?? key ?? ""} data-state={state}>
      <ErrorBoundary fallback={<p className="viewer-note">The 3D view stopped. Facts and downloads remain.</p>}>
        <Suspense fallback={thumbnailUrl === null ? null : <img className="viewer-note" src={thumbnailUrl} alt="" />}>
          <Viewer
            modelUrl={modelUrl}
            modelKey={key}
            thumbnailUrl={thumbnailUrl}
            theme={theme}
            units={units}
            onUnits={setUnits}
            draftGlb={draftGlb}
            link={link}
            {...(pins === undefined ? {} : { pins })}
            {...(onPin === undefined ? {} : { onPin })}
            {...(onPlace === undefined ? {} : { onPlace })}
            {...(onChosen === undefined ? {} : { onChosen })}
            onReady={(readyKey) => {
              setDrawn(readyKey);
              setFailed(null);
            }}
            onError={(failedKey, message) => setFailed({ key: failedKey, message })}
          />
        </Suspense>
      </ErrorBoundary>
      {chip !== null && <span className="chip viewer-chip">{chip}</span>}
      {state === "error" && (
        <span className="chip bad viewer-chip" role="alert">
          {failed?.message}
        </span>
      )}
      {children}
    </section>
  );
}

/** What stands on screen while another version is made; null when it is the chosen one. */
export function standInChip(shown: Version | null, selected: Version): string | null {
  const isStandIn = shown !== null && shown._id !== selected._id && !hasEnded(selected.status);
  return isStandIn ? `Showing v${shown.number} while v${selected.number} is made` : null;
}
