import { transform } from "sucrase";
import { guardLoops } from "./loopGuard";

/** Turns an app's TypeScript into a module that the preview frame can import. Loaded on demand: it brings the compiler. */

export type Compiled = { kind: "module"; code: string } | { kind: "error"; message: string; line: number | null };

/** Types are dropped, not checked; lines stay where they are, so that a runtime error names the line of the source. */
export function compileApp(source: string): Compiled {
  try {
    const { code } = transform(guardLoops(source), {
      transforms: ["typescript", "jsx"],
      jsxRuntime: "automatic",
      production: true,
      filePath: "App.tsx",
    });
    return { kind: "module", code };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const [, line] = /\((\d+):\d+\)\s*$/.exec(text) ?? [];
    const plain = text.replace(/^Error transforming [^:]+: /, "").replace(/\s*\(\d+:\d+\)\s*$/, "");
    return {
      kind: "error",
      message: `The code cannot be read: ${plain}.`,
      line: line === undefined ? null : Number(line),
    };
  }
}
