// Pictures of the screens for docs/, made by the product itself: `npm run pictures` writes docs/images/*.png.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import { startProduct } from "../tests/support/product.ts";

const folder = path.resolve(import.meta.dirname, "../docs/images");
const PROMPTS = [
  "M6 washer ISO 7089",
  "spur gear with 20 teeth, module 2, a 10 mm bore, and 8 mm thickness",
  "80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges",
  "flange 140 mm OD 18 mm thick with 52 mm bore and eight 14 mm holes on a 110 mm bolt circle",
];

async function make(page: Page, prompt: string): Promise<void> {
  await page.getByRole("textbox", { name: "Prompt", exact: true }).fill(prompt);
  await page.getByRole("button", { name: /^Generate/ }).click();
  await page.waitForURL(/\/t\//);
  await page.waitForFunction(
    () => document.querySelector('[aria-label="Viewer"]')?.getAttribute("data-state") === "ready",
  );
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
  const desk = await (
    await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark" })
  ).newPage();
  await desk.goto(product.url);
  await desk.getByRole("button", { name: /^Generate/ }).waitFor();
  await desk.screenshot({ path: path.join(folder, "empty-dark.png") });
  for (const prompt of PROMPTS) {
    await desk.goto(product.url);
    await make(desk, prompt);
  }
  const address = desk.url();
  for (const colorScheme of ["dark", "light"] as const) {
    for (const [name, viewport] of [
      ["workspace", { width: 1440, height: 900 }],
      ["phone", { width: 390, height: 844 }],
    ] as const) {
      const page = await (await browser.newContext({ viewport, colorScheme })).newPage();
      await page.goto(address);
      await page.waitForFunction(
        () => document.querySelector('[aria-label="Viewer"]')?.getAttribute("data-state") === "ready",
      );
      await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}.png`) });
      await page.context().close();
    }
  }
  await desk.goto(product.url);
  await desk
    .getByRole("textbox", { name: "Prompt", exact: true })
    .fill("20x20x5 mm plate with a 50 mm hole in the middle");
  await desk.getByRole("button", { name: /^Generate/ }).click();
  await desk.getByRole("group", { name: "Choices" }).waitFor();
  await desk.screenshot({ path: path.join(folder, "question-dark.png") });
} finally {
  await browser.close();
  await product.stop();
}
