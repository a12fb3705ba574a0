// From paper to part to purchase: a drawing becomes a part and a BOM, an order is placed, and a new version flags both.
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { generate, openAsSomeone, productUrl, shownModel } from "./story";

const root = path.resolve(import.meta.dirname, "../..");

function makeDrawing(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "naturalcad-documents-"));
  execFileSync(path.join(root, ".venv/bin/python"), [path.join(root, "tests/support/documentFiles.py"), folder]);
  return path.join(folder, "drawing.pdf");
}

test("a drawing becomes a part, a BOM and an order, and a new version flags both for everyone", async ({ browser }) => {
  test.slow();
  const drawing = makeDrawing();
  const buyer = await openAsSomeone(browser, "/shop/changes");
  const { page, pageErrors, strayRequests } = await openAsSomeone(browser, "/documents/");

  await page.getByLabel("Document files").setInputFiles(drawing);
  await page.getByRole("gridcell", { name: "Name: drawing.pdf" }).click();
  const read = page.getByRole("region", { name: "What was read" });
  await expect(read.getByRole("cell", { name: "BOLT-5" })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("img", { name: "Page 1 of drawing.pdf" })).toBeVisible();

  // The table of dimensions becomes a part that passes the drawing's own checks.
  const [dimensions, bomTable] = [
    read.getByRole("article").filter({ hasText: "Thickness" }),
    read.getByRole("article").filter({ hasText: "BOLT-5" }),
  ];
  await dimensions.getByRole("button").first().click();
  await dimensions.getByLabel("What to make").fill("mounting plate, holes 8 mm from the edges");
  await dimensions.getByRole("button", { name: "Make a part with these dimensions" }).click();
  const first = await shownModel(page);
  const checks = page.getByRole("region", { name: "Checks" });
  for (const rule of ["Drawing: size", "Drawing: Ø5 holes"]) {
    await expect(checks.getByRole("listitem").filter({ hasText: rule }).getByLabel("pass")).toBeVisible();
  }
  const threadUrl = page.url();
  await page.getByLabel("New part number").fill("PLATE-1");
  await page.getByRole("button", { name: "Release v1 as a part" }).click();
  await expect(page.getByRole("link", { name: "PLATE-1" })).toBeVisible();

  // Back to the place on the page, and on to a BOM with a part that is known and one that is new.
  await page.getByRole("link", { name: "drawing.pdf, page 1" }).click();
  await bomTable.getByRole("button").first().click();
  // The row of the table that is no good is named before anything is written, and box and row light up together.
  const lines = bomTable.getByRole("table", { name: "Lines of this table" });
  await expect(lines.getByRole("row", { name: "2 PLATE-1 2 part" })).toBeVisible();
  await expect(lines.getByRole("row", { name: "3 BOLT-5 8 new part" })).toBeVisible();
  await expect(lines).toContainText("Not taken: quantity");
  await bomTable.hover();
  await expect(page.getByRole("button", { name: /^table \d+: Part number/ })).toHaveClass(/is-lit/);
  await page.getByRole("button", { name: /^table \d+: Dimension/ }).hover();
  await expect(dimensions).toHaveClass(/is-lit/);
  await bomTable.getByLabel("BOM number").fill("STAND-1");
  await bomTable.getByRole("button", { name: "Make a BOM" }).click();
  await page.getByRole("link", { name: "2 lines in STAND-1" }).click();
  await expect(page.getByRole("gridcell", { name: "Part: PLATE-1" })).toBeVisible();
  await expect(page.getByLabel("Totals")).toContainText("2 lines");

  await page.goto(`${productUrl()}/shop/orders`);
  await page.getByLabel("Order number").fill("PO-1");
  await page.getByRole("button", { name: "Add order" }).click();
  await page.getByLabel("Order lines of a BOM").selectOption({ label: "STAND-1 STAND-1" });
  await page.getByRole("button", { name: "Order PLATE-1" }).click();
  await expect(page.getByRole("gridcell", { name: "Version: v1" })).toBeVisible();

  // A colleague watches the changes while a new version is made.
  await page.goto(threadUrl);
  await shownModel(page);
  await generate(page, "80x60x8 mm mounting plate with four 5 mm holes 8 mm from the edges");
  await shownModel(page, first);
  const flags = buyer.page.getByRole("list", { name: "Changed versions" });
  await expect(flags.getByText("STAND-1")).toBeVisible({ timeout: 30_000 });
  await expect(flags.getByText("PO-1")).toBeVisible();
  await expect(flags.getByText(/Size 80 × 60 × 5 mm → 80 × 60 × 8 mm/).first()).toBeVisible();
  await flags.getByRole("listitem").filter({ hasText: "PO-1" }).getByRole("button", { name: "Use v2" }).click();
  await expect(flags.getByText("PO-1")).toBeHidden();

  expect(pageErrors).toEqual([]);
  expect(strayRequests).toEqual([]);
});
