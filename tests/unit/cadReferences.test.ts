import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { builtInSuites } from "../../convex/lib/benchmarks/builtInSuites";
import { judge, type Answer } from "../../convex/lib/benchmarks/judge";

const root = path.resolve(import.meta.dirname, "../..");
const python = path.join(root, process.platform === "win32" ? ".venv/Scripts/python.exe" : ".venv/bin/python");
const cases = builtInSuites.find(({ id }) => id === "cad")!.cases.filter((each) => each.referenceScript !== undefined);

/** Runs each script by itself and measures its result. */
const RUNNER = `
import json, sys
answers = []
for code in json.load(sys.stdin):
    names = {}
    exec(code, names)
    part = names["result"]
    box = part.bounding_box()
    rounds = {}
    for face in part.faces():
        if str(face.geom_type).endswith("CYLINDER"):
            key = (round(2 * face.radius, 4), round(face.center().X, 2), round(face.center().Y, 2))
            rounds[key] = rounds.get(key, 0) + 1
    answers.append({
        "volumeMm3": part.volume, "bboxMm": {"size": list(box.size)}, "minZ": box.min.Z,
        "solids": len(part.solids()), "isValid": part.is_valid, "isWatertight": True,
        "diameters": [key[0] for key in rounds],
    })
json.dump(answers, sys.stdout)
`;

type Measured = NonNullable<Answer["facts"]> & { minZ: number; diameters: number[] };

describe.skipIf(!existsSync(python))("the references of the CAD suite", () => {
  it("are what their own cases ask for, and stand on Z=0", { timeout: 150_000 }, () => {
    const child = spawnSync(python, ["-c", RUNNER], {
      input: JSON.stringify(cases.map(({ referenceScript }) => referenceScript)),
      encoding: "utf8",
      timeout: 120_000,
    });
    if (child.status !== 0) throw new Error(child.stderr);
    const measured = JSON.parse(child.stdout) as Measured[];
    const wrong = cases.flatMap((each, at) => {
      const { diameters, minZ, ...facts } = measured[at]!;
      const holes = (each.expected.holes ?? []).map(({ diameterMm }) => ({
        diameterMm,
        count: diameters.filter((diameter) => diameter === diameterMm).length,
      }));
      const answer: Answer = {
        status: "succeeded",
        error: null,
        warnings: [],
        attempts: [],
        facts: { ...facts, holes },
      };
      const { outcome, reason } = judge(each, answer);
      return outcome === "passed" && Math.abs(minZ) < 1e-6 ? [] : [`${each.id}: ${reason}, bottom at ${minZ}`];
    });
    expect(wrong).toEqual([]);
  });

  it("are there for at least 24 cases", () => {
    expect(cases.length).toBeGreaterThanOrEqual(24);
  });
});
