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
