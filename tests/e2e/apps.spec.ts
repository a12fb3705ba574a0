// Apps without a model: a template filled from the prompt, running in its sandbox for everyone.
import { expect, test } from "@playwright/test";
import { generate, openAsSomeone } from "./story";

test("a typed app runs in its sandbox, type-checks, and a second browser sees it", async ({ browser }) => {
  const ines = await openAsSomeone(browser);
  await ines.page.getByRole("group", { name: "Kind" }).getByRole("button", { name: "App" }).click();
  await generate(ines.page, "A counter with increment and decrement buttons");
  const preview = ines.page.getByRole("region", { name: "Preview" });
  await expect(preview).toHaveAttribute("data-state", "ready", { timeout: 30_000 });
  const app = preview.locator("iframe").contentFrame().locator("iframe").contentFrame();
  await expect(app.getByRole("button").first()).toBeVisible();
  await expect(ines.page.getByRole("region", { name: "Checks" })).toContainText("no finding", { timeout: 40_000 });

  const tom = await openAsSomeone(browser, new URL(ines.page.url()).pathname);
  await expect(tom.page.getByRole("region", { name: "Preview" })).toHaveAttribute("data-state", "ready", {
    timeout: 30_000,
  });
  expect([...ines.strayRequests, ...tom.strayRequests]).toEqual([]);
});

test("an app that no template fits is asked about", async ({ browser }) => {
  const { page } = await openAsSomeone(browser);
  await page.getByRole("group", { name: "Kind" }).getByRole("button", { name: "App" }).click();
  await generate(page, "sing me a song about the sea");
  await expect(page.getByRole("region", { name: "Thread" }).getByRole("group", { name: "Choices" })).toBeVisible();
});

test("a published app shows the workspace's orders live to two people, and writes once its owner allows it", async ({
  browser,
}) => {
  test.slow();
  const ines = await openAsSomeone(browser);
  await ines.page.getByRole("group", { name: "Kind" }).getByRole("button", { name: "App" }).click();
  await generate(ines.page, "Build a data table that displays purchase orders with sorting");
  const preview = ines.page.getByRole("region", { name: "Preview" });
  await expect(preview).toHaveAttribute("data-state", "ready", { timeout: 60_000 });
  await ines.page.getByRole("button", { name: "Put v1 into the navigation" }).click();
  await ines.page.getByRole("list", { name: "Apps of the workspace" }).getByRole("link").first().click();
  await expect(ines.page).toHaveURL(/\/apps\//);

  const appOf = (page: typeof ines.page) =>
    page.getByRole("region", { name: "Preview" }).locator("iframe").contentFrame().locator("iframe").contentFrame();
  const tom = await openAsSomeone(browser, "/shop/orders");
  await tom.page.getByLabel("Order number").fill("PO-LIVE-1");
  await tom.page.getByRole("button", { name: "Add order" }).click();
  await expect(appOf(ines.page).getByRole("cell", { name: "PO-LIVE-1" })).toBeVisible({ timeout: 30_000 });

  // Without the owner's word the app cannot write, and says so; with it, the order is there for everyone.
  const app = appOf(ines.page);
  const add = async () => {
    await app.getByRole("form", { name: "New order" }).getByRole("button", { name: "Save" }).click();
  };
  await app.getByRole("button", { name: "New order" }).click();
  await app.getByLabel("Order", { exact: true }).fill("PO-LIVE-2");
  await app.getByLabel("Supplier", { exact: true }).fill("Nobody yet");
  await add();
  await expect(app.getByRole("alert")).toContainText("may not write orders");
  const appUrl = ines.page.url();
  await ines.page.getByRole("link", { name: "Change" }).click();
  await ines.page.getByRole("region", { name: "Live data" }).getByRole("checkbox", { name: "Orders" }).check();
  await ines.page.goto(appUrl);
  await app.getByRole("button", { name: "New order" }).click();
  await app.getByLabel("Order", { exact: true }).fill("PO-LIVE-2");
  await app.getByLabel("Supplier", { exact: true }).fill("Nobody yet");
  await add();
  await expect(app.getByRole("alert")).toContainText("There is no supplier Nobody yet");
  expect([...ines.strayRequests, ...tom.strayRequests]).toEqual([]);
});
