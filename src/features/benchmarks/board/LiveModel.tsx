import { lazy, Suspense, useEffect, useState } from "react";
import type { Id } from "../../../../convex/_generated/dataModel";
import type { CellView } from "../../../../convex/lib/benchmarks/views";
import { useLinks } from "../../downloads/useLinks";
import { orbit } from "../../viewer/cameraView";
import { ViewLink } from "../../viewer/viewLink";

const Viewer = lazy(() => import("../../viewer/Viewer").then((module) => ({ default: module.Viewer })));

export type LivePlace = { cell: CellView; left: number; top: number };

const SIZE = { width: 216, height: 162 };
const EDGE = 8;
const RADIANS_PER_PIXEL = 0.02;

/**
 * The model of one box in 3D, above it; it turns with the pointer. It takes neither clicks nor the focus, so that the
 * grid under it stays what it was.
 */
export function LiveModel({ place, theme }: { place: LivePlace; theme: "dark" | "light" }) {
  const { cell } = place;
  const links = useLinks((cell.generationId ?? null) as Id<"generations"> | null, 1); // an id that came as text
  const [link] = useState(() => new ViewLink());
  useEffect(() => {
    const turn = (event: PointerEvent) => {
      const { view } = link;
      if (view === null) return;
      link.set({ ...view, camera: orbit(view.camera, -event.movementX * RADIANS_PER_PIXEL, 0) }, link);
    };
    window.addEventListener("pointermove", turn);
    return () => window.removeEventListener("pointermove", turn);
  }, [link]);
  const left = Math.min(Math.max(EDGE, place.left), window.innerWidth - SIZE.width - EDGE);
  const above = place.top - SIZE.height - 4;
  const top = above < EDGE ? place.top + 56 : above;
  return (
    <div className="live-model" style={{ left, top, ...SIZE }} inert data-model-of={cell.id}>
      <Suspense fallback={<img src={cell.thumbnailUrl} alt="" />}>
        <Viewer
          modelUrl={links.find(({ format }) => format === "glb")?.url ?? null}
          modelKey={cell.id}
          thumbnailUrl={cell.thumbnailUrl ?? null}
          theme={theme}
          units="mm"
          link={link}
          isBare
        />
      </Suspense>
    </div>
  );
}
