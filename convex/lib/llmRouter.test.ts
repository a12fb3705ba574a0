import { expect, test } from "vitest";
import { route, routerOrder, type Author, type RouteHooks } from "./llmRouter";
import { ProviderError } from "./provider";
import type { ProviderId } from "./providers";

const usage = { inputTokens: null, outputTokens: null, cachedInputTokens: null };

function author(id: ProviderId, answer: string | ProviderError, kinds: Author["kinds"] = ["cad", "app"]): Author {
  return {
    id,
    kinds,
    model: `${id}-model`,
    isLocal: false,
    write: async () => {
      if (typeof answer !== "string") throw answer;
      const draft = {
        kind: "script" as const,
        text: answer,
        title: null,
        label: null,
        warnings: [],
        spec: [],
        values: null,
      };
      return { draft, model: `${id}-model`, usage, firstTokenMs: 1 };
    },
  };
}

const down = new ProviderError("overloaded", "Overloaded.");
const brief = { prompt: "a cube", kind: "cad" as const, model: undefined, profile: "balanced", base: null };

async function ask(
  authors: Author[],
  requested = "auto",
  kind: "cad" | "app" = "cad",
  controller = new AbortController(),
) {
  const asked: string[] = [];
  const failed: string[] = [];
  const hooks: RouteHooks = {
    signal: controller.signal,
    now: () => 0,
    onAsk: async ({ id }) => void asked.push(id),
    onToken: () => undefined,
    onFailed: async ({ provider, outcome }) => void failed.push(`${provider}:${outcome}`),
  };
  const byId = new Map(authors.map((one) => [one.id, one]));
  const result = await route(byId, routerOrder(null), requested, { ...brief, kind }, hooks);
  return { result, asked, failed };
}

test("Auto asks in order and stops at the first that answers", async () => {
  const { result, asked, failed } = await ask([
    author("partsLibrary", "c"),
    author("local", "b"),
    author("anthropic", down),
  ]);
  expect(asked).toEqual(["anthropic", "local"]);
  expect(failed).toEqual(["anthropic:overloaded"]);
  expect(result).toMatchObject({
    kind: "written",
    draft: { text: "b" },
    attempt: { provider: "local", outcome: "ok" },
  });
});

test("a named provider is asked alone, also when it fails", async () => {
  const { result, asked } = await ask([author("anthropic", down), author("local", "b")], "anthropic");
  expect(asked).toEqual(["anthropic"]);
  expect(result).toMatchObject({ kind: "none", code: "all_providers_failed" });
});

test("a provider that is not configured is no attempt", async () => {
  const { result, asked, failed } = await ask([author("local", "b")], "anthropic");
  expect([asked, failed]).toEqual([[], []]);
  expect(result).toMatchObject({ kind: "none", code: "provider_not_configured" });
});

test("a provider that cannot write this kind is not asked", async () => {
  const { result, asked } = await ask([author("partsLibrary", "c", ["cad"])], "auto", "app");
  expect(asked).toEqual([]);
  expect(result).toMatchObject({ kind: "none", code: "no_provider" });
});

test("an aborted run asks nobody and records no failure", async () => {
  const controller = new AbortController();
  controller.abort();
  const { result, asked, failed } = await ask([author("local", "b")], "auto", "cad", controller);
  expect([result.kind, asked, failed]).toEqual(["aborted", [], []]);
});

test("a fault that is not a provider's is not swallowed", async () => {
  const broken: Author = { ...author("local", "x"), write: () => Promise.reject(new TypeError("a bug")) };
  await expect(ask([broken])).rejects.toThrow("a bug");
});

test("ROUTER_ORDER names the members of Auto; unknown and repeated names are left out", () => {
  expect(routerOrder("local, claude,nobody,local,auto")).toEqual(["local", "anthropic"]);
  expect(routerOrder("nobody")).toEqual(routerOrder(null));
  expect(routerOrder(null)[0]).toBe("anthropic");
});
