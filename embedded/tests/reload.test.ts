// Functions that change while they are served.
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { RunningServer } from "./server.ts";
import { api, newDataFolder, startServer, untilValue } from "./server.ts";

const root = newDataFolder();
const folder = join(root, "convex");
const save = (file: string, text: string) => writeFileSync(join(folder, file), text);

const schemaOf = (fields: string, index = "") => `
  import { defineSchema, defineTable } from "convex/server";
  import { v } from "convex/values";
  export default defineSchema({ notes: defineTable({ ${fields} })${index} });`;
const listOf = (value: string, range = "") => `
  import { actionGeneric, mutationGeneric, queryGeneric } from "convex/server";
  export const add = mutationGeneric(async (ctx, note) => await ctx.db.insert("notes", note));
  export const list = queryGeneric(async (ctx) =>
    (await ctx.db.query("notes")${range}.collect()).map((note) => ${value}));
  export const wait = actionGeneric(async (ctx, { url }) => {
    await fetch(url);
    return ${JSON.stringify(value)};
  });`;

let server: RunningServer;
beforeAll(async () => {
  mkdirSync(folder);
  save("schema.js", schemaOf("body: v.string()"));
  save("notes.js", listOf("note.body"));
  server = await startServer({ watched: folder });
});
afterAll(async () => {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

const { add, list, wait } = api.notes!;
const says = (text: string) => vi.waitFor(() => expect(server.output()).toContain(text), { timeout: 20_000 });

test("[N1] an open page gets the answer of the function that was just saved", async () => {
  await server.http.mutation(add!, { body: "small" });
  const client = server.client();
  const isLoud = untilValue<string[]>(client, list!, {}, ([body]) => body === "SMALL");
  await untilValue<string[]>(client, list!, {}, ([body]) => body === "small");
  save("notes.js", listOf("note.body.toUpperCase()"));
  expect(await isLoud).toEqual(["SMALL"]);
});

test("[N1] an action that runs ends in the code that it began in", async () => {
  let release = (): void => undefined;
  let asked = (): void => undefined;
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  const held = createServer((_request, response) => {
    release = () => void response.end();
    asked();
  }).listen(0, "127.0.0.1");
  await once(held, "listening");
  const { port } = held.address() as AddressInfo;
  const ended = server.http.action(wait!, { url: `http://127.0.0.1:${port}` });
  await isAsked;
  const isQuiet = untilValue<string[]>(server.client(), list!, {}, ([body]) => body === "small");
  save("notes.js", listOf("note.body"));
  await isQuiet;
  release();
  expect(await ended).toBe("note.body.toUpperCase()");
  held.close();
});

test("[N2] what does not bundle is not taken, and said", async () => {
  save("notes.js", "export const list = ;");
  await says("notes.js:1: Unexpected");
  expect(await server.http.query(list!, {})).toEqual(["small"]);
});

test("[N2] [V4] a schema that stored documents do not fit is not taken, nor what is saved with it; one that they fit is", async () => {
  save("notes.js", listOf("note.body.length", '.withIndex("by_body", (q) => q.gt("body", "r"))'));
  save("schema.js", schemaOf("body: v.string(), owner: v.string()", '.index("by_body", ["body"])'));
  await says('in table "notes" does not match the schema: Object is missing the required field `owner`');
  expect(await server.http.query(list!, {})).toEqual(["small"]);
  await server.http.mutation(add!, { body: "by the old rules" });

  const isIndexed = untilValue<number[]>(server.client(), list!, {}, ([length]) => length === 5);
  save("schema.js", schemaOf("body: v.string(), owner: v.optional(v.string())", '.index("by_body", ["body"])'));
  expect(await isIndexed).toEqual([5]);
  await expect(server.http.mutation(add!, { body: "x", owner: 5 })).rejects.toThrow("does not match the schema");
});
