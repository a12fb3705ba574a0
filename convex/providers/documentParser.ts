/** Client of the executor's `/v1/parse`. What it answers is checked: a document may have broken the one that read it. */

export type ParsedElement = {
  id: string;
  label: string;
  bbox: number[];
  order: number;
  text: string;
  cells?: string[][];
  confidence: number | null;
  engine: string;
};
export type ParsedPage = { width: number; height: number; elements: ParsedElement[] };
export type Parsed = { engine: string; pages: ParsedPage[]; pictures: (Blob | null)[]; skipped: string[] };

const ANSWER_WITHIN_MS = 150_000;

/** The file cannot be read, or nobody could be asked; message and hint are for people. */
export class ParserFault extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string) {
    super(message);
    this.name = "ParserFault";
    this.code = code;
    this.hint = hint;
  }
}

/** @throws ParserFault */
export async function askParser(url: string | null, token: string | null, file: Blob): Promise<Parsed> {
  if (url === null) {
    throw new ParserFault("executor_unavailable", "No executor is set to read documents.", "Set WORKER_URL.");
  }
  let response: Response;
  try {
    response = await fetch(`${url}/v1/parse`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", ...(token && { Authorization: `Bearer ${token}` }) },
      body: file,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch {
    throw new ParserFault(
      "executor_unavailable",
      `The executor at ${url} cannot be reached.`,
      "Start it, then read the document again.",
    );
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const error = recordOf(recordOf(body)?.["error"]);
    throw new ParserFault(
      textOf(error?.["code"], "executor_refused"),
      textOf(error?.["message"], `The executor answered ${response.status}.`),
      textOf(error?.["hint"], "Read the document again."),
    );
  }
  const answer = recordOf(body);
  const pages = answer?.["pages"];
  if (!Array.isArray(pages)) {
    throw new ParserFault("executor_protocol", "The executor's answer has no pages.", "Update the executor.");
  }
  const pictures = Array.isArray(answer?.["pictures"]) ? answer["pictures"] : [];
  const skipped = Array.isArray(answer?.["skipped"]) ? answer["skipped"] : [];
  return {
    engine: textOf(answer?.["engine"], "builtin"),
    pages: pages.map(pageOf),
    pictures: pages.map((_, index) => pictureOf(pictures[index])),
    skipped: skipped.filter((line) => typeof line === "string"),
  };
}

function pageOf(value: unknown): ParsedPage {
  const page = recordOf(value);
  const elements = Array.isArray(page?.["elements"]) ? page["elements"] : [];
  return {
    width: numberFrom(page?.["width"], 1),
    height: numberFrom(page?.["height"], 1),
    elements: elements.flatMap((each: unknown, index) => {
      const element = recordOf(each);
      const bbox = element?.["bbox"];
      if (element === null || !Array.isArray(bbox) || bbox.length !== 4) return [];
      const cells = cellsOf(element["cells"]);
      return [
        {
          id: textOf(element["id"], `e${index + 1}`),
          label: textOf(element["label"], "text"),
          bbox: bbox.map((side) => numberFrom(side, 0)),
          order: numberFrom(element["order"], index + 1),
          text: textOf(element["text"], ""),
          ...(cells === null ? {} : { cells }),
          confidence: typeof element["confidence"] === "number" ? element["confidence"] : null,
          engine: textOf(element["engine"], "builtin"),
        },
      ];
    }),
  };
}

function cellsOf(value: unknown): string[][] | null {
  if (!Array.isArray(value)) return null;
  return value.map((row: unknown) => (Array.isArray(row) ? row.map((cell) => textOf(cell, "")) : []));
}

function pictureOf(value: unknown): Blob | null {
  if (typeof value !== "string") return null;
  const bytes = Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}

const recordOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
const textOf = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);
const numberFrom = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;
