// How fast does the embedded backend commit, read and tell? Command: npm run bench -- embedded.
// Real Convex clients over WebSockets in this process (its processor share is printed), durable commits, 2 cores for both.
// Peer for the transfers: SpacetimeDB's keynote-2 workload (50 connections, 100,000 accounts), in which self-hosted
// Convex on 32 threads was published with 1,210 transfers a second uncontended and 130 to 500 contended.
import { readFileSync } from "node:fs";
import { ConvexClient } from "convex/browser";
import { convexTest } from "convex-test";
import { api, startServer } from "../embedded/tests/server.ts";
import { percentile, printMachine, printRow, withCpuShare } from "./figures.ts";

const ACCOUNTS = 100_000;
const CENTS = 100_000;
const bank = api.bank!;
const server = await startServer({ fixture: "bank" });
const indent = " ".repeat(56);
const residentMb = (): number => {
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
};
const newClients = (count: number): ConvexClient[] => Array.from({ length: count }, () => server.client());
const closeAll = (clients: ConvexClient[]) => Promise.all(clients.map((client) => client.close()));
const line = (name: string, text: string) => console.log(`${name.padEnd(56)} ${text}`);
const share = (cpuShare: number) => `driver used ${(cpuShare * 100).toFixed(0)} % of a core`;

async function acknowledgement(writer: ConvexClient): Promise<void> {
  const times: number[] = [];
  for (let n = 0; n < 600; n++) {
    const startedAt = performance.now();
    await writer.mutation(bank.addItem!, { channel: "ack", rank: n, body: "measured" });
    if (n >= 100) times.push(performance.now() - startedAt);
  }
  printRow("mutation acknowledged, durable", times, "p50 ≤ 1.5 ms");
  console.log(`${indent} p99 ${percentile(times, 99).toFixed(1)} ms   (goal ≤ 15 ms)`);
}

/** Zipf-like for `skew` above 0: the first accounts take most transfers. */
function pickAccount(skew: number): number {
  if (skew === 0) return Math.floor(Math.random() * ACCOUNTS);
  return Math.min(ACCOUNTS - 1, Math.floor(Math.pow(1 - Math.random(), -1 / skew)) - 1);
}

async function transfers(name: string, skew: number, goal: string): Promise<void> {
  const clients = newClients(50);
  const endAt = performance.now() + 8000;
  let done = 0;
  const startedAt = performance.now();
  const { cpuShare } = await withCpuShare(() =>
    Promise.all(
      clients.map(async (client) => {
        while (performance.now() < endAt) {
          const transfer = {
            from: pickAccount(skew),
            to: pickAccount(skew),
            cents: 1 + Math.floor(Math.random() * 99),
          };
          await client.mutation(bank.transfer!, transfer);
          done++;
        }
      }),
    ),
  );
  const perSecond = done / ((performance.now() - startedAt) / 1000);
  line(name, `${perSecond.toFixed(0)}/s · ${share(cpuShare)}   (goal ${goal})`);
  await closeAll(clients);
}

async function noCentLost(): Promise<void> {
  let cents = 0;
  for (let from = 0; from < ACCOUNTS; from += 10_000) {
    const part = (await server.http.query(bank.sum!, { from, count: 10_000 })) as { cents: number };
    cents += part.cents;
  }
  line("sum over all accounts", cents === ACCOUNTS * CENTS ? "exact" : `WRONG: ${cents} of ${ACCOUNTS * CENTS}`);
  if (cents !== ACCOUNTS * CENTS) process.exitCode = 1;
}

async function fanOut(count: number, writer: ConvexClient, isDistinct: boolean, goal: string): Promise<void> {
  const clients = isDistinct ? newClients(1) : newClients(count);
  const seen = new Map<number, number>();
  let allSaw: (() => void) | undefined;
  const channel = `${isDistinct ? "distinct" : "shared"} ${count}`;
  await Promise.all(
    Array.from(
      { length: count },
      (_, who) =>
        new Promise<void>((resolve) => {
          const args = { channel, who: isDistinct ? who : 0 };
          clients[isDistinct ? 0 : who]!.onUpdate(bank.latestFor!, args, ({ rank }: { rank: number | null }) => {
            resolve();
            if (rank === null) return;
            seen.set(rank, (seen.get(rank) ?? 0) + 1);
            if (seen.get(rank) === count) allSaw?.();
          });
        }),
    ),
  );
  const { value: times, cpuShare } = await withCpuShare(async () => {
    const found: number[] = [];
    for (let rank = 0; rank < 30; rank++) {
      const everybody = new Promise<void>((resolve) => (allSaw = resolve));
      const startedAt = performance.now();
      await writer.mutation(bank.addItem!, { channel, rank, body: "told" });
      await everybody;
      found.push(performance.now() - startedAt);
    }
    return found;
  });
  printRow(
    isDistinct ? `${count} distinct queries, all made old by one write` : `one write → last of ${count} sockets`,
    times,
    goal,
  );
  console.log(`${indent} ${share(cpuShare)}`);
  await closeAll(clients);
}

async function ranges(): Promise<void> {
  for (let from = 0; from < ACCOUNTS; from += 4000) {
    await server.http.mutation(bank.addItems!, { channel: "many", from, count: 4000 });
  }
  const times: number[] = [];
  for (let n = 0; n < 400; n++) {
    const startedAt = performance.now();
    await server.http.query(bank.latest!, { channel: "many", count: 20 });
    if (n >= 100) times.push(performance.now() - startedAt);
  }
  printRow("take(20) by index of 100,000, over HTTP", times);
}

async function held(count: number, each: number): Promise<void> {
  const clients = newClients(count);
  const before = residentMb();
  await Promise.all(
    clients.flatMap((client, who) =>
      Array.from(
        { length: each },
        (_, n) =>
          new Promise<void>((resolve) => {
            client.onUpdate(bank.latestFor!, { channel: `held ${n}`, who }, () => resolve());
          }),
      ),
    ),
  );
  line(
    `${count} clients × ${each} subscriptions held`,
    `${residentMb().toFixed(0)} MB (${before.toFixed(0)} MB before)   (goal ≤ 1 GB)`,
  );
  await closeAll(clients);
}

/** convex-test does the same work in this process: no sockets, no disk, and all documents looked at in each query. */
async function peer(documents: number): Promise<void> {
  const load = (file: string) =>
    import(new URL(`../embedded/tests/fixtures/bank/convex/${file}`, import.meta.url).href) as Promise<never>;
  const { default: schema } = (await load("schema.js")) as { default: Parameters<typeof convexTest>[0] };
  const backend = convexTest(schema, {
    "./convex/bank.js": () => load("bank.js"),
    "./convex/_generated/api.js": () => Promise.resolve({}),
  });
  const timesOf = async (count: number, call: (n: number) => Promise<unknown>): Promise<number[]> => {
    const times: number[] = [];
    for (let n = 0; n < count; n++) {
      const startedAt = performance.now();
      await call(n);
      times.push(performance.now() - startedAt);
    }
    return times;
  };
  for (let from = 0; from < documents; from += 2000)
    await backend.mutation(bank.addItems!, { channel: "many", from, count: 2000 });
  const name = `convex-test beside it, ${documents} documents:`;
  printRow(
    `${name} mutation`,
    await timesOf(50, (rank) => backend.mutation(bank.addItem!, { channel: "ack", rank, body: "measured" })),
  );
  printRow(`${name} take(20)`, await timesOf(20, () => backend.query(bank.latest!, { channel: "many", count: 20 })));
}

try {
  printMachine();
  const writer = server.client();
  await acknowledgement(writer);
  for (let from = 0; from < ACCOUNTS; from += 4000) {
    await server.http.mutation(bank.open!, { from, count: 4000, cents: CENTS });
  }
  await transfers("transfers of 50 connections, uncontended", 0, "≥ 1,210/s, wish 3,000");
  await transfers("transfers of 50 connections, contended", 1.5, "≥ 500/s");
  await noCentLost();
  for (const count of [1, 100, 1000]) await fanOut(count, writer, false, count === 1000 ? "p95 ≤ 100 ms" : "");
  await fanOut(1000, writer, true, "≤ 500 ms");
  await ranges();
  await held(1000, 10);
  await peer(10_000);
} finally {
  await server.stop();
}
process.exit();
