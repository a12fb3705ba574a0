/**
 * Client of `/v1/parse`, which the executor and the server of Dolphin share. What they answer is checked: a document may
 * have broken the one that read it.
 */

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

/**
 * Asks one that speaks `/v1/parse`. `who` names it to people.
 * @throws ParserFault
 */
export async function askParser(url: string, token: string | null, file: Blob, who = "The executor"): Promise<Parsed> {
  const body = await answerWithin(who, `${url}/v1/parse`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream", ...(token && { Authorization: `Bearer ${token}` }) },
    body: file,
  });
  const answer = recordOf(body);
  const pages = answer?.["pages"];
  if (!Array.isArray(pages)) {
    throw new ParserFault("executor_protocol", `${who} answered without pages.`, "Update it to this version.");
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

/**
 * The JSON that a reader of documents answers with.
 * @throws ParserFault with its own words where it refused, and with ours where it could not be reached
 */
export async function answerWithin(who: string, url: string, request: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { ...request, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch {
    throw new ParserFault(
      "executor_unavailable",
      `${who} at ${new URL(url).origin} cannot be reached, or took longer than ${ANSWER_WITHIN_MS / 1_000} s.`,
      "Start it, then read the document again.",
    );
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  const error = recordOf(recordOf(body)?.["error"]);
  throw new ParserFault(
    textOf(error?.["code"], "executor_refused"),
    textOf(error?.["message"], `${who} answered ${response.status}.`),
    textOf(error?.["hint"], "Read the document again."),
  );
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

/** Rows of texts; anything else in them is left empty. */
export function cellsOf(value: unknown): string[][] | null {
  if (!Array.isArray(value)) return null;
  return value.map((row: unknown) => (Array.isArray(row) ? row.map((cell) => textOf(cell, "")) : []));
}

function pictureOf(value: unknown): Blob | null {
  if (typeof value !== "string") return null;
  const bytes = Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}

export const recordOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
export const textOf = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);
export const numberFrom = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;
