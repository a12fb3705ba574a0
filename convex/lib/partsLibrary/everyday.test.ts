import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerFromPartsLibrary } from "./partsLibrary";

// The wordings of the bench, read without the kernel: what they say is understood, or the person is told.

const rows = readFileSync(join(import.meta.dirname, "../../../bench/everydayPrompts.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { id: string; prompt: string; expected: { bbox_sorted: number[] } });

/** Sizes that the words fix, as the part's own spec has them. */
function boxOf(prompt: string): number[] | null {
  const answer = answerFromPartsLibrary(prompt);
  const box = answer.kind === "part" ? answer.spec.find(({ kind }) => kind === "bbox") : undefined;
  if (box?.kind !== "bbox" || box.size.some((size) => size === null)) return null;
  return (box.size as number[]).sort((a, b) => a - b);
}

test("of everyday wordings, at least 80 in 100 become a part with nothing left unused", () => {
  const whole = rows.filter(({ prompt }) => {
    const answer = answerFromPartsLibrary(prompt);
    return answer.kind === "part" && !answer.warnings.some(({ code }) => code === "not_met");
  });
  expect(whole.length / rows.length).toBeGreaterThan(0.8);
});

test.each([
  [
    "a size in front of a noun, the next one's word behind it",
    "plate 90 x 60 x 3 mm, four 4 mm holes inset 6 mm",
    [3, 60, 90],
  ],
  ["a hole along an axis", "Cube with 35 mm sides and a 15 mm through hole along the Z axis", [35, 35, 35]],
  ["legs of two lengths", "L bracket, legs 60 mm and 40 mm, 30 mm wide, 4 mm thick", [30, 40, 60]],
  ["a part called by its detail", "dowel pin 6 mm diameter 24 mm long with 0.5 mm chamfers", [6, 6, 24]],
  ["a bare number behind its noun", "sleeve: length 60, OD 45, bore 32", [45, 45, 60]],
  ["sizes of the inside", "enclosure with inside dimensions 90x50x30 mm and 2 mm walls, open at the top", [32, 54, 94]],
  ["base and fins that add up", "heat sink 50 x 50 mm, 5 mm base, 10 fins 2 mm thick and 20 mm high", [25, 50, 50]],
])("reads %s", (_, prompt, sizes) => {
  expect(boxOf(prompt)).toEqual(sizes);
});

test("flanges and web keep their own thickness", () => {
  const answer = answerFromPartsLibrary("I-beam 100 mm high, 60 mm wide, web 5 mm, flanges 8 mm, 300 mm long");
  expect(answer).toMatchObject({ kind: "part", warnings: [] });
  if (answer.kind === "part")
    expect(answer.spec).toContainEqual(expect.objectContaining({ kind: "volume", mm3: 414_000 }));
});

test("a number before “in length” is not in inches", () => {
  expect(boxOf("a pipe with inner diameter 40 and wall thickness 2, 120 in length")).toEqual([44, 44, 120]);
});

test("a hole across a rod is not drilled along it", () => {
  const answer = answerFromPartsLibrary("cylinder 30 mm diameter, 80 mm long, 6 mm cross hole 20 mm from the top");
  expect(answer).toMatchObject({ kind: "part", warnings: [] });
  if (answer.kind === "part") expect(answer.script).toContain("Pos(0, 0, CROSS_HOLE_HEIGHT) * Rot(0, 90, 0)");
});

test("a hole from front to back of a block goes along Y", () => {
  const answer = answerFromPartsLibrary(
    "block 80 x 60 x 40 mm with a 20 mm hole from front to back through the centre",
  );
  expect(answer).toMatchObject({ kind: "part", warnings: [] });
  if (answer.kind === "part") expect(answer.script).toContain("Pos(0, WIDTH / 2, HEIGHT / 2) * Rot(90, 0, 0)");
});

test("positions counted from a corner are told apart from those counted from the centre", () => {
  const corner = answerFromPartsLibrary("plate 100 x 60 x 5 mm with 6 mm holes at (20, 15) and (80, 45)");
  const centre = answerFromPartsLibrary("plate 100 x 60 x 5 mm with 6 mm holes at (-20, 15) and (20, -15)");
  expect(corner).toMatchObject({
    warnings: [{ message: "Hole positions taken from the lower left corner of the plate" }],
  });
  expect(centre).toMatchObject({ warnings: [] });
  if (corner.kind === "part") expect(corner.script).toContain("Locations((-30, -15), (30, 15))");
});

test("what a prompt does without is not made", () => {
  const answer = answerFromPartsLibrary("angle bracket, both legs 50 mm long, 40 mm wide, 5 mm thick, no holes");
  if (answer.kind === "part") expect(answer.script).not.toContain("hole");
  expect(answer).toMatchObject({ kind: "part", warnings: [] });
});

test("two slots of different sizes keep a slider each", () => {
  const answer = answerFromPartsLibrary(
    "plate 100 x 60 x 5 mm with two 4 mm holes 10 mm from the left edge and a 12 mm hole 20 mm from the right edge",
  );
  expect(answer.kind).toBe("part");
  if (answer.kind !== "part") return;
  const names = [...answer.script.matchAll(/^([A-Z_0-9]+) = /gm)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("a bearing by its number brings its own seat", () => {
  const answer = answerFromPartsLibrary("bearing block for a 608 bearing with two M5 holes, 40 mm apart");
  expect(answer).toMatchObject({ kind: "part", family: "pillowBlock" });
  if (answer.kind !== "part") return;
  expect(answer.script).toMatch(/^BORE = 22\.0/m);
  expect(answer.script).toMatch(/^SCREW_SPACING = 40\.0/m);
  expect(answer.warnings.filter(({ code }) => code === "not_met")).toEqual([]);
});

test("screws too close for the seat are asked about", () => {
  expect(answerFromPartsLibrary("bearing block for a 6204 bearing with two M5 holes 40 mm apart")).toMatchObject({
    kind: "question",
    question: { text: expect.stringContaining("at least 61 mm") },
  });
});

test("holes announced by number and then described one by one are as many as announced", () => {
  const answer = answerFromPartsLibrary(
    "A plate 60 x 30 x 5 mm with two holes. The left hole is 4 mm in diameter and 8 mm from the left edge of the plate. The right hole is 6 mm in diameter and 10 mm from the right edge of the plate.",
  );
  expect(answer).toMatchObject({ kind: "part" });
  if (answer.kind !== "part") return;
  const holes = answer.spec.filter(({ kind }) => kind === "holes");
  expect(holes).toEqual([
    expect.objectContaining({ diameterMm: 4, count: 1 }),
    expect.objectContaining({ diameterMm: 6, count: 1 }),
  ]);
  expect(answer.script).toContain("Locations((-22, 0))");
  expect(answer.script).toContain("Locations((20, 0))");
});
