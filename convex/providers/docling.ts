import {
  answerWithin,
  cellsOf,
  numberFrom,
  ParserFault,
  recordOf,
  textOf,
  type Parsed,
  type ParsedElement,
  type ParsedPage,
} from "./documentParser";

/**
 * Client of a docling-serve. Its document is a tree of references into lists of texts and tables, each with its place
 * on a page; here it becomes elements in reading order, with boxes from the top left.
 */

type Json = Record<string, unknown>;

const MAX_PAGES = 100;
const MAX_ELEMENTS = 5_000;
const MAX_TEXT_CHARACTERS = 20_000;
const MAX_DEPTH = 20;
/** Where a file has no pages of its own: elements below each other on one long page. */
const FLOW = { width: 595, margin: 40, line: 16, charactersALine: 90 };
const HEADINGS = new Set(["title", "section_header"]);

/** @throws ParserFault */
export async function askDocling(url: string, token: string | null, file: Blob, name: string): Promise<Parsed> {
  const form = new FormData();
  form.append("files", file, name);
  form.append("to_formats", "json");
  form.append("do_ocr", "true");
  form.append("do_table_structure", "true");
  form.append("include_images", "false");
  const body = await answerWithin("docling", `${url}/v1/convert/file`, {
    method: "POST",
    body: form,
    ...(token === null ? {} : { headers: { "X-Api-Key": token } }),
  });
  const answer = recordOf(body);
  const document = recordOf(recordOf(answer?.["document"])?.["json_content"]);
  const status = textOf(answer?.["status"], "");
  if (document === null || (status !== "success" && status !== "partial_success")) {
    const [first] = listOf(answer?.["errors"]);
    const said = textOf(recordOf(first)?.["error_message"], "it gave no reason").slice(0, 300);
    throw new ParserFault(
      "damaged",
      `docling could not read it: ${said}.`,
      "Save the file again, or read it built in.",
    );
  }
  const parsed = readDocling(document);
  if (status === "partial_success") parsed.skipped.push("docling read it in part");
  return parsed;
}

/** A DoclingDocument as elements on pages. Pure. */
export function readDocling(document: Json): Parsed {
  const pages = pagesOf(document);
  const hasPages = pages.length > 0;
  const skipped: string[] = [];
  if (!hasPages) pages.push({ width: FLOW.width, height: 2 * FLOW.margin, elements: [] });
  let furniture = 0;
  let pictures = 0;
  let count = 0;
  for (const item of inReadingOrder(document)) {
    const label = textOf(item["label"], "text");
    if (item["content_layer"] === "furniture") {
      furniture += 1;
      continue;
    }
    const cells = tableOf(item);
    const text = cells === null ? textOf(item["text"], "").trim() : cells.map((row) => row.join("\t")).join("\n");
    if (text === "") {
      if (label === "picture") pictures += 1;
      continue;
    }
    count += 1;
    if (count > MAX_ELEMENTS) continue;
    const place = hasPages ? placeOf(item, pages) : flowPlace(pages[0]!, text);
    if (place === null) continue;
    const page = pages[place.number - 1]!;
    const order = page.elements.length + 1;
    const element: ParsedElement = {
      id: `p${place.number}e${order}`,
      label: cells !== null ? "table" : HEADINGS.has(label) ? "heading" : label,
      bbox: place.bbox,
      order,
      text: text.slice(0, MAX_TEXT_CHARACTERS),
      ...(cells === null ? {} : { cells }),
      confidence: null,
      engine: "docling",
    };
    page.elements.push(element);
  }
  if (furniture > 0) skipped.push(`Headers and footers of pages: ${furniture} left out`);
  if (pictures > 0) skipped.push(`Pictures: ${pictures} without text`);
  if (count > MAX_ELEMENTS) skipped.push(`Elements ${MAX_ELEMENTS + 1} to ${count}: at most ${MAX_ELEMENTS} are kept`);
  return { engine: "docling", pages, pictures: pages.map(() => null), skipped };
}

function pagesOf(document: Json): ParsedPage[] {
  const numbered = recordOf(document["pages"]) ?? {};
  const last = Math.min(MAX_PAGES, Math.max(0, ...Object.keys(numbered).map(Number).filter(Number.isInteger)));
  return Array.from({ length: last }, (_, index) => {
    const size = recordOf(recordOf(numbered[String(index + 1)])?.["size"]);
    return { width: numberFrom(size?.["width"], 1), height: numberFrom(size?.["height"], 1), elements: [] };
  });
}

/** Texts and tables as the body holds them, groups opened. A reference that leads nowhere, or in a circle, is left out. */
function inReadingOrder(document: Json): Json[] {
  const found: Json[] = [];
  const seen = new Set<string>();
  const open = (node: Json | null, depth: number) => {
    for (const child of listOf(node?.["children"])) {
      const reference = textOf(recordOf(child)?.["$ref"], "");
      const [, list, index] = /^#\/(texts|tables|groups|pictures)\/(\d+)$/.exec(reference) ?? [];
      if (list === undefined || seen.has(reference) || depth > MAX_DEPTH) continue;
      seen.add(reference);
      const item = recordOf(listOf(document[list])[Number(index)]);
      if (item === null) continue;
      if (list !== "groups") found.push(item);
      open(item, depth + 1);
    }
  };
  open(recordOf(document["body"]), 0);
  return found;
}

function placeOf(item: Json, pages: readonly ParsedPage[]): { number: number; bbox: number[] } | null {
  const place = recordOf(listOf(item["prov"])[0]);
  const number = numberFrom(place?.["page_no"], 0);
  const page = pages[number - 1];
  const box = recordOf(place?.["bbox"]);
  if (page === undefined || box === null) return null;
  const side = (name: string) => numberFrom(box[name], 0);
  // Docling counts from the bottom left unless it says otherwise.
  const isFromTop = textOf(box["coord_origin"], "BOTTOMLEFT") === "TOPLEFT";
  const [top, bottom] = isFromTop ? [side("t"), side("b")] : [page.height - side("t"), page.height - side("b")];
  const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
  return {
    number,
    bbox: [
      within(side("l"), page.width),
      within(top, page.height),
      within(side("r"), page.width),
      within(bottom, page.height),
    ],
  };
}

function flowPlace(page: ParsedPage, text: string): { number: number; bbox: number[] } {
  const lines = text.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / FLOW.charactersALine), 0);
  const top = page.height - FLOW.margin;
  page.height += (lines + 0.5) * FLOW.line;
  return { number: 1, bbox: [FLOW.margin, top, FLOW.width - FLOW.margin, top + lines * FLOW.line] };
}

/** A cell that spans others is in each place that it covers. */
function tableOf(item: Json): string[][] | null {
  const data = recordOf(item["data"]);
  if (data === null || !Array.isArray(data["grid"])) return null;
  return cellsOf(
    data["grid"].map((row: unknown) => listOf(row).map((cell) => textOf(recordOf(cell)?.["text"], "").trim())),
  );
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
