// axe on the screens there are, at desk and phone width, dark and light; and the main path by keyboard alone.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { generate, openAsSomeone, PLATE_PROMPT, productUrl, shownModel } from "./story";

for (const colorScheme of ["dark", "light"] as const) {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    test(`no axe violation at ${viewport.width} px, ${colorScheme}`, async ({ browser }) => {
      const { page } = await openAsSomeone(browser, "/", { viewport, colorScheme });
      await expect(page.getByRole("button", { name: /^Generate/ })).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await generate(page, PLATE_PROMPT);
      await shownModel(page);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    });
  }
}

const SCREENS = [
  "benchmarks",
  "shop",
  "documents",
  "links",
  "inbox",
  ...["providers", "budget", "preferences", "workspace", "members", "audit", "keys", "accounts"].map(
    (section) => `settings/${section}`,
  ),
];

for (const colorScheme of ["dark", "light"] as const) {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    test(`no axe violation in any area at ${viewport.width} px, ${colorScheme}`, async ({ browser }) => {
      const { page } = await openAsSomeone(browser, "/", { viewport, colorScheme });
      for (const path of SCREENS) {
        await page.goto(`${productUrl()}/${path}`);
        await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
        await expect(page.locator('main[aria-busy="true"]')).toHaveCount(0);
        expect((await new AxeBuilder({ page }).analyze()).violations, path).toEqual([]);
      }
    });
  }
}

test("a part is made by keyboard alone", async ({ browser }) => {
  const { page } = await openAsSomeone(browser);
  await expect(page.getByRole("region", { name: "History" })).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("disc 50mm diameter 3mm thick");
  await page.keyboard.press("Control+Enter");
  await shownModel(page);
});
