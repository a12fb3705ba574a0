import { describe, expect, test } from "vitest";
import { galleryPrompts } from "./gallery";
import { families } from "./families/families";
import { answerFromPartsLibrary } from "./partsLibrary";
import type { LibraryAnswer } from "./types";

function part(prompt: string): Extract<LibraryAnswer, { kind: "part" }> {
  const answer = answerFromPartsLibrary(prompt);
  if (answer.kind !== "part") throw new Error(`asked back: ${answer.question.text}`);
  return answer;
}

function question(prompt: string): string {
  const answer = answerFromPartsLibrary(prompt);
  if (answer.kind !== "question") throw new Error(`made a ${answer.family}`);
  expect(answer.question.choices).toHaveLength(3);
  return answer.question.text;
}

function box(prompt: string): (number | null)[] | undefined {
  const rule = part(prompt).spec.find((r) => r.kind === "bbox");
  return rule?.kind === "bbox" ? rule.size.map((v) => (v === null ? null : Math.round(v * 1000) / 1000)) : undefined;
}

function holes(prompt: string): string[] {
  return part(prompt).spec.flatMap((r) => (r.kind === "holes" ? [`${r.count}×${r.diameterMm}`] : []));
}

const PLATE = "80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges";

describe("the plate that everything starts with", () => {
  test("has five labelled constants and no warnings", () => {
    const answer = part(PLATE);
    expect(answer.family).toBe("plate");
    expect(answer.warnings).toEqual([]);
    for (const line of [
      "LENGTH = 80.0  # mm, 20..320, Length",
      "WIDTH = 60.0",
      "THICKNESS = 5.0",
      "HOLE_DIAMETER = 5.0",
      "EDGE_DISTANCE = 8.0",
    ])
      expect(answer.script).toContain(line);
    expect(answer.script.startsWith("from build123d import *")).toBe(true);
  });

  test("promises its box, its holes and its volume", () => {
    expect(box(PLATE)).toEqual([80, 60, 5]);
    expect(holes(PLATE)).toEqual(["4×5"]);
    const volume = part(PLATE).spec.find((r) => r.kind === "volume");
    expect(volume?.kind === "volume" && volume.mm3).toBeCloseTo(23607.3, 1);
  });
});

describe("sizes are read however they are written", () => {
  test.each([
    ["plate 100 by 60 by 5", [100, 60, 5]],
    ["A plate measuring 100 × 60 × 5 mm", [100, 60, 5]],
    ["10 cm x 6 cm x 0.5 cm plate", [100, 60, 5]],
    ["base plate 4in x 3in x 1/4in", [101.6, 76.2, 6.35]],
    ['A 3" x 2" x 1/8" plate', [76.2, 50.8, 3.175]],
    ["plate 100,5 x 60 x 5 mm", [100.5, 60, 5]],
    ["create a 1,000mm by 800mm by 50mm rectangular block", [1000, 800, 50]],
    ["Create a parameterized mounting plate 90 mm long, 50 mm wide, and 6 mm thick", [90, 50, 6]],
    ["rectangular plate, length 100, width 50, thickness 8", [100, 50, 8]],
    ["The plate is 20mm wide (Y) and 40mm long (X) with 5mm (Z) thickness", [40, 20, 5]],
    ["make me a 20 mm cube", [20, 20, 20]],
    ["a 4 inch square plate, 1/4 inch thick", [101.6, 101.6, 6.35]],
    ["A rectangular bar 20x10 mm, 150 mm long", [150, 20, 10]],
    ["cylinder radius 10 mm height 50 mm", [20, 20, 50]],
    ["disc Ø60 x 8 mm", [60, 60, 8]],
    ["a bushing 25 mm long, 16 mm outside and 10 mm inside diameter", [16, 16, 25]],
    ["pipe 48.3mm OD x 3.2mm wall x 150mm long", [48.3, 48.3, 150]],
    ["pyramid base 40x40mm height 50mm", [40, 40, 50]],
    ["torus with major radius 30 mm and minor radius 8 mm", [76, 76, 16]],
    ["M6 washer ISO 7089", [12, 12, 1.6]],
    ["rod 8mm diameter, 0.5 m long", [8, 8, 500]],
  ])("%s", (prompt, size) => {
    expect(box(prompt)).toEqual(size);
  });
});

describe("holes are read with their count, size and place", () => {
  test.each([
    ["60 x 30 x 5 mm plate with two countersunk 3.4 mm holes 40 mm apart", ["2×3.4"]],
    ["100x50mm plate 10mm thick, 3×2 array of 4 mm holes spaced 15mm", ["6×4"]],
    ["plate 100x60x5 mm, 4xØ6 holes at 80x40 spacing", ["4×6"]],
    ["Plate: 100 x 50 x 5. Holes: 4 x Ø5.5, 10 mm from edges.", ["4×5.5"]],
    ["80 x 50 x 12 mm plate. Add four 6 mm through holes at X=+-30 mm and Y=+-15 mm", ["4×6"]],
    ["disc 50 mm diameter, 8 mm thick, with 6 evenly spaced 5mm holes on a 40mm bolt circle", ["6×5"]],
    [
      "Plate 120 x 80 x 10 mm with a 20mm center hole and 4 holes of 8mm diameter, 15mm from each edge",
      ["1×20", "4×8"],
    ],
  ])("%s", (prompt, expected) => {
    expect(holes(prompt)).toEqual(expected);
  });

  test("an M-size is a clearance hole and says so", () => {
    const answer = part("60 x 40 x 3 mm plate with four M4 clearance holes 5 mm in from each corner");
    expect(answer.script).toContain("HOLE_DIAMETER = 4.5");
    expect(answer.warnings.map((w) => w.message).join()).toContain("4.5 mm");
  });

  test("a tapped hole is a tap hole, and the missing thread is named", () => {
    const answer = part("plate 80x80x6 mm with 4 tapped M4 holes on a 60 mm bolt circle");
    expect(answer.script).toContain("HOLE_DIAMETER = 3.3");
    expect(answer.warnings.some((w) => w.code === "not_met" && /Threads/.test(w.message))).toBe(true);
  });
});

describe("nothing is assumed or dropped in silence", () => {
  test.each([
    ["plate 80x60x5 mm with four holes", /Hole size not given/],
    ["plate 80x60x5 mm with four 5 mm holes", /Hole position not given/],
    ["plate 100 by 60 by 5", /No unit given/],
    ["80x60x5 mm plate with a dovetail", /dovetail/],
    ["80x60x5 mm plate rated for 5 kg", /5 kg/],
    ["a 20 mm cube with a 3 mm gizmo", /3 mm/],
  ])("%s", (prompt, expected) => {
    expect(
      part(prompt)
        .warnings.map((w) => w.message)
        .join("\n"),
    ).toMatch(expected);
  });
});

describe("the library asks back instead of guessing", () => {
  test.each([
    ["", /empty/],
    ["   \n ", /empty/],
    ["asdf qwer zxcv", /no part that fits/],
    ["write me a poem about the sea", /no part that fits/],
    ["Gallows frame, 2400x1250x450 mm, 6 brackets, angle iron", /no part that fits/],
    ["Single-line floor route centerline with 3 jogs, 120 mm long", /not a solid/],
    ["Bracket plate profile with 6 holes for a laser-cut sketch", /flat profile/],
    ["plate 50x50x5 mm with a 60 mm hole", /larger than the plate/],
    ["plate -50x20x5 mm", /more than 0/],
    ["a plate 0x20x5 mm", /more than 0/],
    ["tube 20 mm OD, 30 mm ID, 50 mm long", /not smaller/],
    ["tube 20 mm outer diameter, 12 mm wall, 50 mm long", /no bore/],
    ["disc 50 mm diameter, 5 mm thick, with six 5 mm holes on a 60 mm bolt circle", /does not fit/],
    ["spur gear with 20 teeth, module 2.5, 50 mm outer diameter", /55 mm/],
    ["one vertical cylinder with a diameter of 40 mm and a radius of 30 mm, height 50 mm", /contradict/],
    ["a gear pump", /no part that fits/],
  ])("%s", (prompt, expected) => {
    expect(question(prompt)).toMatch(expected);
  });

  test("a prompt of 100,000 characters", () => {
    expect(question("plate ".repeat(20_000).slice(0, 100_000))).toMatch(/100,000 characters/);
  });

  test("every choice is a prompt that gives a part", () => {
    for (const prompt of ["asdf", "gear pump", "rocket engine"]) {
      const answer = answerFromPartsLibrary(prompt);
      if (answer.kind !== "question") throw new Error("made a part");
      for (const choice of answer.question.choices) expect(part(choice.prompt).title).toBe(choice.label);
    }
  });
});

describe("families", () => {
  test("there are at least thirty, each with its own id and title", () => {
    expect(families.length).toBeGreaterThanOrEqual(30);
    expect(new Set(families.map((f) => f.id)).size).toBe(families.length);
    expect(new Set(families.map((f) => f.title)).size).toBe(families.length);
  });

  test("each answers its own example and exemplars", () => {
    for (const family of families)
      for (const prompt of [family.example, ...family.exemplars])
        expect([prompt, part(prompt).family]).not.toContain(undefined);
    for (const family of families)
      expect([family.example, part(family.example).family]).toEqual([family.example, family.id]);
  });

  test("each gallery prompt is answered by the family it names", () => {
    for (const entry of galleryPrompts)
      expect([entry.title, part(entry.prompt).family]).toEqual([entry.title, entry.family]);
  });

  test("the same prompt always gives the same answer", () => {
    for (const family of families)
      expect(answerFromPartsLibrary(family.example)).toEqual(answerFromPartsLibrary(family.example));
  });
});
