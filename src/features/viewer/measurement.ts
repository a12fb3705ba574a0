/** What the measure tool says about one or two picked things. The part is in mm; what is written is in the units asked for. */
import type { Vec3 } from "./cadModel";
import type { CurveShape } from "./curveFit";
import type { FaceShape } from "./faceFit";
import { areaIn, formatIn, type Units } from "./units";
import { add, cross, distance, dot, perpendicular, scale, subtract, unit } from "./vectors";

export type Pick =
  | { kind: "face"; id: number; shape: FaceShape; point: Vec3 }
  | { kind: "edge"; id: number; shape: CurveShape; point: Vec3 }
  | { kind: "point"; id: number; point: Vec3 };

/** A line with arrows and a value, drawn over the model. */
export type Dimension = { from: Vec3; to: Vec3; text: string };

export type Reading = {
  title: string;
  /** What kind of thing it is, in one word, or empty. */
  kind: string;
  rows: { name: string; value: string }[];
  dimensions: Dimension[];
};

/** Two decimals and thousands marks, never "-0.00"; for angles too. */
export function formatMm(value: number): string {
  return formatIn("mm", value);
}

/** The reading of one pick, or of the distance between two. */
export function measure(picks: readonly Pick[], units: Units = "mm"): Reading | null {
  const [first, second] = picks;
  if (first === undefined) return null;
  return second === undefined ? describe(first, units) : measureBetween(first, second, units);
}

function describe(pick: Pick, units: Units): Reading {
  const length = (mm: number) => formatIn(units, mm);
  switch (pick.kind) {
    case "face":
      return describeFace(pick.id, pick.shape, units);
    case "edge":
      return describeEdge(pick.id, pick.shape, units);
    case "point":
      return {
        title: "Point",
        kind: "",
        rows: [{ name: "X, Y, Z", value: `${pick.point.map(length).join(", ")} ${units}` }],
        dimensions: [],
      };
    default:
      return pick satisfies never;
  }
}

function describeFace(id: number, shape: FaceShape, units: Units): Reading {
  const length = (mm: number) => formatIn(units, mm);
  const rows = [{ name: "Area", value: `${shape.areaIsExact ? "" : "≈ "}${areaIn(units, shape.areaMm2)}` }];
  const dimensions: Dimension[] = [];
  if (shape.diameterMm !== null) {
    rows.push({ name: "Diameter", value: `Ø ${length(shape.diameterMm)} ${units}` });
    dimensions.push(diameterLine(shape.origin, shape.axis, shape.diameterMm / 2, units));
  } else if (shape.circleDiametersMm.length > 0) {
    const shown = shape.circleDiametersMm.slice(0, 4).map(length).join(", ");
    const name = shape.circleDiametersMm.length === 1 ? "Diameter" : "Diameters";
    rows.push({ name, value: shown + (shape.circleDiametersMm.length > 4 ? ", …" : "") });
  }
  const kind =
    shape.kind === "free" ? "free form" : shape.kind === "cylinder" && shape.isInside ? "cylinder, inside" : shape.kind;
  return { title: faceTitle(id, shape), kind, rows, dimensions };
}

/** A plane that looks along an axis is named by its side, as on the view cube; others by number. */
export function faceTitle(id: number, shape: FaceShape): string {
  if (shape.kind === "plane") {
    const sides: [string, Vec3][] = [
      ["Top face", [0, 0, 1]],
      ["Bottom face", [0, 0, -1]],
      ["Front face", [0, -1, 0]],
      ["Back face", [0, 1, 0]],
      ["Right face", [1, 0, 0]],
      ["Left face", [-1, 0, 0]],
    ];
    const side = sides.find(([, normal]) => dot(normal, shape.axis) > 0.9999);
    if (side !== undefined) return side[0];
  }
  return `Face ${id + 1}`;
}

function describeEdge(id: number, shape: CurveShape, units: Units): Reading {
  const inUnits = (mm: number) => formatIn(units, mm);
  const title = `Edge ${id + 1}`;
  const length = {
    name: "Length",
    value: `${shape.kind === "curve" && !shape.isExact ? "≈ " : ""}${inUnits(shape.lengthMm)} ${units}`,
  };
  switch (shape.kind) {
    case "line":
      return {
        title,
        kind: "line",
        rows: [length],
        dimensions: [{ from: shape.from, to: shape.to, text: inUnits(shape.lengthMm) }],
      };
    case "circle":
    case "arc":
      return {
        title,
        kind: shape.kind,
        rows: [
          { name: "Diameter", value: `Ø ${inUnits(shape.radiusMm * 2)} ${units}` },
          { name: "Radius", value: `${inUnits(shape.radiusMm)} ${units}` },
          length,
        ],
        dimensions: shape.kind === "circle" ? [diameterLine(shape.centre, shape.axis, shape.radiusMm, units)] : [],
      };
    case "curve":
      return { title, kind: "curve", rows: [length], dimensions: [] };
    default:
      return shape satisfies never;
  }
}

function diameterLine(centre: Vec3, axis: Vec3, radius: number, units: Units): Dimension {
  // Along X where the circle allows it, so that the line lies where people expect it.
  const flat = unit(subtract([1, 0, 0], scale(axis, axis[0])));
  const direction = Math.abs(axis[0]) < 0.9 ? flat : perpendicular(axis);
  return {
    from: subtract(centre, scale(direction, radius)),
    to: add(centre, scale(direction, radius)),
    text: `Ø ${formatIn(units, radius * 2)}`,
  };
}

/** How a pick takes part in a distance. */
type Anchor =
  | { kind: "point"; point: Vec3; name: string }
  | { kind: "axis"; point: Vec3; axis: Vec3; name: string }
  | { kind: "plane"; point: Vec3; axis: Vec3; name: string };

function anchorOf(pick: Pick): Anchor {
  if (pick.kind === "point") return { kind: "point", point: pick.point, name: "point" };
  if (pick.kind === "edge") {
    const { shape } = pick;
    if (shape.kind === "circle" || shape.kind === "arc") return { kind: "point", point: shape.centre, name: "centre" };
    return { kind: "point", point: pick.point, name: "point" };
  }
  const { shape } = pick;
  switch (shape.kind) {
    case "plane":
      return { kind: "plane", point: pick.point, axis: shape.axis, name: "plane" };
    case "cylinder":
      return { kind: "axis", point: shape.origin, axis: shape.axis, name: "axis" };
    case "sphere":
      return { kind: "point", point: shape.origin, name: "centre" };
    default:
      return { kind: "point", point: pick.point, name: "point" };
  }
}

function measureBetween(first: Pick, second: Pick, units: Units): Reading {
  const length = (mm: number) => formatIn(units, mm);
  const [a, b] = [anchorOf(first), anchorOf(second)];
  const [from, to] = nearestPoints(a, b);
  const gap = distance(from, to);
  const delta = subtract(to, from);
  const rows = [
    { name: "Distance", value: `${length(gap)} ${units}` },
    { name: "ΔX, ΔY, ΔZ", value: delta.map((d) => length(Math.abs(d))).join(", ") },
  ];
  if (a.kind !== "point" && b.kind !== "point") {
    const cosine = Math.min(1, Math.abs(dot(a.axis, b.axis)));
    const angle = (Math.acos(cosine) * 180) / Math.PI;
    const between = a.kind === b.kind ? angle : 90 - angle;
    if (between > 0.01) rows.push({ name: "Angle", value: `${formatMm(between)}°` });
  }
  return { title: `${capital(a.name)} to ${b.name}`, kind: "", rows, dimensions: [{ from, to, text: length(gap) }] };
}

function nearestPoints(a: Anchor, b: Anchor): [Vec3, Vec3] {
  if (a.kind === "plane" && b.kind === "plane") {
    if (isParallel(a.axis, b.axis)) return [a.point, onPlane(a.point, b)];
    return [a.point, b.point];
  }
  if (a.kind === "plane")
    return b.kind === "point" || isSquare(a.axis, b.axis) ? [onPlane(b.point, a), b.point] : [a.point, b.point];
  if (b.kind === "plane")
    return a.kind === "point" || isSquare(a.axis, b.axis) ? [a.point, onPlane(a.point, b)] : [a.point, b.point];
  if (a.kind === "axis" && b.kind === "axis") {
    if (isParallel(a.axis, b.axis)) return [a.point, onAxis(a.point, b)];
    return skewNearest(a, b);
  }
  if (a.kind === "axis") return [onAxis(b.point, a), b.point];
  if (b.kind === "axis") return [a.point, onAxis(a.point, b)];
  return [a.point, b.point];
}

type Directed = { point: Vec3; axis: Vec3 };

function skewNearest(a: Directed, b: Directed): [Vec3, Vec3] {
  const normal = cross(a.axis, b.axis);
  const size = dot(normal, normal);
  const between = subtract(b.point, a.point);
  const s = dot(cross(between, b.axis), normal) / size;
  const t = dot(cross(between, a.axis), normal) / size;
  return [add(a.point, scale(a.axis, s)), add(b.point, scale(b.axis, t))];
}

function onPlane(point: Vec3, plane: Directed): Vec3 {
  return subtract(point, scale(plane.axis, dot(subtract(point, plane.point), plane.axis)));
}

function onAxis(point: Vec3, axis: Directed): Vec3 {
  return add(axis.point, scale(axis.axis, dot(subtract(point, axis.point), axis.axis)));
}

function isParallel(a: Vec3, b: Vec3): boolean {
  return 1 - Math.abs(dot(a, b)) < 1e-6;
}

function isSquare(a: Vec3, b: Vec3): boolean {
  return Math.abs(dot(a, b)) < 1e-4;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
