// Two versions of one thread at once: their models with one camera, their figures and their scripts.
import { useQuery } from "convex/react";
import { lazy, Suspense, useState } from "react";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { PanelGrip } from "../components/ui/PanelGrip";
import { CompareBar, type CompareMode } from "../features/compare/CompareBar";
import { DeltaTable } from "../features/compare/DeltaTable";
import { factDeltas, parameterDeltas } from "../features/compare/deltas";
import { Swipe } from "../features/compare/Swipe";
import { useDifference, type Difference } from "../features/compare/useDifference";
import { useLinks } from "../features/downloads/useLinks";
import type { Version } from "../features/versions/VersionStrip";
import { ViewLink } from "../features/viewer/viewLink";
import { useIsPhone } from "../lib/useMediaQuery";
import { useUnits } from "../lib/useUnits";
import "../features/compare/compare.css";
import { useWorkspace } from "./workspaceContext";

const Viewer = lazy(() => import("../features/viewer/Viewer").then((module) => ({ default: module.Viewer })));
const CodeDiff = lazy(() => import("../features/compare/CodeDiff"));

export function CompareScreen(props: {
  workspaceId: Id<"workspaces">;
  versions: readonly Version[];
  from: Version;
  to: Version;
  theme: "dark" | "light";
  isPanelHidden: boolean;
  onPair: (from: number, to: number) => void;
  onClose: () => void;
}) {
  const { workspaceId, versions, from, to, theme, isPanelHidden, onPair, onClose } = props;
  const isPhone = useIsPhone();
  const [mode, setMode] = useState<CompareMode>("beside");
  const [link] = useState(() => new ViewLink());
  const { difference, error } = useDifference(workspaceId, from._id, to._id, mode === "difference");
  const fromView = useQuery(api.generations.get, { generationId: from._id });
  const toView = useQuery(api.generations.get, { generationId: to._id });
  const fromCode = useQuery(api.generations.code, { generationId: from._id });
  const toCode = useQuery(api.generations.code, { generationId: to._id });
  const choices = versions
    .filter((version) => version.status === "succeeded")
    .map(({ number, label }) => ({ number, label }));

  const side = (version: Version, isAfter: boolean, more: { difference?: Difference } = {}) => (
    <Side
      key={`${version._id} ${mode}`}
      version={version}
      isAfter={isAfter}
      isBare={isPhone || (mode !== "difference" && isAfter)}
      link={link}
      theme={theme}
      difference={more.difference ?? null}
      isGhost={mode === "difference"}
    />
  );
  const figures = (
    <>
      {fromView?.facts && toView?.facts && (
        <DeltaTable
          title="Facts"
          from={`v${from.number}`}
          to={`v${to.number}`}
          rows={factDeltas(fromView.facts, toView.facts)}
        />
      )}
      <Parameters from={fromView} to={toView} />
      {fromCode && toCode && (
        <section className="block" aria-label="Code">
          <h2>Code</h2>
          {fromCode.text === toCode.text ? (
            <p className="quiet">Both run the same script.</p>
          ) : (
            <Suspense fallback={null}>
              <CodeDiff from={fromCode.text} to={toCode.text} language={toCode.language} />
            </Suspense>
          )}
        </section>
      )}
    </>
  );
  return (
    <>
      <main
        className={isPhone ? "centre compare-column" : "centre"}
        aria-label={`Version ${from.number} compared with version ${to.number}`}
      >
        <h1 className="hidden-visually">
          Version {from.number} compared with version {to.number}
        </h1>
        <CompareBar
          from={from.number}
          to={to.number}
          choices={choices}
          mode={mode}
          difference={difference}
          error={error}
          onPair={onPair}
          onMode={setMode}
          onClose={onClose}
        />
        <section className="compare-stage" aria-label="Viewer" data-mode={mode}>
          {mode === "beside" ? (
            <div className="compare-beside">
              {side(from, false)}
              {side(to, true)}
            </div>
          ) : mode === "swipe" ? (
            <Swipe before={side(from, false)} after={side(to, true)} />
          ) : (
            side(to, true, difference === null ? {} : { difference })
          )}
        </section>
        {isPhone && figures}
      </main>
      {!isPanelHidden && !isPhone && (
        <aside className="panel" aria-label="Differences">
          <PanelGrip />
          {/* Its content may be taller than the screen, so it can be scrolled by key. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className="tab-body" tabIndex={0} role="region" aria-label="Differences in figures and code">
            {figures}
          </div>
        </aside>
      )}
    </>
  );
}

type View = NonNullable<ReturnType<typeof useQuery<typeof api.generations.get>>> | null | undefined;

function Parameters({ from, to }: { from: View; to: View }) {
  if (!from || !to) return null;
  const rows = parameterDeltas(from.parameters, to.parameters);
  if (rows.length === 0) return null;
  return <DeltaTable title="Parameters" from={`v${from.number}`} to={`v${to.number}`} rows={rows} />;
}

function Side(props: {
  version: Version;
  isAfter: boolean;
  isBare: boolean;
  link: ViewLink;
  theme: "dark" | "light";
  difference: Difference | null;
  isGhost: boolean;
}) {
  const { version, isAfter, isBare, link, theme, difference, isGhost } = props;
  const { units, setUnits } = useUnits(useWorkspace().workspace._id);
  const links = useLinks(version._id, 1);
  const urlOf = (format: string) => links.find((entry) => entry.format === format)?.url ?? null;
  const tints = (["added", "removed"] as const).flatMap((tone) => {
    const glb = difference?.[tone] ?? null;
    return glb === null ? [] : [{ key: `${version._id} ${tone}`, glb, tone }];
  });
  return (
    <div className={isAfter ? "compare-side is-after" : "compare-side"}>
      <Suspense fallback={null}>
        <Viewer
          modelUrl={urlOf("glb")}
          modelKey={version._id}
          thumbnailUrl={urlOf("png")}
          theme={theme}
          units={units}
          onUnits={setUnits}
          link={link}
          isBare={isBare}
          tints={tints}
          startMode={isGhost ? "xray" : "edges"}
        />
      </Suspense>
      <span className="compare-tag">
        <b>v{version.number}</b> <span className="quiet">{version.label}</span>
      </span>
    </div>
  );
}
