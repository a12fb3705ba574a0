// What the end-to-end files share: the running product's address, and the steps every story begins with.
import { expect, test, type Browser, type BrowserContext, type Page } from "@playwright/test";

function fromSetup(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing: run these files with tests/e2e/playwright.config.ts`);
  return value;
}

export const productUrl = () => fromSetup("NATURALCAD_TEST_URL");
export const apiKey = () => fromSetup("NATURALCAD_TEST_KEY");

export const PLATE_PROMPT = "80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges";
export const PLATE_VOLUME_MM3 = 80 * 60 * 5 - 4 * Math.PI * 2.5 ** 2 * 5;

/** Contexts by the test that opened them: a page left open goes on drawing and slows whatever comes after it. */
const opened: { testId: string; context: BrowserContext }[] = [];

async function closeThoseOfEarlierTests(): Promise<void> {
  const { testId } = test.info();
  for (const entry of opened.filter((other) => other.testId !== testId)) {
    opened.splice(opened.indexOf(entry), 1);
    await entry.context.close();
  }
}

/** A page in a browser context of its own, so that it is another person. Collects what must not happen. */
export async function openAsSomeone(
  browser: Browser,
  path = "/",
  options: { viewport?: { width: number; height: number }; colorScheme?: "dark" | "light" } = {},
): Promise<{ page: Page; strayRequests: string[]; pageErrors: string[] }> {
  await closeThoseOfEarlierTests();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  opened.push({ testId: test.info().testId, context });
  const page = await context.newPage();
  const strayRequests: string[] = [];
  const pageErrors: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(productUrl()) && !url.startsWith("data:") && !url.startsWith("blob:")) strayRequests.push(url);
  });
  page.on("pageerror", (error) => pageErrors.push(error.message));
  await page.goto(`${productUrl()}${path}`);
  return { page, strayRequests, pageErrors };
}

export async function generate(page: Page, prompt: string): Promise<void> {
  await page.getByRole("textbox", { name: "Prompt", exact: true }).fill(prompt);
  await page.getByRole("button", { name: /^Generate/ }).click();
}

/** Waits until the viewer shows a finished model and gives its generation id. */
export async function shownModel(page: Page, notThis?: string): Promise<string> {
  const viewer = page.getByRole("region", { name: "Viewer" });
  await expect(viewer).toHaveAttribute("data-state", "ready", { timeout: 90_000 });
  if (notThis !== undefined) await expect(viewer).not.toHaveAttribute("data-generation", notThis, { timeout: 90_000 });
  await expect(viewer).toHaveAttribute("data-state", "ready", { timeout: 90_000 });
  return (await viewer.getAttribute("data-generation")) ?? "";
}
