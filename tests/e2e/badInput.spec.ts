// Wrong inputs end in plain words, and the page stays alive after each.
import { expect, test } from "@playwright/test";
import { generate, openAsSomeone, shownModel } from "./story";

test("an empty prompt is not sent", async ({ browser }) => {
  const { page } = await openAsSomeone(browser);
  await page.getByRole("textbox", { name: "Prompt", exact: true }).fill("   ");
  await expect(page.getByRole("button", { name: /^Generate/ })).toBeDisabled();
});

test("a prompt of 100,000 characters is refused with both figures and is not lost", async ({ browser }) => {
  const { page, pageErrors } = await openAsSomeone(browser);
  const long = "plate ".repeat(16_667);
  await page.getByRole("textbox", { name: "Prompt", exact: true }).fill(long);
  await page.getByRole("button", { name: /^Generate/ }).click({ force: true });
  await expect(page.getByText(/20,000 characters/).first()).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Prompt", exact: true })).toHaveValue(long);
  expect(pageErrors).toEqual([]);
});

test("gibberish is answered with a question and choices, and a choice makes a part", async ({ browser }) => {
  const { page } = await openAsSomeone(browser);
  await generate(page, "asdf qwer zxcv");
  const thread = page.getByRole("region", { name: "Thread" });
  const choices = thread.getByRole("group", { name: "Choices" }).getByRole("button");
  await expect(choices).toHaveCount(3);
  await choices.first().click();
  await shownModel(page);
});

test("a hole larger than its plate is asked about, not made", async ({ browser }) => {
  const { page } = await openAsSomeone(browser);
  await generate(page, "20x20x5 mm plate with a 50 mm hole in the middle");
  await expect(page.getByRole("region", { name: "Thread" })).toContainText(/50/);
  await expect(page.getByRole("region", { name: "Thread" }).getByRole("group", { name: "Choices" })).toBeVisible();
});

test("a slider value beyond its range is refused on the spot and runs nothing", async ({ browser }) => {
  const { page } = await openAsSomeone(browser);
  await generate(page, "60x40x3 mm plate with two 4 mm holes 30 mm apart");
  const shown = await shownModel(page);
  const parameters = page.getByRole("region", { name: "Parameters" });
  const field = parameters.getByRole("textbox", { name: "Thickness" });
  await field.fill("-5");
  await field.press("Enter");
  await expect(parameters).toContainText(/min|least|from|to/i);
  await expect(page.getByRole("region", { name: "Viewer" })).toHaveAttribute("data-generation", shown);
});

test("an unknown thread says so and offers a way on", async ({ browser }) => {
  const { page, pageErrors } = await openAsSomeone(browser, "/t/not-a-thread");
  await expect(page.getByText(/not found|does not exist/i).first()).toBeVisible();
  expect(pageErrors).toEqual([]);
});
