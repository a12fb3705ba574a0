/** Faults of many clients at once, and of a disk that is full. Torture runs them at length, the tests in small. */
import { ConvexClient } from "convex/browser";
import { freePort, seeded } from "./faults.ts";
import type { RunningServer } from "./server.ts";
import { api, newDataFolder, startServer, untilValue } from "./server.ts";

const bank = api.bank!;
const CENTS = 1000;
const newClient = (url: string): ConvexClient => new ConvexClient(url, { logger: false, unsavedChangesWarning: false });

type Sum = { accounts: number; cents: number };

/**
 * Clients move money between few accounts while others add all of it up. @returns sums that are not what was there at
 * the start, and accounts below zero.
 */
export async function bankFaults(
  server: RunningServer,
  seed: number,
  { clients: count, each, accounts }: { clients: number; each: number; accounts: number },
): Promise<string[]> {
  const first = seed * 1000;
  const whole = accounts * CENTS;
  await server.http.mutation(bank.open!, { from: first, count: accounts, cents: CENTS });
  const faults: string[] = [];
  const check = async (): Promise<void> => {
    const sum = (await server.http.query(bank.sum!, { from: first, count: accounts })) as Sum & { least: number };
    if (sum.cents !== whole) faults.push(`seed ${seed}: ${sum.cents} of ${whole} cents`);
    if (sum.least < 0) faults.push(`seed ${seed}: an account holds ${sum.least} cents`);
  };
  await Promise.all(
    Array.from({ length: count }, async (_, who) => {
      const random = seeded(seed * 1000 + who);
      const pick = (): number => first + Math.floor(random() * accounts);
      const client = newClient(server.url);
      for (let n = 0; n < each; n++) {
        if (random() < 0.2) await check();
        else await client.mutation(bank.transfer!, { from: pick(), to: pick(), cents: Math.floor(random() * 900) });
      }
      await client.close();
    }),
  );
  await check();
  return faults;
}

/**
 * Many clients lose their server and come back to the next one all at once. @returns what they saw that was not the
 * newest, and the most memory that the server held meanwhile.
 */
export async function reconnectFaults(count: number): Promise<{ faults: string[]; peakMb: number }> {
  const dataFolder = newDataFolder();
  const convexPort = await freePort();
  const first = await startServer({ fixture: "bank", dataFolder, convexPort });
  const clients = Array.from({ length: count }, () => newClient(first.url));
  const seen = new Map<number, number | null>();
  let whenSeen: (() => void) | null = null;
  const allSee = (rank: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (seen.size === count && [...seen.values()].every((value) => value === rank)) resolve();
      };
      whenSeen = look;
      look();
    });
  await first.http.mutation(bank.addItem!, { channel: "back", rank: 1, body: "before" });
  clients.forEach((client, who) => {
    client.onUpdate(bank.latestFor!, { channel: "back", who }, ({ rank }: { rank: number | null }) => {
      seen.set(who, rank);
      whenSeen?.();
    });
  });
  await allSee(1);
  await first.kill();
  const again = await startServer({ fixture: "bank", dataFolder, convexPort });
  await again.http.mutation(bank.addItem!, { channel: "back", rank: 2, body: "after" });
  // Each client also writes: what they have in flight while all come back is done once.
  await Promise.all(
    clients.map((client, who) => client.mutation(bank.append!, { keys: ["back"], value: String(who) })),
  );
  await allSee(2);
  const list = ((await again.http.query(bank.read!, { keys: ["back"] })) as { back: string[] }).back;
  const faults = new Set(list).size === count && list.length === count ? [] : [`${list.length} values of ${count}`];
  const peakMb = again.peakMb();
  await Promise.all(clients.map((client) => client.close()));
  await again.stop();
  return { faults, peakMb };
}

/**
 * Fills the disk (files may not grow past a bound) until nothing can be stored, then starts anew with room. @returns
 * what was acknowledged and is gone, and what was refused and is there.
 */
export async function fullDiskFaults(limitKb: number): Promise<{ faults: string[]; refused: number }> {
  const dataFolder = newDataFolder();
  const full = await startServer({ fixture: "bank", dataFolder, fileLimitKb: limitKb });
  const body = "x".repeat(50_000);
  const kept: number[] = [];
  const refused: number[] = [];
  let isGone = false;
  void full.gone.then(() => (isGone = true));
  for (let rank = 0; refused.length < 3 && !isGone && rank < limitKb; rank++) {
    await full.http.mutation(bank.addItem!, { channel: "full", rank, body }).then(
      () => kept.push(rank),
      () => refused.push(rank),
    );
  }
  const faults: string[] = [];
  if (!isGone) {
    const shown = (await full.http.query(bank.latestFor!, { channel: "full", who: 0 })) as { rank: number };
    if (shown.rank !== kept.at(-1)) faults.push(`the newest is ${shown.rank}, not ${kept.at(-1)}`);
  }
  await full.kill();
  const server = await startServer({ fixture: "bank", dataFolder });
  const client = server.client();
  const stored = await untilValue<{ rank: number }[]>(
    client,
    bank.latest!,
    { channel: "full", count: 10_000 },
    () => true,
  ).then((rows) => new Set(rows.map(({ rank }) => rank)));
  for (const rank of kept) if (!stored.has(rank)) faults.push(`${rank} was acknowledged and is gone`);
  // A process that ended in the middle could not answer its last one, which may or may not be there.
  const wrong = isGone ? [] : refused.filter((rank) => stored.has(rank));
  for (const rank of wrong) faults.push(`${rank} was refused and is there`);
  await server.stop();
  return { faults, refused: refused.length };
}
