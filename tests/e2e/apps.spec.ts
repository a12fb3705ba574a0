// Apps without a model: a template filled from the prompt, running in its sandbox for everyone.
import { expect, test } from "@playwright/test";
import { generate, openAsSomeone } from "./story";

test("a typed app runs in its sandbox, type-checks, and a second browser sees it", async ({ browser }) => {
  const ines = await openAsSomeone(browser);
  await ines.page.getByRole("group", { name: "Kind" }).getByRole("button", { name: "App" }).click();
  await generate(ines.page, "A counter with increment and decrement buttons");
  const preview = ines.page.getByRole("region", { name: "Preview" });
  await expect(preview).toHaveAttribute("data-state", "ready", { timeout: 30_000 });
  const app = preview.locator("iframe").contentFrame();
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
