import { engineCards, type DocumentEngine } from "../lib/documentEngines";
import { settings } from "../lib/settings";
import { askDocling } from "./docling";
import { askParser, ParserFault, type Parsed } from "./documentParser";

/** The engines that this installation has addresses for. */
export function configuredEngines(): DocumentEngine[] {
  const found: DocumentEngine[] = ["builtin"];
  if (settings.doclingUrl() !== null) found.push("docling");
  if (settings.dolphinUrl() !== null) found.push("dolphin");
  return found;
}

/**
 * Has an engine read a file. The pictures of its pages are the executor's where the engine gives none.
 * @throws ParserFault
 */
export async function readWith(engine: DocumentEngine, file: Blob, name: string): Promise<Parsed> {
  if (engine === "builtin") return await askExecutor(file);
  const parsed = await askModel(engine, file, name);
  if (parsed.pictures.some((picture) => picture !== null)) return parsed;
  // Elements without a picture behind them are worth more than nothing.
  const { pictures } = await askExecutor(file).catch(() => ({ pictures: [] as (Blob | null)[] }));
  return { ...parsed, pictures: parsed.pages.map((_, index) => pictures[index] ?? null) };
}

async function askModel(engine: "docling" | "dolphin", file: Blob, name: string): Promise<Parsed> {
  const [url, token] =
    engine === "docling"
      ? [settings.doclingUrl(), settings.doclingToken()]
      : [settings.dolphinUrl(), settings.dolphinToken()];
  if (url === null) {
    throw new ParserFault(
      "executor_unavailable",
      `${engineCards[engine].name} is not set up here.`,
      `Set ${engine.toUpperCase()}_URL, or read the document built in.`,
    );
  }
  return engine === "docling" ? await askDocling(url, token, file, name) : await askParser(url, token, file, "Dolphin");
}

async function askExecutor(file: Blob): Promise<Parsed> {
  const url = settings.workerUrl();
  if (url !== null) return await askParser(url, settings.workerToken(), file);
  throw new ParserFault("executor_unavailable", "No executor is set to read documents.", "Set WORKER_URL.");
}
