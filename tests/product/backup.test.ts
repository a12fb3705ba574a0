// A backup of a running product, restored into an empty folder and served again.
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Api } from "../support/api";
import { startProduct, type Product } from "../support/product";

const root = path.resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "naturalcad-backup-"));
const copies = path.join(folder, "copies");
const restored = path.join(folder, "restored");

let product: Product;
let id: string;
beforeAll(async () => {
  product = await startProduct();
  const api = new Api(product.url, product.apiKey);
  id = (await api.waitForEnd(await api.create({ prompt: "20 mm cube" }))).id;
}, 120_000);
afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function script(name: "backup" | "restore", ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, `scripts/${name}.mjs`), ...args], {
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}
const backUp = (...more: string[]) =>
  script(
    "backup",
    "--to",
    copies,
    "--data",
    product.dataFolder,
    "--convex-port",
    new URL(product.convexUrl).port,
    ...more,
  );
const newest = () => path.join(copies, readdirSync(copies).sort().at(-1)!);

it("is made while the product runs, and gives back every version and file", async () => {
  const { status, output } = backUp("--with-secrets");
  expect(status, output).toBe(0);
  expect(output).toContain("made while it ran");
  const back = script("restore", "--from", newest(), "--data", restored);
  expect(back.status, back.output).toBe(0);

  // An installation of some days ago that has no backup: the first one is due as soon as it runs.
  utimesSync(path.join(restored, "secrets.json"), 0, 0);
  const before = await new Api(product.url, product.apiKey).get(id);
  const again = await startProduct({ dataFolder: restored });
  try {
    const after = await new Api(again.url, again.apiKey).get(id);
    expect(after.facts).toEqual(before.facts);
    expect(after.code).toBe(before.code);
    for (const artifact of after.artifacts) {
      const bytes = Buffer.from(await (await fetch(artifact.url)).arrayBuffer());
      expect(bytes.length).toBe(artifact.bytes);
    }
    await holdsEverything(again);
  } finally {
    await again.stop({ keepsData: true });
  }
}, 120_000);

/** The backup that npm start made by itself, restored into an empty folder, has every id and every file. */
async function holdsEverything(running: Product): Promise<void> {
  const api = new Api(running.url, running.apiKey);
  const told = await vi.waitFor(
    async () => {
      const { body } = await api.call("GET", "/api/v1/health");
      expect(body).toMatchObject({ backup: { ok: true } });
      return running.output();
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(told).toContain("backup        ");
  const nightly = path.join(running.dataFolder, "backups");
  const [name, ...others] = readdirSync(nightly);
  expect(others).toEqual([]);
  const third = path.join(folder, "third");
  const back = script("restore", "--from", path.join(nightly, name!), "--data", third);
  expect(back.status, back.output).toBe(0);
  expect(idsIn(third)).toEqual(expect.arrayContaining(idsIn(newest())));
  expect(idsIn(newest()).length).toBeGreaterThan(10);
  expect(readdirSync(path.join(third, "files"))).toEqual(readdirSync(path.join(newest(), "files")));
}

/** "table id" of every row of the product's own tables. */
function idsIn(data: string): string[] {
  const database = new DatabaseSync(path.join(data, "convex.sqlite3"), { readOnly: true });
  const rows = database
    .prepare(
      `SELECT name || ' ' || json_extract(json, '$._id') AS id FROM documents JOIN tables ON number = table_number
       WHERE component = '' AND name NOT LIKE '\\_%' ESCAPE '\\'`,
    )
    .all();
  database.close();
  return rows.map(({ id }) => String(id));
}

it("leaves secrets out unless asked", () => {
  expect(existsSync(path.join(newest(), "secrets.json"))).toBe(true);
  rmSync(copies, { recursive: true });
  expect(backUp().status).toBe(0);
  expect(readdirSync(newest())).not.toContain("secrets.json");
  expect(readFileSync(path.join(newest(), "backup.json"), "utf8")).not.toContain("adminKey");
});

it("is not restored over anything, nor when a byte of it differs", () => {
  expect(script("restore", "--from", newest(), "--data", product.dataFolder).output).toContain("restore/not-empty");
  const file = readdirSync(path.join(newest(), "files"))[0]!;
  appendFileSync(path.join(newest(), "files", file), "x");
  const empty = path.join(folder, "empty");
  expect(script("restore", "--from", newest(), "--data", empty).output).toContain("restore/damaged");
  expect(existsSync(empty)).toBe(false);
  expect(script("restore", "--from", folder, "--data", empty).output).toContain("restore/no-backup");
});

it("is refused to whoever has no admin key", async () => {
  const response = await fetch(`${product.convexUrl}/_backup`, {
    method: "POST",
    body: JSON.stringify({ file: path.join(folder, "stolen") }),
  });
  expect(response.status).toBe(403);
  expect(existsSync(path.join(folder, "stolen"))).toBe(false);
});
