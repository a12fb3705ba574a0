import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { providerSettings } from "../../convex/providers/catalog";

const root = path.resolve(import.meta.dirname, "../..");
const example = readFileSync(path.join(root, ".env.example"), "utf8");
const startSettings = readFileSync(path.join(root, "scripts/lib/settings.mjs"), "utf8");

/** Names that `npm start` reads for itself or hands to the functions. */
const read = new Set([...startSettings.matchAll(/process\.env\.([A-Z_]+)/g)].map(([, name]) => name ?? ""));
const handedOn = /const BACKEND_VARIABLES = \[([\s\S]*?)\]/.exec(startSettings)?.[1]?.match(/[A-Z][A-Z_]+/g) ?? [];

describe("every setting", () => {
  it.each([...new Set([...read, ...handedOn])])("%s is in .env.example", (name) => {
    expect(example).toMatch(new RegExp(`^# ${name}=`, "m"));
  });

  it.each([...providerSettings])("%s reaches the functions from the environment of npm start", (name) => {
    expect(handedOn).toContain(name);
  });
});
