// What does the page cost: bytes and seconds until it stands, a part of a million triangles, fifty versions on end?
// Command: npm run bench -- viewer. The page figures come from the production build on loopback, processor slowed 4×.
import path from "node:path";
import { gzipSync } from "node:zlib";
import { chromium, type Page } from "@playwright/test";
import { build } from "esbuild";
import type * as Glb from "../src/features/viewer/glb.ts";
import type * as Objects from "../src/features/viewer/modelObjects.ts";
import { startProduct } from "../tests/support/product.ts";
import { printMachine, printRow } from "./figures.ts";

const TRIANGLES = 1_000_000;
const SWITCHES = 50;

/** A wavy sheet of a million triangles, as a GLB of one mesh. */
function largeGlb(): ArrayBuffer {
  const side = Math.ceil(Math.sqrt(TRIANGLES / 2));
  const count = (side + 1) ** 2;
  const positions = new Float32Array(count * 3);
  const normals = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) {
    const [x, y] = [(i % (side + 1)) / side, Math.floor(i / (side + 1)) / side];
    positions.set([x, 0.02 * Math.sin(40 * x) * Math.cos(40 * y), y], i * 3);
    normals[i * 3 + 1] = 1;
  }
  const indices = new Uint32Array(side * side * 6);
  for (let cell = 0, at = 0; cell < side * side; cell++, at += 6) {
    const a = Math.floor(cell / side) * (side + 1) + (cell % side);
    indices.set([a, a + side + 1, a + 1, a + 1, a + side + 1, a + side + 2], at);
  }
  const blocks = [positions, normals, indices].map((values) => new Uint8Array(values.buffer));
  let offset = 0;
  const bufferViews = blocks.map((block) => {
    const view = { buffer: 0, byteOffset: offset, byteLength: block.length };
    offset += block.length;
    return view;
  });
  const json = new TextEncoder().encode(
    JSON.stringify({
      asset: { version: "2.0" },
      nodes: [{ mesh: 0 }],
      meshes: [{ primitives: [{ attributes: { POSITION: 0, NORMAL: 1 }, indices: 2, mode: 4 }] }],
      accessors: [
        { bufferView: 0, componentType: 5126, count, type: "VEC3" },
        { bufferView: 1, componentType: 5126, count, type: "VEC3" },
        { bufferView: 2, componentType: 5125, count: indices.length, type: "SCALAR" },
      ],
      bufferViews,
      buffers: [{ byteLength: offset }],
    }),
  );
  const jsonLength = Math.ceil(json.length / 4) * 4;
  const bytes = new Uint8Array(28 + jsonLength + offset).fill(0x20, 20, 20 + jsonLength);
  const view = new DataView(bytes.buffer);
  [0x46546c67, 2, bytes.length, jsonLength, 0x4e4f534a].forEach((word, i) => view.setUint32(i * 4, word, true));
  bytes.set(json, 20);
  view.setUint32(20 + jsonLength, offset, true);
  view.setUint32(24 + jsonLength, 0x004e4942, true);
  let at = 28 + jsonLength;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.length;
  }
  return bytes.buffer;
}

const cost = (page: Page) =>
  page.getByRole("application", { name: "3D viewer" }).evaluate((element: HTMLElement) => ({ ...element.dataset }));
const ready = (page: Page) =>
  page.waitForFunction(() => document.querySelector('[aria-label="Viewer"]')?.getAttribute("data-state") === "ready");

/** The viewer's own reading of a file, bundled as the page gets it: its imports are not Node's. */
async function viewerCode(): Promise<Pick<typeof Glb & typeof Objects, "parseGlb" | "createModelObjects">> {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export { parseGlb } from "./glb"; export { createModelObjects } from "./modelObjects";',
      resolveDir: path.resolve(import.meta.dirname, "../src/features/viewer"),
      loader: "ts",
    },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  return await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString("base64")}`);
}

printMachine();
const { parseGlb, createModelObjects } = await viewerCode();
const glb = largeGlb();
const parsed: number[] = [];
for (let i = 0; i < 5; i++) {
  const startedAt = process.cpuUsage();
  createModelObjects(parseGlb(glb)).dispose();
  const { user, system } = process.cpuUsage(startedAt);
  parsed.push((user + system) / 1000);
}
printRow(`${TRIANGLES.toLocaleString("en")} triangles, GLB to geometry, CPU`, parsed, "1.5 s to first draw");

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
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(90_000);
  const scripts = new Map<string, Promise<number>>();
  page.on("response", (response) => {
    if (new URL(response.url()).pathname.endsWith(".js"))
      scripts.set(
        response.url(),
        response.body().then((body) => gzipSync(body).length),
      );
  });
  const kilobytes = async () =>
    ((await Promise.all(scripts.values())).reduce((sum, bytes) => sum + bytes, 0) / 1000).toFixed(0);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript(() => {
    const seen = { cls: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.cls += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(product.url, { waitUntil: "networkidle" }).catch(() => undefined); // the WebSocket never rests
  await page.getByRole("button", { name: /^Generate/ }).waitFor();
  const { lcp, cls } = await page.evaluate(async () => ({
    cls: (window as unknown as { seen: { cls: number } }).seen.cls,
    // Null where the browser reports none, as some do without a screen.
    lcp: await new Promise<number | null>((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? null)).observe({
        type: "largest-contentful-paint",
        buffered: true,
      });
      setTimeout(() => resolve(null), 5_000);
    }),
  }));
  console.log(
    `first page: JavaScript ${await kilobytes()} kB gzip (goal 200), LCP ${lcp === null ? "not reported" : `${lcp.toFixed(0)} ms`} (goal 2,000), CLS ${cls.toFixed(3)} (goal 0.05), processor slowed 4×`,
  );
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });

  await page
    .getByRole("textbox", { name: "Prompt", exact: true })
    .fill("80x60x5 mm plate with four 5 mm holes 8 mm from the edges");
  await page.getByRole("button", { name: /^Generate/ }).click();
  await page.waitForURL(/\/t\//);
  await ready(page);
  console.log(`with a part on screen: JavaScript ${await kilobytes()} kB gzip in all`);
  const slider = page.getByRole("region", { name: "Parameters" }).getByRole("slider", { name: "Thickness" });
  const box = (await slider.boundingBox())!;
  const drafts: number[] = [];
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
  await page.mouse.down();
  for (let i = 1; i <= 12; i++) {
    const before = (await cost(page)).size;
    const startedAt = performance.now();
    await page.mouse.move(box.x + box.width * (0.2 + i * 0.04), box.y + box.height / 2);
    await page.waitForFunction(
      (size) => document.querySelector<HTMLElement>('[role="application"]')?.dataset.size !== size,
      before,
      { polling: "raf" },
    );
    drafts.push(performance.now() - startedAt);
  }
  printRow("slider moved to draft on screen", drafts, "250 ms");
  await page.mouse.up();
  await page.waitForFunction(() => document.querySelectorAll(".version").length === 2);
  await page.waitForFunction(() => document.querySelector(".version.running") === null);
  await ready(page);

  const start = await cost(page);
  for (let i = 0; i < SWITCHES; i++) {
    const before = await page.getByRole("region", { name: "Viewer" }).getAttribute("data-generation");
    await page
      .locator(".version")
      .nth(i % 2)
      .click();
    await page.waitForFunction(
      (known) => document.querySelector('[aria-label="Viewer"]')?.getAttribute("data-generation") !== known,
      before,
    );
    await ready(page);
  }
  const end = await cost(page);
  console.log(
    `after ${SWITCHES} versions: ${end.geometries} geometries, ${end.textures} textures (at start ${start.geometries}, ${start.textures}); ${end.drawcalls} draw calls (goal 100)`,
  );
} finally {
  await browser.close();
  await product.stop();
}
