import type ts from "typescript";

/** The strict type check of one app against a pack of declarations. Runs wherever TypeScript does: in the browser's worker and in a Node action. */

export type Diagnostic = { line: number; column: number; code: string; message: string };

const APP_FILE = "/App.tsx";
const MAX_DIAGNOSTICS = 50;
/** Types can be made to take for ever; an honest app takes well under a second once the declarations are read. */
const CHECK_LIMIT_MS = 20_000;

/**
 * @param typescript the compiler, passed in because the browser loads it on demand
 * @param pack path → text, as made by the preview's build
 * @returns a function that checks one app; later calls reuse what earlier ones parsed. It throws an Error for an app
 * whose types are not worked out in 20 s.
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
    const endsAt = Date.now() + CHECK_LIMIT_MS;
    const limit: ts.CancellationToken = {
      isCancellationRequested: () => Date.now() > endsAt,
      throwIfCancellationRequested() {
        if (this.isCancellationRequested()) throw new typescript.OperationCanceledException();
      },
    };
    let found: ts.Diagnostic[];
    try {
      found = [
        ...program.getOptionsDiagnostics(limit),
        ...program.getSyntacticDiagnostics(file, limit),
        ...program.getSemanticDiagnostics(file, limit),
      ];
    } catch (error) {
      if (!(error instanceof typescript.OperationCanceledException)) throw error;
      last = undefined;
      throw new Error(`The types of this app were not worked out within ${CHECK_LIMIT_MS / 1000} s.`);
    }
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
