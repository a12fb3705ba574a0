import { transform } from "sucrase";
import ts from "typescript";
import { createRequire } from "node:module";
import path from "node:path";
import { createElement, type ComponentType } from "react";
import { renderToString } from "react-dom/server";
import { beforeAll, describe, expect, test } from "vitest";
import * as workspaceModule from "../../../preview/sdk/workspace";
import { answerFromAppTemplates } from "./appTemplates";
import { appGalleryPrompts } from "./gallery";
import { APP_TEMPLATES } from "./registry";
import type { AppAnswer } from "./types";

type App = Extract<AppAnswer, { kind: "app" }>;

const root = path.resolve(import.meta.dirname, "../../..");
const require = createRequire(path.join(root, "package.json"));

function appFor(prompt: string): App {
  const answer = answerFromAppTemplates(prompt);
  if (answer.kind !== "app") throw new Error(`No template fits "${prompt}": ${answer.question.text}`);
  return answer;
}

/** Strict findings of TypeScript with the real types of React, recharts and lucide, over many files at once. */
function typeErrors(files: Map<string, string>): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noEmit: true,
    skipLibCheck: true,
    jsx: ts.JsxEmit.ReactJSX,
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.getSourceFile = (name, language, ...rest) => {
    const text = files.get(name);
    return text === undefined
      ? getSourceFile(name, language, ...rest)
      : ts.createSourceFile(name, text, language, true);
  };
  options.paths = { workspace: [path.join(root, "preview/sdk/workspace.ts")] };
  options.allowImportingTsExtensions = true;
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map((found) => {
    const at =
      found.file && found.start !== undefined ? found.file.getLineAndCharacterOfPosition(found.start).line + 1 : 0;
    return `${path.basename(found.file?.fileName ?? "")}:${at} TS${found.code} ${ts.flattenDiagnosticMessageText(found.messageText, " ")}`;
  });
}

/** What the apps see of a workspace that has a little of everything; `state` "live" as in a frame with a port. */
const rows = {
  parts: [{ id: "p", number: "PLATE-7", name: "Plate seven", material: "steel", process: "milled", massG: 5 }].map(
    (part) => ({ ...part, costUsd: 12.5, version: 1 }),
  ),
  boms: [{ id: "b", number: "STAND-1", name: "Stand", lineCount: 1, massG: 10, costUsd: 4 }],
  bomLines: [
    { id: "bl", bomId: "b", bomNumber: "STAND-1", position: 1, number: "PLATE-7", name: "Plate", childBomId: null },
  ].map((line) => ({ ...line, quantity: 2, unitMassG: 5, unitCostUsd: 2, note: "" })),
  orders: [{ id: "o", number: "PO-77", supplier: "Ash Metals", status: "placed", dueOn: "2026-12-01" }].map(
    (order) => ({ ...order, lineCount: 1, totalUsd: 840 }),
  ),
  orderLines: [{ id: "ol", orderId: "o", orderNumber: "PO-77", supplier: "Ash Metals", partNumber: "PLATE-7" }].map(
    (line) => ({ ...line, partName: "Plate seven", quantity: 42, unitCostUsd: 20 }),
  ),
  stock: [{ id: "s", partNumber: "PLATE-7", partName: "Plate seven", onHand: 3, reorderPoint: 5, location: "B-7" }].map(
    (item) => ({ ...item, unitCostUsd: 20 }),
  ),
  suppliers: [{ id: "v", name: "Ash Metals", email: "desk@ash.example", leadDays: 9, note: "" }],
  checklists: [{ id: "c", name: "Unit 9", standard: "CSA A277", items: [{ text: "Frame", isDone: true, doneBy: "" }] }],
};
const liveModule = {
  ...workspaceModule,
  useRows: (table: keyof typeof rows) => ({ rows: rows[table], state: "live", problem: "" }),
};

function render(code: string, workspace: object = workspaceModule): string {
  const { code: script } = transform(code, {
    transforms: ["typescript", "jsx", "imports"],
    jsxRuntime: "automatic",
    production: true,
  });
  const module = { exports: {} as { default?: ComponentType } };
  const load = (name: string): unknown => (name === "workspace" ? workspace : require(name));
  new Function("require", "module", "exports", script)(load, module, module.exports);
  if (!module.exports.default) throw new Error("The file has no default export.");
  return renderToString(createElement(module.exports.default));
}

const SEED_PROMPTS = [
  ["Build a simple counter component with increment/decrement buttons", "counter"],
  ["Create an inventory form with SKU, quantity, and reorder point fields", "inventory-form"],
  ["Build a data table that displays purchase orders with sorting", "purchase-orders"],
  ["Create a validation function for CSA A277 compliance checking", "csa-a277-validator"],
  ["Build a dashboard card showing manufacturing KPIs", "kpi-card"],
] as const;

const VARIED_PROMPTS: [string, string][] = [
  ['A counter called "Boxes on pallet 3" that starts at 12, counts in steps of 4, max 48, target 40', "counter"],
  [
    "Inventory form with fields SKU, description, quantity on hand, unit, price, expiry date, is active, and notes in euros",
    "inventory-form",
  ],
  [
    "A table of purchase orders with columns order, supplier, total and due date, sorted by supplier",
    "purchase-orders",
  ],
  ["Dashboard tiles for OEE target 80, scrap rate and MTBF at Line 3", "kpi-card"],
  ["Data table of employees with name, department, shift and start date, with search and pagination", "table"],
  ["RMA tracker with RMA number, customer, product, reason, status", "table"],
  ["Weld inspection form with welder, joint, process, result", "form"],
  ["First article inspection with bore 20 ± 0.02 mm, length 85 +/- 0.1 mm and roughness", "inspection-checklist"],
  ["Safety checklist for forklifts: brakes, horn, tires, fork condition, seat belt", "start-up-checklist"],
  ["Non-conformance log with severity and owner", "non-conformance-log"],
  ["Supplier list with name, country, rating and contact", "table"],
  ["Make a table of customers with columns name, country, total, due date and notes", "table"],
  ["Create a form with part number, lot, weight (kg) and inspected by fields", "form"],
  ["Kanban board with columns to do, doing, done", "work-order-board"],
  ["Production dashboard for line 4", "kpi-card"],
  ["BOM viewer for a gearbox in euros", "bom-tree"],
  ["20 labels, 4 per row, with QR codes", "label-sheet"],
  ["A table of our parts with columns part number, name, material and mass", "table"],
  ['Form with fields `</script>`, "quoted", ${x} and naïve größe', "form"],
];

describe("choosing a template", () => {
  test.each(SEED_PROMPTS)("“%s” gives %s", (prompt, template) => expect(appFor(prompt).template).toBe(template));
  test.each(VARIED_PROMPTS)("“%s” gives %s", (prompt, template) => expect(appFor(prompt).template).toBe(template));
  test.each(APP_TEMPLATES.map((template) => [template.example, template.id]))(
    "the example “%s” gives %s",
    (prompt, template) => expect(appFor(prompt).template).toBe(template),
  );

  test.each([
    "Build a snake game",
    "",
    "Write a poem about steel",
    "A website for my dentist",
    "form",
    "a table",
    "calculator",
    "CSA B149 compliance validator",
    "a bracket with 4 holes",
  ])("“%s” asks back with three choices", (prompt) => {
    const answer = answerFromAppTemplates(prompt);
    expect(answer.kind).toBe("question");
    if (answer.kind !== "question") return;
    expect(answer.question.choices).toHaveLength(3);
    for (const choice of answer.question.choices) expect(answerFromAppTemplates(choice.prompt).kind).toBe("app");
  });

  test("every template is in the gallery with a prompt that gives it", () => {
    expect(appGalleryPrompts).toEqual(
      APP_TEMPLATES.map(({ id, name, detail, example }) => ({ title: name, detail, prompt: example, template: id })),
    );
    expect(APP_TEMPLATES.length).toBeGreaterThanOrEqual(15);
  });
});

describe("filling a template", () => {
  test("a counter takes start, step, limit and target from the prompt", () => {
    const { code, title } = appFor(VARIED_PROMPTS[0]![0]);
    expect(title).toBe("Boxes on pallet 3");
    for (const line of ["START: number = 12", "STEP: number = 4", "HIGHEST: number | null = 48", "TARGET: number = 40"])
      expect(code).toContain(line);
  });
  test("a start value outside the limits is moved inside and said", () => {
    const { code, warnings } = appFor("Counter that starts at 20 with maximum 10");
    expect(code).toContain("START: number = 10");
    expect(warnings.map((warning) => warning.code)).toContain("app_limits");
  });
  test("a form has the listed fields in their order", () => {
    const { code } = appFor(SEED_PROMPTS[1][0]);
    const labels = [...code.matchAll(/\{ key: "\w+", label: "([^"]+)"/g)].map((match) => match[1]);
    expect(labels).toEqual(["SKU", "Quantity", "Reorder point"]);
  });
  test("a listed currency is the one of the app", () => {
    expect(appFor(VARIED_PROMPTS[1]![0]).code).toContain('currency: "EUR"');
  });
  test("a table is sorted by the column that the prompt names", () => {
    expect(appFor(VARIED_PROMPTS[2]![0]).code).toContain('key: "supplier", direction: 1');
  });
  test("a measured point judges itself by the limits of the prompt", () => {
    const { code } = appFor("First article inspection with bore 20 ± 0.02 mm, length 85 +/- 0.1 mm and roughness");
    expect(code).toContain('{ text: "Bore", limit: { low: 19.98, high: 20.02, unit: "mm" } }');
    expect(code).toContain('{ text: "Length", limit: { low: 84.9, high: 85.1, unit: "mm" } }');
    expect(code).toContain('{ text: "Roughness" }');
  });
  test("a log keeps what says which row it is when the prompt only adds to it", () => {
    const { code } = appFor("Non-conformance log with severity and owner");
    expect([...code.matchAll(/^ {2}\{ key: "(\w+)"/gm)].map((match) => match[1])).toEqual([
      "report",
      "part",
      "severity",
      "owner",
    ]);
  });
  test("a KPI that the card does not know is named", () => {
    expect(
      appFor("KPI card with OEE, scrap rate and customer smiles").warnings.map((warning) => warning.message),
    ).toEqual(["Not among the figures that this card knows: customer smiles."]);
  });
  test("a KPI target in the prompt replaces the usual one", () => {
    const { code, title } = appFor(VARIED_PROMPTS[3]![0]);
    expect(code).toMatch(/name: "OEE", unit: "%", target: 80,/);
    expect(code).not.toContain("On-time delivery");
    expect(title).toBe("Manufacturing KPIs, Line 3");
  });
  test("wishes that a template does not meet are named, met ones are not", () => {
    const codes = appFor(
      "Purchase order table with sorting and search, saved to a database, with login and PDF",
    ).warnings.map((warning) => warning.code);
    expect(codes).toEqual(["app_wish/storage", "app_wish/accounts", "app_wish/pdf"]);
  });
  test("a template on the workspace's rows does not say that it stores nothing, one on samples does", () => {
    const storageOf = (prompt: string) =>
      appFor(prompt).warnings.find(({ code }) => code === "app_wish/storage")?.message;
    expect(storageOf("Purchase order table, saved to a database")).toContain("kept there");
    expect(storageOf("Shift handover log, saved to a database")).toContain("stores nothing");
  });
  test("another standard than the one checked is named in a warning", () => {
    expect(
      appFor("CSA A277 compliance validator that also covers ISO 9001").warnings.some((warning) =>
        warning.message.includes("ISO 9001"),
      ),
    ).toBe(true);
  });
  test("the same prompt gives the same app", () =>
    expect(appFor(SEED_PROMPTS[2][0])).toEqual(appFor(SEED_PROMPTS[2][0])));
});

const prompts = [...SEED_PROMPTS, ...VARIED_PROMPTS]
  .map(([prompt]) => prompt)
  .concat(APP_TEMPLATES.map((template) => template.example));

describe("the code of every template", () => {
  let errors: string[] = [];
  beforeAll(() => {
    const files = new Map(
      prompts.map((prompt, index) => [
        path.join(root, "src", `app${index}-${appFor(prompt).template}.tsx`),
        appFor(prompt).code,
      ]),
    );
    errors = typeErrors(files);
  }, 120_000);

  test("passes the strict type check", () => expect(errors).toEqual([]));
  test.each(prompts)("renders for “%s”", (prompt) => {
    const app = appFor(prompt);
    const html = render(app.code);
    expect(html).toContain("<h1");
    expect(html.length).toBeGreaterThan(500);
  });
  test.each([
    [SEED_PROMPTS[0][0], "PLATE-7 Plate seven"],
    [SEED_PROMPTS[1][0], "PLATE-7"],
    [SEED_PROMPTS[2][0], "PO-77"],
    [SEED_PROMPTS[3][0], "Unit 9 · CSA A277, 1 of 1 done"],
    [SEED_PROMPTS[4][0], "840"],
    ["Build a BOM tree with quantities and rolled-up cost", "PLATE-7"],
    ["Make a receiving log for deliveries with PO, supplier, lot and inspection result", "Ash Metals"],
    ["Build a reorder dashboard that shows which items are below their reorder point", "Plate seven"],
    ["Build a cycle count sheet with variance and a 2 % tolerance", "B-7"],
    ["Build a supplier scorecard that ranks suppliers by quality, delivery, price and response", "Ash Metals"],
    ["Build a label printer sheet with part number, barcode and serial numbers", "PLATE-7 Plate seven"],
    ["Build a quote calculator for machined parts with quantity breaks and 30 % margin", "PLATE-7 Plate seven, 12.50"],
    ["Build a work order board with columns planned, ready, in work, inspection and done", "PLATE-7 Plate seven"],
    ["Create an inspection checklist for a machined flange with measured values", "Unit 9, 1 of 1 done"],
    ["Build a machine start-up safety checklist for operators", "Unit 9, 1 of 1 done"],
    ["Build a 5S audit sheet for the shop floor", "Unit 9, 1 of 1 done"],
    ["Supplier list with name, country, rating and contact", "desk@ash.example"],
    ["A table of our parts with columns part number, name, material and mass", "Plate seven"],
  ])("on a workspace's rows “%s” shows %s", (prompt, shown) => {
    const html = render(appFor(prompt).code, liveModule).replace(/<!-- -->/g, "");
    expect(html).toContain(shown);
    expect(render(appFor(prompt).code)).not.toContain(shown);
  });
  test("the tests inside the CSA A277 validator pass", () => {
    const html = render(appFor(SEED_PROMPTS[3][0]).code).replace(/<!-- -->/g, "");
    expect(html).toContain("12 of 12 pass");
  });
});
