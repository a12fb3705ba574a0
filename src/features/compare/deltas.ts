// Pure: what two versions measure, side by side.
import type { Facts, Parameter } from "../../../convex/lib/validators";
import { formatArea, formatLength, formatSize, formatVolume } from "../../lib/format";

export type DeltaRow = {
  name: string;
  from: string;
  to: string;
  /** Signed, with its unit; null where nothing changed or there is nothing to subtract. */
  delta: string | null;
};

/** Below these, a difference is the arithmetic's and not the part's. */
const SAME = 1e-6;

function signed(difference: number, format: (value: number) => string): string | null {
  if (Math.abs(difference) < SAME) return null;
  return `${difference > 0 ? "+" : "−"}${format(Math.abs(difference))}`;
}

/** The facts of both, in the order of the panel; a row for each, changed or not. */
export function factDeltas(from: Facts, to: Facts): DeltaRow[] {
  const measured = (name: string, of: (facts: Facts) => number, format: (value: number) => string): DeltaRow => ({
    name,
    from: format(of(from)),
    to: format(of(to)),
    delta: signed(of(to) - of(from), format),
  });
  const grown = to.bboxMm.size.map((size, axis) => size - (from.bboxMm.size[axis] ?? size));
  return [
    measured("Volume", (facts) => facts.volumeMm3, formatVolume),
    measured("Area", (facts) => facts.areaMm2, formatArea),
    {
      name: "Box",
      from: formatSize(from.bboxMm.size),
      to: formatSize(to.bboxMm.size),
      delta: grown.every((by) => Math.abs(by) < SAME)
        ? null
        : grown.map((by) => signed(by, formatLength) ?? "0").join(", "),
    },
    measured("Solids", (facts) => facts.solids, String),
    measured("Faces", (facts) => facts.faces, String),
    measured("Edges", (facts) => facts.edges, String),
  ];
}

/** Parameters that differ, and those that only one version has. */
export function parameterDeltas(from: readonly Parameter[], to: readonly Parameter[]): DeltaRow[] {
  const before = new Map(from.map((parameter) => [parameter.name, parameter]));
  const after = new Map(to.map((parameter) => [parameter.name, parameter]));
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((name) => {
    const [a, b] = [before.get(name), after.get(name)];
    if (a !== undefined && b !== undefined && a.value === b.value) return [];
    const delta =
      typeof a?.value === "number" && typeof b?.value === "number" ? signed(b.value - a.value, formatLength) : null;
    return [{ name: (b ?? a)?.label ?? name, from: said(a), to: said(b), delta }];
  });
}

function said(parameter: Parameter | undefined): string {
  if (parameter === undefined) return "none";
  const { value, unit } = parameter;
  const text = typeof value === "number" ? formatLength(value) : String(value);
  return unit === "mm" ? `${text} mm` : unit === "deg" ? `${text}°` : text;
}
