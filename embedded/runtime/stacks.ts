/** What user code threw, and its stack in terms of the files that people wrote. */
import { SourceMap } from "node:module";

export type ThrownError = {
  name: string;
  message: string;
  stack: string;
  /** JSON text of a ConvexError's data. */
  data: string | undefined;
};

const CONVEX_ERROR = Symbol.for("ConvexError");

/** Reads an error of any realm; a thrown non-error is printed as Convex does. */
export function readThrown(thrown: unknown): ThrownError {
  if (typeof thrown !== "object" || thrown === null) {
    return { name: "Error", message: String(thrown), stack: "", data: undefined };
  }
  const error = thrown as { name?: unknown; message?: unknown; stack?: unknown; data?: unknown };
  const data = CONVEX_ERROR in thrown && typeof error.data === "string" ? error.data : undefined;
  return {
    name: typeof error.name === "string" ? error.name : "Error",
    message: typeof error.message === "string" ? error.message : String(thrown),
    stack: typeof error.stack === "string" ? error.stack : "",
    data,
  };
}

export class StackMapper {
  readonly #bundleFile: string;
  readonly #mapJson: string;
  readonly #rootFolder: string;
  #map: SourceMap | null = null;

  /** `rootFolder` is how the functions folder is named in a stack ("../convex" is Convex's own). */
  constructor(bundleFile: string, mapJson: string, rootFolder = "../convex") {
    this.#bundleFile = bundleFile;
    this.#mapJson = mapJson;
    this.#rootFolder = rootFolder;
  }

  /** "Uncaught Name: message" with the mapped frames of user code below it. */
  describe(error: ThrownError): string {
    const frames = this.#frames(error.stack);
    const name = error.name === "" ? "Error" : error.name;
    return [`Uncaught ${name}: ${error.message}`, ...frames].join("\n") + "\n";
  }

  #frames(stack: string): string[] {
    const frames: string[] = [];
    for (const line of stack.split("\n")) {
      const match = /^\s+at (?:(async )?(.+?) \()?(.*?):(\d+):(\d+)\)?$/.exec(line);
      if (match === null || match[3] !== this.#bundleFile) continue;
      const entry = this.#sourceMap().findEntry(Number(match[4]) - 1, Number(match[5]) - 1);
      if (!("originalSource" in entry) || entry.originalSource.includes("node_modules/")) continue;
      const called = match[2] === undefined ? "<anonymous>" : match[2].replace(/^Object\./, "");
      const file = `${this.#rootFolder}/${entry.originalSource}`;
      frames.push(`    at ${match[1] ?? ""}${called} (${file}:${entry.originalLine + 1}:${entry.originalColumn + 1})`);
    }
    return frames;
  }

  #sourceMap(): SourceMap {
    return (this.#map ??= new SourceMap(JSON.parse(this.#mapJson) as ConstructorParameters<typeof SourceMap>[0]));
  }
}
