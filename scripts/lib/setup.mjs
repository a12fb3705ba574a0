// The set-up steps that every command does by itself when they are missing: Node packages, production build.
// Plain JavaScript for the Node that is there, because it runs before anything is installed.
import { existsSync, mkdirSync, statfsSync, writeFileSync } from "node:fs";
import { SetupError, startProgress } from "./messages.mjs";
import { at, digestOf, findNode24, readStamp, root } from "./paths.mjs";
import { explain } from "./python.mjs";
import { run } from "./run.mjs";

const OLDEST_NODE = 20;
const FREE_BYTES_FOR_SETUP = 3e9;

function checkNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < OLDEST_NODE) {
    throw new SetupError(
      "setup/node",
      `This is Node ${process.versions.node}; NaturalCAD needs Node ${OLDEST_NODE} or newer.`,
      "Install a current Node.js and run the command again.",
    );
  }
}

function checkDisk() {
  const { bavail, bsize } = statfsSync(root);
  const free = bavail * bsize;
  if (free < FREE_BYTES_FOR_SETUP) {
    throw new SetupError(
      "setup/disk",
      `Only ${(free / 1e9).toFixed(1)} GB are free on this disk; the set-up needs ${FREE_BYTES_FOR_SETUP / 1e9} GB.`,
      "Free some space and run the command again.",
    );
  }
}

/** Installs the locked Node packages, the pinned Node 24 among them, when the lock file is newer than they are. */
export async function ensureNodePackages() {
  checkNode();
  const stamp = at("node_modules", ".naturalcad-lock");
  const digest = digestOf("package-lock.json");
  if (readStamp(stamp) === digest && findNode24()) return;
  checkDisk();
  const progress = startProgress("Node packages");
  const { status, output } = await run(
    "npm",
    ["ci", "--include=dev", "--include=optional", "--no-progress", "--loglevel=error"],
    {
      onLine: (line) => progress.detail(line),
    },
  );
  if (status !== 0) {
    progress.fail();
    throw explain("setup/node-packages", "Node packages could not be installed", output);
  }
  progress.end();
  if (!findNode24()) {
    throw new SetupError(
      "setup/node-24",
      `The backend needs Node 24, and no packaged one exists for ${process.platform}-${process.arch} (this is Node ${process.versions.node}).`,
      "Install Node 24 yourself and run the command with it.",
    );
  }
  writeFileSync(stamp, digest);
}

const BUILD_INPUTS = [
  "src",
  "convex/lib",
  "convex/_generated",
  "preview",
  "public",
  "index.html",
  "vite.config.ts",
  "package-lock.json",
];

/** Builds the browser app into dist/ when its sources changed since the last build. */
export async function ensureBuild() {
  const stamp = at("dist", ".build-digest");
  const digest = digestOf(...BUILD_INPUTS);
  if (readStamp(stamp) === digest) return;
  const progress = startProgress("Production build of the web app");
  // The app first: its build empties dist/, where the preview's files get a folder of their own.
  for (const config of ["vite.config.ts", "preview/vite.config.ts"]) {
    const { status, output } = await run(
      findNode24(),
      [at("node_modules/vite/bin/vite.js"), "build", "--config", at(config), "--logLevel", "warn"],
      {
        // Started by a test runner, NODE_ENV is "test", and Vite would build the development mode of React.
        env: { ...process.env, NODE_ENV: "production" },
        onLine: (line) => progress.detail(line),
      },
    );
    if (status === 0) continue;
    progress.fail();
    throw explain("setup/build", "The web app could not be built", output);
  }
  progress.end();
  mkdirSync(at("dist"), { recursive: true });
  writeFileSync(stamp, digest);
}

/** A browser for the end-to-end tests: an installed Chrome or Chromium, or Debian's package when root. */
export async function ensureBrowser() {
  const named = process.env.CHROMIUM_PATH;
  const candidates = [
    named,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
  ].filter(Boolean);
  const found = candidates.find((file) => existsSync(file));
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const progress = startProgress("Chromium (the distribution's package)");
    await run("apt-get", ["update"]);
    const { status, output } = await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], {
      onLine: (line) => progress.detail(line),
    });
    if (status !== 0) {
      progress.fail();
      throw explain("setup/browser", "Chromium could not be installed", output);
    }
    progress.end();
    if (existsSync("/usr/bin/chromium")) return "/usr/bin/chromium";
  }
  throw new SetupError(
    "setup/browser",
    "No Chrome or Chromium was found for the end-to-end tests.",
    "Install one (Debian, Ubuntu: apt-get install chromium) or name it: CHROMIUM_PATH=/path/to/chrome npm test",
  );
}
