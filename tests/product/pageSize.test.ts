// What the production build makes a browser load, in gzipped bytes: before the first screen, and for the viewer.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
// @ts-expect-error -- the set-up scripts are plain JavaScript
import { ensureBuild } from "../../scripts/lib/setup.mjs";

const FIRST_SCREEN_BYTES = 200_000;
const VIEWER_BYTES = 350_000;

const dist = path.resolve(import.meta.dirname, "../../dist");
const assets = path.join(dist, "assets");
const gzipped = (names: Iterable<string>) =>
  [...names].reduce((sum, name) => sum + gzipSync(readFileSync(path.join(assets, name))).length, 0);

/** The file and all that it imports statically; what it loads later by `import()` is not in it. */
function closure(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const [, next] of readFileSync(path.join(assets, name), "utf8").matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g))
    if (next !== undefined) closure(next, seen);
  return seen;
}

let first: Set<string>;
beforeAll(async () => {
  await ensureBuild();
  const entry = /<script type="module"[^>]*src="\/assets\/([^"]+)"/.exec(
    readFileSync(path.join(dist, "index.html"), "utf8"),
  )?.[1];
  if (entry === undefined) throw new Error("dist/index.html names no entry script");
  first = closure(entry);
}, 120_000);

it("the first screen loads at most 200 kB of JavaScript", () => {
  expect(first.size).toBeGreaterThan(1);
  expect(gzipped(first)).toBeLessThanOrEqual(FIRST_SCREEN_BYTES);
});

it("the viewer adds at most 350 kB", () => {
  const viewer = readdirSync(assets).find((name) => /^Viewer-[^.]+\.js$/.test(name));
  if (viewer === undefined) throw new Error("dist/assets has no chunk of the viewer");
  expect(gzipped([...closure(viewer)].filter((name) => !first.has(name)))).toBeLessThanOrEqual(VIEWER_BYTES);
});
