// @vitest-environment edge-runtime
import { expect, test } from "vitest";
import { open, seal } from "./sealedText";

const KEY = "a-secrets-key";

test("a sealed key opens again under the same secret and context, and holds nothing readable", async () => {
  const sealed = await seal(KEY, "w1:anthropic", "sk-very-secret");
  expect(sealed).not.toContain("secret");
  expect(await open(KEY, "w1:anthropic", sealed)).toBe("sk-very-secret");
});

test("the same text sealed twice looks different", async () => {
  expect(await seal(KEY, "c", "text")).not.toBe(await seal(KEY, "c", "text"));
});

test.each([
  ["another secrets key", "other", "w1:anthropic", (text: string) => text],
  ["another workspace", KEY, "w2:anthropic", (text: string) => text],
  [
    "a changed byte",
    KEY,
    "w1:anthropic",
    (text: string) =>
      text.replace(/\.(.)([^.]*)$/, (_, first: string, rest: string) => `.${first === "A" ? "B" : "A"}${rest}`),
  ],
  ["a text that was never sealed", KEY, "w1:anthropic", () => "v1.x"],
])("does not open under %s", async (_, key, context, change) => {
  const sealed = await seal(KEY, "w1:anthropic", "sk-very-secret!");
  expect(await open(key, context, change(sealed))).toBeNull();
});
