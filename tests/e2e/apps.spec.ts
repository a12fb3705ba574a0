// Apps without a model: a template filled from the prompt, running in its sandbox for everyone.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { generate, openAsSomeone } from "./story";

test("a typed app runs in its sandbox on live orders, which its team sees change and a viewer only reads", async ({
  browser,
}) => {
  const name = `Tom ${test.info().repeatEachIndex}`;
  const order = `PO-LIVE-${test.info().repeatEachIndex}`;
  const tom = await openAsSomeone(browser);
  await tom.page.getByLabel("Your name").fill(name);
  await tom.page.keyboard.press("Enter");
  const ines = await openAsSomeone(browser);
  await ines.page.getByRole("group", { name: "Kind" }).getByRole("button", { name: "App" }).click();
  await generate(ines.page, "Build a data table that displays purchase orders with sorting");
  await expect(ines.page.getByRole("region", { name: "Preview" })).toHaveAttribute("data-state", "ready");
  await expect(ines.page.getByRole("region", { name: "Checks" })).toContainText("no finding");
  const grant = ines.page.getByRole("region", { name: "Live data" }).getByRole("checkbox", { name: "Orders" });
  await grant.click();
  await expect(grant).toBeChecked();
  await ines.page.getByRole("button", { name: "Put v1 into the navigation" }).click();
  await expect(tom.page.getByRole("list", { name: "Apps of the workspace" })).toBeVisible();

  // Tom, made a viewer, opens it from his own navigation.
  await ines.page.getByRole("link", { name: "Settings" }).click();
  await ines.page.getByRole("link", { name: "Members" }).click();
  const role = ines.page.getByLabel(`Role of ${name}`);
  await role.selectOption("viewer");
  await expect(role).toHaveValue("viewer");
  await tom.page.getByRole("list", { name: "Apps of the workspace" }).getByRole("link").first().click();
  const preview = tom.page.getByRole("region", { name: "Preview" });
  await expect(preview).toHaveAttribute("data-state", "ready");
  const app = preview.locator("iframe").contentFrame().locator("iframe").contentFrame();

  await ines.page.getByRole("link", { name: "Parts, BOMs, orders" }).click();
  await ines.page.getByRole("navigation", { name: "Tables" }).getByRole("button", { name: "Orders" }).click();
  await ines.page.getByLabel("Order number").fill(order);
  await ines.page.getByRole("button", { name: "Add order" }).click();
  await expect(app.getByRole("cell", { name: order })).toBeVisible();

  await app.getByRole("button", { name: "New order" }).click();
  await app.getByLabel("Order", { exact: true }).fill(`${order}-B`);
  await app.getByLabel("Supplier", { exact: true }).fill("Northgate Steel");
  await app.getByRole("form", { name: "New order" }).getByRole("button", { name: "Save" }).click();
  await expect(app.getByRole("alert")).toContainText("needs the role editor");
  await expect(app.getByRole("cell", { name: `${order}-B` })).toHaveCount(0);

  // Rows do not leave with an app that goes elsewhere: not in its frame, not in the page, not in a new window.
  const asked: string[] = [];
  const away = createServer((request, response) => response.end(asked.push(request.url ?? "")));
  await new Promise<void>((resolve) => away.listen(0, "127.0.0.1", resolve));
  const elsewhere = `http://127.0.0.1:${(away.address() as AddressInfo).port}/?rows=${order}`;
  const frame = tom.page.frames().find((each) => each.url().includes("/preview/frame.html"));
  await frame?.evaluate((url) => {
    window.open(url);
    try {
      window.top!.location.href = url;
    } catch {
      // Refused, as it should be: the frame itself is what is left.
    }
    window.location.href = url;
  }, elsewhere);
  await expect(app.getByRole("cell", { name: order })).toHaveCount(0);
  away.close();
  expect(asked).toEqual([]);
  expect([...ines.strayRequests, ...tom.strayRequests]).toEqual([]);
});

test("an app that no template fits is asked about", async ({ browser }) => {
  const { page } = await openAsSomeone(browser);
  await page.getByRole("group", { name: "Kind" }).getByRole("button", { name: "App" }).click();
  await generate(page, "sing me a song about the sea");
  await expect(page.getByRole("region", { name: "Thread" }).getByRole("group", { name: "Choices" })).toBeVisible();
});
