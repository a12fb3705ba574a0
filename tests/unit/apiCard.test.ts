import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { apiCard, apiCardSetup } from "../../convex/lib/prompts/apiCard";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const python = path.join(root, process.platform === "win32" ? ".venv/Scripts/python.exe" : ".venv/bin/python");

/** Runs each piece by itself; a part that comes out must be a valid body with a volume. */
const RUNNER = `
import json, sys
job = json.load(sys.stdin)
answers = []
for piece in job["pieces"]:
    code = piece["code"]
    names = {}
    try:
        exec("\\n".join(job["setup"]) + "\\n" + code, names)
        part = names.get("part")
        bodies = [] if part is None else ([part] if not isinstance(part, list) else part)
        bad = [b for b in bodies if not b.is_valid or not b.volume > 0]
        volume = sum(b.volume for b in bodies)
        if bad:
            answers.append("not a valid body")
        elif piece["mm3"] is not None and abs(volume - piece["mm3"]) > 1e-3 * volume:
            answers.append(f"{volume:.1f} mm3 instead of {piece['mm3']:.1f}")
        else:
            answers.append("")
    except Exception as error:
        answers.append(f"{type(error).__name__}: {error}")
json.dump(answers, sys.stdout)
`;

function run(lines: Array<{ code: string; mm3?: number }>): string[] {
  const pieces = lines.map(({ code, mm3 = null }: { code: string; mm3?: number | null }) => ({ code, mm3 }));
  const child = spawnSync(python, ["-c", RUNNER], {
    input: JSON.stringify({ setup: apiCardSetup, pieces }),
    encoding: "utf8",
    timeout: 120_000,
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as string[];
}

describe.skipIf(!existsSync(python))("the build123d card that models read", () => {
  it("runs, line by line, on the pinned version", { timeout: 150_000 }, () => {
    const answers = run([...apiCard]);
    const broken = apiCard.flatMap(({ code }, at) => (answers[at] === "" ? [] : [`${code} → ${answers[at]}`]));
    expect(broken).toEqual([]);
  });

  it(
    "would notice a line that does not run, one that leaves nothing and a cut that misses",
    { timeout: 150_000 },
    () => {
      const answers = run([
        { code: "part = Box(1, 2)" },
        { code: "part = Box(1, 1, 1) - Box(2, 2, 2)" },
        { code: "part = Box(1, 1, 1) - Pos(9, 9, 9) * Box(1, 1, 1)", mm3: 0.5 },
      ]);
      expect(answers.every((answer) => answer !== "")).toBe(true);
    },
  );
});
