// Versions after they are made: tree, restore, names, comparing two, drafts of a slider, code by hand.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { generate, openAsSomeone, PLATE_PROMPT, shownModel } from "./story";

// A page left open goes on drawing in software, and slows every story after it.
test.afterEach(async ({ browser }) => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

const versions = (page: Page) => page.getByRole("region", { name: "Versions" });
const thickness = (page: Page) =>
  page.getByRole("region", { name: "Parameters" }).getByRole("slider", { name: "Thickness" });

async function twoVersions(page: Page): Promise<{ first: string; second: string }> {
  await generate(page, PLATE_PROMPT);
  const first = await shownModel(page);
  await thickness(page).focus();
  // Once: on a slow machine two presses make two versions.
  await thickness(page).press("ArrowRight");
  return { first, second: await shownModel(page, first) };
}

test("an earlier version comes back as the newest, from the menu, and the tree says where it came from", async ({
  browser,
}) => {
  const { page, pageErrors } = await openAsSomeone(browser);
  const { second } = await twoVersions(page);
  await versions(page).getByRole("button", { name: /^v1\b/ }).click();
  await shownModel(page, second);
  await page.getByRole("button", { name: "More for version 1" }).click();
  await page.getByRole("menuitem", { name: /^Restore/ }).click();
  await expect(versions(page).getByRole("button", { name: /^v3 from v1/ })).toBeVisible();
  await page.getByRole("button", { name: "Tree of versions" }).click();
  const tree = page.getByRole("dialog", { name: "Tree of versions" });
  await expect(tree.getByRole("listitem")).toHaveCount(3);
  await expect(tree).toContainText("v1 restored");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(tree).toBeHidden();
  expect(pageErrors).toEqual([]);
});

test("a version gets a name and a pin that a second person sees", async ({ browser }) => {
  const ines = await openAsSomeone(browser);
  await generate(ines.page, PLATE_PROMPT);
  await shownModel(ines.page);
  const tom = await openAsSomeone(browser, new URL(ines.page.url()).pathname);
  await ines.page.getByRole("button", { name: "More for version 1" }).click();
  await ines.page.getByRole("menuitem", { name: "Rename" }).click();
  await ines.page.getByRole("textbox", { name: "Name of version 1" }).fill("For the drill jig");
  await ines.page.keyboard.press("Enter");
  await expect(versions(tom.page)).toContainText("For the drill jig");
  await ines.page.getByRole("button", { name: "More for version 1" }).click();
  await ines.page.getByRole("menuitem", { name: "Pin" }).click();
  await expect(versions(tom.page).getByLabel("pinned")).toBeVisible();
});

test("two versions stand side by side with one camera, under a swipe, and with their figures", async ({ browser }) => {
  const { page, pageErrors } = await openAsSomeone(browser);
  await twoVersions(page);
  await versions(page).getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page).toHaveURL(/v=2.*with=1/);
  const viewers = page.getByRole("application", { name: "3D viewer" });
  await expect(viewers).toHaveCount(2);
  await expect(viewers.first()).toHaveAttribute("data-model", /./, { timeout: 90_000 });
  await expect(viewers.last()).toHaveAttribute("data-model", /./, { timeout: 90_000 });
  await page.keyboard.press("3");
  await expect(viewers.first()).toHaveAttribute("data-view", "top");
  await expect(viewers.last()).toHaveAttribute("data-view", "top");
  await expect(page.getByRole("table").filter({ hasText: "Volume" })).toContainText("+");
  await expect(page.getByRole("table").filter({ hasText: "Thickness" })).toContainText("mm");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole("button", { name: "Swipe" }).click();
  const line = page.getByRole("slider", { name: "Where the second version begins" });
  await line.focus();
  await line.press("ArrowLeft");
  await expect(line).toHaveAttribute("aria-valuenow", "45");
  await page.getByRole("button", { name: "Stop comparing" }).click();
  await shownModel(page);
  expect(pageErrors).toEqual([]);
});

test("a dragged slider shows drafts to one and its holder to the other, and makes one version when let go", async ({
  browser,
}) => {
  const ines = await openAsSomeone(browser);
  await generate(ines.page, PLATE_PROMPT);
  const first = await shownModel(ines.page);
  const tom = await openAsSomeone(browser, new URL(ines.page.url()).pathname);
  await shownModel(tom.page);
  const box = (await thickness(ines.page).boundingBox())!;
  const y = box.y + box.height / 2;
  await ines.page.mouse.move(box.x + box.width * 0.2, y);
  await ines.page.mouse.down();
  await ines.page.mouse.move(box.x + box.width * 0.6, y, { steps: 6 });
  await expect(ines.page.getByRole("application", { name: "3D viewer" })).toHaveAttribute("data-draft", "true");
  await expect(tom.page.getByRole("region", { name: "Parameters" })).toContainText("is moving Thickness");
  await expect(thickness(tom.page)).toBeDisabled();
  await ines.page.mouse.up();
  await shownModel(ines.page, first);
  await expect(thickness(tom.page)).toBeEnabled();
  await expect(versions(tom.page).getByRole("button", { name: /^v\d/ })).toHaveCount(2);
});

test("code edited by hand survives a look elsewhere, runs as a new version, and marks the line it breaks on", async ({
  browser,
}) => {
  const { page } = await openAsSomeone(browser);
  const { second } = await twoVersions(page);
  await page.getByRole("tab", { name: "Code" }).click();
  const editor = page.getByRole("textbox", { name: "Script, editable" });
  await editor.focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("# by hand\n");
  await versions(page).getByRole("button", { name: /^v1\b/ }).click();
  await shownModel(page, second);
  await expect(page.getByText("Edited, not run")).toBeHidden();
  await versions(page).getByRole("button", { name: /^v2\b/ }).click();
  await expect(page.getByText("Edited, not run")).toBeVisible();
  await expect(editor).toContainText("# by hand");
  await editor.focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("result = \n");
  await page.getByRole("button", { name: "Run as a new version" }).click();
  await expect(versions(page)).toContainText("failed", { timeout: 90_000 });
  await expect(page.locator(".cm-error-line")).toBeVisible();
  await expect(page.locator(".cm-lint-marker-error")).toBeVisible();
});
