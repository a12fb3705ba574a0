// The doctor on a running product, and on one whose folder is not as it should be.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startProduct, type Product } from "../support/product";

type Finding = { area: string; what: string; state: "good" | "bad" | "note"; next?: string };

const script = path.resolve(import.meta.dirname, "../../scripts/doctor.mjs");
const empty = mkdtempSync(path.join(tmpdir(), "naturalcad-doctor-"));

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(async () => {
  await product?.stop();
  rmSync(empty, { recursive: true, force: true });
});

function examine(env: Record<string, string> = {}, data = product.dataFolder) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      script,
      "--json",
      ...["--port", new URL(product.url).port, "--worker-port", new URL(product.workerUrl).port, "--data", data],
    ],
    { encoding: "utf8", env: { ...process.env, ...env } },
  );
  return { status, findings: JSON.parse(stdout) as Finding[] };
}

it("finds nothing wrong with a running installation", () => {
  const { status, findings } = examine();
  expect(findings.filter(({ state }) => state === "bad")).toEqual([]);
  expect(findings.map(({ what }) => what).join("\n")).toMatch(/answers at/);
  expect(status).toBe(0);
});

it("names a secret that others may read, with the command that mends it", () => {
  const secrets = path.join(product.dataFolder, "secrets.json");
  chmodSync(secrets, 0o644);
  const { status, findings } = examine();
  chmodSync(secrets, 0o600);
  expect(findings.find(({ state }) => state === "bad")).toMatchObject({ area: "data", next: `chmod 600 ${secrets}` });
  expect(status).toBe(1);
});

it("names a provider that does not answer, and prints no key", () => {
  const env = { ANTHROPIC_API_KEY: "sk-ant-do-not-print", ANTHROPIC_BASE_URL: "http://127.0.0.1:9" };
  const { status, findings } = examine(env);
  expect(findings.find(({ what }) => what.startsWith("Claude"))?.state).toBe("bad");
  expect(JSON.stringify(findings)).not.toContain("do-not-print");
  expect(status).toBe(1);
});
