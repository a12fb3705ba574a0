// The shim that runs other people's suites over the real server, tried by itself. All of them: npm run torture -- conformance.
import { ConvexError } from "convex/values";
import { expect, test } from "vitest";
import { convexTest } from "./conformance/convexTest.ts";
import { api } from "./server.ts";

// As import.meta.glob names them; the shim wants to know where they are, and loads them in the server.
const modules = { "./fixtures/basic/convex/_generated/api.js": null };
const t = convexTest(undefined, modules);

test("what a test writes in place is there for the functions, and the other way round", async () => {
  type Db = {
    db: {
      insert: (table: string, fields: object) => Promise<string>;
      query: (table: string) => { collect: () => Promise<{ body: string }[]> };
    };
  };
  const id = (await t.run(({ db }: Db) => db.insert("notes", { channel: "in place", body: "first" }))) as string;
  await t.mutation(api.notes!.add!, { channel: "in place", body: "second" });
  expect(await t.query(api.notes!.get!, { id })).toMatchObject({ body: "first" });
  const bodies = await t.query(async ({ db }: Db) => (await db.query("notes").collect()).map(({ body }) => body));
  expect(bodies).toEqual(["first", "second"]);
  await expect(t.run(({ db }: Db) => db.insert("notes", { channel: 5 }))).rejects.toThrow("does not match the schema");
});

test("functions know who asks, throw what they throw, and those that they schedule come to their end", async () => {
  await expect(t.mutation(api.notes!.failWithData!)).rejects.toEqual(new ConvexError({ code: "too_bad", limit: 3n }));
  await t.mutation(api.jobs!.schedule!, { delayMs: 0, body: "scheduled" });
  await t.finishInProgressScheduledFunctions();
  expect(await t.query(api.notes!.list!, { channel: "jobs" })).toMatchObject([{ body: "scheduled" }]);
});

test("files are kept and given back in place", async () => {
  type Storage = { storage: { store: (blob: Blob) => Promise<string>; get: (id: string) => Promise<Blob | null> } };
  const text = await t.run(async ({ storage }: Storage) => {
    const id = await storage.store(new Blob(["kept"], { type: "text/plain" }));
    return await (await storage.get(id))!.text();
  });
  expect(text).toBe("kept");
});
