import { describe, expect, it } from "vitest";
import type { Facts, Parameter } from "../../../convex/lib/validators";
import { factDeltas, parameterDeltas } from "./deltas";

const facts = (volumeMm3: number, size: [number, number, number], faces = 10): Facts => ({
  volumeMm3,
  areaMm2: 11_000,
  bboxMm: { min: [0, 0, 0], max: size, size },
  centerOfMassMm: [0, 0, 0],
  solids: 1,
  faces,
  edges: 24,
  isValid: true,
  isWatertight: true,
});
const length = (value: number, name = "LENGTH"): Parameter => ({
  name,
  label: "Length",
  unit: "mm",
  value,
  default: 80,
  min: 1,
  max: 200,
  step: 1,
  choices: null,
});

describe("facts with deltas", () => {
  const rows = factDeltas(facts(23_607, [80, 60, 5]), facts(28_607, [80, 60, 4.5], 9));
  const row = (name: string) => rows.find((entry) => entry.name === name);

  it("says by how much each grew or shrank, with its unit", () => {
    expect(row("Volume")).toEqual({ name: "Volume", from: "23.6 cm³", to: "28.6 cm³", delta: "+5 cm³" });
    expect(row("Faces")?.delta).toBe("−1");
    expect(row("Box")?.delta).toBe("0, 0, −0.5");
  });

  it("says nothing where nothing changed", () => {
    expect(row("Area")?.delta).toBeNull();
    expect(row("Solids")?.delta).toBeNull();
  });
});

describe("parameters with deltas", () => {
  it("lists those that changed, came or went", () => {
    expect(parameterDeltas([length(80), length(5, "OLD")], [length(90), length(5, "NEW")])).toEqual([
      { name: "Length", from: "80 mm", to: "90 mm", delta: "+10" },
      { name: "Length", from: "5 mm", to: "none", delta: null },
      { name: "Length", from: "none", to: "5 mm", delta: null },
    ]);
    expect(parameterDeltas([length(80)], [length(80)])).toEqual([]);
  });
});
