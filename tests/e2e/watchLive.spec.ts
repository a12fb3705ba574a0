// The product's main story: one person types, two browsers watch, either moves a slider.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Api } from "../support/api";
import { apiKey, generate, openAsSomeone, PLATE_PROMPT, PLATE_VOLUME_MM3, productUrl, shownModel } from "./story";

test("a typed prompt becomes a model that a second browser sees without a reload, and a slider changes both", async ({
  browser,
}) => {
  const ines = await openAsSomeone(browser);
  await generate(ines.page, PLATE_PROMPT);
  // Without a version: whoever asked for a part follows what others make of it, even when it was there at once.
  await expect(ines.page).toHaveURL(/\/t\/\w+$/);

  const tom = await openAsSomeone(browser, new URL(ines.page.url()).pathname);
  const first = await shownModel(ines.page);
  expect(await shownModel(tom.page)).toBe(first);
  const facts = tom.page.getByRole("region", { name: "Facts" });
  await expect(facts).toContainText(/23\.6\s*cm³|23,607/);
  await expect(facts).toContainText("80 × 60 × 5");

  const slider = tom.page.getByRole("region", { name: "Parameters" }).getByRole("slider", { name: "Thickness" });
  await slider.focus();
  await slider.press("ArrowRight");
  await slider.press("ArrowRight");
  const second = await shownModel(tom.page, first);
  expect(await shownModel(ines.page, first)).toBe(second);
  // Both steps of 0.1 count: an answer of the backend between the two does not take the first one back.
  await expect(facts).toContainText("80 × 60 × 5.2");

  const row = ines.page.getByRole("region", { name: "History" }).locator(`[data-generation="${second}"]`);
  await expect(row).toHaveAttribute("data-status", "succeeded");
  expect([...ines.strayRequests, ...tom.strayRequests]).toEqual([]);
  expect([...ines.pageErrors, ...tom.pageErrors]).toEqual([]);
});

test("someone who already has the workspace open sees a new part appear in the history", async ({ browser }) => {
  const aiko = await openAsSomeone(browser);
  const ravi = await openAsSomeone(browser);
  await generate(ravi.page, "M6 washer ISO 7089");
  const generation = await shownModel(ravi.page);
  const row = aiko.page.getByRole("region", { name: "History" }).locator(`[data-generation="${generation}"]`);
  await expect(row).toHaveAttribute("data-status", "succeeded");
});

test("the volume is the one that arithmetic gives, and every format downloads with its name and bytes", async ({
  browser,
}) => {
  const { page } = await openAsSomeone(browser);
  await generate(page, PLATE_PROMPT);
  const id = await shownModel(page);
  const { facts } = await new Api(productUrl(), apiKey()).get(id);
  expect(Math.abs((facts?.volumeMm3 ?? 0) / PLATE_VOLUME_MM3 - 1)).toBeLessThan(0.001);
  const readDownload = async (format: string) => {
    const download = page.waitForEvent("download");
    await page.getByRole("region", { name: "Downloads" }).getByText(format, { exact: true }).click();
    const file = await download;
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
  };
  const stl = await readDownload("STL");
  expect(stl.name).toMatch(/\.stl$/);
  expect(stl.bytes.length).toBe(84 + 50 * stl.bytes.readUInt32LE(80));
  const step = await readDownload("STEP");
  expect(step.name).toMatch(/\.(step|stp)$/);
  expect(step.bytes.subarray(0, 13).toString()).toBe("ISO-10303-21;");
  const glb = await readDownload("GLB");
  expect(glb.name).toMatch(/\.glb$/);
  expect(glb.bytes.subarray(0, 4).toString()).toBe("glTF");
  const made = { "3MF": "PK\x03\x04", DXF: "  0\nSECTION", SVG: "<svg" };
  for (const [format, head] of Object.entries(made)) {
    const { name, bytes } = await readDownload(format);
    expect(name).toMatch(new RegExp(`\\.${format.toLowerCase()}$`));
    expect(bytes.toString("latin1").replaceAll("\r", "").startsWith(head)).toBe(true);
  }
  // Made once: now they are files as the others are.
  await expect(page.getByRole("link", { name: "Download 3MF" })).toBeVisible();
});
