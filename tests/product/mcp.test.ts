// An agent's client, over the real protocol, against a running product.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startProduct, type Product } from "../support/product";

const script = path.resolve(import.meta.dirname, "../../scripts/mcp.mjs");
const folder = mkdtempSync(path.join(tmpdir(), "naturalcad-mcp-"));

let product: Product;
let client: Client;
beforeAll(async () => {
  product = await startProduct();
  client = await connect({ NATURALCAD_URL: product.url, NATURALCAD_API_KEY: product.apiKey });
}, 120_000);
afterAll(async () => {
  await client?.close();
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function connect(env: Record<string, string>): Promise<Client> {
  const made = new Client({ name: "test", version: "1" });
  await made.connect(new StdioClientTransport({ command: process.execPath, args: [script], env, cwd: folder }));
  return made;
}

async function callTool(name: string, args: Record<string, unknown>, from = client) {
  const result = await from.callTool({ name, arguments: args });
  const [content] = result.content as { type: string; text: string }[];
  return { isError: result.isError === true, text: content?.text ?? "" };
}
const json = async (name: string, args: Record<string, unknown>) => {
  const { isError, text } = await callTool(name, args);
  expect(isError, text).toBe(false);
  return JSON.parse(text) as Record<string, never>;
};

it("lists its tools with arguments that are described", async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(
    ["cancel", "code", "download", "facts", "generate", "list", "parameters", "status"].sort(),
  );
  for (const tool of tools) expect(tool.description?.length).toBeGreaterThan(20);
});

it("makes a part, reads its facts, changes a size and saves the file", async () => {
  const stages: string[] = [];
  const result = await client.callTool(
    { name: "generate", arguments: { prompt: "80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges" } },
    undefined,
    { onprogress: ({ message }) => stages.push(message ?? "") },
  );
  const part = JSON.parse((result.content as { text: string }[])[0]?.text ?? "") as { id: string; status: string };
  expect(part.status).toBe("succeeded");
  expect(stages.length).toBeGreaterThan(0);

  const { facts } = await json("facts", { id: part.id });
  expect((facts as unknown as { bboxMm: { size: number[] } }).bboxMm.size.map(Math.round)).toEqual([80, 60, 5]);

  const parameters = (await json("parameters", { id: part.id })) as unknown as { name: string; value: number }[];
  const thickness = parameters.find(({ value }) => value === 5);
  const child = (await json("parameters", { id: part.id, values: { [thickness!.name]: 8 } })) as unknown as {
    id: string;
    status: string;
  };
  expect(child.status).toBe("succeeded");

  const { file, bytes } = (await json("download", { id: child.id, format: "step", folder })) as unknown as {
    file: string;
    bytes: number;
  };
  expect(readFileSync(file).length).toBe(bytes);
  expect((await callTool("download", { id: child.id, format: "step", folder })).isError).toBe(true); // never overwritten
  expect((await callTool("code", { id: part.id })).text).toContain("build123d");
});

it.each([
  ["an unknown id", "status", { id: "nonsense" }, /not_found/],
  ["a format that is not there", "download", { id: "", format: "stl" }, /invalid/],
  ["an empty prompt", "generate", { prompt: " " }, /invalid/],
  ["an unknown tool", "explode", {}, /no tool/],
])("answers %s with the reason, and lives on", async (_case, name, args, reason) => {
  const { isError, text } = await callTool(name, args);
  expect(isError).toBe(true);
  expect(text).toMatch(reason);
});

it("says so when the key is wrong, or nothing answers", async () => {
  const wrongKey = await connect({ NATURALCAD_URL: product.url, NATURALCAD_API_KEY: "wrong" });
  expect((await callTool("list", {}, wrongKey)).text).toMatch(/unauthenticated/);
  await wrongKey.close();
  const nobody = await connect({ NATURALCAD_URL: "http://127.0.0.1:9", NATURALCAD_API_KEY: "any" });
  expect((await callTool("list", {}, nobody)).text).toMatch(/does not answer/);
  await nobody.close();
});
