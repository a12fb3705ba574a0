// Pictures of the screens, made by the product itself. `npm run pictures` writes those of the docs to docs/images/;
// `npm run pictures -- --all FOLDER` writes every screen at four sizes, dark and light, to look through after a change.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import { startProduct } from "../tests/support/product.ts";

const [flag, given] = process.argv.slice(2);
const isAll = flag === "--all";
const folder = path.resolve(isAll ? (given ?? "pictures") : path.resolve(import.meta.dirname, "../docs/images"));
const PROMPTS = [
  "M6 washer ISO 7089",
  "spur gear with 20 teeth, module 2, a 10 mm bore, and 8 mm thickness",
  "80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges",
  "flange 140 mm OD 18 mm thick with 52 mm bore and eight 14 mm holes on a 110 mm bolt circle",
];
const SIZES = [
  { name: "desk", viewport: { width: 1440, height: 900 } },
  { name: "narrow", viewport: { width: 900, height: 700 } },
  { name: "tablet", viewport: { width: 700, height: 900 } },
  { name: "phone", viewport: { width: 390, height: 844 } },
];
const AREAS = ["benchmarks", "shop", "documents", "links", "inbox", "settings"];
const THEMES = ["dark", "light"] as const;

async function generate(page: Page, prompt: string): Promise<void> {
  await page.getByRole("textbox", { name: "Prompt", exact: true }).fill(prompt);
  await page.getByRole("button", { name: /^Generate/ }).click();
}

async function modelShown(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('[aria-label="Viewer"]')?.getAttribute("data-state") === "ready",
  );
}

/** What a screen shows once it holds still. */
async function settled(page: Page, address: string): Promise<void> {
  await page.goto(address);
  if (/\/t\/[^?]+$/.test(address)) await modelShown(page);
  else if (address.includes("with=")) await page.getByRole("application").nth(1).waitFor();
  else await page.locator("main:not([aria-busy])").waitFor();
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready);
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: "disabled", timeout: 90_000 });
}

const product = await startProduct();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: [
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
  ],
});
try {
  mkdirSync(folder, { recursive: true });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
  const page = await context.newPage();
  await settled(page, product.url);
  if (!isAll) await take(page, "empty-dark");
  for (const prompt of PROMPTS) {
    await page.goto(product.url);
    await generate(page, prompt);
    await page.waitForURL(/\/t\//);
    await modelShown(page);
  }
  const part = new URL(page.url()).pathname;
  if (isAll) {
    await page.getByRole("region", { name: "Parameters" }).getByRole("slider").first().press("ArrowRight");
    await page.getByRole("button", { name: /^v2\b/ }).waitFor();
    await modelShown(page);
  }
  const screens: [string, string][] = [
    ["workspace", part],
    ...AREAS.map((area): [string, string] => [area, `/${area}`]),
    ...(isAll
      ? ([
          ["start", "/"],
          ["compare", `${part}?v=2&with=1`],
        ] as [string, string][])
      : []),
  ];
  for (const { name: size, viewport } of SIZES) {
    if (!isAll && size !== "desk" && size !== "phone") continue;
    await page.setViewportSize(viewport);
    for (const [screen, address] of screens) {
      if (!isAll && size === "phone" && screen !== "workspace") continue;
      await settled(page, product.url + address);
      for (const colorScheme of THEMES) {
        if (!isAll && screen !== "workspace" && colorScheme === "light") continue;
        await page.emulateMedia({ colorScheme });
        await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
        const name = !isAll && screen === "workspace" && size === "phone" ? "phone" : screen;
        await take(page, isAll ? `${screen}-${size}-${colorScheme}` : `${name}-${colorScheme}`);
      }
    }
  }
  if (!isAll) {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 1440, height: 900 });
    await settled(page, product.url);
    await generate(page, "20x20x5 mm plate with a 50 mm hole in the middle");
    await page.getByRole("group", { name: "Choices" }).waitFor();
    await take(page, "question-dark");
  }
} finally {
  await browser.close();
  await product.stop();
}
