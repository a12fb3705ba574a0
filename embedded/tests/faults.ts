/** The faults that torture inflicts at length and the tests in small: kills, dropped sockets, histories, broken frames. */
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { ConvexClient } from "convex/browser";
import WebSocket, { WebSocketServer } from "ws";
import { FAULT_POINTS } from "../protocol/faultPoints.ts";
import type { Seen } from "./history.ts";
import { faultsOf } from "./history.ts";
import type { RunningServer } from "./server.ts";
import { api, startServer } from "./server.ts";

const bank = api.bank!;

/** Numbers from 0 up to below 1 that a seed determines. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

/** A port that was free a moment ago, for a server that must come back on the same one. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

const newClient = (url: string) => new ConvexClient(url, { logger: false, unsavedChangesWarning: false });

/**
 * Kills the server at every labelled point in turn while two clients append and schedule, `rounds` times over, each
 * time on the same data. @returns what was lost or happened twice, in words, and the number of kills.
 */
export async function killAtEveryPoint(
  dataFolder: string,
  rounds: number,
  random: () => number,
): Promise<{ faults: string[]; kills: number }> {
  const convexPort = await freePort();
  const url = `http://127.0.0.1:${convexPort}`;
  const clients = [newClient(url), newClient(url)];
  const acknowledged: string[] = [];
  let kills = 0;
  let isOver = false;
  const work = clients.map(async (client, who) => {
    for (let n = 0; !isOver; n++) {
      const value = `${who}:${n}`;
      await client.mutation(bank.appendAndSchedule!, { key: `now ${who}`, later: `later ${who}`, value });
      acknowledged.push(value);
    }
  });
  for (let round = 0; round < rounds; round++) {
    for (const point of FAULT_POINTS) {
      // The first commits of a start are its own; a few more, and clients are in the middle of theirs.
      const dieAt = `${point}:${3 + Math.floor(random() * 12)}`;
      const server = await startServer({ fixture: "bank", dataFolder, convexPort, dieAt }).catch((error: unknown) => {
        // Killed before it was ready, which is as good; anything else is a fault of this very test.
        if (String(error).includes("ended with null")) return null;
        throw error;
      });
      await server?.gone;
      kills++;
    }
  }
  const server = await startServer({ fixture: "bank", dataFolder, convexPort });
  isOver = true;
  await Promise.all(work);
  const keys = ["now 0", "now 1", "later 0", "later 1"];
  const lists = await untilEqual(clients[0]!, keys);
  const faults: string[] = [];
  for (const key of keys) {
    const values = lists[key] ?? [];
    const who = key.at(-1)!;
    const wanted = acknowledged.filter((value) => value.startsWith(`${who}:`));
    if (new Set(values).size !== values.length) faults.push(`${key} holds a value twice`);
    const missing = wanted.filter((value) => !values.includes(value));
    if (missing.length > 0) faults.push(`${key} lost ${missing.join(", ")}, which had been acknowledged`);
    if (values.length > wanted.length) faults.push(`${key} holds ${values.length - wanted.length} values nobody had`);
  }
  for (const client of clients) await client.close();
  await server.stop();
  return { faults, kills };
}

/** The lists once what was scheduled has run: each later list is as long as its other. */
function untilEqual(client: ConvexClient, keys: string[]): Promise<Record<string, string[]>> {
  return new Promise((resolve, reject) => {
    const stop = client.onUpdate(
      bank.read!,
      { keys },
      (lists: Record<string, string[]>) => {
        const length = (key: string): number => lists[key]?.length ?? 0;
        if (length("now 0") !== length("later 0") || length("now 1") !== length("later 1")) return;
        queueMicrotask(() => stop());
        resolve(lists);
      },
      reject,
    );
  });
}

/** Clients append to and read shared lists at once. @returns what no serial order explains. */
export async function listAppendFaults(
  server: RunningServer,
  seed: number,
  { clients: count, each }: { clients: number; each: number },
): Promise<string[]> {
  const history: Seen[] = [];
  const allKeys = Array.from({ length: 5 }, (_, n) => `${seed} list ${n}`);
  const clients = Array.from({ length: count }, () => newClient(server.url));
  await Promise.all(
    clients.map(async (client, who) => {
      const random = seeded(seed * 1000 + who);
      for (let n = 0; n < each; n++) {
        const keys = allKeys.filter(() => random() < 0.4);
        if (keys.length === 0) continue;
        const value = random() < 0.7 ? `${seed}:${who}:${n}` : null;
        const startedAt = performance.now();
        const before = (
          value === null
            ? await server.http.query(bank.read!, { keys })
            : await client.mutation(bank.append!, { keys, value })
        ) as Record<string, string[]>;
        history.push({ value, before, startedAt, endedAt: performance.now() });
      }
    }),
  );
  const final = (await server.http.query(bank.read!, { keys: allKeys })) as Record<string, string[]>;
  for (const client of clients) await client.close();
  return faultsOf(history, final);
}

/**
 * Drops the socket after every `n`-th frame, in both directions, while a client appends.
 * @returns what was lost or happened twice.
 */
export async function dropAtFrame(server: RunningServer, n: number, direction: "up" | "down"): Promise<string[]> {
  let drops = 0;
  const proxy = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => proxy.once("listening", resolve));
  proxy.on("connection", (near, request) => {
    const far = new WebSocket(`${server.url.replace("http", "ws")}${request.url}`);
    const waiting: string[] = [];
    let frames = 0;
    const isDropped = (from: "up" | "down"): boolean => {
      // The first two connections are cut; a client that is never left alone could not finish anything.
      if (from !== direction || drops >= 2 || ++frames !== n) return false;
      drops++;
      near.terminate();
      far.terminate();
      return true;
    };
    near.on("message", (data) => {
      if (isDropped("up")) return;
      if (far.readyState === WebSocket.OPEN) far.send(data.toString());
      else waiting.push(data.toString());
    });
    far.on("open", () => waiting.splice(0).forEach((text) => far.send(text)));
    far.on("message", (data) => {
      if (!isDropped("down") && near.readyState === WebSocket.OPEN) near.send(data.toString());
    });
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      one.on("close", () => other.terminate());
      one.on("error", () => {});
    }
  });
  const client = newClient(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  const key = `dropped ${direction} ${n}`;
  const values = Array.from({ length: 12 }, (_, at) => String(at));
  client.onUpdate(bank.read!, { keys: [key] }, () => {});
  for (const value of values) await client.mutation(bank.append!, { keys: [key], value });
  await client.close();
  proxy.close();
  const stored = ((await server.http.query(bank.read!, { keys: [key] })) as Record<string, string[]>)[key]!;
  return stored.join() === values.join() ? [] : [`after drops at frame ${n} ${direction}: ${stored.join()}`];
}

const FRAMES = [
  '{"type":"Connect","sessionId":"7a5c2a3e-3d8e-4d0e-9b1e-0a4f5f0d3c11","connectionCount":0,"lastCloseReason":"InitialConnect","clientTs":0}',
  '{"type":"ModifyQuerySet","baseVersion":0,"newVersion":1,"modifications":[{"type":"Add","queryId":0,"udfPath":"bank:latest","args":[{"channel":"a","count":2}]}]}',
  '{"type":"Mutation","requestId":0,"udfPath":"bank:addItem","args":[{"channel":"frames","rank":1,"body":"x"}]}',
  '{"type":"Authenticate","baseVersion":0,"tokenType":"None"}',
  '{"type":"Action","requestId":1,"udfPath":"bank:none","args":[{}]}',
];
const ODD_VALUES = [
  "null",
  "-1",
  "1e999",
  '"\\ud800"',
  "[]",
  "{}",
  '{"__proto__":1}',
  "18446744073709551616",
  '"AAAA"',
];

/** Changes a frame at one to three places: bytes, or whole values. */
function mutated(frame: string, random: () => number): string {
  let text = frame;
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
    const at = Math.floor(random() * text.length);
    const odd = ODD_VALUES[Math.floor(random() * ODD_VALUES.length)]!;
    const kind = random();
    if (kind < 0.3) text = text.slice(0, at) + String.fromCharCode(Math.floor(random() * 128)) + text.slice(at + 1);
    else if (kind < 0.5) text = text.slice(0, at) + text.slice(at + Math.floor(random() * 20));
    else {
      const values = [...text.matchAll(/:("[^"]*"|\d+)/g)];
      const value = values[Math.floor(random() * values.length)];
      if (value !== undefined)
        text = `${text.slice(0, value.index + 1)}${odd}${text.slice(value.index + value[0].length)}`;
    }
  }
  return text;
}

/** Sends broken frames and broken HTTP bodies. @returns statuses that blame the server; a dead server rejects. */
export async function sendBroken(server: RunningServer, frames: number, random: () => number): Promise<string[]> {
  const faults: string[] = [];
  for (let sent = 0; sent < frames;) {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/api/1.48.0/sync`);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => {});
    socket.on("message", (data: Buffer) => {
      if (data.toString().includes("Internal error")) faults.push(data.toString());
    });
    for (let n = 0; n < 20; n++, sent++) {
      const frame = FRAMES[Math.floor(random() * FRAMES.length)]!;
      socket.send(random() < 0.3 ? frame : mutated(frame, random));
    }
    socket.close();
    await closed;
    const body = mutated('{"path":"bank:latest","args":[{"channel":"a","count":2}],"format":"json"}', random);
    const endpoint = ["query", "mutation", "action", "query_at_ts", "function"][Math.floor(random() * 5)]!;
    const { status } = await fetch(`${server.url}/api/${endpoint}`, { method: "POST", body });
    if (status >= 500 && status !== 560) faults.push(`${status} for ${body}`);
  }
  return faults;
}
