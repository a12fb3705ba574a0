// The readers of documents that are not built in, over the wire: docling-serve's own JSON, and Dolphin's `/v1/parse`.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { readWith } from "../../convex/providers/documentReaders";

type Asked = { path: string; key: string | null; body: string };
const asked: Asked[] = [];
let answers: Record<string, { status: number; body: unknown }> = {};
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { authorization } = request.headers;
    const key = request.headers["x-api-key"] ?? authorization ?? null;
    asked.push({ path: request.url ?? "", key: String(key), body: Buffer.concat(chunks).toString("latin1") });
    const answer = answers[request.url ?? ""] ?? { status: 404, body: {} };
    response.writeHead(answer.status, { "Content-Type": "application/json" });
    response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => void server.close());
beforeEach(() => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  asked.length = 0;
  answers = {};
  vi.stubEnv("DOCLING_URL", url);
  vi.stubEnv("DOCLING_TOKEN", "docling-key");
  vi.stubEnv("DOLPHIN_URL", `${url}/dolphin/`);
  vi.stubEnv("DOLPHIN_TOKEN", "dolphin-key");
  vi.stubEnv("WORKER_URL", `${url}/worker`);
});
afterEach(() => vi.unstubAllEnvs());

const file = new Blob(["%PDF-1.7 drawing"]);
const PNG = Buffer.from("a picture").toString("base64");
const text = (label: string, words: string, box: object, more: object = {}) => ({
  label,
  text: words,
  prov: [{ page_no: 1, bbox: box }],
  ...more,
});
const drawing = {
  pages: { "1": { page_no: 1, size: { width: 600, height: 800 } } },
  body: {
    children: [{ $ref: "#/groups/0" }, { $ref: "#/tables/0" }, { $ref: "#/texts/2" }, { $ref: "#/texts/9" }],
  },
  groups: [{ children: [{ $ref: "#/texts/0" }, { $ref: "#/texts/1" }, { $ref: "#/groups/0" }] }],
  texts: [
    text("section_header", "Mounting plate", { l: 40, t: 760, r: 300, b: 740, coord_origin: "BOTTOMLEFT" }),
    text("text", "For the stand.", { l: 40, t: 70, r: 300, b: 90, coord_origin: "TOPLEFT" }),
    text("page_footer", "Sheet 1", { l: 0, t: 20, r: 600, b: 0 }, { content_layer: "furniture" }),
  ],
  tables: [
    text(
      "table",
      "",
      { l: 40, t: 700, r: 9_000, b: 600 },
      {
        data: {
          grid: [
            [{ text: "Part no" }, { text: "Qty" }],
            [{ text: " P-1 " }, { text: "2" }],
          ],
        },
      },
    ),
  ],
};
const answered = (document: unknown, status = "success", errors: unknown[] = []) => ({
  status: 200,
  body: { status, errors, document: { json_content: document } },
});

test("docling's document becomes elements in reading order, boxes from the top left and tables cell by cell", async () => {
  answers["/v1/convert/file"] = answered(drawing);
  const parsed = await readWith("docling", file, "drawing.pdf");
  expect(asked[0]).toMatchObject({ path: "/v1/convert/file", key: "docling-key" });
  expect(asked[0]!.body).toContain('name="files"; filename="drawing.pdf"');
  expect(asked[0]!.body).toContain("%PDF-1.7 drawing");
  expect(parsed.engine).toBe("docling");
  expect(parsed.pages).toHaveLength(1);
  expect(parsed.pages[0]!.elements.map(({ id, label, bbox, text: words }) => [id, label, bbox, words])).toEqual([
    ["p1e1", "heading", [40, 40, 300, 60], "Mounting plate"],
    ["p1e2", "text", [40, 70, 300, 90], "For the stand."],
    ["p1e3", "table", [40, 100, 600, 200], "Part no\tQty\nP-1\t2"],
  ]);
  expect(parsed.pages[0]!.elements[2]).toMatchObject({
    cells: [
      ["Part no", "Qty"],
      ["P-1", "2"],
    ],
    confidence: null,
  });
  expect(parsed.skipped).toEqual(["Headers and footers of pages: 1 left out"]);
});

test("pages that an engine gives without pictures get the executor's, and none where the executor is away", async () => {
  answers["/v1/convert/file"] = answered(drawing);
  answers["/worker/v1/parse"] = { status: 200, body: { pages: [{}, {}], pictures: [PNG, PNG], skipped: [] } };
  const withPicture = await readWith("docling", file, "drawing.pdf");
  expect(await Promise.all(withPicture.pictures.map((picture) => picture?.text()))).toEqual(["a picture"]);
  answers["/worker/v1/parse"] = { status: 503, body: {} };
  expect((await readWith("docling", file, "drawing.pdf")).pictures).toEqual([null]);
});

test("a file without pages of its own is laid out on one long page", async () => {
  const plain = (words: string) => ({ label: "text", text: words });
  answers["/v1/convert/file"] = answered({
    pages: {},
    body: { children: [{ $ref: "#/texts/0" }, { $ref: "#/texts/1" }] },
    texts: [plain("First."), plain("Second.")],
  });
  const { pages } = await readWith("docling", file, "notes.docx");
  const [first, second] = pages[0]!.elements;
  expect(first!.bbox[3]).toBeLessThanOrEqual(second!.bbox[1]!);
  expect(second!.bbox[3]).toBeLessThanOrEqual(pages[0]!.height);
});

test("what docling cannot read, and what it read in part, is said in its words", async () => {
  answers["/v1/convert/file"] = answered(drawing, "failure", [{ error_message: "the file is encrypted" }]);
  await expect(readWith("docling", file, "a.pdf")).rejects.toMatchObject({
    code: "damaged",
    message: "docling could not read it: the file is encrypted.",
  });
  answers["/v1/convert/file"] = answered(drawing, "partial_success");
  expect((await readWith("docling", file, "a.pdf")).skipped).toContain("docling read it in part");
});

test.each([
  ["an answer that is no JSON", { status: 200, body: "<html>" }],
  ["a refusal", { status: 403, body: { detail: "no" } }],
  ["a document that is none", { status: 200, body: { status: "success", document: { json_content: "x" } } }],
])("%s of docling is a fault with words, not a crash", async (_, answer) => {
  answers["/v1/convert/file"] = answer;
  await expect(readWith("docling", file, "a.pdf")).rejects.toMatchObject({ name: "ParserFault" });
});

test("Dolphin is asked with its own token, and its pages, boxes and pictures are taken as they are", async () => {
  const element = {
    id: "p1e1",
    label: "table",
    bbox: [1, 2, 3, 4],
    order: 1,
    text: "a",
    cells: [["a"]],
    engine: "dolphin",
  };
  answers["/dolphin/v1/parse"] = {
    status: 200,
    body: {
      engine: "dolphin",
      pages: [{ width: 10, height: 20, elements: [element, { id: "p1e2", bbox: "nowhere" }] }],
      pictures: [PNG],
      skipped: ["Page 1: 1 figure without text"],
    },
  };
  const parsed = await readWith("dolphin", file, "scan.png");
  expect(asked.map(({ path, key }) => [path, key])).toEqual([["/dolphin/v1/parse", "Bearer dolphin-key"]]);
  expect(parsed.pages[0]!.elements).toEqual([{ ...element, confidence: null }]);
  expect(parsed.skipped).toEqual(["Page 1: 1 figure without text"]);
});

test("Dolphin's refusal reaches people in its own words", async () => {
  const error = { code: "loading", message: "The model is being loaded.", hint: "Try again in a minute." };
  answers["/dolphin/v1/parse"] = { status: 503, body: { error } };
  await expect(readWith("dolphin", file, "scan.png")).rejects.toMatchObject(error);
});

test("an engine that is not set up, or not there, is named", async () => {
  vi.stubEnv("DOCLING_URL", "");
  await expect(readWith("docling", file, "a.pdf")).rejects.toThrow("docling is not set up here.");
  vi.stubEnv("DOLPHIN_URL", "http://127.0.0.1:9");
  await expect(readWith("dolphin", file, "a.pdf")).rejects.toThrow("Dolphin at http://127.0.0.1:9 cannot be reached");
});
