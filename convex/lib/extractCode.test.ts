import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractCode, isSameCode } from "./extractCode";

const SCRIPT = `from build123d import *

WIDTH = 80.0  # mm, 20..200, Width

body = Box(WIDTH, 40, 10)
result = body
`;

const APP = `import { useState } from "react";

export default function App() {
  const [count, setCount] = useState(0);
  return <button onClick={() => setCount(count + 1)}>{count}</button>;
}
`;

const python = (reply: string, finish: "stop" | "length" = "stop") => extractCode(reply, "python", finish);
const tsx = (reply: string) => extractCode(reply, "tsx");
const code = (source: string) => ({ kind: "code", code: source });

describe("extractCode", () => {
  it.each([
    ["as it is", SCRIPT],
    ["in a fence", `\`\`\`python\n${SCRIPT}\`\`\``],
    ["in a fence without a language", `\`\`\`\n${SCRIPT}\`\`\``],
    ["in a fence called py with more words", `\`\`\`py title="part.py"\n${SCRIPT}\`\`\``],
    ["in tildes", `~~~python\n${SCRIPT}~~~`],
    ["between sentences", `Here is the part:\n\n\`\`\`python\n${SCRIPT}\`\`\`\n\nThe width is a parameter.`],
    ["with Windows line ends", `\`\`\`python\r\n${SCRIPT.replace(/\n/g, "\r\n")}\`\`\`\r\n`],
    ["in an indented fence", `1. The script:\n   \`\`\`python\n${SCRIPT.replace(/^(?=.)/gm, "   ")}   \`\`\``],
    ["in a fence that is never closed", `\`\`\`python\n${SCRIPT}`],
    ["with a closing fence alone", `${SCRIPT}\`\`\`\n`],
    [
      "bare between sentences",
      `Sure! Here is your script.\n\n${SCRIPT}\nThis makes a plate that you can adjust. Enjoy!`,
    ],
  ])("finds a script %s", (_, reply) => {
    expect(python(reply)).toEqual(code(SCRIPT));
  });

  it("takes the last of two whole scripts of the same length, and a whole one before a longer fragment", () => {
    const corrected = SCRIPT.replace("40", "50");
    expect(python(`\`\`\`python\n${SCRIPT}\`\`\`\nA slip, corrected:\n\`\`\`python\n${corrected}\`\`\``)).toEqual(
      code(corrected),
    );
    const fragment = `\`\`\`python\nradius = 3\n${"x = Box(1, 1, 1)\n".repeat(30)}\`\`\``;
    expect(python(`${fragment}\n\`\`\`python\n${SCRIPT}\`\`\``)).toEqual(code(SCRIPT));
  });

  it("puts a script together that was explained step by step", () => {
    const reply =
      "First:\n```python\nfrom build123d import *\nW = 3\n```\nThen:\n```python\nresult = Box(W, W, W)\n```";
    expect(python(reply)).toEqual(code("from build123d import *\nW = 3\n\nresult = Box(W, W, W)\n"));
  });

  it("leaves out the shell lines beside the script", () => {
    expect(python(`\`\`\`bash\npip install build123d\n\`\`\`\n\`\`\`python\n${SCRIPT}\`\`\``)).toEqual(code(SCRIPT));
  });

  it.each([
    ["a refusal", "I'm sorry, but I can't help with that."],
    ["a question", "Which diameter should the hole have? For example: 5 mm, 6 mm."],
    [
      "an explanation",
      "You can import the library and then create a box. From there, subtract a cylinder.\n\n- Step one\n- Step two",
    ],
    ["a fence of prose", "```\nThis part cannot be made.\nIt contradicts itself.\n```"],
    ["another language", '```json\n{"width": 80}\n```'],
  ])("refuses %s as prose", (_, reply) => {
    expect(python(reply)).toEqual({ kind: "none", reason: "prose" });
  });

  it("refuses an empty reply", () => {
    expect(python(" \n\n")).toEqual({ kind: "none", reason: "empty" });
  });

  it("refuses a script that the model could not finish, and takes one that was whole before", () => {
    expect(python(`\`\`\`python\n${SCRIPT}`, "length")).toEqual({ kind: "none", reason: "cut" });
    expect(python(SCRIPT, "length")).toEqual({ kind: "none", reason: "cut" });
    expect(python(`\`\`\`python\n${SCRIPT}\`\`\`\nAnd now a long expl`, "length")).toEqual(code(SCRIPT));
  });

  it("hands on code that lacks its result, so that the run names what is missing", () => {
    const lacking = "from build123d import *\nbody = Box(1, 2, 3)\n";
    expect(python(`\`\`\`python\n${lacking}\`\`\``)).toEqual(code(lacking));
  });

  it.each([
    ["as it is", APP],
    ["in a fence", `\`\`\`tsx\n${APP}\`\`\``],
    ["in a fence called typescript", `Here:\n\`\`\`typescript\n${APP}\`\`\`\nDone.`],
    ["bare between sentences", `Here is the app.\n\n${APP}\nIt counts clicks.`],
  ])("finds an app %s", (_, reply) => {
    expect(tsx(reply)).toEqual(code(APP));
  });

  it("keeps the template strings of an app", () => {
    const app = APP.replace("{count}</button>", "{`${count} pieces`}</button>");
    expect(tsx(`\`\`\`tsx\n${app}\`\`\``)).toEqual(code(app));
  });

  it("refuses prose about an app", () => {
    expect(tsx("A <button> counts clicks. I would use useState for it.")).toEqual({ kind: "none", reason: "prose" });
  });
});

describe("isSameCode", () => {
  it("sees through comments and spacing, and not through numbers or indents", () => {
    expect(isSameCode("a = 1  # one\n\nb = 2", "# new\na  = 1\nb = 2\n", "python")).toBe(true);
    expect(isSameCode("a = 1", "a = 2", "python")).toBe(false);
    expect(isSameCode("a = b // 2", "a = b // 3", "python")).toBe(false);
    expect(isSameCode("if a:\n  b()\nc()", "if a:\n  b()\n  c()", "python")).toBe(false);
    expect(isSameCode("a(); // one", "a();", "tsx")).toBe(true);
  });
});

describe("replies of any kind", () => {
  it("are read without a throw, and a fenced script is found in all of them", { timeout: 30_000 }, () => {
    const text = fc.string({
      unit: fc.constantFrom("`", "~", "\n", " ", "a", "=", "#", "<", ">", "import ", "python", "{", "result"),
    });
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(["code", "none"]).toContain(python(before).kind);
        expect(["code", "none"]).toContain(tsx(before).kind);
        const plain = (part: string) => part.replace(/[`~]/g, "");
        expect(python(`${plain(before)}\n\`\`\`python\n${SCRIPT}\`\`\`\n${plain(after)}`)).toEqual(code(SCRIPT));
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it.each(["<a", "with a(", ")", " ", "\n", "``` ", "import ", "def :#", "export {", "a = ", "from "])(
    "are read in one go, also 200 000 characters of %j",
    { timeout: 30_000 },
    (piece) => {
      const reply = piece.repeat(Math.ceil(200_000 / piece.length));
      expect(python(reply).kind).toBeTypeOf("string");
      expect(tsx(reply).kind).toBeTypeOf("string");
      expect(isSameCode(reply, reply, "python")).toBe(true);
    },
  );
});
