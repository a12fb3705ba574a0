// A team runs a suite, watches its board fill together, stops it, looks into a cell, and votes without knowing who made what.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Browser, type Page } from "@playwright/test";
import { startLlmFake, type LlmFake } from "../fakes/llm";
import { startProduct, type Product } from "../support/product";

/** Right for the first case alone. */
const PLATE = `\`\`\`python
from build123d import *

plate = Pos(0, 0, 2.5) * Box(80, 60, 5)
for spot in GridLocations(64, 44, 2, 2):
    plate -= spot * Cylinder(2.5, 20)
result = plate
\`\`\`
`;
const PLATE_CASE = {
  id: "plate/small",
  prompt: "80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges",
  family: "plate",
  difficulty: "easy",
};
const OTHER_CASES = [
  { id: "washer/m8", prompt: "washer outer diameter 16 mm inner diameter 8.4 mm thickness 1.6 mm", family: "washer" },
  { id: "plate/thick", prompt: "80x60x8 mm mounting plate with four 5 mm holes 8 mm from the edges", family: "plate" },
];
const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

let llm: LlmFake;
let product: Product;

test.beforeAll(async () => {
  llm = await startLlmFake({ reply: PLATE, behaviour: { kind: "ok", pieceMs: 20 } });
  product = await startProduct({ env: { LOCAL_LLM_URL: `${llm.url}/v1` } });
});
test.afterAll(async () => {
  await product.stop();
  await llm.stop();
});

async function open(browser: Browser, path: string, colorScheme: "dark" | "light" = "dark") {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme });
  const page = await context.newPage();
  const pageErrors: string[] = [];
  page.on("pageerror", (error) => pageErrors.push(error.message));
  await page.goto(`${product.url}${path}`);
  return { page, pageErrors };
}

async function importWithTwoBadLines(page: Page, suite = "Three parts"): Promise<void> {
  const lines = [PLATE_CASE, ...OTHER_CASES].map((row) => JSON.stringify(row));
  lines.splice(1, 0, '{"id":"no-prompt"}', "not json at all");
  await page.getByLabel("Import cases").setInputFiles({
    name: `${suite}.jsonl`,
    mimeType: "application/x-ndjson",
    buffer: Buffer.from(lines.join("\n")),
  });
}

test("two people watch a board fill, stop it and go on, look into a cell and vote", async ({ browser }) => {
  test.slow();
  const watcher = await open(browser, "/benchmarks/", "light");
  const { page, pageErrors } = await open(browser, "/benchmarks/");

  // What cannot be used is named by line, the rest is kept.
  await importWithTwoBadLines(page);
  const imported = page.getByRole("status", { name: "What was imported" });
  await expect(imported).toContainText("3 cases");
  const leftOut = imported.getByRole("list", { name: "Lines left out" }).getByRole("listitem");
  await expect(leftOut).toHaveText([/line 2/, /line 3/]);
  await imported.getByRole("button", { name: "Open the suite" }).click();
  await expect(page.getByRole("gridcell", { name: /^Prompt: washer/ })).toBeVisible();

  await page.getByRole("button", { name: "Run this suite" }).click();
  const start = page.getByRole("button", { name: "Start run" });
  await expect(start).toBeDisabled();
  const models = page.getByRole("group", { name: "Models" });
  await expect(models).toContainText("no key");
  await models.getByRole("checkbox", { name: /Parts library/ }).check();
  await models.getByRole("listitem").filter({ hasText: "Local model" }).getByRole("checkbox").first().check();
  await page.getByRole("spinbutton", { name: "Samples of each case" }).fill("2");
  await expect(page.getByRole("complementary", { name: "Forecast" })).toContainText("12 cells");
  await start.click();

  // Stopped by one, seen by the other, and on again.
  const strip = page.getByRole("region", { name: "Run progress" });
  await page.getByRole("button", { name: "Pause run" }).click();
  await expect(strip).toHaveAttribute("data-state", "paused");
  await watcher.page.getByRole("button", { name: "Run 1", exact: true }).click();
  const seenStrip = watcher.page.getByRole("region", { name: "Run progress" });
  await expect(seenStrip).toHaveAttribute("data-state", "paused");
  await page.getByRole("button", { name: "Resume run" }).click();
  await expect(watcher.page.getByRole("navigation", { name: "Workspace" })).toContainText("1 running");

  const cases = watcher.page.getByRole("table", { name: "Cases" });
  await expect(cases.getByRole("button", { name: /^Parts library: Passed/ }).first()).toBeVisible();
  await expect(seenStrip).toContainText("12 of 12 cells", { timeout: 120_000 });
  await expect(seenStrip).toHaveAttribute("data-state", "finished");
  const board = watcher.page.getByRole("table", { name: "Models" });
  await expect(board.getByRole("row").filter({ hasText: "Parts library" })).toContainText("n 6");

  // One cell, beside the board.
  await cases
    .getByRole("row")
    .filter({ hasText: "plate" })
    .getByRole("button", { name: /^Parts library: Passed/ })
    .first()
    .click();
  const cell = watcher.page.getByRole("complementary", { name: "Cell" });
  await expect(cell.getByRole("region", { name: "Code" })).toContainText("result");
  await expect(cell.getByRole("application", { name: "3D viewer" })).toHaveAttribute("data-size", /80/);
  await watcher.page.keyboard.press("Escape");
  await expect(cell).toBeHidden();

  // Votes by keyboard, with nobody's name on the screen.
  const views = watcher.page.getByRole("navigation", { name: "Views of the run" });
  await views.getByRole("button", { name: "Votes" }).click();
  const vote = watcher.page.getByRole("region", { name: "Vote", exact: true });
  await expect(vote.getByRole("button", { name: "Tie" })).toBeEnabled();
  await expect(vote).not.toContainText("Parts library");
  await watcher.page.keyboard.press("ArrowLeft");
  await expect(watcher.page.getByRole("table", { name: "Ratings" })).toContainText("Parts library");
  await expect(watcher.page.getByText("1 vote of yours")).toBeVisible();

  for (const { page: shown } of [{ page }, watcher]) {
    for (const size of WIDTHS) {
      await shown.setViewportSize(size);
      expect((await new AxeBuilder({ page: shown }).analyze()).violations).toEqual([]);
    }
  }
  expect([...pageErrors, ...watcher.pageErrors]).toEqual([]);
});

test("a part becomes a case with one click", async ({ browser }) => {
  const { page, pageErrors } = await open(browser, "/benchmarks/");
  await importWithTwoBadLines(page, "Parts of ours");
  await expect(page.getByRole("status", { name: "What was imported" })).toContainText("3 cases");
  await page.goto(`${product.url}/`);
  await page.getByRole("textbox", { name: "Prompt", exact: true }).fill(PLATE_CASE.prompt);
  await page.getByRole("button", { name: /^Generate/ }).click();
  await page.getByRole("button", { name: "Add to a benchmark suite" }).click({ timeout: 90_000 });
  await page.getByRole("button", { name: /^Parts of ours/ }).click();
  await page.getByRole("region", { name: "Benchmark" }).getByRole("link").click();
  await expect(page.getByRole("gridcell", { name: /^Family: own/ })).toBeVisible();
  expect(pageErrors).toEqual([]);
});
