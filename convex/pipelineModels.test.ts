// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test } from "vitest";
import { startLlmFake, type LlmFake } from "../tests/fakes/llm";
import { goodRun, scriptError, type Behaviour } from "../tests/fakes/worker";
import { plate, startBackend, type Backend } from "../tests/support/backend";
import { api } from "./_generated/api";

// Models over real HTTP, in front of the whole pipeline.

const FIRST = "```python\nfrom build123d import *\n\nresult = Box(10, 20, 30)\n```\n";
const SECOND = "```python\nfrom build123d import *\n\nresult = Box(80, 60, 5)\n```\n";
const THIRD = "```python\nfrom build123d import *\n\nresult = Box(80, 60, 6)\n```\n";
const FOURTH = "```python\nfrom build123d import *\n\nresult = Box(80, 60, 7)\n```\n";

let llm: LlmFake;
let backend: Backend;
beforeEach(async () => {
  llm = await startLlmFake({ reply: [FIRST, SECOND, THIRD, FOURTH] });
});
afterEach(async () => {
  await backend.close();
  await llm.stop();
});

const make = async (prompt = plate, more: Record<string, string> = {}) =>
  await backend.end(await backend.ann.mutation(api.generations.create, { prompt, ...more }));

const trailOf = async (generation: Awaited<ReturnType<typeof make>>) => {
  const thread = await backend.ann.query(api.threads.get, { threadId: generation.threadId });
  return thread!.generations.at(-1)!.attempts.map(({ provider, outcome }) => [provider, outcome]);
};

/** Fails as many runs as there are errors, then goes well. */
function failing(runs: number): Behaviour {
  const good = goodRun(backend.upload);
  const bad = scriptError("exception", "The fillet is too large.", 4);
  if (good.kind !== "lines" || bad.kind !== "lines") throw new Error("the fakes answer lines");
  let left = runs;
  return { kind: "lines", lines: (call) => (left-- > 0 ? bad.lines(call) : good.lines(call)) };
}

test("with one overloaded, one that hangs up and one that refuses the key, the fourth answers and the trail says why", async () => {
  backend = await startBackend({
    ANTHROPIC_API_KEY: "k",
    ANTHROPIC_BASE_URL: `${llm.url}/529`,
    LOCAL_LLM_URL: `${llm.url}/drop/v1`,
    SEED_CODER_URL: `${llm.url}/401/v1`,
    SEED_CODER_TOKEN: "k",
    HF_TOKEN: "k",
    HF_BASE_URL: `${llm.url}/v1`,
  });
  const generation = await make();
  expect(generation.status).toBe("succeeded");
  expect(generation.provider).toBe("huggingface");
  expect(await trailOf(generation)).toEqual([
    ["anthropic", "overloaded"],
    ["local", "network"],
    ["seedCoder", "auth"],
    ["huggingface", "ok"],
  ]);
  expect(llm.journal).toHaveLength(4);
});

test("a script that fails is repaired, and the repair is told what went wrong", async () => {
  backend = await startBackend({ LOCAL_LLM_URL: `${llm.url}/v1`, ROUTER_ORDER: "local" });
  backend.worker.behave(failing(1));
  const generation = await make();
  expect(generation.status).toBe("succeeded");
  expect(await trailOf(generation)).toEqual([
    ["local", "rejected"],
    ["local", "ok"],
  ]);
  expect(JSON.stringify(llm.journal[1]!.body)).toContain("The fillet is too large.");
  const code = await backend.ann.query(api.generations.code, { generationId: generation._id });
  expect(code!.text).toContain("Box(80, 60, 5)");
});

test("after three repairs the nearest library part stands in, and says that it is not the model's", async () => {
  backend = await startBackend({ LOCAL_LLM_URL: `${llm.url}/v1`, ROUTER_ORDER: "local" });
  backend.worker.behave(failing(4));
  const generation = await make();
  expect(generation.status).toBe("succeeded");
  expect(generation.provider).toBe("partsLibrary");
  expect(generation.warnings.map(({ code }) => code)).toContain("stand_in");
  expect((await trailOf(generation)).map(([, outcome]) => outcome)).toEqual([
    "rejected",
    "rejected",
    "rejected",
    "rejected",
    "ok",
  ]);
});

test("where nothing can stand in, the last fault ends it in plain words", async () => {
  backend = await startBackend({ LOCAL_LLM_URL: `${llm.url}/v1`, ROUTER_ORDER: "local" });
  backend.worker.behave(failing(99));
  const generation = await make("a statue of a dancing bear");
  expect(generation.status).toBe("failed");
  expect(generation.error!.message).toBe("The fillet is too large.");
  expect(llm.journal).toHaveLength(4);
});

test("the same code twice skips a round instead of running again", async () => {
  await llm.stop();
  llm = await startLlmFake({ reply: FIRST });
  backend = await startBackend({ LOCAL_LLM_URL: `${llm.url}/v1`, ROUTER_ORDER: "local" });
  backend.worker.behave(failing(99));
  const generation = await make("a statue of a dancing bear");
  expect(generation.status).toBe("failed");
  expect(backend.worker.calls).toHaveLength(1);
});

test("an app comes from a template without the executor, and asks back where none fits", async () => {
  backend = await startBackend();
  const app = await make("A purchase order table with sorting", { kind: "app" });
  expect(app.status).toBe("succeeded");
  expect(app.kind).toBe("app");
  const code = await backend.ann.query(api.generations.code, { generationId: app._id });
  expect(code).toMatchObject({ language: "tsx", complete: true });
  expect(code!.text).toContain("export default");
  expect((await make("sing me a song", { kind: "app" })).status).toBe("needs_input");
  expect(backend.worker.calls).toHaveLength(0);
});

const appCode = (text: string) => "```tsx\n" + text + "\n```\n";
const GOOD_APP = "export default function App() {\n  return <p>Stock</p>;\n}";

test("an app that cannot run goes back to its author with the line, and the mended one stands", async () => {
  await llm.stop();
  llm = await startLlmFake({
    reply: [
      appCode(`import axios from "axios";\n${GOOD_APP}`),
      appCode(GOOD_APP.replace("</p>;", "</p")),
      appCode(GOOD_APP),
    ],
  });
  backend = await startBackend({ LOCAL_LLM_URL: `${llm.url}/v1`, ROUTER_ORDER: "local" });
  const app = await make("A stock counter", { kind: "app" });
  expect(app.status).toBe("succeeded");
  expect(await trailOf(app)).toEqual([
    ["local", "rejected"],
    ["local", "rejected"],
    ["local", "ok"],
  ]);
  expect(JSON.stringify(llm.journal[1]!.body)).toContain("axios");
  const code = await backend.ann.query(api.generations.code, { generationId: app._id });
  expect(code!.text).toContain("<p>Stock</p>");
});

test("after five repairs of an app a template stands in, and says so", async () => {
  await llm.stop();
  const broken = Array.from({ length: 7 }, (_, at) => appCode(`import x from "missing-${at}";\n${GOOD_APP}`));
  llm = await startLlmFake({ reply: broken });
  backend = await startBackend({ LOCAL_LLM_URL: `${llm.url}/v1`, ROUTER_ORDER: "local" });
  const app = await make("A purchase order table with sorting", { kind: "app" });
  expect(llm.journal).toHaveLength(6);
  expect(app.status).toBe("succeeded");
  expect(app.provider).toBe("partsLibrary");
  expect(app.warnings[0]).toMatchObject({
    code: "stand_in",
    message: expect.stringContaining("after 5 repairs") as string,
  });
});

test("a selected face goes to the model in words", async () => {
  backend = await startBackend({ LOCAL_LLM_URL: `${llm.url}/v1`, ROUTER_ORDER: "local" });
  const id = await backend.ann.mutation(api.generations.create, {
    prompt: "round this off",
    reference: { faceId: 12, point: [0, 0, 5], normal: [0, 0, 1], text: "planar face, 80 × 60 mm" },
  });
  await backend.end(id);
  expect(JSON.stringify(llm.journal[0]!.body)).toContain(
    "face 12: planar face, 80 × 60 mm, at (0, 0, 5), normal (0, 0, 1)",
  );
});
