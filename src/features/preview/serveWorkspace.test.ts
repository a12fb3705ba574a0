import { afterEach, expect, test, vi } from "vitest";
import { portClient } from "../../../preview/sdk/portClient";
import { sampleClient } from "../../../preview/sdk/sampleClient";
import type { TableName } from "../../../convex/lib/workspaceRows";
import { serveWorkspace, type WorkspaceData } from "./serveWorkspace";
import { readAsk } from "./workspaceMessages";

/** A workspace of orders on one side of a real channel, and an app on the other. */
function connected(write: WorkspaceData["write"] = async () => "order-2") {
  const { port1, port2 } = new MessageChannel();
  const asked: TableName[] = [];
  const floods: string[] = [];
  let push: (rows: { id: string }[]) => void = () => undefined;
  const close = serveWorkspace(
    port1,
    {
      watch(table, onRows, onRefused) {
        asked.push(table);
        push = onRows;
        if (table === "parts") onRefused("Parts are not yours.");
        else onRows([{ id: "order-1" }]);
        return () => undefined;
      },
      write,
    },
    (message) => floods.push(message),
    () => 0, // time stands still: buckets do not fill
  );
  closers.push(close, () => port2.close());
  return { client: portClient(port2), port: port2, asked, floods, push: (rows: { id: string }[]) => push(rows) };
}
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

test("an app lists a table as often as it likes, and the page asks for it once", async () => {
  const { client, asked } = connected();
  for (let i = 0; i < 1_000; i++) expect(ids(await client.workspace.orders.list())).toEqual(["order-1"]);
  expect(asked).toEqual(["orders"]);
});

test("a change in the workspace reaches whoever subscribed", async () => {
  const { client, push } = connected();
  const seen: string[][] = [];
  client.workspace.orders.subscribe((rows) => seen.push(ids(rows)));
  await client.workspace.orders.list();
  push([{ id: "order-1" }, { id: "order-2" }]);
  await vi.waitFor(() => expect(seen.at(-1)).toEqual(["order-1", "order-2"]));
  expect(client.feed("orders").get().state).toBe("live");
});

test("a table that is refused says why", async () => {
  const { client } = connected();
  await expect(client.workspace.parts.list()).rejects.toThrow("Parts are not yours.");
  expect(client.feed("parts").get()).toMatchObject({ state: "refused", problem: "Parts are not yours." });
});

test("a refused write tells the app in words", async () => {
  const { client } = connected(async () => {
    throw new Error("This needs the role editor; yours is viewer.");
  });
  await expect(client.workspace.orders.create({ number: "PO-2" })).rejects.toThrow("yours is viewer");
  await expect(client.workspace.orders.update("order-1", { status: "placed" })).rejects.toThrow("yours is viewer");
});

test("writes beyond the burst are refused before they reach the backend", async () => {
  const written = vi.fn(async () => "order-2");
  const { client } = connected(written);
  const outcomes = [];
  for (let i = 0; i < 60; i++)
    outcomes.push(await client.workspace.orders.create({ number: `PO-${i}` }).catch(() => null));
  expect(written).toHaveBeenCalledTimes(20);
  expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(40);
});

test("an app that floods the channel is cut off, and the page says so once", async () => {
  const written = vi.fn(async () => "order-2");
  const { port, floods } = connected(written);
  for (let i = 0; i < 5_000; i++) port.postMessage({ id: i, kind: "write", table: "orders", rowId: null, values: {} });
  await vi.waitFor(() => expect(floods).toHaveLength(1));
  expect(floods[0]).toContain("500 times in a second");
  expect(written.mock.calls.length).toBeLessThanOrEqual(20);
});

test.each([
  null,
  7,
  { id: 1, kind: "subscribe", table: "members" },
  { id: "1", kind: "subscribe", table: "orders" },
  { id: 1, kind: "remove", table: "orders" },
  { id: 1, kind: "write", table: "orders", rowId: 4, values: {} },
  { id: 1, kind: "write", table: "orders", rowId: null, values: { a: { b: 1 } } },
  { id: 1, kind: "write", table: "orders", rowId: null, values: { a: Number.NaN } },
  { id: 1, kind: "write", table: "orders", rowId: null, values: { a: "x".repeat(2_001) } },
])("a forged message is dropped: %j", (message) => expect(readAsk(message)).toBeNull());

test("outside a workspace an app works on sample rows that it can change", async () => {
  const { workspace, feed } = sampleClient();
  const [order] = await workspace.orders.list();
  await workspace.orders.update(order!.id, { status: "received" });
  const id = await workspace.orders.create({ number: "PO-9" });
  const rows = await workspace.orders.list();
  expect(rows.find((row) => row.id === order!.id)?.status).toBe("received");
  expect(rows.find((row) => row.id === id)).toMatchObject({ number: "PO-9", status: "draft", totalUsd: 0 });
  expect(feed("orders").get()).toMatchObject({ state: "sample", rows });
  await expect(workspace.orders.update("nothing", {})).rejects.toThrow("no row");
});
