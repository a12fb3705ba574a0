import { expect, test } from "vitest";
import type { Base, Draft } from "../lib/llmRouter";
import type { Parameter } from "../lib/validators";
import { partsLibraryAuthor } from "./partsLibrary";

const PLATE = "80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges";

async function write(prompt: string, base: Base | null): Promise<Draft> {
  const { draft } = await partsLibraryAuthor.write(
    { prompt, kind: "cad", model: undefined, profile: "balanced", base },
    { signal: new AbortController().signal, onToken: () => undefined },
  );
  return draft;
}

function scriptOf(draft: Draft) {
  if (draft.kind === "question") throw new Error(draft.question.text);
  return draft;
}

const thickness: Parameter = {
  name: "THICKNESS",
  label: "Thickness",
  unit: "mm",
  value: 5,
  default: 5,
  min: 1.25,
  max: 20,
  step: 0.5,
  choices: null,
};

test("a follow-up that adds something keeps the rest of the script, and the sliders as they stand", async () => {
  const first = scriptOf(await write(PLATE, null));
  const base: Base = { code: first.text, parameters: [thickness], values: { THICKNESS: 7, HOLE_DIAMETER: 6 } };
  const second = scriptOf(await write("add a 20 mm hole in the middle", base));
  const kept = first.text.split("\n").filter((line) => !line.startsWith("# As said"));
  expect(second.text.split("\n")).toEqual(expect.arrayContaining(kept));
  expect(second.text).toContain("CENTER_HOLE_DIAMETER = 20.0");
  expect(second).toMatchObject({ title: null, label: "Add a 20 mm hole in the middle", values: base.values });

  // The slider of what the words change is the words' again; the other stays.
  const third = scriptOf(await write("8 mm holes instead of 5 mm holes", base));
  expect(third.text).toContain("HOLE_DIAMETER = 8.0");
  expect(third.values).toEqual({ THICKNESS: 7 });
});

test("a follow-up to code that was edited by hand asks back and keeps the code", async () => {
  const { text } = scriptOf(await write(PLATE, null));
  const base: Base = { code: text.replace("80.0", "81.0"), parameters: [thickness], values: {} };
  const draft = await write("add a 20 mm hole in the middle", base);
  expect(draft.kind).toBe("question");
});
