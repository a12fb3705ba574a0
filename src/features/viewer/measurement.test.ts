import { describe, expect, it } from "vitest";
import type { Vec3 } from "./cadModel";
import type { FaceShape } from "./faceFit";
import type { Pick } from "./measurement";
import { formatMm, measure } from "./measurement";

function face(shape: Partial<FaceShape>, point: Vec3 = [0, 0, 0]): Pick {
  const base: FaceShape = {
    kind: "plane",
    areaMm2: 100,
    areaIsExact: true,
    origin: point,
    axis: [0, 0, 1],
    diameterMm: null,
    isInside: false,
    circleDiametersMm: [],
    outline: new Float32Array(0),
  };
  return { kind: "face", id: 8, point, shape: { ...base, ...shape } };
}

const valueOf = (picks: Pick[], name: string) => measure(picks)?.rows.find((row) => row.name === name)?.value;

describe("measure", () => {
  it("tells area and diameters of a flat face and names its side", () => {
    const reading = measure([face({ areaMm2: 3157.3, circleDiametersMm: [82, 52] })]);
    expect(reading?.title).toBe("Top face");
    expect(reading?.rows.map((row) => `${row.name} ${row.value}`)).toEqual([
      "Area 3,157.30 mm²",
      "Diameters 82.00, 52.00",
    ]);
  });

  it("says so when an area is that of triangles only", () => {
    expect(valueOf([face({ kind: "free", areaIsExact: false })], "Area")).toBe("≈ 100.00 mm²");
  });

  it("marks the length of a curve that the file does not tell as one of straight pieces", () => {
    const curve = (isExact: boolean): Pick => ({
      ...{ kind: "edge", id: 0, point: [0, 0, 0] },
      shape: { kind: "curve", lengthMm: 100.24, isExact },
    });
    expect(valueOf([curve(true)], "Length")).toBe("100.24 mm");
    expect(valueOf([curve(false)], "Length")).toBe("≈ 100.24 mm");
  });

  it("tells diameter, radius and length of a circular edge", () => {
    const circle: Pick = {
      kind: "edge",
      id: 0,
      point: [7, 0, 0],
      shape: { kind: "circle", lengthMm: 43.98, centre: [0, 0, 0], axis: [0, 0, 1], radiusMm: 7 },
    };
    expect(valueOf([circle], "Diameter")).toBe("Ø 14.00 mm");
    expect(valueOf([circle], "Radius")).toBe("7.00 mm");
    expect(measure([circle])?.dimensions[0]?.text).toBe("Ø 14.00");
  });

  it("measures between two holes from axis to axis", () => {
    const hole = (x: number, z: number) =>
      face({ kind: "cylinder", origin: [x, 0, z], diameterMm: 5 }, [x + 2.5, 0, z]);
    expect(valueOf([hole(-30, 0), hole(30, 9)], "Distance")).toBe("60.00 mm");
  });

  it("measures between parallel faces at a right angle, wherever they were picked", () => {
    expect(valueOf([face({}, [0, 0, 0]), face({}, [31, 7, 48])], "Distance")).toBe("48.00 mm");
  });

  it("tells the angle between faces that are not parallel", () => {
    const tilted = face({ axis: [0, Math.SQRT1_2, Math.SQRT1_2] }, [0, 0, 5]);
    expect(valueOf([face({}), tilted], "Angle")).toBe("45.00°");
  });

  it("measures between corners in a straight line and along each axis", () => {
    const corner = (id: number, point: Vec3): Pick => ({ kind: "point", id, point });
    const picks = [corner(0, [0, 0, 0]), corner(1, [3, -4, 12])];
    expect(valueOf(picks, "Distance")).toBe("13.00 mm");
    expect(valueOf(picks, "ΔX, ΔY, ΔZ")).toBe("3.00, 4.00, 12.00");
  });

  it("has nothing to say about nothing", () => {
    expect(measure([])).toBeNull();
  });
});

describe("formatMm", () => {
  it("never writes a negative zero", () => {
    expect(formatMm(-0.001)).toBe("0.00");
  });
});
