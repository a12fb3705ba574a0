// From a prompt over the wire to one whole program, or to a reason that people can read.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Brief } from "../../convex/lib/llmRouter";
import { configuredModels } from "../../convex/providers/modelAuthor";
import { startLlmFake, type LlmFake } from "../fakes/llm";

let fake: LlmFake;
beforeAll(async () => {
  fake = await startLlmFake();
});
afterAll(() => fake.stop());
beforeEach(() => {
  fake.journal.length = 0;
  fake.behave({ kind: "ok" });
});

const brief: Brief = {
  prompt: "a mounting plate 80 x 60 x 5",
  kind: "cad",
  model: undefined,
  profile: "balanced",
  base: null,
};
const calls = () => ({ signal: new AbortController().signal, onToken: () => {} });

function claude() {
  const [author] = configuredModels({ ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: fake.url });
  if (author === undefined) throw new Error("not configured");
  return author;
}

const texts = () =>
  (fake.journal[0]?.body.messages as Array<{ role: string; content: string }>).map(({ content }) => content);

describe("a model as a writer of code", () => {
  it("answers with the script, who wrote it and what it took", async () => {
    const written = await claude().write(brief, calls());
    expect(written.draft).toMatchObject({
      kind: "script",
      text: "from build123d import *\n\nresult = Box(10, 20, 30)\n",
    });
    expect(written.model).toBe("claude-sonnet-5-5");
    expect(written.usage.inputTokens).toBe(100);
  });

  it("shows the model a finished part of the library before the prompt", async () => {
    await claude().write(brief, calls());
    expect(texts().length).toBeGreaterThanOrEqual(3);
    expect(texts()[1]).toMatch(/^```python\nfrom build123d import \*/);
    expect(texts().at(-1)).toBe(brief.prompt);
  });

  it("sends the standing code and its slider values with a follow-up", async () => {
    const base = {
      code: "from build123d import *\nHOLE = 5.0\nresult = Box(1, 1, HOLE)\n",
      parameters: [],
      values: { HOLE: 6 },
    };
    await claude().write({ ...brief, prompt: "add a lid", base }, calls());
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain("HOLE = 6");
    expect(texts()[0]).toContain(base.code.trim());
    expect(texts()[0]).toContain("Requested change: add a lid");
  });

  it("sends a repair with the line that failed and what not to repeat", async () => {
    const code = "from build123d import *\nbody = Box(1, 2, 3)\nresult = fillet(body.edges(), radius=9)\n";
    const fault = {
      code: "exception",
      message: "ValueError: try a smaller value or use max_fillet()",
      hint: "",
      line: 3,
    };
    await claude().repair(
      brief,
      { round: 2, code, fault, facts: null, spec: [], earlier: [{ ...fault, message: "radius 12 failed" }] },
      calls(),
    );
    const [text = ""] = texts();
    expect(text).toContain("> 3 | result = fillet");
    expect(text).toContain("Do not use fillets at all");
    expect(text).toContain("radius 12 failed");
    expect(text).toContain(brief.prompt);
  });

  it.each([
    ["prose", { kind: "ok", text: "I cannot make that." } as const, /text instead of code/],
    [
      "half a script",
      { kind: "ok", text: "```python\nfrom build123d import *\nresult = Bo", finish: "length" } as const,
      /ran out of tokens/,
    ],
  ])("refuses %s with its reason", async (_, behaviour, message) => {
    fake.behave(behaviour);
    await expect(claude().write(brief, calls())).rejects.toMatchObject({
      outcome: "bad_reply",
      message: expect.stringMatching(message) as string,
    });
  });

  it("gets another reply for its repair when the fake is given two", async () => {
    const two = await startLlmFake({
      reply: [
        "```python\nfrom build123d import *\nresult = 1\n```",
        "```python\nfrom build123d import *\nresult = 2\n```",
      ],
    });
    const [author] = configuredModels({ LOCAL_LLM_URL: `${two.url}/v1` });
    const texts = [
      await author?.write(brief, calls()),
      await author?.write(brief, calls()),
      await author?.write(brief, calls()),
    ];
    await two.stop();
    expect(texts.map((written) => written?.draft.kind === "script" && written.draft.text.at(-2))).toEqual([
      "1",
      "2",
      "2",
    ]);
  });

  it("is not there without its key, and there are as many as are configured", () => {
    expect(configuredModels({})).toEqual([]);
    expect(
      configuredModels({ ANTHROPIC_API_KEY: "  ", LOCAL_LLM_URL: "http://127.0.0.1:1/v1" }).map(({ id }) => id),
    ).toEqual(["local"]);
  });
});
