// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test } from "vitest";
import { startLlmFake, type LlmFake } from "../tests/fakes/llm";
import { plate, refusal, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";

const SCRIPT = "```python\nfrom build123d import *\n\nresult = Box(80, 60, 5)\n```\n";
const month = new Date().toISOString().slice(0, 7);

let llm: LlmFake;
let backend: Backend;
beforeEach(async () => {
  llm = await startLlmFake({ reply: SCRIPT });
  backend = await startBackend({ ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: llm.url });
});
afterEach(async () => {
  await backend.close();
  await llm.stop();
});

const make = async (more: Record<string, string> = {}) =>
  await backend.end(await backend.ann.mutation(api.generations.create, { prompt: plate, ...more }));
const ledger = () =>
  backend.ann.query(api.costs.ledger, { workspaceId: backend.workspaceId, from: `${month}-01`, to: `${month}-31` });
const budget = () => backend.ann.query(api.costs.budget, { workspaceId: backend.workspaceId, month });
const setBudget = (monthlyMicros: number | null) =>
  backend.ann.mutation(api.costs.setBudget, { workspaceId: backend.workspaceId, monthlyMicros });

test("each answer of a model is in the ledger once, with the cost of its attempt", async () => {
  const generation = await make();
  await make({ provider: "partsLibrary" });
  const thread = await backend.ann.query(api.threads.get, { threadId: generation.threadId });
  const cost = thread!.generations[0]!.attempts[0]!.costMicros;
  expect(cost).toBeGreaterThan(0);
  expect(await ledger()).toMatchObject([
    { userName: "Ann", provider: "anthropic", calls: 1, unknownCalls: 0, costMicros: cost, inputTokens: 100 },
  ]);
  await make();
  expect(await ledger()).toMatchObject([{ calls: 2, costMicros: cost! * 2 }]);
});

test("a spent budget stops paid calls before they are made, and the library still answers", async () => {
  await make();
  await setBudget(1);
  expect(await budget()).toMatchObject({ state: "spent" });
  expect(await refusal(backend.ann.mutation(api.generations.create, { prompt: plate, provider: "anthropic" }))).toBe(
    "budget_spent",
  );
  const generation = await make();
  expect(generation.provider).toBe("partsLibrary");
  expect(generation.warnings.map(({ message }) => message).join()).toContain("This month's budget is spent");
  expect(llm.journal).toHaveLength(1);
  await setBudget(null);
  expect((await make()).provider).toBe("anthropic");
});

test("a budget warns before it stops", async () => {
  await make();
  const spent = (await ledger())[0]!.costMicros;
  await setBudget(Math.ceil(spent / 0.9));
  expect(await budget()).toMatchObject({ state: "warning", spentMicros: spent });
  await setBudget(spent * 10);
  expect(await budget()).toMatchObject({ state: "open" });
});

test("a budget that is no amount is refused", async () => {
  expect(await refusal(setBudget(-1))).toBe("invalid");
  expect(await refusal(setBudget(0.5))).toBe("invalid");
});

test("a forecast rests on the price at first and on past calls later", async () => {
  const forecast = () =>
    backend.ann.query(api.costs.forecast, {
      workspaceId: backend.workspaceId,
      provider: "auto",
      kind: "cad",
      hasCode: false,
    });
  expect(await forecast()).toMatchObject({ provider: "anthropic", model: "claude-sonnet-5-5", basis: 0 });
  for (let call = 0; call < 5; call++) await make();
  const cost = (await ledger())[0]!.costMicros / 5;
  expect(await forecast()).toMatchObject({ basis: 5, likelyMicros: cost, highMicros: cost });
});

test("a rule that a person changed is held against the measured facts without a run", async () => {
  const generation = await make({ provider: "partsLibrary" });
  const runs = backend.worker.calls.length;
  const rules = [{ rule: "Mass", kind: "mass" as const, grams: 1, density: 2.7 }];
  await backend.ann.mutation(api.generations.editSpec, { generationId: generation._id, rules });
  const { spec, facts } = await backend.get(generation._id);
  expect(spec[0]).toMatchObject({
    rule: "Mass",
    expected: "1 g",
    measured: `${Math.round(facts!.volumeMm3 * 0.27) / 100} g`,
    pass: false,
  });
  expect(await backend.ann.query(api.generations.rules, { generationId: generation._id })).toMatchObject({
    editedBy: "Ann",
  });
  expect(backend.worker.calls).toHaveLength(runs);
  const wrong = [{ rule: "Wall", kind: "wall" as const, mm: -1 }];
  expect(
    await refusal(backend.ann.mutation(api.generations.editSpec, { generationId: generation._id, rules: wrong })),
  ).toBe("invalid");
});
