/**
 * The 3D viewer: canvas, tools, view cube, measuring and section. The page puts the region round it.
 * Keeps the last good model on screen while the next one loads, and its camera, unless the part changed its size a lot.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { usePageActions } from "../../lib/pageActions";
import type { Box } from "./cadModel";
import { boxDiagonal, boxSize, needsNewFit } from "./cadModel";
import { CameraRig } from "./cameraRig";
import type { CameraView, StandardView } from "./cameraView";
import { basisOf, fit, orbit, pan, standardAngles, standardViewOf, zoom } from "./cameraView";
import type { DrawnDimension } from "./DimensionOverlay";
import { DimensionOverlay } from "./DimensionOverlay";
import { boxDimensions } from "./dimensionLayout";
import { formatMm, measure } from "./measurement";
import { MeasurementCard } from "./MeasurementCard";
import { createModelObjects } from "./modelObjects";
import type { SurfaceMode } from "./Part";
import { composePicture, downloadPng } from "./screenshot";
import { chosenOf, type Chosen } from "./reference";
import { SectionCard } from "./SectionCard";
import type { Section } from "./sectionPlane";
import type { FrameCost } from "./Stage";
import { Stage } from "./Stage";
import { STAGE_THEMES } from "./stageTheme";
import { useParts } from "./useParts";
import { useModel } from "./useModel";
import { usePointerControl } from "./usePointerControl";
import { PinLayer, type ViewerPin } from "./PinLayer";
import type { TintedShape } from "./Tint";
import type { Units } from "./units";
import { useDraftModel } from "./useDraftModel";
import { useSwapFade } from "./useSwapFade";
import { useSelection, type PickedPlace } from "./useSelection";
import { useViewLink } from "./useViewLink";
import type { ViewLink } from "./viewLink";
import { ViewCube } from "./ViewCube";
import type { ViewerCommand } from "./viewerKeys";
import { commandOf, viewerActions } from "./viewerKeys";
import { ViewerToolbar } from "./ViewerToolbar";
import { hasWebgl } from "./webgl";
import "./viewer.css";

export type ViewerProps = {
  modelUrl: string | null;
  /** Names the model behind the URL: same key, same model. */
  modelKey: string | null;
  /** Shown until the first model is drawn, and when 3D is not possible. */
  thumbnailUrl?: string | null;
  theme: "dark" | "light";
  units: Units;
  onUnits?: (units: Units) => void;
  /** A coarse model that stands in for the one behind the URL while a slider moves. */
  draftGlb?: ArrayBuffer | null;
  /** Shapes in colour over the part. */
  tints?: readonly TintedShape[];
  startMode?: SurfaceMode;
  /** Without tools, cube and single keys: the second of two viewers. */
  isBare?: boolean;
  /** Camera, projection and section that others share, follow or keep in an address. */
  link?: ViewLink;
  pins?: readonly ViewerPin[];
  onPin?: (id: string) => void;
  /** While given, a click names the place under it instead of choosing a face. */
  onPlace?: (place: PickedPlace) => void;
  /** What is chosen on the part now. */
  onChosen?: (chosen: Chosen | null) => void;
  onReady?(key: string): void;
  onError?(key: string, message: string): void;
};

const MODES: readonly SurfaceMode[] = ["edges", "wireframe", "xray", "plain"];
const NO_TINTS: readonly TintedShape[] = [];
const NO_PINS: readonly ViewerPin[] = [];
const NEW_SECTION: Section = { axis: 1, place: 0.5, isFlipped: true };

export function Viewer(props: ViewerProps) {
  if (!hasWebgl())
    return (
      <StillPicture url={props.thumbnailUrl} message="This browser cannot draw in 3D (WebGL is off or missing)." />
    );
  return (
    <ErrorBoundary
      fallbackRender={() => (
        <StillPicture url={props.thumbnailUrl} message="The 3D view stopped. Reload the page to start it again." />
      )}
    >
      <LiveViewer {...props} />
    </ErrorBoundary>
  );
}

function LiveViewer(props: ViewerProps) {
  const {
    modelUrl,
    modelKey,
    thumbnailUrl,
    theme,
    units,
    isBare = false,
    link,
    onReady,
    onError,
    onPlace,
    onChosen,
  } = props;
  const { tints = NO_TINTS, pins = NO_PINS } = props;
  const [rig] = useState(() => new CameraRig());
  const root = useRef<HTMLDivElement>(null);
  const application = useRef<HTMLDivElement>(null);
  const canvas = useRef<{ element: HTMLCanvasElement; drawNow(): void } | null>(null);
  const fadeOut = useSwapFade(root, canvas);
  const { shown } = useModel(modelUrl, modelKey, { onReady, onError, onSwap: fadeOut });
  const draft = useDraftModel(props.draftGlb ?? null);
  const model = draft ?? shown?.model ?? null;
  const { visible, tree } = useParts(model);
  const objects = useMemo(() => (visible === null ? null : createModelObjects(visible)), [visible]);
  useEffect(() => () => objects?.dispose(), [objects]);

  const [mode, setMode] = useState<SurfaceMode>(props.startMode ?? "edges");
  const [section, setSection] = useState<Section | null>(null);
  const [isMeasuring, setIsMeasuring] = useState(false);
  const [areDimensionsOn, setAreDimensionsOn] = useState(false);
  const [projection, setProjection] = useState(rig.projection);
  const [standardView, setStandardView] = useState<StandardView | null>("iso");
  const [isContextLost, setIsContextLost] = useState(false);
  const selection = useSelection(rig, objects, section, isMeasuring);

  const stageTheme = STAGE_THEMES[theme];
  const box = objects?.model.box ?? null;

  useEffect(() => rig.onChange(() => setStandardView(standardViewOf(rig.destination))), [rig]);
  useViewLink(link, rig, objects !== null, { projection, section, setProjection, setSection });
  useAutomaticFit(rig, application, box, link);
  usePointerControl(application, rig, {
    onClick: (at) => {
      if (onPlace === undefined) return selection.pickAt(at);
      const place = selection.placeAt(at);
      if (place !== null) onPlace(place);
    },
    onHover: selection.hoverAt,
  });

  const showView = (view: StandardView) => {
    if (box !== null) rig.flyTo(fit(box, standardAngles(view), rig.aspect));
  };
  const fitView = () => {
    if (box !== null) rig.flyTo(fit(box, rig.destination, rig.aspect));
  };
  const switchProjection = () => {
    const next = rig.projection === "perspective" ? "orthographic" : "perspective";
    rig.setProjection(next);
    setProjection(next);
  };
  const switchMeasuring = () => {
    selection.clear();
    setIsMeasuring(!isMeasuring);
  };
  const switchSection = () => setSection(section === null ? NEW_SECTION : null);
  const nextMode = () => setMode(MODES[(MODES.indexOf(mode) + 1) % MODES.length] ?? "edges");
  const saveScreenshot = () => {
    if (canvas.current === null || isContextLost) return;
    canvas.current.drawNow();
    const overlay = root.current?.querySelector<SVGSVGElement>("svg.viewer-dimensions") ?? null;
    void downloadPng(composePicture(canvas.current.element, overlay, stageTheme), "naturalcad-view.png");
  };

  const run = (command: ViewerCommand) => {
    const { height } = rig.size;
    switch (command.kind) {
      case "view":
        return showView(command.view);
      case "fit":
        return fitView();
      case "projection":
        return switchProjection();
      case "section":
        return switchSection();
      case "measure":
        return switchMeasuring();
      case "mode":
        return nextMode();
      case "dimensions":
        return setAreDimensionsOn(!areDimensionsOn);
      case "screenshot":
        return saveScreenshot();
      case "escape":
        // First the tool, then what is chosen.
        if (isMeasuring) return switchMeasuring();
        if (section !== null) return setSection(null);
        return selection.clear();
      case "orbit":
        return rig.set(orbit(rig.destination, command.azimuth, command.elevation));
      case "pan":
        return rig.set(pan(rig.destination, command.x, command.y, height));
      case "zoom":
        return rig.set(zoom(rig.destination, command.factor, 0, 0, height));
      default:
        return command satisfies never;
    }
  };
  useKeys(application, objects !== null && !isBare, run);

  const onFrame = useCallback((cost: FrameCost) => {
    if (application.current !== null) publishCost(application.current, cost);
  }, []);
  const onCanvas = useCallback((element: HTMLCanvasElement, drawNow: () => void) => {
    canvas.current = { element, drawNow };
  }, []);
  const onContextLost = useCallback(() => setIsContextLost(true), []);
  const onContextRestored = useCallback(() => setIsContextLost(false), []);

  const chosen = useMemo(() => chosenOf(selection.picks), [selection.picks]);
  useEffect(() => onChosen?.(chosen), [onChosen, chosen]);
  const reading = useMemo(() => measure(selection.picks, units), [selection.picks, units]);
  const dimensions = useCallback((): readonly DrawnDimension[] => {
    const size =
      areDimensionsOn && box !== null ? boxDimensions(box, basisOf(rig.view), gapOf(rig.view, box), units) : [];
    return [...(reading?.dimensions ?? []), ...size];
  }, [rig, box, areDimensionsOn, reading, units]);
  const points = useMemo(
    () => selection.picks.filter((pick) => pick.kind === "point").map((pick) => pick.point),
    [selection.picks],
  );

  const hint =
    onPlace !== undefined
      ? "Click the place on the part."
      : isMeasuring
        ? "Pick a face, an edge or a corner; a second pick measures between."
        : null;

  return (
    <div ref={root} className="viewer">
      <div
        ref={application}
        className={isMeasuring || onPlace !== undefined ? "viewer-canvas viewer-measuring" : "viewer-canvas"}
        role="application"
        aria-label="3D viewer"
        aria-roledescription="3D model view"
        aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown + -"
        // An application takes the focus by its nature: arrows turn the part while it has it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        data-model={shown?.key}
        data-view={standardView ?? "free"}
        data-projection={projection}
        data-mode={mode}
        data-draft={draft !== null}
        data-size={box === null ? undefined : boxSize(box).map(formatMm).join(" ")}
      >
        <Stage
          rig={rig}
          objects={objects}
          mode={mode}
          section={section}
          highlights={selection.highlights}
          theme={stageTheme}
          tints={tints}
          onFrame={onFrame}
          onContextLost={onContextLost}
          onContextRestored={onContextRestored}
          onCanvas={onCanvas}
        />
      </div>
      {objects === null && <Thumbnail url={thumbnailUrl} alt="" />}
      {isContextLost && (
        <StillPicture url={thumbnailUrl} message="The graphics card stopped drawing. The view comes back by itself." />
      )}
      {objects !== null && <DimensionOverlay rig={rig} dimensions={dimensions} points={points} />}
      {objects !== null && pins.length > 0 && (
        <PinLayer rig={rig} pins={pins} isHidden={selection.isHidden} onOpen={(id) => props.onPin?.(id)} />
      )}
      {!isBare && (
        <>
          <ViewerToolbar
            view={standardView}
            projection={projection}
            mode={mode}
            units={units}
            isSectionOn={section !== null}
            isMeasuring={isMeasuring}
            areDimensionsOn={areDimensionsOn}
            isReady={objects !== null}
            onView={showView}
            onProjection={switchProjection}
            onUnits={props.onUnits}
            onFit={fitView}
            onSection={switchSection}
            onMeasure={switchMeasuring}
            onMode={nextMode}
            onDimensions={() => setAreDimensionsOn(!areDimensionsOn)}
            onScreenshot={saveScreenshot}
          />
          {section !== null && box !== null && (
            <SectionCard section={section} box={box} units={units} onChange={setSection} />
          )}
          <ViewCube rig={rig} onChoose={showView} />
          {tree}
          <MeasurementCard reading={reading} hint={hint} />
        </>
      )}
    </div>
  );
}

/** Fits the first part and parts of a very different size; keeps an untouched view fitted when the room for it changes. */
function useAutomaticFit(
  rig: CameraRig,
  element: React.RefObject<HTMLElement | null>,
  box: Box | null,
  link: ViewLink | undefined,
): void {
  const fitted = useRef<{ box: Box; view: CameraView | null } | null>(null);
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const refit = () => {
      if (box === null) return;
      const view = fit(box, rig.destination, rig.aspect);
      fitted.current = { box, view };
      rig.set(view);
    };
    rig.resize(target.clientWidth, target.clientHeight);
    if (box !== null) {
      // A view that came with the address or from another viewer is not for us to change.
      if (fitted.current === null && link !== undefined && link.view !== null) fitted.current = { box, view: null };
      if (needsNewFit(fitted.current?.box ?? null, box)) refit();
      else if (fitted.current !== null) fitted.current.box = box;
    }
    const observer = new ResizeObserver(() => {
      rig.resize(target.clientWidth, target.clientHeight);
      if (fitted.current !== null && rig.destination === fitted.current.view) refit();
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, [rig, element, box, link]);
}

/** Listens on the window while mounted. */
function useKeys(
  application: React.RefObject<HTMLElement | null>,
  isReady: boolean,
  run: (command: ViewerCommand) => void,
): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const offered = isReady ? viewerActions : [];
  usePageActions(offered.map(({ command, ...action }) => ({ ...action, run: () => latest.current(command) })));
  useEffect(() => {
    if (!isReady) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const command = commandOf(event, document.activeElement === application.current);
      if (command === null) return;
      // Escape is left to others too: the page closes its own things with it.
      if (command.kind !== "escape") event.preventDefault();
      latest.current(command);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [application, isReady]);
}

/** For tests and for people with developer tools: what the last frame cost. */
function publishCost({ dataset }: HTMLElement, cost: FrameCost): void {
  dataset.geometries = String(cost.geometries);
  dataset.textures = String(cost.textures);
  dataset.triangles = String(cost.triangles);
  dataset.drawcalls = String(cost.drawCalls);
}

/** Dimension lines stand off by a share of the part, but never by less than the arrows need on the screen. */
function gapOf(view: CameraView, box: Box): number {
  return Math.max(boxDiagonal(box) * 0.07, view.height * 0.045);
}

function StillPicture({ url, message }: { url: string | null | undefined; message: string }) {
  return (
    <div className="viewer viewer-still">
      <Thumbnail url={url} alt="The part" />
      <p role="alert">{message} Facts and downloads still work.</p>
    </div>
  );
}

/** Nothing rather than a broken picture. */
function Thumbnail({ url, alt }: { url: string | null | undefined; alt: string }) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  if (url == null || url === brokenUrl) return null;
  return <img className="viewer-thumbnail" src={url} alt={alt} onError={() => setBrokenUrl(url)} />;
}
