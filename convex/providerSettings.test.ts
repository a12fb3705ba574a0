// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test } from "vitest";
import { startLlmFake, type LlmFake } from "../tests/fakes/llm";
import { plate, refusal, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";

// What a workspace sets about its providers, and what a run makes of it.

const SCRIPT = "```python\nfrom build123d import *\n\nresult = Box(80, 60, 5)\n```\n";

let llm: LlmFake;
let backend: Backend;
beforeEach(async () => {
  llm = await startLlmFake({ reply: SCRIPT });
});
afterEach(async () => {
  await backend.close();
  await llm.stop();
});

const workspaceId = () => backend.workspaceId;
const settings = async () => await backend.ann.query(api.providerSettings.get, { workspaceId: workspaceId() });
const card = async (id: string) => (await settings()).providers.find((provider) => provider.id === id)!;
const update = (
  change: Omit<Parameters<typeof backend.ann.mutation<typeof api.providerSettings.update>>[1], "workspaceId">,
) => backend.ann.mutation(api.providerSettings.update, { workspaceId: workspaceId(), ...change });
const make = async (more: Record<string, string> = {}) =>
  await backend.end(await backend.ann.mutation(api.generations.create, { prompt: plate, ...more }));
const trail = async (generation: Awaited<ReturnType<typeof make>>) => {
  const thread = await backend.ann.query(api.threads.get, { threadId: generation.threadId });
  return thread!.generations.at(-1)!.attempts.map(({ provider, outcome }) => [provider, outcome]);
};

test("a stored key is used by the next run and never comes back", async () => {
  backend = await startBackend({ ANTHROPIC_BASE_URL: llm.url });
  expect(await card("anthropic")).toMatchObject({ isConfigured: false, key: null });
  await backend.ann.action(api.providerSettings.setKey, {
    workspaceId: workspaceId(),
    provider: "anthropic",
    key: "sk-test-0123456789",
  });
  const shown = JSON.stringify(await settings());
  expect(shown).not.toContain("sk-test");
  expect((await card("anthropic")).key).toMatchObject({ ending: "6789", setBy: "Ann" });
  const stored = await backend.t.run((ctx) => ctx.db.query("providerKeys").collect());
  expect(JSON.stringify(stored)).not.toContain("sk-test");

  expect((await make()).provider).toBe("anthropic");
  expect(llm.journal[0]!.headers.authorization).toBe("Bearer sk-test-0123456789");

  await backend.ann.mutation(api.providerSettings.removeKey, { workspaceId: workspaceId(), provider: "anthropic" });
  expect((await make()).provider).toBe("partsLibrary");
});

test("keys of nonsense length and for providers without keys are refused", async () => {
  backend = await startBackend();
  const set = (provider: string, key: string) =>
    backend.ann.action(api.providerSettings.setKey, { workspaceId: workspaceId(), provider, key });
  expect(await refusal(set("anthropic", "short"))).toBe("invalid");
  expect(await refusal(set("anthropic", "two words of a key"))).toBe("invalid");
  expect(await refusal(set("local", "http://127.0.0.1:1/v1"))).toBe("invalid");
  expect(await refusal(set("nobody", "sk-test-0123456789"))).toBe("invalid");
});

test("the workspace's order, models and switches decide whom Auto asks", async () => {
  backend = await startBackend({
    ANTHROPIC_API_KEY: "k",
    ANTHROPIC_BASE_URL: llm.url,
    HF_TOKEN: "k",
    HF_BASE_URL: `${llm.url}/v1`,
  });
  await update({ order: ["huggingface", "anthropic", "partsLibrary"] });
  await update({ model: { provider: "huggingface", model: "Qwen/Qwen3-Coder-480B-A35B-Instruct" } });
  expect((await make()).provider).toBe("huggingface");
  expect(llm.journal[0]!.body.model).toBe("Qwen/Qwen3-Coder-480B-A35B-Instruct");
  await update({ disabled: ["huggingface"] });
  expect((await make()).provider).toBe("anthropic");
  const states = await backend.ann.query(api.providers.status, { workspaceId: workspaceId() });
  expect(states.map(({ id }) => id)).toEqual(["anthropic", "partsLibrary"]);
  expect(await refusal(update({ order: [] }))).toBe("invalid");
});

test("a profile changes the model, and a chosen model stays in every profile", async () => {
  backend = await startBackend({ ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: llm.url });
  await update({ profile: "fast" });
  await make();
  await update({ profile: "best" });
  await make();
  await update({ model: { provider: "anthropic", model: "claude-fable-5-2" } });
  await make();
  expect(llm.journal.map(({ body }) => body.model)).toEqual([
    "claude-haiku-5-5",
    "claude-opus-5-5",
    "claude-fable-5-2",
  ]);
});

test("after a retry-after Auto leaves the provider alone and says so, and a person who names it is served", async () => {
  backend = await startBackend({ LOCAL_LLM_URL: `${llm.url}/429-60/v1`, ROUTER_ORDER: "local,partsLibrary" });
  expect(await trail(await make())).toEqual([
    ["local", "rate_limited"],
    ["partsLibrary", "ok"],
  ]);
  const second = await make();
  expect(await trail(second)).toEqual([["partsLibrary", "ok"]]);
  expect(second.warnings.find(({ code }) => code === "provider_skipped")?.message).toMatch(
    /leaves it alone for another \d+ s/,
  );
  expect((await card("local")).breaker).toMatchObject({ reason: "rate_limited" });
  expect(llm.journal).toHaveLength(1);
  expect((await make({ provider: "local" })).status).toBe("failed");
  expect(llm.journal).toHaveLength(2);
});

test("three failures in a row open the breaker, one does not", async () => {
  backend = await startBackend({ LOCAL_LLM_URL: `${llm.url}/500/v1`, ROUTER_ORDER: "local,partsLibrary" });
  await make();
  expect((await card("local")).breaker).toBeNull();
  await make();
  await make();
  expect((await card("local")).breaker).toMatchObject({ reason: "server" });
  await make();
  expect(llm.journal).toHaveLength(3);
});

test("a half-open provider that answers is asked again from then on", async () => {
  backend = await startBackend({ LOCAL_LLM_URL: `${llm.url}/v1`, ROUTER_ORDER: "local,partsLibrary" });
  const workspace = workspaceId();
  await backend.t.run(async (ctx) => {
    await ctx.db.insert("providerHealth", {
      workspaceId: workspace,
      provider: "local",
      failures: 4,
      openUntil: Date.now() - 1,
      reason: "server",
      model: null,
    });
  });
  expect((await make()).provider).toBe("local");
  expect((await card("local")).breaker).toBeNull();
});

test("a named provider that asks to wait a moment is asked once more, and no third time", async () => {
  backend = await startBackend({ LOCAL_LLM_URL: `${llm.url}/429-0/v1` });
  const generation = await make({ provider: "local" });
  expect(generation.status).toBe("failed");
  expect(await trail(generation)).toEqual([
    ["local", "rate_limited"],
    ["local", "rate_limited"],
  ]);
});

test("a look at a provider shows on its row and costs no call of a model", async () => {
  backend = await startBackend({ LOCAL_LLM_URL: `${llm.url}/v1`, SEED_CODER_URL: "http://127.0.0.1:1/v1" });
  const look = (provider: string) =>
    backend.ann.action(api.providerSettings.probe, { workspaceId: workspaceId(), provider });
  await look("local");
  await look("seedCoder");
  expect((await card("local")).probe).toMatchObject({ ok: true });
  expect((await card("seedCoder")).probe).toMatchObject({ ok: false, message: "Seed-Coder could not be reached." });
  expect(llm.journal.filter(({ path }) => path.endsWith("/chat/completions"))).toEqual([]);
});
