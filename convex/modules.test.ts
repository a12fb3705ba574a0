import { expect, test } from "vitest";

// What Convex's own deploy refuses, and only there.

const paths = Object.keys(import.meta.glob("./**/*.ts")).filter(
  (path) => !path.includes(".test.") && !path.includes("_generated"),
);
const sources = import.meta.glob<string>(["./**/*.ts", "!./**/*.test.ts", "!./_generated/**"], {
  query: "?raw",
  import: "default",
});

test("every module's path has letters, digits, underscores and periods alone", () => {
  expect(
    paths.filter(
      (path) =>
        !path
          .slice(2)
          .split("/")
          .every((part) => /^[A-Za-z0-9_.]+$/.test(part)),
    ),
  ).toEqual([]);
});

test("raw queries and mutations are imported by functions.ts alone", async () => {
  const importers: string[] = [];
  for (const [path, load] of Object.entries(sources)) {
    const [, names] = /import \{([^}]*)\} from "(?:\.\.?\/)+_generated\/server"/.exec(await load()) ?? [];
    if (names?.split(",").some((name) => /^(query|mutation|action|internal\w+|httpAction)$/.test(name.trim())))
      importers.push(path);
  }
  expect(importers).toEqual(["./functions.ts"]);
});
