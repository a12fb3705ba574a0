/** The tool column of the viewer: views, fit, section, measure, edges, dimensions, screenshot. */
import { Box, Camera, ChevronDown, Cuboid, Maximize, Move3d, Ruler, SquareSplitHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useId, useRef, useState } from "react";
import type { Projection } from "./cameraRig";
import type { StandardView } from "./cameraView";
import type { SurfaceMode } from "./Part";
import type { Units } from "./units";

type Props = {
  view: StandardView | null;
  projection: Projection;
  mode: SurfaceMode;
  units: Units;
  isSectionOn: boolean;
  isMeasuring: boolean;
  areDimensionsOn: boolean;
  isReady: boolean;
  onView(view: StandardView): void;
  onProjection(): void;
  /** Left out where the units are not for this person to choose. */
  onUnits: ((units: Units) => void) | undefined;
  onFit(): void;
  onSection(): void;
  onMeasure(): void;
  onMode(): void;
  onDimensions(): void;
  onScreenshot(): void;
};

const VIEWS: readonly { view: StandardView; label: string; shortcut: string }[] = [
  { view: "iso", label: "Iso", shortcut: "4" },
  { view: "front", label: "Front", shortcut: "1" },
  { view: "right", label: "Right", shortcut: "2" },
  { view: "top", label: "Top", shortcut: "3" },
  { view: "back", label: "Back", shortcut: "" },
  { view: "left", label: "Left", shortcut: "" },
  { view: "bottom", label: "Bottom", shortcut: "" },
];

const MODE_LABELS: Record<SurfaceMode, string> = {
  edges: "Edges",
  wireframe: "Wireframe",
  xray: "X-ray",
  plain: "No edges",
};

const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;

export function ViewerToolbar(props: Props) {
  const { mode, isReady } = props;
  return (
    <div className="viewer-tools" role="toolbar" aria-label="Viewer tools" onKeyDown={moveFocus}>
      <ViewsMenu {...props} />
      <Tool name="Fit view" shortcut="F" isDisabled={!isReady} onClick={props.onFit}>
        <Maximize {...icon} />
      </Tool>
      <span className="viewer-rule" />
      <Tool name="Section" shortcut="X" isPressed={props.isSectionOn} isDisabled={!isReady} onClick={props.onSection}>
        <SquareSplitHorizontal {...icon} />
      </Tool>
      <Tool name="Measure" shortcut="M" isPressed={props.isMeasuring} isDisabled={!isReady} onClick={props.onMeasure}>
        <Ruler {...icon} />
      </Tool>
      <Tool
        name="Edges"
        shortcut="W"
        label={MODE_LABELS[mode]}
        isPressed={mode !== "edges"}
        isDisabled={!isReady}
        onClick={props.onMode}
      >
        <Cuboid {...icon} />
      </Tool>
      <span className="viewer-rule" />
      <Tool
        name="Dimensions"
        shortcut="B"
        isPressed={props.areDimensionsOn}
        isDisabled={!isReady}
        onClick={props.onDimensions}
      >
        <Move3d {...icon} />
      </Tool>
      <Tool name="Screenshot" shortcut="S" isDisabled={!isReady} onClick={props.onScreenshot}>
        <Camera {...icon} />
      </Tool>
    </div>
  );
}

type ToolProps = {
  name: string;
  shortcut: string;
  /** Shown beside the icon while pressed; the name when left out. */
  label?: string;
  isPressed?: boolean;
  isDisabled: boolean;
  onClick(): void;
  children: ReactNode;
};

function Tool({ name, shortcut, label = name, isPressed, isDisabled, onClick, children }: ToolProps) {
  const labelId = useId();
  const tip = label === name ? `${name} · ${shortcut}` : `${name}: ${label} · ${shortcut}`;
  return (
    <button
      type="button"
      aria-label={name}
      aria-pressed={isPressed}
      aria-keyshortcuts={shortcut}
      aria-describedby={label === name ? undefined : labelId}
      data-tip={tip}
      disabled={isDisabled}
      onClick={onClick}
    >
      {children}
      {isPressed === true && (
        <span id={labelId} className="viewer-tool-label">
          {label}
        </span>
      )}
    </button>
  );
}

function ViewsMenu({ view, projection, units, isReady, onView, onProjection, onUnits }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isOpen) return;
    const checked = root.current?.querySelector<HTMLElement>("[aria-checked=true]");
    (checked ?? root.current?.querySelector<HTMLElement>("[role^=menuitem]"))?.focus();
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setIsOpen(false);
    };
    document.addEventListener("pointerdown", closeOutside);
    return () => document.removeEventListener("pointerdown", closeOutside);
  }, [isOpen]);

  const close = () => {
    setIsOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLDivElement>) => {
    if (event.key === "Tab") return setIsOpen(false);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key !== "Escape" && step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined) return close();
    const items = Array.from(event.currentTarget.querySelectorAll<HTMLElement>("[role^=menuitem]"));
    const at = items.findIndex((item) => item === document.activeElement);
    items[(at + step + items.length) % items.length]?.focus();
  };
  const shown = VIEWS.find((entry) => entry.view === view)?.label ?? "View";

  return (
    <div ref={root} className="viewer-views">
      <button
        ref={button}
        type="button"
        // Who steers by voice says what they see, so the name holds the shown view as well.
        aria-label={`Views: ${shown}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        data-tip={isOpen ? undefined : "Views · 1 2 3 4"}
        disabled={!isReady}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Box {...icon} />
        <span className="viewer-view-name">{shown}</span>
        <ChevronDown size={12} strokeWidth={1.9} aria-hidden className="viewer-view-name" />
      </button>
      {isOpen && (
        <div className="viewer-menu" role="menu" aria-label="Views" tabIndex={-1} onKeyDown={onKeyDown}>
          {VIEWS.map((entry) => (
            <button
              key={entry.view}
              type="button"
              role="menuitemradio"
              aria-checked={entry.view === view}
              onClick={() => {
                onView(entry.view);
                close();
              }}
            >
              {entry.label}
              {entry.shortcut !== "" && <kbd>{entry.shortcut}</kbd>}
            </button>
          ))}
          <hr />
          <button
            type="button"
            role="menuitemcheckbox"
            aria-checked={projection === "perspective"}
            onClick={() => {
              onProjection();
              close();
            }}
          >
            Perspective
            <kbd>P</kbd>
          </button>
          {onUnits !== undefined && (
            <button
              type="button"
              role="menuitemcheckbox"
              aria-checked={units === "in"}
              onClick={() => {
                onUnits(units === "in" ? "mm" : "in");
                close();
              }}
            >
              Inches
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** Arrow keys walk the tools, as in every toolbar. */
function moveFocus(event: React.KeyboardEvent<HTMLDivElement>) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (
    step === undefined ||
    !(event.target instanceof HTMLButtonElement) ||
    event.target.role?.startsWith("menu") === true
  )
    return;
  const tools = Array.from(event.currentTarget.querySelectorAll<HTMLButtonElement>("button:not([role])"));
  const at = tools.indexOf(event.target);
  if (at < 0) return;
  event.preventDefault();
  tools[(at + step + tools.length) % tools.length]?.focus();
}
