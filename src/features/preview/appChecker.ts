import type ts from "typescript";

/** The strict type check of one app against a pack of declarations. Runs wherever TypeScript does: in the worker and in Node. */

export type Diagnostic = { line: number; column: number; code: string; message: string };

const APP_FILE = "/App.tsx";
const MAX_DIAGNOSTICS = 50;

/**
 * @param typescript the compiler, passed in because the browser loads it on demand
 * @param pack path → text, as made by the preview's build
 * @returns a function that checks one app; later calls reuse what earlier ones parsed
 */
export function makeAppChecker(
  typescript: typeof ts,
  pack: Readonly<Record<string, string>>,
): (code: string) => Diagnostic[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: true,
    jsx: typescript.JsxEmit.ReactJSX,
    target: typescript.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    types: [],
  };
  const parsed = new Map<string, ts.SourceFile>();
  const folders = new Set(
    Object.keys(pack).flatMap((name) => name.split("/").map((_, index, parts) => parts.slice(0, index).join("/"))),
  );
  let app = "";
  let last: ts.Program | undefined;

  const readFile = (name: string) => (name === APP_FILE ? app : pack[name]);
  const host: ts.CompilerHost = {
    fileExists: (name) => readFile(name) !== undefined,
    readFile,
    directoryExists: (name) => folders.has(name.replace(/\/$/, "")),
    getDirectories: () => [],
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    getDefaultLibFileName: () => "/lib/lib.es2023.d.ts",
    getDefaultLibLocation: () => "/lib",
    writeFile: () => undefined,
    getSourceFile(name, language) {
      const known = name === APP_FILE ? undefined : parsed.get(name);
      if (known) return known;
      const text = readFile(name);
      if (text === undefined) return undefined;
      const file = typescript.createSourceFile(name, text, language, true);
      if (name !== APP_FILE) parsed.set(name, file);
      return file;
    },
  };

  return (code) => {
    app = code;
    const program = typescript.createProgram([APP_FILE], options, host, last);
    last = program;
    const file = program.getSourceFile(APP_FILE);
    const found = [
      ...program.getOptionsDiagnostics(),
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    const diagnostics = found.slice(0, MAX_DIAGNOSTICS).map((each) => {
      const at =
        each.file && each.start !== undefined
          ? each.file.getLineAndCharacterOfPosition(each.start)
          : { line: 0, character: 0 };
      return {
        line: at.line + 1,
        column: at.character + 1,
        code: `TS${each.code}`,
        message: typescript.flattenDiagnosticMessageText(each.messageText, " "),
      };
    });
    if (file && !hasDefaultExport(typescript, program, file)) {
      diagnostics.push({
        line: 1,
        column: 1,
        code: "app/no_default_export",
        message: "The file has no default export: export the component that is the app.",
      });
    }
    return diagnostics;
  };
}

function hasDefaultExport(typescript: typeof ts, program: ts.Program, file: ts.SourceFile): boolean {
  const symbol = program.getTypeChecker().getSymbolAtLocation(file);
  return symbol?.exports?.has(typescript.InternalSymbolName.Default) ?? false;
}
