import { lazy, Suspense, useState } from "react";
import type { VotePair } from "../../../../convex/lib/benchmarks/views";
import { ViewLink } from "../../viewer/viewLink";
import "../../compare/compare.css";

const Viewer = lazy(() => import("../../viewer/Viewer").then((module) => ({ default: module.Viewer })));
const AppPreview = lazy(() => import("../../preview/AppPreview").then((module) => ({ default: module.AppPreview })));

/** Two parts with one camera, or two running apps. */
export function VotePairView({ pair, theme }: { pair: VotePair; theme: "dark" | "light" }) {
  const [link] = useState(() => new ViewLink());
  const side = (place: "left" | "right") => {
    const { glbUrl, code } = pair[place];
    return (
      <div className={place === "right" ? "compare-side is-after" : "compare-side"} data-place={place}>
        <Suspense fallback={null}>
          {pair.kind === "app" ? (
            code === undefined ? (
              <Nothing />
            ) : (
              <AppPreview code={code} theme={theme} />
            )
          ) : glbUrl === undefined ? (
            <Nothing />
          ) : (
            <Viewer
              modelUrl={glbUrl}
              modelKey={`${pair.pairId} ${place}`}
              theme={theme}
              units="mm"
              link={link}
              isBare
            />
          )}
        </Suspense>
        <span className="compare-tag">{place === "left" ? "Left" : "Right"}</span>
      </div>
    );
  };
  return (
    <div className="vote-stage" data-pair={pair.pairId}>
      <div className="compare-beside">
        {side("left")}
        {side("right")}
      </div>
    </div>
  );
}

function Nothing() {
  return <p className="viewer-note">This answer has nothing to show.</p>;
}
