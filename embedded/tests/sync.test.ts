import { ConvexClient } from "convex/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import type { RunningServer } from "./server.ts";
import { ADMIN_KEY, api, startServer, untilValue } from "./server.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** A client of the wire protocol itself, to see single messages. */
class RawClient {
  readonly messages: Record<string, unknown>[] = [];
  readonly #socket: WebSocket;
  #waiting: (() => void)[] = [];

  constructor(url: string) {
    this.#socket = new WebSocket(`${url.replace("http", "ws")}/api/1.48.0/sync`);
    this.#socket.on("message", (data) => {
      this.messages.push(JSON.parse(data.toString()) as Record<string, unknown>);
      for (const look of this.#waiting) look();
    });
  }

  async open(sessionId: string): Promise<this> {
    await new Promise((resolve) => this.#socket.once("open", resolve));
    this.send({ type: "Connect", sessionId, connectionCount: 0, lastCloseReason: null });
    return this;
  }

  send(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** The first message, now or later, that the predicate takes. */
  until(accept: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.messages.find(accept);
        if (found === undefined) return;
        this.#waiting = this.#waiting.filter((other) => other !== look);
        resolve(found);
      };
      this.#waiting.push(look);
      look();
    });
  }

  /** Reads nothing until `resume`. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.terminate();
  }
}

type Modification = { type: string; queryId: number; value: unknown; journal: string | null };
const modificationsOf = (client: RawClient): Modification[] =>
  client.messages
    .filter(({ type }) => type === "Transition")
    .flatMap(({ modifications }) => modifications as Modification[]);
const newSession = (): string => crypto.randomUUID();
const add = (queryId: number, udfPath: string, args: unknown, journal?: string | null) => ({
  type: "Add",
  queryId,
  udfPath,
  args: [args],
  journal,
});

describe("subscriptions", () => {
  test("a client sees what another writes", async () => {
    const reader = server.client();
    const writer = server.client();
    const seen = untilValue<{ body: string }[]>(
      reader,
      api.notes!.list!,
      { channel: "live" },
      (notes) => notes.length === 1,
    );
    await writer.mutation(api.notes!.add!, { channel: "live", body: "hello" });
    expect((await seen)[0]!.body).toBe("hello");
  });

  test("a client reads its own write as soon as its mutation is answered", async () => {
    const client = server.client();
    const stop = client.onUpdate(api.notes!.list!, { channel: "own" }, () => {});
    await untilValue(client, api.notes!.list!, { channel: "own" }, () => true);
    for (let n = 1; n <= 5; n++) {
      await client.mutation(api.notes!.add!, { channel: "own", body: String(n) });
      expect(client.client.localQueryResult("notes:list", { channel: "own" })).toHaveLength(n);
    }
    stop();
  });

  test("[R1] a write outside of the range that was read does not run the query again", async () => {
    await server.http.mutation(api.notes!.addMany!, { channel: "precise", count: 10 });
    const client = await new RawClient(server.url).open(newSession());
    client.send({
      type: "ModifyQuerySet",
      baseVersion: 0,
      newVersion: 1,
      modifications: [
        add(0, "notes:range", { channel: "precise", low: 2, high: 5 }),
        add(1, "notes:first", { channel: "precise", count: 2 }),
      ],
    });
    await client.until(({ type }) => type === "Transition");
    const before = client.messages.length;
    await server.http.mutation(api.notes!.add!, { channel: "precise", body: "past both", rank: 7 });
    await server.http.mutation(api.notes!.add!, { channel: "elsewhere", body: "another channel", rank: 3 });
    await server.http.mutation(api.notes!.add!, { channel: "precise", body: "in the first", rank: 3.5 });
    await client.until(
      (message) =>
        message.type === "Transition" &&
        (message.modifications as Modification[]).some(({ value }) => JSON.stringify(value) === "[2,3,3.5,4]"),
    );
    // One transition, with one changed query: nothing else was touched.
    expect(
      client.messages
        .slice(before)
        .map(({ modifications }) => (modifications as Modification[]).map(({ queryId }) => queryId)),
    ).toEqual([[0]]);
    client.close();
  });

  test("transitions form one unbroken chain of versions", async () => {
    const client = await new RawClient(server.url).open(newSession());
    client.send({
      type: "ModifyQuerySet",
      baseVersion: 0,
      newVersion: 1,
      modifications: [add(0, "notes:list", { channel: "chain" })],
    });
    for (let requestId = 0; requestId < 5; requestId++) {
      client.send({
        type: "Mutation",
        requestId,
        udfPath: "notes:add",
        args: [{ channel: "chain", body: String(requestId) }],
      });
    }
    await client.until((message) => message.type === "MutationResponse" && message.requestId === 4);
    await client.until(
      (message) =>
        message.type === "Transition" &&
        (message.modifications as Modification[]).some(({ value }) => (value as unknown[]).length === 5),
    );
    const transitions = client.messages.filter(({ type }) => type === "Transition");
    for (let n = 1; n < transitions.length; n++)
      expect(transitions[n]!.startVersion).toEqual(transitions[n - 1]!.endVersion);
    client.close();
  });

  test("a mutation that changes nothing still moves its client on", async () => {
    const client = server.client();
    await expect(client.mutation(api.values!.put!, { value: "unwatched" })).resolves.toMatch(/^[0-9a-z]{32}$/);
  });

  test("a wrong base version is fatal, not silently taken", async () => {
    const client = await new RawClient(server.url).open(newSession());
    client.send({ type: "ModifyQuerySet", baseVersion: 3, newVersion: 4, modifications: [] });
    expect(await client.until(({ type }) => type === "FatalError")).toMatchObject({
      error: expect.stringContaining("BaseVersionMismatch"),
    });
  });

  test("garbage ends its own connection only", async () => {
    const client = await new RawClient(server.url).open(newSession());
    client.send({ type: "Nonsense" });
    expect(await client.until(({ type }) => type === "FatalError")).toMatchObject({
      error: expect.stringContaining("Unknown message type"),
    });
    expect(await server.http.query(api.values!.echo!, { value: 1 })).toBe(1);
  });

  test("a query's error reaches its subscriber and heals with the data", async () => {
    const client = server.client();
    const failed = await untilValue(client, api.notes!.wrongReturns!, {}, () => true).catch(
      (error: Error) => error.message,
    );
    expect(failed).toContain("ReturnsValidationError");
  });

  test("actions answer over the socket, with errors and data", async () => {
    const client = server.client();
    await expect(client.action(api.acts!.double!, { n: 1 })).rejects.toThrow("Could not find public function");
    await expect(client.action(api.acts!.fails!, {})).rejects.toMatchObject({ data: { code: "nope" } });
    await expect(client.action(api.acts!.roundTrip!, { channel: "ws" })).resolves.toMatchObject({ nested: 42 });
  });
});

describe("mutations happen once", () => {
  test("[F7] a mutation sent again over a new connection is answered from the first time", async () => {
    const session = newSession();
    const mutation = {
      type: "Mutation",
      requestId: 7,
      udfPath: "notes:add",
      args: [{ channel: "once", body: "only one" }],
    };
    const first = await new RawClient(server.url).open(session);
    first.send(mutation);
    const answer = await first.until(({ type }) => type === "MutationResponse");
    first.close();
    const second = await new RawClient(server.url).open(session);
    second.send(mutation);
    const again = await second.until(({ type }) => type === "MutationResponse");
    expect(again.result).toBe(answer.result);
    expect(again.ts).toBe(answer.ts);
    expect(await server.http.query(api.notes!.list!, { channel: "once" })).toHaveLength(1);
    second.close();
  });

  test("the same number of another session is another mutation", async () => {
    for (const session of [newSession(), newSession()]) {
      const client = await new RawClient(server.url).open(session);
      client.send({
        type: "Mutation",
        requestId: 0,
        udfPath: "notes:add",
        args: [{ channel: "twice", body: session }],
      });
      await client.until(({ type }) => type === "MutationResponse");
      client.close();
    }
    expect(await server.http.query(api.notes!.list!, { channel: "twice" })).toHaveLength(2);
  });
});

describe("pagination", () => {
  test("[F9] a page keeps its end: rows inserted later neither repeat nor vanish", async () => {
    await server.http.mutation(api.notes!.addMany!, { channel: "pages", count: 10 });
    const client = await new RawClient(server.url).open(newSession());
    const page = (cursor: string | null) => ({ channel: "pages", paginationOpts: { numItems: 3, cursor, id: 1 } });
    client.send({
      type: "ModifyQuerySet",
      baseVersion: 0,
      newVersion: 1,
      modifications: [add(0, "notes:page", page(null))],
    });
    await client.until(({ type }) => type === "Transition");
    const [first] = modificationsOf(client);
    expect(JSON.parse(first!.journal!)).toEqual({ endCursor: expect.any(String) });
    const { continueCursor } = first!.value as { continueCursor: string };
    client.send({
      type: "ModifyQuerySet",
      baseVersion: 1,
      newVersion: 2,
      modifications: [add(1, "notes:page", page(continueCursor))],
    });
    await server.http.mutation(api.notes!.add!, { channel: "pages", body: "newest", rank: 100 });
    const ranks = (queryId: number): number[] =>
      (
        (
          modificationsOf(client).findLast((change) => change.queryId === queryId)?.value as
            { page: { rank: number }[] } | undefined
        )?.page ?? []
      ).map(({ rank }) => rank);
    await client.until(() => ranks(0).includes(100) && ranks(1).length > 0);
    expect(ranks(0)).toEqual([100, 9, 8, 7]);
    expect(ranks(1)).toEqual([6, 5, 4]);
    client.close();

    // The client hands the journal back after a reconnect: the page still ends where it ended.
    const reconnected = await new RawClient(server.url).open(newSession());
    reconnected.send({
      type: "ModifyQuerySet",
      baseVersion: 0,
      newVersion: 1,
      modifications: [add(0, "notes:page", page(null), first!.journal)],
    });
    await reconnected.until(({ type }) => type === "Transition");
    expect((modificationsOf(reconnected)[0]!.value as { page: unknown[] }).page).toHaveLength(4);
    reconnected.close();
  });
});

describe("the administrator", () => {
  const call = (authorization: string) =>
    fetch(`${server.url}/api/function`, {
      method: "POST",
      headers: { Authorization: authorization },
      body: JSON.stringify({ path: "acts:whoAmI", args: {}, format: "convex_encoded_json" }),
    });

  test("[F1] only the admin key opens internal functions", async () => {
    expect((await call(`Convex ${ADMIN_KEY}`)).status).toBe(200);
    expect((await call("Convex embedded|wrong")).status).toBe(403);
    expect((await call("Convex ")).status).toBe(403);
  });

  test("the administrator can act as a user", async () => {
    const attributes = Buffer.from(JSON.stringify({ subject: "u1", issuer: "https://a", name: "Zoë" })).toString(
      "base64",
    );
    const response = await call(`Convex ${ADMIN_KEY}:${attributes}`);
    expect(((await response.json()) as { value: unknown }).value).toEqual({
      subject: "u1",
      issuer: "https://a",
      name: "Zoë",
      tokenIdentifier: "https://a|u1",
    });
  });

  test("an admin client subscribes to internal functions over the socket", async () => {
    const client = new ConvexClient(server.url, { logger: false, unsavedChangesWarning: false });
    (client.client as unknown as { setAdminAuth: (key: string) => void }).setAdminAuth(ADMIN_KEY);
    expect(await untilValue(client, api.notes!.countIn!, { channel: "nobody writes here" }, () => true)).toBe(0);
    await client.close();
  });
});

describe("[W5] a client that does not read", () => {
  const BODY = "x".repeat(800_000);
  type Transition = { startVersion: unknown; endVersion: unknown; modifications: Modification[] };
  const transitionsOf = (client: RawClient) =>
    client.messages.filter(({ type }) => type === "Transition") as unknown as Transition[];
  const isChain = (transitions: Transition[]) =>
    transitions.every(
      ({ startVersion }, at) =>
        at === 0 || JSON.stringify(startVersion) === JSON.stringify(transitions[at - 1]!.endVersion),
    );

  test("gets the newest state whole once it reads, and not every state before it; others wait for nothing", async () => {
    const id = (await server.http.mutation(api.notes!.add!, { channel: "slow", body: BODY })) as string;
    const client = await new RawClient(server.url).open(newSession());
    client.send({
      type: "ModifyQuerySet",
      baseVersion: 0,
      newVersion: 1,
      modifications: [add(0, "notes:get", { id })],
    });
    await client.until(({ type }) => type === "Transition");
    client.pause();
    for (let rank = 1; rank <= 40; rank++) await server.http.mutation(api.notes!.patch!, { id, changes: { rank } });
    client.resume();
    const ranks = () => modificationsOf(client).map(({ value }) => (value as { rank?: number }).rank ?? 0);
    await client.until(() => ranks().at(-1) === 40);
    expect(ranks().length).toBeLessThan(30);
    expect(ranks()).toEqual([...ranks()].sort((a, b) => a - b));
    expect(isChain(transitionsOf(client))).toBe(true);
    client.close();
  });

  test("is not listened to either, so that its questions fill no memory; none is lost", async () => {
    const id = (await server.http.mutation(api.notes!.add!, { channel: "deaf", body: BODY })) as string;
    const client = await new RawClient(server.url).open(newSession());
    const before = server.peakMb();
    client.pause();
    const questions = Array.from({ length: 200 }, (_, index) => index);
    for (const index of questions) {
      const modifications = [add(index, "notes:get", { id })];
      client.send({ type: "ModifyQuerySet", baseVersion: index, newVersion: index + 1, modifications });
    }
    for (let rank = 1; rank <= 5; rank++) await server.http.mutation(api.notes!.patch!, { id, changes: { rank } });
    expect(server.peakMb() - before).toBeLessThan(100);
    client.resume();
    await client.until(() => transitionsOf(client).length >= 200);
    expect(new Set(modificationsOf(client).map(({ queryId }) => queryId)).size).toBe(200);
    // Left as it is, not reading: the server stops all the same, after all tests.
    client.pause();
    const again = questions.map((index) => add(200 + index, "notes:get", { id }));
    client.send({ type: "ModifyQuerySet", baseVersion: 200, newVersion: 201, modifications: again });
    await server.http.mutation(api.notes!.patch!, { id, changes: { rank: 6 } });
  });
});
