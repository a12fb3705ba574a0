import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningServer } from "./server.ts";
import { api, newDataFolder, startServer } from "./server.ts";

const limits = api.limits!;
const MIB = 1024 * 1024;

let server: RunningServer;
const dataFolder = newDataFolder();
beforeAll(async () => {
  server = await startServer({ dataFolder });
});
afterAll(async () => {
  await server.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

const textOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "no error",
    (error: unknown) => String(error),
  );
const nested = (levels: number): unknown => (levels === 0 ? 0 : [nested(levels - 1)]);

describe("[L1] one call, at the limit and one past it", () => {
  test("writes 16,000 documents; 16,001 leave none", async () => {
    await server.http.mutation(limits.fill!, { count: 16_000, bytes: 1 });
    expect(await textOf(server.http.mutation(limits.fill!, { count: 16_001, bytes: 1 }))).toContain(
      "Too many writes in a single function execution (limit: 16000)",
    );
    expect(await server.http.query(limits.readAll!, { twice: 0 })).toBe(16_000);
  }, 120_000);

  test("reads 32,000 documents, not 32,001", async () => {
    await server.http.mutation(limits.fill!, { count: 15_999, bytes: 1 });
    expect(await server.http.query(limits.readAll!, { twice: 1 })).toBe(32_000);
    expect(await textOf(server.http.query(limits.readAll!, { twice: 2 }))).toContain(
      "Too many documents read in a single function execution (limit: 32000).",
    );
  }, 120_000);

  test("reads 4,096 ranges, not 4,097", async () => {
    expect(await server.http.query(limits.readRanges!, { count: 4096 })).toBeNull();
    expect(await textOf(server.http.query(limits.readRanges!, { count: 4097 }))).toContain(
      "Too many reads in a single function execution (limit: 4096)",
    );
  }, 60_000);

  test("writes 16 MiB, not more", async () => {
    await server.http.mutation(limits.fill!, { count: 16, bytes: MIB - 200 });
    expect(await textOf(server.http.mutation(limits.fill!, { count: 17, bytes: MIB - 200 }))).toContain(
      `Too many bytes written in a single function execution (limit: ${16 * MIB} bytes)`,
    );
  }, 60_000);

  test("reads 16 MiB, not more", async () => {
    // The documents of the tests before are more by now.
    expect(await textOf(server.http.query(limits.readAll!, { twice: 0 }))).toMatch(
      /Too many (bytes|documents) read in a single function execution/,
    );
  }, 60_000);
});

describe("[L2] one mutation schedules", () => {
  test("1,000 functions, not 1,001", async () => {
    await server.http.mutation(limits.schedule!, { count: 1000, bytes: 1 });
    expect(await textOf(server.http.mutation(limits.schedule!, { count: 1001, bytes: 1 }))).toContain(
      "Too many functions scheduled by this mutation (limit: 1000)",
    );
  }, 60_000);

  test("16 MiB of arguments, not more", async () => {
    await server.http.mutation(limits.schedule!, { count: 16, bytes: MIB - 200 });
    expect(await textOf(server.http.mutation(limits.schedule!, { count: 17, bytes: MIB - 200 }))).toContain(
      `Too large total size of the arguments of scheduled functions from this mutation (limit: ${16 * MIB} bytes)`,
    );
  }, 60_000);
});

describe("[L5] what a function takes and gives", () => {
  const echo = (value: unknown) => server.http.query(api.values!.echo!, { value });
  const give = (shape: string, count: number) => server.http.query(limits.give!, { shape, count });

  test("arguments of 16 MiB, not more", async () => {
    // [{ value: "…" }]: two bytes around each, and the field's name with its end.
    expect(await textOf(echo("x".repeat(16 * MIB - 2 - 2 - 6 - 2)))).toBe("no error");
    expect(await textOf(echo("x".repeat(16 * MIB - 2 - 2 - 6 - 1)))).toContain(
      "Arguments for values.js:echo are too large (actual: 16 MiB, limit: 16 MiB)",
    );
  }, 60_000);

  test("5 MiB for an action in Node, not more", async () => {
    const hash = (bytes: number) => textOf(server.http.action(api.nodeActs!.hash!, { text: "x".repeat(bytes) }));
    expect(await hash(5 * MIB - 2 - 2 - 5 - 2)).toBe("no error");
    expect(await hash(5 * MIB - 2 - 2 - 5 - 1)).toContain(
      "Node actions arguments size is too large. The maximum allowed size is 5 MiB.",
    );
  }, 60_000);

  test("a value of 16 MiB, not more", async () => {
    expect(await textOf(give("text", 16 * MIB - 2))).toBe("no error");
    expect(await textOf(give("text", 16 * MIB - 1))).toContain(
      "Function limits.js:give return value is too large (actual: 16 MiB, limit: 16 MiB)",
    );
  }, 60_000);

  test("arrays of 8,192 items, objects of 1,024 fields, 64 levels", async () => {
    for (const [shape, most] of [
      ["array", 8192],
      ["fields", 1024],
      ["nested", 64],
    ] as const) {
      expect(await textOf(give(shape, most))).toBe("no error");
    }
    const invalid = "Function limits.js:give return value invalid: ";
    expect(await textOf(give("array", 8193))).toContain(
      `${invalid}Array length is too long (8193 > maximum length 8192)`,
    );
    expect(await textOf(give("fields", 1025))).toContain(
      `${invalid}Object has too many fields (1025 > maximum number 1024)`,
    );
    expect(await textOf(give("nested", 65))).toContain(
      `${invalid}Value is too nested (nested 65 levels deep > maximum nesting 64)`,
    );
    // Two levels are the list of arguments and its object.
    expect(await textOf(echo(nested(62)))).toBe("no error");
    expect(await textOf(echo(nested(63)))).toContain(
      "Invalid arguments for values.js:echo: Value is too nested (nested 65 levels deep > maximum nesting 64)",
    );
  });
});

test("[L4] a document nests 16 levels, its arrays hold 8,192 items, its objects 1,024 fields", async () => {
  const put = (shape: string, count: number) => textOf(server.http.mutation(limits.put!, { shape, count }));
  expect(await put("nested", 15)).toBe("no error");
  expect(await put("nested", 16)).toContain("Value is too nested (nested 17 levels deep > maximum nesting 16)");
  expect(await put("array", 8192)).toBe("no error");
  expect(await put("array", 8193)).toContain("Array length is too long (8193 > maximum length 8192)");
  expect(await put("fields", 1024)).toBe("no error");
  expect(await put("fields", 1025)).toContain("Object has too many fields (1025 > maximum number 1024)");
  expect(await put("text", MIB - 50)).toBe("no error");
  expect(await put("text", MIB)).toContain("Value is too large (1.00 MiB > maximum size 1 MiB)");
});
