// The Python client of the seed document, unmodified, against the running product.
import { spawn } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startProduct, type Product } from "../support/product";

const python = path.resolve(__dirname, "../../.venv/bin/python");

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product?.stop());

function runPython(script: string): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(python, ["-c", script], {
      env: { ...process.env, CONVEX_URL: product.convexUrl, API_KEY: product.apiKey },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("close", (status) => resolve({ status, output }));
  });
}

it("stores a finished generation, reads it back, and sees a new one finish through a subscription", async () => {
  const { status, output } = await runPython(`
import os, time
from convex import ConvexClient
client = ConvexClient(os.environ["CONVEX_URL"])
key = os.environ["API_KEY"]
client.mutation("generations:create", {
    "prompt": "stored by Python", "code": "from build123d import *\\nresult = Box(1, 2, 3)",
    "provider": "my-notebook", "createdAt": int(time.time() * 1000), "apiKey": key,
})
recent = client.query("generations:recent", {"limit": 10, "apiKey": key})
assert recent[0]["prompt"] == "stored by Python", recent
assert recent[0]["provider"] == "my-notebook" and recent[0]["kind"] == "cad" and recent[0]["status"] == "succeeded", recent

client.mutation("generations:create", {"prompt": "20 mm cube", "apiKey": key})
for rows in client.subscribe("generations:recent", {"limit": 1, "apiKey": key}):
    if rows and rows[0]["prompt"] == "20 mm cube" and rows[0]["status"] == "succeeded":
        print("seen live")
        break
`);
  expect(output).toContain("seen live");
  expect(status).toBe(0);
}, 60_000);

it("refuses a caller on loopback that brings neither identity nor key", async () => {
  const { output } = await runPython(`
import os
from convex import ConvexClient
try:
    ConvexClient(os.environ["CONVEX_URL"]).query("generations:recent", {"limit": 1})
    print("let in")
except Exception as error:
    print("refused", error)
`);
  expect(output).toContain("refused");
}, 60_000);
