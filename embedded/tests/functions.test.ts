import { ConvexError } from "convex/values";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningServer } from "./server.ts";
import { api, startServer, untilValue } from "./server.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ env: { FIXTURE_NAME: "from the env file" } });
});
afterAll(() => server.stop());

const textOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `no error, but ${JSON.stringify(value)}`,
    (error: Error) => error.message,
  );

describe("values and keys", () => {
  test("every kind of value comes back as it went in", async () => {
    const value = {
      n: null,
      i: -5n,
      f: 1.5,
      zero: -0,
      inf: Infinity,
      b: true,
      s: "ü\0",
      bytes: new Uint8Array([0, 255]).buffer,
      a: [1n, [2]],
      o: { k: "v" },
    };
    const back = (await server.http.query(api.values!.echo!, { value })) as typeof value;
    expect(back).toEqual(value);
    expect(Object.is(back.zero, -0)).toBe(true);
  });

  test("[K1] an index orders null, int64, float64, boolean, string, bytes, array, object", async () => {
    const ordered = [
      null,
      -3n,
      2n,
      -Infinity,
      -1.5,
      0,
      2,
      true,
      "",
      "a",
      "a\0",
      "b",
      new Uint8Array([1]).buffer,
      [],
      [1],
      [1, 0],
      {},
      { a: 1 },
      { b: 0 },
    ];
    for (const value of [...ordered].reverse()) await server.http.mutation(api.values!.put!, { value });
    expect(await server.http.query(api.values!.sorted!, {})).toEqual(ordered);
  });
});

describe("documents", () => {
  test("an inserted document is read by its id, with system fields", async () => {
    const id = (await server.http.mutation(api.notes!.add!, { channel: "docs", body: "hello" })) as string;
    expect(id).toMatch(/^[0-9a-z]{32}$/);
    expect(await server.http.query(api.notes!.get!, { id })).toEqual({
      _id: id,
      _creationTime: expect.any(Number),
      channel: "docs",
      body: "hello",
    });
  });

  test("patch merges, replace replaces, undefined removes, delete deletes", async () => {
    const id = (await server.http.mutation(api.notes!.add!, { channel: "docs", body: "x", rank: 1 })) as string;
    await server.http.mutation(api.notes!.patch!, { id, changes: { body: "y" } });
    expect(await server.http.query(api.notes!.get!, { id })).toMatchObject({ body: "y", rank: 1 });
    await server.http.mutation(api.notes!.clearRank!, { id });
    expect(await server.http.query(api.notes!.get!, { id })).not.toHaveProperty("rank");
    await server.http.mutation(api.notes!.replace!, { id, note: { channel: "docs", body: "z" } });
    expect(await server.http.query(api.notes!.get!, { id })).toMatchObject({ body: "z" });
    await server.http.mutation(api.notes!.remove!, { id });
    expect(await server.http.query(api.notes!.get!, { id })).toBeNull();
    expect(await textOf(server.http.mutation(api.notes!.remove!, { id }))).toContain(
      "Delete on nonexistent document ID",
    );
  });

  test("[F4] a document that does not fit the schema is refused with Convex's words and not stored", async () => {
    const text = await textOf(server.http.mutation(api.notes!.addLoose!, { note: { channel: "strict" } }));
    expect(text).toContain(
      'Failed to insert or update a document in table "notes" because it does not match the schema: Object is missing the required field `body`.',
    );
    expect(
      await textOf(server.http.mutation(api.notes!.addLoose!, { note: { channel: "strict", body: "b", nick: 1 } })),
    ).toContain("Object contains extra field `nick` that is not in the validator.");
    expect(
      await textOf(
        server.http.mutation(api.notes!.addLoose!, { note: { channel: "strict", body: "b", rank: "high" } }),
      ),
    ).toContain(
      'Value does not match validator.\nPath: .rank\nValue: "high"\nValidator: v.union(v.float64(), v.null())',
    );
    expect(await server.http.query(api.notes!.list!, { channel: "strict" })).toEqual([]);
  });

  test("an id of another table is refused where a table is named", async () => {
    const id = (await server.http.mutation(api.values!.putMissing!, {})) as string;
    expect(await textOf(server.http.query(api.notes!.get!, { id }))).toContain(
      `Found ID "${id}" from table \`authors\`, which does not match the table name in validator \`v.id("notes")\`.`,
    );
  });
});

describe("arguments and returns", () => {
  test("wrong arguments are refused before the function runs", async () => {
    const text = await textOf(server.http.query(api.notes!.list!, { channel: 3 }));
    expect(text).toMatch(
      /^\[Request ID: [0-9a-f]{16}\] Server Error\nArgumentValidationError: Value does not match validator\.\nPath: \.channel\nValue: 3\.0\nValidator: v\.string\(\)/,
    );
  });

  test("[F5] a wrong return value is an error", async () => {
    expect(await textOf(server.http.query(api.notes!.wrongReturns!, {}))).toContain(
      "ReturnsValidationError: Value does not match validator.\n\nValue: 5.0\nValidator: v.string()",
    );
  });

  test("internal and unknown functions cannot be told apart by a client", async () => {
    const unknown = await textOf(server.http.query(api.notes!.nothing!, {}));
    const internal = await textOf(server.http.query(api.notes!.countIn!, { channel: "x" }));
    expect(unknown).toContain(
      "Could not find public function for 'notes:nothing'. Did you forget to run `npx convex dev` or `npx convex deploy`?",
    );
    expect(internal).toContain("Could not find public function for 'notes:countIn'.");
  });

  test("a function called as another kind is named in the error", async () => {
    expect(await textOf(server.http.query(api.notes!.add!, { channel: "a", body: "b" }))).toContain(
      "Trying to execute notes.js:add as Query, but it is defined as Mutation.",
    );
  });

  test("default exports and nested folders have Convex's paths", async () => {
    expect(await server.http.query("nested/deep" as never)).toBe("default export");
    expect(await server.http.query("nested/deep:named" as never)).toBe("named");
  });
});

describe("index ranges, filters and order", () => {
  beforeAll(async () => {
    await server.http.mutation(api.notes!.addMany!, { channel: "ranges", count: 20 });
    await server.http.mutation(api.notes!.addMany!, { channel: "rangesOther", count: 5 });
  });

  test("[F8] a range gives the rows inside it, in the order asked for", async () => {
    expect(await server.http.query(api.notes!.range!, { channel: "ranges", low: 3, high: 7 })).toEqual([3, 4, 5, 6]);
    expect(await server.http.query(api.notes!.range!, { channel: "ranges", low: 3, high: 7, desc: true })).toEqual([
      6, 5, 4, 3,
    ]);
    expect(await server.http.query(api.notes!.range!, { channel: "ranges", low: 7, high: 3 })).toEqual([]);
    expect(await server.http.query(api.notes!.first!, { channel: "ranges", count: 3 })).toEqual([0, 1, 2]);
  });

  test("a range on fields out of order is refused", async () => {
    expect(await textOf(server.http.query(api.notes!.badField!, {}))).toContain(
      "the query didn't use the index fields in order",
    );
  });

  test("filters compare and calculate", async () => {
    expect(await server.http.query(api.notes!.even!, { channel: "ranges" })).toEqual([
      0, 2, 4, 6, 8, 10, 12, 14, 16, 18,
    ]);
  });

  test("pages follow their cursor to the end without gap or repeat", async () => {
    const seen: number[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages < 10; pages++) {
      const page: { page: { rank: number }[]; isDone: boolean; continueCursor: string } = await server.http.query(
        api.notes!.page!,
        {
          channel: "ranges",
          paginationOpts: { numItems: 6, cursor },
        },
      );
      seen.push(...page.page.map(({ rank }) => rank));
      cursor = page.continueCursor;
      if (page.isDone) break;
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => 19 - n));
  });

  test("a cursor of another query is refused with the data that clients look for", async () => {
    const first = (await server.http.query(api.notes!.page!, {
      channel: "ranges",
      paginationOpts: { numItems: 2, cursor: null },
    })) as { continueCursor: string };
    const error = await server.http
      .query(api.notes!.page!, {
        channel: "rangesOther",
        paginationOpts: { numItems: 2, cursor: first.continueCursor },
      })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConvexError);
    expect((error as ConvexError<never>).data).toEqual({ isConvexSystemError: true, paginationError: "InvalidCursor" });
  });

  test("search takes the last term as a prefix and keeps to every filter", async () => {
    await server.http.mutation(api.notes!.add!, { channel: "s1", body: "The quick brown fox" });
    await server.http.mutation(api.notes!.add!, { channel: "s2", body: "A quick answer" });
    expect(await server.http.query(api.notes!.search!, { text: "brown fo" })).toEqual(["The quick brown fox"]);
    expect(await server.http.query(api.notes!.search!, { text: "QUICK", channel: "s2" })).toEqual(["A quick answer"]);
    expect(await server.http.query(api.notes!.search!, { text: "qui br" })).toEqual(["The quick brown fox"]);
    expect(await server.http.query(api.notes!.search!, { text: "foxes" })).toEqual([]);
  });
});

describe("transactions", () => {
  test("[F3] a mutation that throws leaves nothing", async () => {
    expect(await textOf(server.http.mutation(api.notes!.failAfterWrite!, { channel: "rollback" }))).toContain(
      "Uncaught Error: changed my mind",
    );
    expect(await server.http.query(api.notes!.list!, { channel: "rollback" })).toEqual([]);
  });

  test("a nested mutation that throws undoes its own writes only, and its data arrives", async () => {
    expect(await server.http.mutation(api.notes!.nestedRollback!, { channel: "nested" })).toEqual({
      caught: "inner failed",
      seen: 1,
    });
  });

  test("a query on a stale snapshot sees what is stored, and nothing of the mutation that asks", async () => {
    type Seen = { count: number; ts: bigint };
    type Read = { fresh: Seen; stale: Seen; ts: bigint };
    const read = () => server.http.mutation(api.notes!.readStale!, { channel: "stale" }) as Promise<Read>;
    const [first, second] = [await read(), await read()];
    expect([first.fresh.count, first.stale.count, second.fresh.count, second.stale.count]).toEqual([1, 0, 2, 1]);
    expect(second.fresh.ts).toBe(second.ts);
    expect(second.stale.ts).toBeLessThanOrEqual(second.ts);
    expect(second.stale.ts).toBeGreaterThan(first.ts);
  });

  test("a mutation may delete what it is reading", async () => {
    await server.http.mutation(api.notes!.addMany!, { channel: "sweep", count: 300 });
    expect(await server.http.mutation(api.notes!.rewriteWhileReading!, { channel: "sweep" })).toBe(300);
    expect(await server.http.query(api.notes!.list!, { channel: "sweep" })).toEqual([]);
  });

  test("[T6] a mutation that always came back and then does not is ended, leaves nothing, and others go on", async () => {
    const spin = (isEndless: boolean) => server.http.mutation(api.notes!.spin!, { channel: "spin", isEndless });
    for (let run = 0; run < 60; run++) await spin(false);
    const client = server.client();
    const seen = untilValue<{ body: string }[]>(
      client,
      api.notes!.list!,
      { channel: "beside the spin" },
      (notes) => notes.length === 1,
    );
    const ended = textOf(spin(true));
    const added = client.mutation(api.notes!.add!, { channel: "beside the spin", body: "waited" });
    expect(await ended).toContain("Function execution timed out (maximum duration: 1s)");
    await added;
    expect(await seen).toMatchObject([{ body: "waited" }]);
    expect(await server.http.query(api.notes!.list!, { channel: "spin" })).toEqual([]);
  }, 60_000);

  test("queries see a frozen clock and no network", async () => {
    const result = (await server.http.query(api.notes!.nondeterministic!, {})) as {
      isFrozen: boolean;
      fetched: string;
    };
    expect(result.isFrozen).toBe(true);
    expect(result.fetched).toContain("Can't use fetch() in queries and mutations.");
  });
});

describe("errors and logs", () => {
  test("an error names the file and line that people wrote", async () => {
    const text = await textOf(server.http.mutation(api.notes!.failAfterWrite!, { channel: "x" }));
    expect(text).toMatch(/Uncaught Error: changed my mind\n {4}at .*handler.* \(\.\.\/convex\/notes\.js:\d+:\d+\)/);
  });

  test("a ConvexError keeps its data", async () => {
    const error = await server.http.mutation(api.notes!.failWithData!, {}).catch((thrown: unknown) => thrown);
    expect((error as ConvexError<never>).data).toEqual({ code: "too_bad", limit: 3n });
  });

  test("log lines reach the client in Convex's form", async () => {
    const response = await fetch(`${server.url}/api/query`, {
      method: "POST",
      body: JSON.stringify({ path: "notes:logs", args: [{}], format: "convex_encoded_json" }),
    });
    expect(await response.json()).toEqual({
      status: "success",
      value: null,
      logLines: ["[LOG] 'hello' { a: 1 }", "[WARN] 'careful'"],
    });
  });
});

describe("actions", () => {
  test("an action runs queries, mutations and actions, and has Web crypto", async () => {
    expect(await server.http.action(api.acts!.roundTrip!, { channel: "acts" })).toEqual({
      body: "from action",
      nested: 42,
      digest: 32,
    });
  });

  test("a ConvexError of a mutation reaches the action with its data", async () => {
    expect(await server.http.action(api.acts!.failsInMutation!, {})).toBe("too_bad");
  });

  test("a mutation can sign with @noble/hashes", async () => {
    const { createHmac } = await import("node:crypto");
    expect(await server.http.mutation(api.acts!.sign!, { text: "hello" })).toBe(
      createHmac("sha256", "key").update("hello").digest("hex"),
    );
  });

  test("functions read the environment of --env-file and their own URLs", async () => {
    expect(await server.http.action(api.acts!.readEnv!, {})).toEqual({ named: "from the env file", cloud: "string" });
  });

  test('"use node" actions have Node\'s modules, and an exception in a callback does not end the server', async () => {
    expect(await server.http.action(api.nodeActs!.hash!, { text: "abc" })).toMatch(/^ba7816bf/);
    expect(await server.http.action(api.nodeActs!.crash!, {})).toBe("left");
    expect(await server.http.query(api.values!.echo!, { value: "still here" })).toBe("still here");
  });

  test('a "use node" action that never yields keeps nobody else waiting', async () => {
    const order: string[] = [];
    const spinning = server.http.action(api.nodeActs!.spin!, { ms: 1_500 }).then((said) => order.push(String(said)));
    const quick = server.http.query(api.values!.echo!, { value: "quick" }).then((said) => order.push(String(said)));
    await Promise.all([spinning, quick]);
    expect(order).toEqual(["quick", "spun"]);
  });

  test('"use node" actions store and read files, and their ConvexError keeps its data', async () => {
    expect(await server.http.action(api.nodeActs!.storeAndReadBack!, { text: "kept" })).toBe("kept");
    await expect(server.http.action(api.nodeActs!.refuse!, {})).rejects.toMatchObject({
      data: { code: "no", limit: 3 },
    });
  });

  test('a "use node" action that takes all memory ends alone, and the next one runs', async () => {
    await expect(server.http.action(api.nodeActs!.takeAllMemory!, {})).rejects.toThrow("ran out of memory");
    expect(await server.http.action(api.nodeActs!.hash!, { text: "abc" })).toMatch(/^ba7816bf/);
  }, 90_000);

  test("vector search gives the nearest that pass the filter", async () => {
    for (const [embedding, kind] of [
      [[1, 0], "a"],
      [[0.9, 0.1], "b"],
      [[0.5, 0.5], "a"],
      [[-1, 0], "a"],
    ] as const) {
      await server.http.mutation(api.acts!.addVector!, { embedding: [...embedding], kind });
    }
    const found = (await server.http.action(api.acts!.nearest!, { vector: [1, 0] })) as { _score: number }[];
    expect(found.map(({ _score }) => Math.round(_score * 100) / 100)).toEqual([1, 0.71]);
  });
});
