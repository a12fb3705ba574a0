/** Colours and light of the 3D stage; three.js cannot read CSS variables. Values as in the design notes, section "Part". */
export type ThemeName = "dark" | "light";

export type StageTheme = {
  part: string;
  edge: string;
  /** Edges drawn without a surface behind them must stand out from the ground instead of from the part. */
  bareEdge: string;
  blue: string;
  /** What a comparison found more or less of. */
  added: string;
  removed: string;
  cut: string;
  hatch: string;
  gridLine: string;
  gridStrong: string;
  gridOpacity: number;
  shadowOpacity: number;
  keyLight: number;
  headLight: number;
  environment: number;
  canvasInner: string;
  canvasOuter: string;
};

export const STAGE_THEMES: Record<ThemeName, StageTheme> = {
  dark: {
    part: "#8496a5",
    edge: "#07090b",
    bareEdge: "#aab4bd",
    blue: "#63adff",
    added: "#4fc78d",
    removed: "#ff7a78",
    cut: "#3c4b58",
    hatch: "#8fa6b8",
    gridLine: "#2a3136",
    gridStrong: "#3d474f",
    gridOpacity: 0.75,
    shadowOpacity: 0.42,
    keyLight: 2.1,
    headLight: 0.5,
    environment: 1,
    canvasInner: "#191d21",
    canvasOuter: "#0d0f11",
  },
  light: {
    part: "#a5b5c2",
    edge: "#182026",
    bareEdge: "#48535c",
    blue: "#0a5fc2",
    added: "#1a9560",
    removed: "#d23a44",
    cut: "#d5dde4",
    hatch: "#6f8292",
    gridLine: "#dde2e6",
    gridStrong: "#c6cfd6",
    gridOpacity: 0.9,
    shadowOpacity: 0.2,
    keyLight: 1.7,
    headLight: 0.4,
    environment: 1,
    canvasInner: "#fbfcfc",
    canvasOuter: "#e9ecef",
  },
};
