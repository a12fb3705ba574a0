// What the guides tell people to type is there.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
// @ts-expect-error The scripts are plain JavaScript: they run before anything is installed.
import { explainedVariables, incompleteGroups } from "../../scripts/lib/variableGroups.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const folder = path.join(root, "docs/guides");
const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const example = readFileSync(path.join(root, ".env.example"), "utf8");
/** Names that belong to others: Convex's tools and the client side of our own programs. */
const foreign = new Set(["CONVEX_SELF_HOSTED_URL", "CONVEX_SELF_HOSTED_ADMIN_KEY", "NATURALCAD_URL"]);

describe.each(readdirSync(folder))("%s", (file) => {
  const text = readFileSync(path.join(folder, file), "utf8");

  it("names only scripts that exist", () => {
    for (const [, name = ""] of text.matchAll(/npm (?:--silent )?(?:run (?:--silent )?)?([a-z][a-z-]*)/g)) {
      if (["ci", "install", "run"].includes(name)) continue;
      expect(scripts, `npm … ${name}`).toHaveProperty(name);
    }
  });

  it("names only variables that .env.example explains", () => {
    const names = [...text.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`|^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)=/gm)];
    for (const [, quoted, assigned] of names) {
      const name = quoted ?? assigned ?? "";
      if (!foreign.has(name)) expect(example).toMatch(new RegExp(`^# ${name}=`, "m"));
    }
  });

  it("links only to files that are there", () => {
    for (const [, target = ""] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      expect(existsSync(path.join(folder, target)), target).toBe(true);
    }
  });
});

describe("what npm run doctor says of the guides' variables", () => {
  it.each([
    [{}, []],
    [{ CLERK_JWT_ISSUER_DOMAIN: "https://a.example" }, ["CLERK_WEBHOOK_SECRET"]],
    [{ VITE_CLERK_PUBLISHABLE_KEY: "pk_test_x" }, ["CLERK_JWT_ISSUER_DOMAIN"]],
    [{ SUPABASE_URL: "https://a.example" }, ["SUPABASE_SERVICE_ROLE_KEY"]],
    [{ SUPABASE_URL: "https://a.example", SUPABASE_SERVICE_ROLE_KEY: "k" }, []],
    [{ WORKER_URL: "https://a.example", WORKER_TOKEN: "" }, ["WORKER_TOKEN"]],
  ])("%j lacks %j", (environment, expected) => {
    const groups = incompleteGroups(environment) as { missing: string[]; guide: string; begins: string }[];
    expect(groups.flatMap(({ missing }) => missing)).toEqual(expected);
    for (const { guide, begins, missing } of groups) {
      const text = readFileSync(path.join(folder, guide), "utf8");
      for (const name of [begins, ...missing]) expect(text, `${guide} names ${name}`).toContain(name);
    }
  });

  it("knows every variable that .env.example explains", () => {
    expect(explainedVariables(example)).toEqual(expect.arrayContaining(["NATURALCAD_MODE", "VITE_CONVEX_URL", "PORT"]));
  });
});
