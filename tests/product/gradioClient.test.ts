// The client that the Gradio front end is made of, against the running product. Gradio itself is not installed here.
import { spawn } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startProduct, type Product } from "../support/product";

const root = path.resolve(import.meta.dirname, "../..");

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product?.stop());

function runPython(script: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(path.join(root, ".venv/bin/python"), ["-c", script], {
      cwd: path.join(root, "deploy/gradio"),
      env: { ...process.env, NATURALCAD_URL: product.url, NATURALCAD_API_KEY: product.apiKey },
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("close", () => resolve(output));
  });
}

const prelude = `
import os, httpx
from naturalcad_client import NaturalCad
client = NaturalCad(os.environ["NATURALCAD_URL"], os.environ["NATURALCAD_API_KEY"])
`;

it("returns three links that serve the files without a key", async () => {
  const output = await runPython(`${prelude}
answer = client.generate("20 mm cube")
assert answer.status == "succeeded", answer
for name in ("stl", "step", "glb"):
    file = httpx.get(answer.links[name])
    print(name, file.status_code, len(file.content) > 100)
assert any(row["id"] == "partsLibrary" and row["ok"] for row in client.providers())
`);
  expect(output).toBe("stl 200 True\nstep 200 True\nglb 200 True\n");
});

it("says what is asked back, and what is refused", async () => {
  const output = await runPython(`${prelude}
print(client.generate("a happy feeling").status)
print(client.generate("   ").status)
`);
  expect(output).toBe("needs_input\nrefused\n");
});
