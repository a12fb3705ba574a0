import { describe, expect, test } from "vitest";
import { compileApp } from "./compileApp";

function codeOf(source: string): string {
  const compiled = compileApp(source);
  if (compiled.kind === "error") throw new Error(compiled.message);
  return compiled.code;
}

/** Runs the body of a script with the guard in it. */
function run(source: string): unknown {
  return new Function(`${codeOf(source).replace(/^export .*$/m, "")}; return result;`)();
}

describe("compiling an app", () => {
  test("types go, JSX becomes calls, lines stay where they are", () => {
    const source =
      'type A = { a: number };\nconst a: A = { a: 1 };\n\nexport default function App() {\n  return <p className="x">{a.a}</p>;\n}\n';
    const code = codeOf(source);
    expect(code).not.toContain("type A");
    expect(code.split("\n").findIndex((line) => line.includes("export default"))).toBe(3);
    expect(code).toContain("react/jsx-runtime");
  });
  test("code that cannot be read is an error with its line", () => {
    expect(compileApp("const a = 1;\nexport default function App() {\n  return <p>{</p>;\n}")).toMatchObject({
      kind: "error",
      line: 3,
    });
  });
});

describe("the loop guard", () => {
  test.each([
    ["while", "let result = 0; while (result < 5) result++;", 5],
    ["while with a comma", "let result = 0; while (result++, result < 5) {}", 5],
    ["do", "let result = 0; do { result++; } while (result < 5 || false);", 5],
    ["for", "let result = 0; for (let i = 0, n = 4; i < n; i++) result += i;", 6],
    ["for without a condition", "let result = 0; for (;;) { if (++result > 3) break; }", 4],
    [
      "for with semicolons in strings and functions",
      'let result = ""; for (let s = ";;"; ((t) => { return t.length; })(s) < 4; s += ";") { result = s; }',
      ";;;",
    ],
    ["for of", "let result = 0; for (const x of [1, 2]) result += x;", 3],
    ["for in", 'let result = ""; for (const x in { a: 1 }) result += x;', "a"],
    ["nested loops", "let result = 0; for (let i = 0; i < 3; i++) { let j = 0; while (j < 2) { j++; result++; } }", 6],
    [
      "the word in text",
      'const result = "while (true) for (;;)" + /while \\(/.source;',
      "while (true) for (;;)while \\(",
    ],
  ])("keeps what %s does", (_name, source, expected) => expect(run(source)).toBe(expected));

  test.each([
    ["while (true)", "let result = 0;\nwhile (true) { result++; }", 2],
    ["for (;;)", "let result = 0;\n\nfor (;;) { result++; }", 3],
    ["do while", "let result = 0; do { result++; } while (true);", 1],
  ])("stops %s and names its line", (_name, source, line) => {
    expect(() => run(source)).toThrow(`The loop on line ${line} did not end within 1.5 s and was stopped.`);
  });
});
