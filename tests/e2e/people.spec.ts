// What people do together: a comment that mentions somebody, its fix, a public link, who is here.
import AxeBuilder from "@axe-core/playwright";
import { unzipSync } from "fflate";
import { readFileSync } from "node:fs";
import { expect, test, type Browser, type Page } from "@playwright/test";
import { generate, openAsSomeone, PLATE_PROMPT, productUrl, shownModel } from "./story";

test.setTimeout(180_000);

const comments = (page: Page) => page.getByRole("region", { name: "Comments" });

async function openAs(browser: Browser, name: string, path = "/"): Promise<Page> {
  const { page } = await openAsSomeone(browser, path);
  await page.getByLabel("Your name").fill(name);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("banner").getByRole("img", { name, exact: true }).last()).toBeVisible();
  return page;
}

test("a comment that mentions somebody reaches their inbox, is fixed with AI, and resolves itself", async ({
  browser,
}) => {
  const mia = await openAs(browser, "Mia");
  const ravi = await openAs(browser, "Ravi");
  await generate(mia, PLATE_PROMPT);
  const first = await shownModel(mia);
  await comments(mia).getByRole("textbox", { name: "Comment" }).fill("@Ra");
  await comments(mia).getByRole("button", { name: "Ravi", exact: true }).click();
  await comments(mia).getByRole("textbox", { name: "Comment" }).pressSequentially("make the holes 6 mm");
  await comments(mia).getByRole("button", { name: "Send comment" }).click();
  await expect(comments(mia).getByRole("article")).toContainText("@Ravi make the holes 6 mm");

  const inbox = ravi.getByRole("link", { name: "Inbox 1 unread" });
  await inbox.click();
  const told = ravi.getByRole("list", { name: "Notifications" }).getByRole("listitem");
  await expect(told).toContainText("Mia mentioned you · v1");
  expect((await new AxeBuilder({ page: ravi }).analyze()).violations).toEqual([]);
  await told.getByRole("link").click();
  await expect(ravi.getByRole("link", { name: "Inbox", exact: true })).toBeVisible();
  await shownModel(ravi);
  await comments(ravi).getByRole("button", { name: "Fix with AI" }).click();

  const second = await shownModel(ravi, first);
  expect(await shownModel(mia, first)).toBe(second);
  const hole = mia.getByRole("region", { name: "Parameters" }).getByRole("slider", { name: "Hole diameter" });
  await expect(hole).toHaveAttribute("aria-valuetext", "6 mm");
  await mia.getByRole("region", { name: "Versions" }).getByRole("button", { name: /^v1\b/ }).click();
  await expect(comments(mia).getByRole("article")).toContainText("Resolved by v2");
  expect((await new AxeBuilder({ page: mia }).analyze()).violations).toEqual([]);

  await mia.goto(`${productUrl()}/inbox/`);
  await mia.getByRole("tab", { name: "Activity" }).click();
  await expect(mia.getByRole("list", { name: "Activity" })).toContainText("Ravi");
});

test("a public link opens the part for somebody without a name, counts the view, and ends when revoked", async ({
  browser,
}) => {
  const mia = await openAs(browser, "Mia");
  await generate(mia, PLATE_PROMPT);
  await shownModel(mia);
  const share = mia.getByRole("region", { name: "Share" });
  await share.getByRole("button", { name: "Share a link" }).click();
  await share.getByRole("button", { name: "Make a link for 30 days" }).click();
  const address = await share.getByRole("link", { name: "Public link" }).getAttribute("href");
  const stranger = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await stranger.goto(address ?? "");
  await expect(stranger.getByRole("heading", { level: 1 })).toContainText(/plate/i);
  await expect(stranger.getByRole("application", { name: "3D viewer" })).toHaveAttribute("data-model", /./, {
    timeout: 30_000,
  });
  await expect(stranger.getByRole("link", { name: "STEP" })).toBeVisible();
  await expect(stranger.getByLabel("Your name")).toHaveCount(0);
  expect((await new AxeBuilder({ page: stranger }).analyze()).violations).toEqual([]);
  await expect(share).toContainText("1 view");
  await share.getByRole("button", { name: "Revoke" }).click();
  await expect(share.getByRole("list", { name: "Public links" }).getByRole("listitem")).toHaveCount(0);
  await stranger.reload();
  await expect(stranger.getByRole("heading", { name: "Nothing to show" })).toBeVisible();
});

test("whoever has the same part open is seen, and their camera and version can be followed", async ({ browser }) => {
  const aiko = await openAs(browser, "Aiko");
  await generate(aiko, PLATE_PROMPT);
  const first = await shownModel(aiko);
  const tom = await openAs(browser, "Tom", new URL(aiko.url()).pathname);
  await shownModel(tom);
  await expect(aiko.getByRole("list", { name: "Here now" }).getByRole("img", { name: "Tom" })).toBeVisible();
  await tom.getByRole("button", { name: "Follow Aiko" }).click();
  await aiko.keyboard.press("3");
  const seenByTom = tom.getByRole("application", { name: "3D viewer" });
  await expect(seenByTom).toHaveAttribute("data-view", "top");

  const thickness = aiko.getByRole("region", { name: "Parameters" }).getByRole("slider", { name: "Thickness" });
  await thickness.focus();
  await thickness.press("ArrowRight");
  const second = await shownModel(aiko, first);
  expect(await shownModel(tom, first)).toBe(second);
  expect((await new AxeBuilder({ page: tom }).analyze()).violations).toEqual([]);

  // Turning the part by hand ends it.
  await seenByTom.focus();
  await tom.keyboard.press("ArrowLeft");
  await expect(tom.getByRole("button", { name: "Follow Aiko" })).toBeVisible();
  await tom.close();
  await expect(aiko.getByRole("button", { name: "Follow Tom" })).toHaveCount(0);
});

test("a comment is pinned to a face by a click, and its pin leads back to it", async ({ browser }) => {
  const mia = await openAs(browser, "Mia");
  await generate(mia, PLATE_PROMPT);
  await shownModel(mia);
  await mia.keyboard.press("3");
  const part = mia.getByRole("application", { name: "3D viewer" });
  await expect(part).toHaveAttribute("data-view", "top");
  await comments(mia).getByRole("textbox", { name: "Comment" }).fill("A logo here");
  await comments(mia).getByRole("button", { name: "Pin to the part" }).click();
  await part.click();
  await expect(comments(mia).getByRole("button", { name: /^Remove the pin on face/ })).toBeVisible();
  await comments(mia).getByRole("button", { name: "Send comment" }).click();
  const pin = mia.getByRole("button", { name: /^Comment by Mia on face/ });
  await expect(pin).toBeVisible();
  await mia.keyboard.press("Escape");
  await pin.click();
  await expect(pin).toHaveAttribute("aria-expanded", "true");
  await expect(comments(mia).getByRole("article")).toBeFocused();
  await expect(part).toHaveAttribute("data-view", "top");
  expect((await new AxeBuilder({ page: mia }).analyze()).violations).toEqual([]);
});

test("words of a comment and of a script are found from the palette, and open their version", async ({ browser }) => {
  const mia = await openAs(browser, "Mia");
  await generate(mia, PLATE_PROMPT);
  await shownModel(mia);
  await comments(mia).getByRole("textbox", { name: "Comment" }).fill("The gasket leaks at the rim");
  await comments(mia).getByRole("button", { name: "Send comment" }).click();
  await expect(comments(mia).getByRole("article")).toContainText("gasket");
  const thread = new URL(mia.url()).pathname;
  await mia.getByRole("link", { name: "New part" }).click();
  await mia.keyboard.press("Control+k");
  await mia.getByRole("combobox", { name: "Search and commands" }).fill("gasket");
  const hit = mia.getByRole("option", { name: /comment: The gasket leaks/ });
  await expect(hit).toBeVisible();
  await hit.click();
  await expect(mia).toHaveURL(new RegExp(`${thread}\\?v=1`));
  await expect(comments(mia).getByRole("article")).toContainText("gasket");
});

test("a thread is tagged, pinned, archived and found again, and everyone sees it", async ({ browser }) => {
  const mia = await openAs(browser, "Mia");
  await generate(mia, PLATE_PROMPT);
  await shownModel(mia);
  const thread = new URL(mia.url()).pathname;
  const ravi = await openAs(browser, "Ravi", thread);
  const rowOf = (page: Page) =>
    page
      .getByRole("region", { name: "History" })
      .getByRole("listitem")
      .filter({ has: page.locator(`a[href="${thread}"]`) });
  const choose = async (item: string) => {
    await rowOf(mia).hover();
    await rowOf(mia)
      .getByRole("button", { name: /^More for/ })
      .click();
    await mia.getByRole("menuitem", { name: item }).click();
  };
  await choose("Tags");
  await rowOf(mia).getByRole("textbox").fill("fixture, Aluminium");
  await mia.keyboard.press("Enter");
  await expect(rowOf(ravi)).toContainText("fixture · aluminium");
  await choose("Pin to the top");
  await expect(rowOf(ravi).getByRole("img", { name: "Pinned" })).toBeVisible();
  await choose("Archive");
  await expect(rowOf(ravi)).toHaveCount(0);
  await ravi.getByRole("button", { name: "More filters" }).click();
  await ravi.getByRole("checkbox", { name: "Archived" }).check();
  await expect(rowOf(ravi)).toBeVisible();
  await ravi.getByRole("combobox", { name: "Tag" }).selectOption({ label: "Any" });
  expect((await new AxeBuilder({ page: ravi }).analyze()).violations).toEqual([]);
});

test("everything of a version is saved as one .zip", async ({ browser }) => {
  const mia = await openAs(browser, "Mia");
  await generate(mia, PLATE_PROMPT);
  await shownModel(mia);
  const downloaded = mia.waitForEvent("download");
  await mia.getByRole("button", { name: "Download everything as .zip" }).click();
  const file = await downloaded;
  expect(file.suggestedFilename()).toMatch(/plate.*\.zip$/);
  const entries = Object.keys(unzipSync(new Uint8Array(readFileSync(await file.path()))));
  const names = entries.map((entry) => entry.split("/")[1]);
  expect(names).toEqual(
    expect.arrayContaining(["README.md", "part.py", "prompt.txt", "facts.json", "checks.json", "parameters.json"]),
  );
  for (const format of ["step", "stl", "3mf", "glb", "png"])
    expect(names.some((name) => name?.endsWith(`.${format}`))).toBe(true);
});
