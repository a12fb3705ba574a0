// The backend goes to Convex as it is: its own command line bundles the functions folder. Nothing listens where it would push to.
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A copy of what is deployed, so that the command line may write beside it. */
function project(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "naturalcad-bundle-"));
  folders.push(folder);
  cpSync(path.join(root, "convex"), path.join(folder, "convex"), {
    recursive: true,
    filter: (source) => !source.endsWith(".test.ts"),
  });
  for (const file of ["package.json", "convex.json"]) {
    if (existsSync(path.join(root, file))) cpSync(path.join(root, file), path.join(folder, file));
  }
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "junction");
  mkdirSync(path.join(folder, "out"));
  return folder;
}

function bundle(folder: string): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      // Port 9 is "discard": nobody listens, and with this option nobody is asked.
      "node_modules/convex/bin/main.js deploy --url http://127.0.0.1:9 --admin-key test|key --debug-bundle-path out --typecheck disable".split(
        " ",
      ),
      { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, NO_COLOR: "1" } },
    );
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("close", (status) => resolve({ status, output }));
  });
}

test.concurrent("Convex's own bundler takes our functions without a network", { timeout: 90_000 }, async () => {
  const folder = project();
  const { status, output } = await bundle(folder);
  expect(status, output).toBe(0);
  const modules = (runtime: string) =>
    readdirSync(path.join(folder, "out", runtime), { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".js"),
    );
  expect(modules("isolate")).toEqual(expect.arrayContaining(["crons.js", "generations.js", "http.js"]));
  // What needs Node says so in its first line, and nothing else is built for it.
  const withDirective = readdirSync(path.join(root, "convex"), { recursive: true, encoding: "utf8" }).filter(
    (name) =>
      name.endsWith(".ts") &&
      !name.includes("_generated") &&
      /^["']use node["'];/.test(readFileSync(path.join(root, "convex", name), "utf8")),
  );
  const built = modules("node").filter((name) => !path.basename(name).startsWith("_"));
  expect(built.sort()).toEqual(withDirective.map((name) => name.replace(/\.ts$/, ".js")).sort());
});

test.concurrent("and refuses a function that takes from Node without saying so", { timeout: 90_000 }, async () => {
  const folder = project();
  writeFileSync(
    path.join(folder, "convex/reads.ts"),
    'import { readFileSync } from "node:fs";\nexport const text = readFileSync("x", "utf8");\n',
  );
  const { status, output } = await bundle(folder);
  expect(status).not.toBe(0);
  expect(output).toContain("node:fs");
});
