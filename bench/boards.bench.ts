/**
 * How soon does a board of 20 models × 500 cases × 3 samples open, and how soon does it show a cell while 50 a second
 * arrive? Command: npm run bench -- boards. Cells are stored as a run stores them, without models, by the deployment's
 * key; the floor beside it is a query of one document on the same connection.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { startProduct } from "../tests/support/product.ts";
import { printMachine, printRow, withCpuShare } from "./figures.ts";

const SIDES = 20;
const CASES = 500;
const SAMPLES = 3;
const PER_SECOND = 50;
const OUTCOMES = ["passed", "failed", "needs_input", "passed"] as const;

type Board = { run: { endedCount: number } };

const product = await startProduct();
try {
  printMachine();
  const { adminKey } = JSON.parse(readFileSync(join(product.dataFolder, "secrets.json"), "utf8")) as {
    adminKey: string;
  };
  const session = await fetch(`${product.url}/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: product.url },
    body: JSON.stringify({ guestId: crypto.randomUUID(), name: "Bench" }),
  });
  const { token } = (await session.json()) as { token: string };
  const connect = () => {
    const client = new ConvexClient(product.convexUrl);
    client.setAuth(() => Promise.resolve(token));
    return client;
  };
  const client = connect();
  const entered = (await client.mutation(anyApi.users!.enter!, {})) as { workspaces: { _id: string }[] };
  const workspaceId = entered.workspaces[0]!._id; // single-machine mode has one
  const text = Array.from({ length: CASES }, (_, n) =>
    JSON.stringify({ id: `case-${n}`, prompt: `${20 + n} mm cube`, spec: [{ kind: "solids", count: 1 }] }),
  ).join("\n");
  const { suiteId } = (await client.mutation(anyApi.suites!.importCases!, {
    workspaceId,
    name: "Bench",
    text,
    format: "jsonl",
  })) as { suiteId: string };
  const sides = Array.from({ length: SIDES }, (_, n) => ({
    provider: "openrouter",
    model: `vendor/model-${n}`,
    profile: "balanced",
    repairs: true,
  }));
  const runId = (await client.mutation(anyApi.benchmarkRuns!.start!, {
    workspaceId,
    suiteId,
    sides,
    samples: SAMPLES,
  })) as string;
  await client.mutation(anyApi.benchmarkRuns!.pause!, { workspaceId, runId });

  const http = new ConvexHttpClient(product.convexUrl);
  (http as unknown as { setAdminAuth(key: string): void }).setAdminAuth(adminKey);
  const cellOf = (n: number) => {
    const [caseIndex, side, sample] = [Math.floor(n / (SIDES * SAMPLES)), Math.floor(n / SAMPLES) % SIDES, n % SAMPLES];
    const iou = 0.5 + ((n * 7919) % 500) / 1000;
    const measures = {
      compiles: 1,
      valid: 1,
      watertight: 1,
      specPass: n % 3 === 0 ? 0 : 1,
      iou,
      latencyMs: 900 + (n % 700),
    };
    return { caseIndex, side, sample, outcome: OUTCOMES[(n + side) % OUTCOMES.length], measures };
  };
  const store = (from: number, count: number) =>
    http.mutation(
      anyApi.benchmarkCells!.storeMade! as never,
      {
        runId,
        cells: Array.from({ length: count }, (_, n) => cellOf(from + n)),
      } as never,
    );

  const total = SIDES * CASES * SAMPLES;
  const live = PER_SECOND * 20;
  const filledAt = performance.now();
  for (let n = 0; n < total - live; n += 20) await store(n, 20);
  console.log(`${total - live} cells stored in ${((performance.now() - filledAt) / 1000).toFixed(0)} s`);

  const firstOf = (query: object, args: Record<string, unknown>) =>
    new Promise<number>((resolve, reject) => {
      const opened = connect();
      const startedAt = performance.now();
      opened.onUpdate(
        query as never,
        args as never,
        () => {
          resolve(performance.now() - startedAt);
          void opened.close();
        },
        reject,
      );
    });
  const page = { numItems: 20, cursor: null };
  const [floor, opened]: [number[], number[]] = [[], []];
  for (let n = 0; n < 20; n++) {
    floor.push(await firstOf(anyApi.workspaces!.mine!, {}));
    const both = [
      firstOf(anyApi.benchmarkRuns!.board!, { workspaceId, runId }),
      firstOf(anyApi.benchmarkRuns!.grid!, { workspaceId, runId, paginationOpts: page }),
    ];
    opened.push(Math.max(...(await Promise.all(both))));
  }
  printRow("board and first page of the grid, new connection", opened, "≤ 1 s");
  printRow("floor: a small query, new connection", floor);

  const waiting = new Map<number, number>();
  const shown: number[] = [];
  const watcher = connect();
  watcher.onUpdate(anyApi.benchmarkRuns!.board!, { workspaceId, runId }, ({ run }: Board) => {
    for (const [count, at] of waiting) {
      if (run.endedCount < count) continue;
      shown.push(performance.now() - at);
      waiting.delete(count);
    }
  });
  const { cpuShare } = await withCpuShare(async () => {
    const beganAt = performance.now();
    for (let n = 0; n < live; n++) {
      const due = beganAt + (n * 1000) / PER_SECOND;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
      waiting.set(total - live + n + 1, performance.now());
      await store(total - live + n, 1);
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  printRow(`cell stored → board shows it, ${PER_SECOND} a second`, shown, "≤ 200 ms");
  console.log(
    `${" ".repeat(56)} ${waiting.size} of ${live} not shown a second later; driver used ${(cpuShare * 100).toFixed(0)} % of a core`,
  );
  await Promise.all([client.close(), watcher.close()]);
} finally {
  await product.stop();
}
