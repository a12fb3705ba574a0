// A member who is removed while pages are open: what those pages watch ends, over a real socket on the real backend.
import { ConvexClient } from "convex/browser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api";
import { startRealBackend, type RealBackend } from "../support/realBackend";

let backend: RealBackend;
const clients: ConvexClient[] = [];
beforeAll(async () => {
  backend = await startRealBackend();
});
afterAll(async () => {
  for (const client of clients) await client.close();
  await backend.close();
});

async function open(name: string): Promise<ConvexClient> {
  const client = new ConvexClient(backend.url, { logger: false, unsavedChangesWarning: false });
  clients.push(client);
  await new Promise((resolve) => client.setAuth(() => backend.guestToken(name), resolve));
  return client;
}

/** What a page shows of one query: resolves with the first answer, then with the refusal that ends it. */
function watch(subscribe: (hear: () => void, fail: (error: Error) => void) => void) {
  let hear: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const first = new Promise<void>((resolve) => (hear = resolve));
  const ended = new Promise<string>((resolve) => {
    fail = (error) => resolve((error as { data?: { code?: string } }).data?.code ?? error.message);
  });
  subscribe(hear, fail);
  return { first, ended };
}

test("removal ends every list that the removed person's open page watches, and nobody else's", async () => {
  const [ann, bea, cid] = [await open("Ann"), await open("Bea"), await open("Cid")];
  for (const client of [ann, bea, cid]) await client.mutation(api.users.enter, {});
  const slug = await ann.mutation(api.workspaces.create, { name: "Lab" });
  const workspaceId = (await ann.query(api.workspaces.mine, {})).find((each) => each.slug === slug)!._id;
  for (const client of [bea, cid]) {
    await client.mutation(api.invites.accept, {
      token: await ann.action(api.invites.create, { workspaceId, role: "editor" }),
    });
  }
  const { user } = await bea.mutation(api.users.enter, {});

  const lists = [
    watch((hear, fail) => bea.onUpdate(api.members.list, { workspaceId }, hear, fail)),
    watch((hear, fail) => bea.onUpdate(api.notifications.unread, { workspaceId }, hear, fail)),
    watch((hear, fail) => bea.onUpdate(api.stock.list, { workspaceId }, hear, fail)),
    watch((hear, fail) =>
      bea.onUpdate(api.threads.list, { workspaceId, paginationOpts: { numItems: 5, cursor: null } }, hear, fail),
    ),
  ];
  let othersRefusals = 0;
  const left = new Promise<number>((resolve) => {
    const tell = (rows: readonly unknown[]) => rows.length === 2 && resolve(rows.length);
    cid.onUpdate(api.members.list, { workspaceId }, tell, () => othersRefusals++);
  });
  await Promise.all(lists.map((list) => list.first));

  await ann.mutation(api.members.remove, { workspaceId, userId: user._id });
  expect(await Promise.all(lists.map((list) => list.ended))).toEqual(lists.map(() => "not_found"));
  expect(await left).toBe(2);
  expect(othersRefusals).toBe(0);
  await expect(bea.mutation(api.generations.create, { workspaceId, prompt: "a box" })).rejects.toMatchObject({
    data: { code: "not_found" },
  });
});
