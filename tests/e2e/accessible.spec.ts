// axe on the screens there are, at desk and phone width, dark and light; and the main path by keyboard alone.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { generate, openAsSomeone, PLATE_PROMPT, productUrl, shownModel } from "./story";

const FORMS = (["dark", "light"] as const).flatMap((colorScheme) =>
  [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ].map((viewport) => ({ colorScheme, viewport })),
);

/** Of each size and each theme one, for screens that are made of the same pieces as the others. */
const ONE_OF_EACH = [FORMS[0]!, FORMS[3]!];

/** One page in every form: what a person does to it, a browser does to a page that is open. */
async function expectNoViolation(page: Page, screen: string, forms = FORMS): Promise<void> {
  for (const { colorScheme, viewport } of forms) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
    // Colours fade where somebody allows motion; a colour half way is nobody's.
    await page.evaluate(() =>
      Promise.all(
        document
          .getAnimations()
          .filter((each) => each.effect?.getTiming().iterations !== Infinity)
          .map((each) => each.finished.catch(() => null)),
      ),
    );
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations, `${screen} at ${viewport.width} px, ${colorScheme}`).toEqual([]);
  }
}

test("no axe violation where a part is asked for and where it is shown", async ({ browser }) => {
  const { page } = await openAsSomeone(browser);
  await expect(page.getByRole("button", { name: /^Generate/ })).toBeVisible();
  await expectNoViolation(page, "start", ONE_OF_EACH);
  await generate(page, PLATE_PROMPT);
  await shownModel(page);
  await expectNoViolation(page, "part");
});

test("no axe violation in the areas", async ({ browser }) => {
  const { page } = await openAsSomeone(browser);
  for (const area of ["benchmarks", "shop", "documents", "links", "inbox", "settings"]) {
    await page.goto(`${productUrl()}/${area}`);
    await expect(page.getByRole("main")).not.toHaveAttribute("aria-busy", "true");
    await expectNoViolation(page, area, ONE_OF_EACH);
  }
});

test("a part is made by keyboard alone", async ({ browser }) => {
  const { page } = await openAsSomeone(browser);
  await expect(page.getByRole("region", { name: "History" })).toBeVisible();
  await page.keyboard.press("/");
  await page.keyboard.type("disc 50mm diameter 3mm thick");
  await page.keyboard.press("Control+Enter");
  await shownModel(page);
});
