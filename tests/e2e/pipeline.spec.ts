// Who writes the code, as people see and set it: the trail of attempts, the settings, the rules of a part.
import { expect, test } from "@playwright/test";
import { startLlmFake, type LlmFake } from "../fakes/llm";
import { startProduct, type Product } from "../support/product";
import { generate, openAsSomeone, PLATE_PROMPT, shownModel } from "./story";

const PLATE = `\`\`\`python
from build123d import *

plate = Pos(0, 0, 2.5) * Box(80, 60, 5)
for spot in GridLocations(64, 44, 2, 2):
    plate -= spot * Cylinder(2.5, 20)
result = plate
\`\`\`
`;

test("the trail names why three providers did not answer, and the fourth one's part stands", async ({ browser }) => {
  test.setTimeout(120_000);
  const llm: LlmFake = await startLlmFake({ reply: PLATE });
  const product: Product = await startProduct({
    env: {
      ANTHROPIC_API_KEY: "k",
      ANTHROPIC_BASE_URL: `${llm.url}/529`,
      LOCAL_LLM_URL: `${llm.url}/drop/v1`,
      SEED_CODER_URL: `${llm.url}/401/v1`,
      SEED_CODER_TOKEN: "k",
      HF_TOKEN: "k",
      HF_BASE_URL: `${llm.url}/v1`,
    },
  });
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(product.url);
    await generate(page, PLATE_PROMPT);
    await shownModel(page);
    const attempts = page.getByRole("list", { name: "Attempts" }).getByRole("listitem");
    await expect(attempts).toHaveText([
      /Claude overloaded/,
      /Local model not reachable/,
      /Seed-Coder key refused/,
      /ok/,
    ]);
    await expect(page.getByRole("region", { name: "Checks" })).not.toContainText("fail");
    await page.goto(`${product.url}/settings/providers`);
    const seedCoder = page.getByRole("listitem").filter({ hasText: "ByteDance-Seed" });
    await expect(seedCoder).toContainText("key refused, left alone");
  } finally {
    await product.stop();
    await llm.stop();
  }
});

test("a key is set, never shown again, and removed", async ({ browser }) => {
  const { page, strayRequests } = await openAsSomeone(browser, "/settings/providers");
  await page.getByRole("button", { name: "Details of OpenRouter" }).click();
  await page.getByLabel("Key").fill("sk-or-test-0123456789");
  await page.getByRole("button", { name: "Save key" }).click();
  await expect(page.getByText(/Set, ends in …6789/)).toBeVisible();
  await expect(page.getByLabel("Key")).toHaveValue("");
  expect(await page.content()).not.toContain("sk-or-test");
  await page.getByRole("button", { name: "Remove key" }).click();
  await expect(page.getByText("Not set, nor is OPENROUTER_API_KEY")).toBeVisible();
  expect(strayRequests).toEqual([]);
});

test("the order of Auto changes by keyboard, for everyone at once", async ({ browser }) => {
  const ines = await openAsSomeone(browser, "/settings/providers");
  const tom = await openAsSomeone(browser, "/settings/providers");
  const order = (page: typeof ines.page) =>
    page.getByRole("list", { name: "Providers in the order of Auto" }).getByRole("listitem");
  await expect(order(tom.page).first()).toContainText("Claude");
  await ines.page.getByRole("button", { name: /^Place of Claude in Auto/ }).press("Alt+ArrowDown");
  await expect(order(tom.page).nth(1)).toContainText("Claude");
  await ines.page.getByRole("button", { name: /^Place of Claude in Auto/ }).press("Alt+ArrowUp");
  await expect(order(tom.page).first()).toContainText("Claude");
});

test("a rule is edited in its row and checked without a new version", async ({ browser }) => {
  const { page } = await openAsSomeone(browser);
  await generate(page, PLATE_PROMPT);
  const generation = await shownModel(page);
  const checks = page.getByRole("region", { name: "Checks" });
  await checks.getByRole("button", { name: /^Edit rule .*4 × Ø5 mm/ }).click();
  await checks.getByRole("textbox").fill("4 × Ø6 mm holes");
  await checks.getByRole("textbox").press("Enter");
  await expect(checks).toContainText("1 fail");
  await checks.getByRole("button", { name: "Add a rule" }).click();
  await checks.getByRole("textbox", { name: "New rule" }).fill("wall 2 mm");
  await checks.getByRole("textbox", { name: "New rule" }).press("Enter");
  await expect(checks).toContainText("1 not measured");
  await expect(page.getByRole("region", { name: "Viewer" })).toHaveAttribute("data-generation", generation);
});

test("a budget is set, and a month without paid calls says so", async ({ browser }) => {
  const { page } = await openAsSomeone(browser, "/settings/budget");
  await page.getByLabel("Monthly budget, USD").fill("20");
  await page.getByRole("button", { name: "Save budget" }).click();
  await expect(page.getByText("$0 of $20.00 this month")).toBeVisible();
  await page.getByLabel("Monthly budget, USD").fill("");
  await page.getByRole("button", { name: "Save budget" }).click();
  await expect(page.getByRole("meter", { name: "Budget used" })).toHaveCount(0);
});
