// The clients run in Convex's default runtime: bundled as Convex does it, in a context without Node.
import vm from "node:vm";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultReply, startLlmFake, type LlmFake } from "../fakes/llm";

const ENTRY = `
import { modelProviderIds } from "./convex/providers/catalog";
import { configuredProvider } from "./convex/providers/clients";
import { costMicros } from "./convex/lib/costs";
export async function askAll(url) {
  const env = { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: url, HF_TOKEN: "k", HF_BASE_URL: url + "/v1", LOCAL_LLM_URL: url + "/v1",
    SEED_CODER_URL: url + "/v1", OPENROUTER_API_KEY: "k", OPENROUTER_BASE_URL: url + "/v1" };
  const replies = {};
  for (const id of modelProviderIds) {
    const request = { system: "s", messages: [{ role: "user", text: "a box" }], model: undefined, maxOutputTokens: 100, profile: "fast" };
    let streamed = "";
    const calls = { signal: new AbortController().signal, onToken: (text) => { streamed += text; } };
    const outcome = await configuredProvider(id, env).generate(request, calls).then((reply) => reply.text === streamed && reply.text, (error) => error.outcome + ": " + error.message);
    replies[id] = outcome;
  }
  return { replies, cost: costMicros("anthropic", "claude-sonnet-5-5", { inputTokens: 1000, outputTokens: 0, cachedInputTokens: 0 }) };
}`;

let fake: LlmFake;
beforeAll(async () => {
  fake = await startLlmFake();
});
afterAll(() => fake.stop());

async function bundle() {
  const { outputFiles, metafile } = await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    write: false,
    metafile: true,
    platform: "browser",
    format: "iife",
    globalName: "bundle",
    target: "esnext",
    conditions: ["convex", "module"],
    // Convex leaves this one to a shim of its own.
    external: ["async_hooks"],
    logLevel: "silent",
  });
  return {
    code: outputFiles[0]?.text ?? "",
    imports: Object.values(metafile.outputs).flatMap(({ imports }) => imports),
  };
}

describe("the providers in Convex's default runtime", () => {
  it("bundle without a built-in of Node and run with web globals alone", { timeout: 60_000 }, async () => {
    const { code, imports } = await bundle();
    expect(imports.filter(({ path }) => path !== "async_hooks")).toEqual([]);

    const web = {
      fetch,
      Request,
      Response,
      Headers,
      URL,
      URLSearchParams,
      TextEncoder,
      TextDecoder,
      ReadableStream,
      TransformStream,
      AbortController,
      AbortSignal,
      Event,
      EventTarget,
      DOMException,
      Blob,
      FormData,
      crypto,
      btoa,
      atob,
      setTimeout,
      clearTimeout,
      queueMicrotask,
      structuredClone,
      Uint8Array,
      ArrayBuffer,
      console,
    };
    const context = vm.createContext({ ...web, process: { env: {} } });
    vm.runInContext(code, context, { filename: "bundle.js" });
    const { askAll } = vm.runInContext("bundle", context) as { askAll: (url: string) => Promise<unknown> };

    const good = (await askAll(fake.url)) as { replies: Record<string, unknown>; cost: number };
    expect(new Set(Object.values(good.replies))).toEqual(new Set([defaultReply]));
    expect(good.cost).toBe(2000);

    const overloaded = (await askAll(`${fake.url}/529`)) as { replies: Record<string, string> };
    for (const reply of Object.values(overloaded.replies)) expect(reply).toMatch(/^overloaded: /);
    const broken = (await askAll(`${fake.url}/cut-700`)) as { replies: Record<string, string> };
    for (const reply of Object.values(broken.replies)) expect(reply).toMatch(/^network: /);
  });
});
