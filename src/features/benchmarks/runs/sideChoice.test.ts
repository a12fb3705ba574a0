import { describe, expect, it } from "vitest";
import type { ProviderCard } from "../../../../convex/model/providerCards";
import { capOf, choicesOf, sidesOf, whyNot } from "./sideChoice";

const card = (more: Partial<ProviderCard>) =>
  ({
    id: "openrouter",
    isEnabled: true,
    isConfigured: true,
    isBilled: true,
    takesKey: true,
    models: [],
    ...more,
  }) as ProviderCard; // the fields it reads
const model = (id: string) => ({ id, label: id, contextTokens: null, price: null });

describe("choicesOf", () => {
  it("offers what can be asked, and says of the rest what is missing", () => {
    const { ready, missing } = choicesOf([
      card({ models: [model("a/m"), model("a/n")] }),
      card({ id: "anthropic", isConfigured: false }),
      card({ id: "local", isEnabled: false }),
      card({ id: "partsLibrary", isBilled: false }),
    ]);
    expect(ready.map(({ models }) => models.map(({ key }) => key))).toEqual([
      ["openrouter a/m", "openrouter a/n"],
      ["partsLibrary"],
    ]);
    expect(missing.map(({ label, why }) => `${label}: ${why}`)).toEqual([
      "Claude: no key",
      "Local model: switched off",
    ]);
  });
});

describe("sidesOf", () => {
  it("asks each model in each way, and the parts library once", () => {
    const { ready } = choicesOf([card({ models: [model("m")] }), card({ id: "partsLibrary", isBilled: false })]);
    const sides = sidesOf(
      ready.flatMap(({ models }) => models),
      ["fast", "best"],
      [true, false],
    );
    expect(sides).toHaveLength(5);
    expect(sides.at(-1)).toEqual({ provider: "partsLibrary", profile: "balanced", repairs: true });
  });
});

describe("whyNot", () => {
  const good = { hasSuite: true, models: 1, profiles: 1, repairs: 1, sides: 1, samples: 3, capText: "" };
  it("lets a whole form start", () => expect(whyNot(good)).toBeNull());
  it("names what is missing with its limit", () => {
    expect(whyNot({ ...good, models: 0 })).toBe("Choose at least one model.");
    expect(whyNot({ ...good, sides: 24 })).toBe("A run has at most 20 sides; these are 24.");
    expect(whyNot({ ...good, samples: 0 })).toBe("Samples: 1 to 10.");
    expect(whyNot({ ...good, capText: "three" })).toContain("sum in dollars");
  });
});

it("reads a cap in dollars", () => {
  expect(capOf("$3.00")).toBe(3_000_000);
  expect(capOf(" ")).toBeUndefined();
  expect(capOf("-1")).toBeNull();
});
