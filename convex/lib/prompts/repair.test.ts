import { describe, expect, it } from "vitest";
import { apiCard } from "./apiCard";
import { cadSystemPrompt } from "./cadSystem";
import { composePrompt, fenced } from "./compose";
import { forbiddenAfter, hintFor } from "./errorCard";
import { composeRepair, nextRound, type Repair } from "./repair";

const brief = { kind: "cad" as const, prompt: "a 10 mm cube", standing: null };
const fault = { code: "spec", message: "1 of 3 checks failed", hint: "", line: null };
const repair: Repair = {
  round: 1,
  code: "from build123d import *\nresult = Box(1, 2, 3)\n",
  fault,
  facts: {
    volumeMm3: 6.00004,
    areaMm2: 22,
    bboxMm: { min: [0, 0, 0], max: [1, 2, 3], size: [1, 2, 3] },
    centerOfMassMm: [0, 0, 0],
    solids: 1,
    faces: 6,
    edges: 12,
    isValid: true,
    isWatertight: true,
    holes: [{ diameterMm: 5, count: 4 }],
  },
  spec: [
    { rule: "Size", expected: "10 × 10 × 10 mm", measured: "1 × 2 × 3 mm", pass: false },
    { rule: "One solid", expected: "1", measured: "1", pass: true },
  ],
  earlier: [],
};

const textOf = (changes: Partial<Repair>) => composeRepair(brief, { ...repair, ...changes }).messages[0]?.text ?? "";

describe("a repair", () => {
  it("shows the numbered code, what was measured and only the checks that failed", () => {
    const text = textOf({});
    expect(text).toContain("2 | result = Box(1, 2, 3)");
    expect(text).toContain("size 1 × 2 × 3 mm");
    expect(text).toContain("volume 6 mm³, 1 solid");
    expect(text).toContain("4 × Ø5 mm");
    expect(text).toContain("- Size: expected 10 × 10 × 10 mm, measured 1 × 2 × 3 mm");
    expect(text).not.toContain("- One solid");
  });

  it("goes from mending to forbidding to plain shapes", () => {
    expect(textOf({ round: 1 })).toContain("change as little as possible");
    expect(textOf({ round: 2 })).toContain("another way");
    expect(textOf({ round: 3 })).toContain("Box, Cylinder, Cone, Sphere");
  });

  it("takes the executor's own hint before the card's", () => {
    expect(textOf({ fault: { ...fault, message: "fillet failed", hint: "Round the upright edges only." } })).toContain(
      "Hint: Round the upright edges only.",
    );
    expect(textOf({ fault: { ...fault, message: "fillet failed" } })).toContain("Hint: The radius is too large");
  });

  it("keeps the same system prompt, so that it stays cached", () => {
    expect(composeRepair(brief, repair).system).toBe(composePrompt(brief).system);
  });

  it("ends after three rounds, and skips one when the same code came back", () => {
    expect([nextRound(0, false), nextRound(1, false), nextRound(2, false), nextRound(3, false)]).toEqual([
      1,
      2,
      3,
      null,
    ]);
    expect([nextRound(0, true), nextRound(1, true), nextRound(2, true)]).toEqual([2, 3, null]);
  });

  it("marks a line at either end of the script", () => {
    expect(textOf({ fault: { ...fault, line: 1 } })).toContain("> 1 | from build123d import *");
    expect(textOf({ fault: { ...fault, line: 99 } })).toContain("spec at line 99");
  });
});

describe("the error card", () => {
  it("forbids what stands in the failing line before what the message names", () => {
    expect(forbiddenAfter("try max_fillet", "result = chamfer(edges, 2)")).toBe("chamfers");
    expect(forbiddenAfter("try max_fillet", "")).toBe("fillets");
    expect(forbiddenAfter("ZeroDivisionError", "a = 1 / 0")).toBeNull();
  });

  it("has a hint for the usual faults and none for others", () => {
    expect(hintFor("name 'Workplane' is not defined", "")).toContain("CadQuery");
    expect(hintFor("'Vector' object has no attribute 'x'", "")).toContain(".X");
    expect(hintFor("ZeroDivisionError: division by zero", "")).toBe("");
  });
});

describe("the system prompt for parts", () => {
  it("holds every line of the card and stays short enough to be cached cheaply", () => {
    for (const { code } of apiCard) expect(cadSystemPrompt).toContain(code);
    expect(cadSystemPrompt.length).toBeLessThan(16_000);
  });
});

describe("code in a prompt", () => {
  it("cannot end its own fence", () => {
    expect(fenced('a = "```"', "cad")).toBe('````python\na = "```"\n````');
  });
});
