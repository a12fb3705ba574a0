const NAMES: Partial<Record<string, string>> = { builtin: "built in", docling: "docling", dolphin: "Dolphin" };

/** What people call the engine that read a document; one that this page does not know keeps its own name. */
export function engineName(engine: string): string {
  return NAMES[engine] ?? engine;
}
