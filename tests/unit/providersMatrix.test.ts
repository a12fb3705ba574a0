// Real SDKs over real HTTP: every client × every way a service behaves → one outcome, one request, nothing unhandled.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProviderError, type Provider, type ProviderReply } from "../../convex/lib/provider";
import type { Outcome } from "../../convex/lib/validators";
import { modelProviderIds, type ModelProviderId } from "../../convex/providers/catalog";
import { configuredProvider } from "../../convex/providers/clients";
import { defaultReply, startLlmFake, streamOf, type Behaviour, type LlmFake } from "../fakes/llm";

const SECRET = "sk-very-secret-0123456789";

let fake: LlmFake;
const unhandled: unknown[] = [];
const note = (error: unknown) => unhandled.push(error);

beforeAll(async () => {
  process.on("unhandledRejection", note);
  fake = await startLlmFake();
});
afterAll(async () => {
  await fake.stop();
  process.off("unhandledRejection", note);
});
beforeEach(() => {
  fake.journal.length = 0;
  fake.behave({ kind: "ok" });
});
afterEach(async () => {
  // Rejections are reported a turn after their promise is dropped.
  await new Promise((resolve) => setImmediate(resolve));
  expect(unhandled).toEqual([]);
});

function providerAt(id: ModelProviderId, url: string): Provider {
  const provider = configuredProvider(id, {
    ANTHROPIC_API_KEY: SECRET,
    ANTHROPIC_BASE_URL: url,
    HF_TOKEN: SECRET,
    HF_BASE_URL: `${url}/v1`,
    LOCAL_LLM_URL: `${url}/v1`,
    SEED_CODER_URL: `${url}/v1`,
    SEED_CODER_TOKEN: SECRET,
    OPENROUTER_API_KEY: SECRET,
    OPENROUTER_BASE_URL: `${url}/v1`,
  });
  if (provider === undefined) throw new Error(`${id} is not configured`);
  return provider;
}

function ask(
  id: ModelProviderId,
  options: { signal?: AbortSignal; onToken?: (text: string) => void; model?: string; url?: string } = {},
) {
  return providerAt(id, options.url ?? fake.url).generate(
    {
      system: "You write build123d.",
      messages: [{ role: "user", text: "a box" }],
      model: options.model,
      maxOutputTokens: 4000,
      profile: "balanced",
    },
    { signal: options.signal ?? new AbortController().signal, onToken: options.onToken ?? (() => {}) },
  );
}

async function failure(reply: Promise<ProviderReply>): Promise<ProviderError> {
  const error: unknown = await reply.then(
    (value) => new Error(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw new Error(`not a ProviderError: ${String(error)}`, { cause: error });
  return error;
}

const failures: Array<[name: string, behaviour: Behaviour, outcome: Outcome]> = [
  ["400", { kind: "status", status: 400 }, "bad_reply"],
  ["401", { kind: "status", status: 401 }, "auth"],
  ["402", { kind: "status", status: 402 }, "auth"],
  ["403", { kind: "status", status: 403 }, "auth"],
  ["404", { kind: "status", status: 404 }, "not_found"],
  ["408", { kind: "status", status: 408 }, "timeout"],
  ["409", { kind: "status", status: 409 }, "server"],
  ["413", { kind: "status", status: 413 }, "context_too_long"],
  ["429", { kind: "status", status: 429 }, "rate_limited"],
  ["500", { kind: "status", status: 500 }, "server"],
  ["500 as a page", { kind: "status", status: 500, html: true }, "server"],
  ["502", { kind: "status", status: 502 }, "server"],
  ["503", { kind: "status", status: 503 }, "overloaded"],
  ["529", { kind: "status", status: 529 }, "overloaded"],
  [
    "400 with a context that overflows",
    {
      kind: "status",
      status: 400,
      body: { error: { type: "exceed_context_size_error", message: "the request exceeds the available context size" } },
    },
    "context_too_long",
  ],
  [
    "429 without credit",
    { kind: "status", status: 429, body: { error: { code: "insufficient_quota", message: "check your plan" } } },
    "auth",
  ],
  ["a connection that is dropped before headers", { kind: "drop" }, "network"],
  ["a stream that breaks in the middle", { kind: "cut", bytes: 700 }, "network"],
  ["a stream that ends early without a word", { kind: "cut", bytes: 700, isClean: true }, "network"],
  ["an overload inside a 200 stream", { kind: "errorEvent", errorType: "overloaded_error" }, "overloaded"],
  ["a failure inside a 200 stream", { kind: "errorEvent", errorType: "api_error" }, "server"],
  ["a rate limit inside a 200 stream", { kind: "errorEvent", errorType: "rate_limit_error" }, "rate_limited"],
  ["a page where a stream was expected", { kind: "html" }, "bad_reply"],
  ["an empty stream", { kind: "empty" }, "bad_reply"],
  ["a stream without choices", { kind: "emptyChoices" }, "bad_reply"],
  ["an event that is no JSON", { kind: "malformed" }, "bad_reply"],
  ["a reply without text", { kind: "ok", text: "" }, "bad_reply"],
];

describe.each(modelProviderIds)("%s", (id) => {
  it("streams the text, counts the usage and says how it finished", async () => {
    const tokens: string[] = [];
    const reply = await ask(id, { onToken: (text) => tokens.push(text) });

    expect(reply.text).toBe(defaultReply);
    expect(tokens.join("")).toBe(defaultReply);
    expect(tokens.length).toBeGreaterThan(1);
    expect(reply.usage).toEqual({
      inputTokens: 100,
      outputTokens: Math.ceil(defaultReply.length / 4),
      cachedInputTokens: 40,
    });
    expect(reply.finishReason).toBe("stop");
    expect(reply.firstTokenMs).toBeGreaterThanOrEqual(0);
    expect(fake.journal).toHaveLength(1);
  });

  it("asks for the named model and answers with the one that wrote", async () => {
    const reply = await ask(id, { model: "some/model" });
    expect(fake.journal[0]?.body.model).toBe("some/model");
    expect(reply.model).toBe("some/model");
  });

  it("says when the tokens ran out", async () => {
    fake.behave({ kind: "ok", finish: "length" });
    expect((await ask(id)).finishReason).toBe("length");
  });

  it("keeps the model's thoughts out of text and stream", async () => {
    fake.behave({ kind: "ok", thinking: "first a box, then `result = 1`" });
    const tokens: string[] = [];
    const reply = await ask(id, { onToken: (text) => tokens.push(text) });
    expect(reply.text.trim()).toBe(defaultReply.trim());
    expect(tokens.join("")).not.toContain("first a box");
  });

  it.each(failures)("meets %s with one request and the right reason", async (_, behaviour, outcome) => {
    fake.behave(behaviour);
    const error = await failure(ask(id));
    expect(error.outcome).toBe(outcome);
    expect(error.status).toBe(behaviour.kind === "status" ? behaviour.status : null);
    expect(fake.journal).toHaveLength(1);
    expect(`${error.message} ${String(error.cause ?? "")}`).not.toContain(SECRET);
    expect(error.message).toMatch(/[.”"]$/);
  });

  it.each([429, 503, 529])("hands on how long a %i asks to wait", async (status) => {
    fake.behave({ kind: "status", status, retryAfter: "7" });
    expect((await failure(ask(id))).retryAfterMs).toBe(7000);
  });

  it("does not repeat a key that the other side echoes", async () => {
    fake.behave({ kind: "status", status: 400, body: { error: { message: `bad key ${SECRET} in Bearer ${SECRET}` } } });
    const error = await failure(ask(id));
    expect(error.message).toContain("[hidden]");
    expect(error.message).not.toContain(SECRET);
  });

  it("names a server that is not there as a network failure", async () => {
    const gone = await startLlmFake();
    await gone.stop();
    const error = await failure(ask(id, { url: gone.url }));
    expect(error.outcome).toBe("network");
    expect(error.message).toContain("ECONNREFUSED");
  });

  it("names an address that is none by its setting", async () => {
    const error = await failure(ask(id, { url: "not an address" }));
    expect(error.outcome).toBe("network");
    expect(error.message).toMatch(/^[A-Z].* could not be asked\. Check [A-Z_]+_URL\.$/);
  });

  it.each(["hang", "stall"] as const)("ends a call that is canceled while the server %ss", async (kind) => {
    fake.behave({ kind });
    const abort = new AbortController();
    const error = failure(ask(id, { signal: abort.signal }));
    await fake.requests(1);
    abort.abort();
    expect((await error).outcome).toBe("aborted");
    expect(fake.journal).toHaveLength(1);
  });

  it("tells a time limit from a canceled call", async () => {
    fake.behave({ kind: "hang" });
    const abort = new AbortController();
    const error = failure(ask(id, { signal: abort.signal }));
    await fake.requests(1);
    abort.abort(new DOMException("60 s", "TimeoutError"));
    expect((await error).outcome).toBe("timeout");
  });

  it("never resolves a call that is canceled in the middle of the stream, and streams nothing afterwards", async () => {
    fake.behave({ kind: "stall" });
    const abort = new AbortController();
    const tokens: string[] = [];
    const error = await failure(
      ask(id, {
        signal: abort.signal,
        onToken: (text) => {
          tokens.push(text);
          abort.abort();
        },
      }),
    );
    expect(error.outcome).toBe("aborted");
    expect(tokens).toHaveLength(1);
  });

  it("makes no request for a call that was canceled before", async () => {
    expect((await failure(ask(id, { signal: AbortSignal.abort() }))).outcome).toBe("aborted");
    expect(fake.journal).toHaveLength(0);
  });

  it("resolves with the whole text or not at all, wherever the stream breaks", { timeout: 60_000 }, async () => {
    const format = id === "anthropic" ? "anthropic" : "openai";
    const text = "from build123d import *\nresult = Box(1, 2, 3)\n";
    const stream = streamOf(format, text, "m", {}).join("");
    const finish = Buffer.byteLength(stream.slice(0, stream.indexOf(format === "anthropic" ? "end_turn" : '"stop"')));
    const total = Buffer.byteLength(stream);
    for (const isClean of [false, true]) {
      for (let bytes = 1; bytes < total; bytes += 23) {
        fake.behave({ kind: "cut", bytes, isClean, text });
        const result = await ask(id).catch((error: unknown) => error);
        if (result instanceof ProviderError) expect(["network", "bad_reply"]).toContain(result.outcome);
        else {
          expect(bytes).toBeGreaterThan(finish);
          expect((result as ProviderReply).text).toBe(text);
        }
      }
    }
  });
});

describe("the request to Claude", () => {
  it("carries no sampling parameter, a cached system prompt and the profile's effort", async () => {
    await ask("anthropic");
    const body = fake.journal[0]?.body ?? {};
    expect(body).toMatchObject({
      model: "claude-sonnet-5-5",
      max_tokens: 4000,
      stream: true,
      system: [{ type: "text", cache_control: { type: "ephemeral" } }],
      output_config: { effort: "medium" },
    });
    for (const name of ["temperature", "top_p", "top_k"]) expect(body).not.toHaveProperty(name);
    expect(fake.journal[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it("leaves the effort out for models that came before it", async () => {
    await ask("anthropic", { model: "claude-haiku-4-5" });
    expect(fake.journal[0]?.body).not.toHaveProperty("output_config");
  });
});

describe("the request to an OpenAI-compatible server", () => {
  it("asks for the usage and sends no key where there is none", async () => {
    await ask("local");
    expect(fake.journal[0]?.path).toBe("/v1/chat/completions");
    expect(fake.journal[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(fake.journal[0]?.headers.authorization).toBeUndefined();
  });

  it("keeps the folders of a model file to itself", async () => {
    const reply = await ask("local", { model: "/home/somebody/models/coder.gguf" });
    expect(reply.model).toBe("coder.gguf");
  });

  it("sends the token of the Seed-Coder worker", async () => {
    await ask("seedCoder");
    expect(fake.journal[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it("leaves the usage open where the server does not count", async () => {
    fake.behave({ kind: "ok", withoutUsage: true });
    expect((await ask("local")).usage).toEqual({ inputTokens: null, outputTokens: null, cachedInputTokens: null });
  });
});

describe("the request to Hugging Face", () => {
  it("is one, to the router, with model and token", async () => {
    await ask("huggingface");
    expect(fake.journal).toHaveLength(1);
    expect(fake.journal[0]?.path).toBe("/v1/chat/completions");
    expect(fake.journal[0]?.body.model).toBe("Qwen/Qwen2.5-Coder-32B-Instruct");
    expect(fake.journal[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });
});
