// Four people in four browsers: an owner turns accounts on, invites an editor, a commenter and a viewer, and removes one.
import { expect, test, type Browser, type Page } from "@playwright/test";
import { startProduct, type Product } from "../support/product";
import { generate, shownModel } from "./story";

const PASSWORD = "four words that differ";

let product: Product;
// A product of its own: with accounts on, the guests of the other files would be let in no more.
test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());
test.setTimeout(180_000);

async function open(browser: Browser, path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(product.url + path);
  return page;
}

async function invite(owner: Page, role: string): Promise<string> {
  const invitations = owner.getByRole("region", { name: "Invitations" });
  const before = await invitations.getByRole("row").count();
  await invitations.getByLabel("Role of the invited").selectOption(role);
  await invitations.getByRole("button", { name: "Make an invitation link" }).click();
  await expect(invitations.getByRole("row")).toHaveCount(before + 1);
  return new URL(await invitations.getByLabel("Invitation link").inputValue()).pathname;
}

async function join(browser: Browser, path: string, name: string): Promise<Page> {
  const page = await open(browser, path);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("E-mail").fill(`${name.toLowerCase()}@northgate.example`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make an account and join" }).click();
  await expect(page.getByRole("textbox", { name: "Prompt", exact: true })).toBeVisible({ timeout: 30_000 });
  return page;
}

test("roles hold on screen, and a removed member's open page ends", async ({ browser }) => {
  const ines = await open(browser, "/settings/accounts");
  await ines.getByLabel("Name", { exact: true }).fill("Ines");
  await ines.getByLabel("E-mail").fill("ines@northgate.example");
  await ines.getByLabel("Password").fill(PASSWORD);
  await ines.getByRole("button", { name: "Turn accounts on" }).click();
  await expect(ines.getByRole("table", { name: "Members" })).toContainText("ines@northgate.example", {
    timeout: 30_000,
  });

  // Whoever has not signed in is led to the sign-in page, and back afterwards.
  const stranger = await open(browser, "/settings/members");
  await expect(stranger.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await stranger.getByLabel("E-mail").fill("ines@northgate.example");
  await stranger.getByLabel("Password").fill("not the password");
  await stranger.getByRole("button", { name: "Sign in" }).click();
  await expect(stranger.getByRole("alert")).toContainText("do not belong together");

  const tom = await join(browser, await invite(ines, "editor"), "Tom");
  const cleo = await join(browser, await invite(ines, "commenter"), "Cleo");
  const vic = await join(browser, await invite(ines, "viewer"), "Vic");

  await generate(tom, "M6 washer ISO 7089");
  const generation = await shownModel(tom);
  for (const page of [cleo, vic]) {
    const row = page.getByRole("region", { name: "History" }).locator(`[data-generation="${generation}"]`);
    await expect(row).toHaveAttribute("data-status", "succeeded");
    await generate(page, "a box 10 x 10 x 10 mm");
    await expect(page.getByText(/needs the role editor in Workshop; yours is/)).toBeVisible();
    await expect(page.getByText(/Ask Ines, an owner of the workspace/)).toBeVisible();
  }
  await vic.goto(`${product.url}/settings/members`);
  await expect(vic.getByText("You are viewer here. Ines changes roles and invites people.")).toBeVisible();
  await expect(vic.getByRole("button", { name: "Make an invitation link" })).toHaveCount(0);

  // Vic becomes an editor while the page is open.
  await ines.getByLabel("Role of Vic").selectOption("editor");
  await expect(vic.getByText("You are editor here.", { exact: false })).toBeVisible();

  const members = ines.getByRole("table", { name: "Members" });
  await members.getByRole("row", { name: /Tom/ }).getByRole("button", { name: "Remove" }).click();
  await members.getByRole("button", { name: "Remove Tom" }).click();
  await expect(tom.getByRole("heading", { name: "No workspace" })).toBeVisible();
  await expect(tom.getByRole("region", { name: "History" })).toHaveCount(0);

  await ines.goto(`${product.url}/settings/audit`);
  await expect(ines.getByRole("table", { name: "Audit log" })).toContainText("member.removed");
  const download = ines.waitForEvent("download");
  await ines.getByRole("button", { name: "Export as CSV" }).click();
  expect((await download).suggestedFilename()).toBe("workshop-audit.csv");
  // Meanwhile every query of the page has ended, and the page is still the same one.
  await expect(tom.getByRole("heading", { name: "No workspace" })).toBeVisible();
});
