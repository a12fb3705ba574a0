import { transform } from "sucrase";
import type { Diagnostic } from "./appChecker";
import type { Fault } from "./prompts/repair";

/**
 * What makes an app fail before anybody sees it: text that is no TypeScript, modules that the preview does not serve, no
 * component to show. Its types are checked where there is room for the compiler: `convex/appTypes.ts` and the page. Pure.
 */

const MODULES = new Set(["react", "lucide-react", "recharts", "workspace"]);

/** The first thing that keeps the app from running; null when it may run. Lines are counted from 1. */
export function appFault(code: string): Fault | null {
  const syntax = syntaxFault(code);
  if (syntax !== null) return syntax;
  for (const [at, line] of code.split("\n").entries()) {
    const [, module] =
      /^\s*(?:import|export)\b[^"']*\bfrom\s*["']([^"']+)["']/.exec(line) ?? IMPORT_ONLY.exec(line) ?? [];
    if (module !== undefined && !MODULES.has(module)) {
      return fault(`The module "${module}" is not there.`, `Import from ${[...MODULES].join(", ")} alone.`, at + 1);
    }
  }
  if (!/\bexport\s+default\b|\bas\s+default\b/.test(code)) {
    return fault("The file has no default export.", "End with the component: export default function App().", null);
  }
  return null;
}

const NAMED_FINDINGS = 6;

/** The compiler's findings as one fault for the author; null when there are none. */
export function typesFault(findings: readonly Diagnostic[]): Fault | null {
  const [first] = findings;
  if (first === undefined) return null;
  const named = findings.slice(0, NAMED_FINDINGS).map(({ line, code, message }) => `line ${line}: ${code}: ${message}`);
  const more = findings.length > named.length ? `; and ${findings.length - named.length} more` : "";
  return fault(`The strict type check has ${findings.length} findings: ${named.join("; ")}${more}`, "", first.line);
}

const IMPORT_ONLY = /^\s*import\s*["']([^"']+)["']/;

function syntaxFault(code: string): Fault | null {
  try {
    transform(code, { transforms: ["typescript", "jsx"], jsxRuntime: "automatic", production: true });
    return null;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const [, line] = /\((\d+):\d+\)\s*$/.exec(text) ?? [];
    const plain = text.replace(/^Error transforming [^:]+: /, "").replace(/\s*\(\d+:\d+\)\s*$/, "");
    return fault(`The code cannot be read: ${plain}.`, "", line === undefined ? null : Number(line));
  }
}

function fault(message: string, hint: string, line: number | null): Fault {
  return { code: "types", message, hint, line };
}
