/**
 * Question: does the embedded backend lose or repeat anything when it is killed at every point of a commit, when
 * sockets drop, when twenty clients write at once, when a thousand come back at once, when the disk is
 * full, and when frames are broken? Command: npm run torture -- embedded.
 * Its last result is kept in bench/results/torture-embedded.txt.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FAULT_POINTS } from "../embedded/protocol/faultPoints.ts";
import { bankFaults, fullDiskFaults, reconnectFaults } from "../embedded/tests/crowds.ts";
import { dropAtFrame, killAtEveryPoint, listAppendFaults, seeded, sendBroken } from "../embedded/tests/faults.ts";
import { newDataFolder, startServer } from "../embedded/tests/server.ts";

/** Data folders killed side by side, and rounds of the points of a commit in each. */
const LANES = 4;
const ROUNDS = Math.ceil(200 / LANES / FAULT_POINTS.length);
const SEEDS = 20;
const FRAMES = 100_000;
const LAST_FRAME = 12;
const CLIENTS = 1000;
const DISKS_KB = [5000, 6000, 8000, 12_000, 20_000];

const lines = [new Date().toISOString().slice(0, 10)];
const report = (name: string, faults: string[]): void => {
  const line = `${name}: ${faults.length === 0 ? "nothing lost, nothing twice" : faults.join("; ")}`;
  console.log(line);
  lines.push(line);
  if (faults.length > 0) process.exitCode = 1;
};

const server = await startServer({ fixture: "bank" });
const residentMb = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) / 1024;

const histories: string[] = [];
for (let seed = 1; seed <= SEEDS; seed++) {
  histories.push(...(await listAppendFaults(server, seed, { clients: 20, each: 20 })));
}
report(`histories of 20 clients × ${SEEDS} seeds`, histories);

const banks: string[] = [];
for (let seed = 1; seed <= SEEDS; seed++) {
  banks.push(...(await bankFaults(server, seed, { clients: 20, each: 20, accounts: 8 })));
}
report(`money moved by 20 clients × ${SEEDS} seeds`, banks);

await sendBroken(server, 5000, seeded(1));
const before = residentMb();
report(`${FRAMES} broken frames and ${FRAMES / 20} broken bodies`, await sendBroken(server, FRAMES, seeded(2)));
const memory = `  resident memory over them: ${before.toFixed(0)} → ${residentMb().toFixed(0)} MB`;
console.log(memory);
lines.push(memory);

const frames = Array.from({ length: LAST_FRAME }, (_, n) => n + 1);
const drops = await Promise.all(frames.flatMap((n) => [dropAtFrame(server, n, "up"), dropAtFrame(server, n, "down")]));
report(`sockets dropped at frames 1 to ${LAST_FRAME} in both directions`, drops.flat());
await server.stop();

const back = await reconnectFaults(CLIENTS);
report(`${CLIENTS} clients come back at once, ${back.peakMb.toFixed(0)} MB at most`, back.faults);

const disks: string[] = [];
for (const limitKb of DISKS_KB) disks.push(...(await fullDiskFaults(limitKb)).faults);
report(`disks full at ${DISKS_KB.join(", ")} KiB`, disks);

const lanes = await Promise.all(
  Array.from({ length: LANES }, async (_, lane) => {
    const dataFolder = newDataFolder();
    const result = await killAtEveryPoint(dataFolder, ROUNDS, seeded(lane + 1));
    rmSync(dataFolder, { recursive: true, force: true });
    return result;
  }),
);
const kills = lanes.reduce((sum, lane) => sum + lane.kills, 0);
report(
  `${kills} kills at the labelled points of a commit, scheduled work pending`,
  lanes.flatMap(({ faults }) => faults),
);
writeFileSync(join(import.meta.dirname, "../bench/results/torture-embedded.txt"), `${lines.join("\n")}\n`);
process.exit();
