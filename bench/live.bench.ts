// How soon is a write acknowledged, and how soon has the last of 1, 100, 1,000 subscribers seen it?
// Command: npm run bench -- live. Real Convex clients over WebSockets in this process; its own processor share is printed.
import { ConvexClient } from "convex/browser";
import { anyApi } from "convex/server";
import { startProduct } from "../tests/support/product.ts";
import { printMachine, printRow, withCpuShare } from "./figures.ts";

const WRITES = 30;
const product = await startProduct();
try {
  printMachine();
  const apiKey = product.apiKey;
  const writer = new ConvexClient(product.convexUrl);
  const store = (label: string) =>
    writer.mutation(anyApi.generations!.create!, {
      prompt: label,
      code: "result = 1  # build123d",
      provider: "bench",
      apiKey,
    });

  await store("warm");
  const acknowledged: number[] = [];
  for (let i = 0; i < 200; i++) {
    const startedAt = performance.now();
    await store(`acknowledged ${i}`);
    acknowledged.push(performance.now() - startedAt);
  }
  printRow("mutation acknowledged, durable (generations:create)", acknowledged);

  for (const count of [1, 100, 1000]) {
    const seen = new Map<string, number>();
    let whenAllSaw: (() => void) | undefined;
    const clients = Array.from({ length: count }, () => new ConvexClient(product.convexUrl));
    await Promise.all(
      clients.map(
        (client) =>
          new Promise<void>((resolve) => {
            client.onUpdate(anyApi.generations!.recent!, { limit: 1, apiKey }, (rows: { prompt: string }[]) => {
              resolve();
              const label = rows[0]?.prompt ?? "";
              seen.set(label, (seen.get(label) ?? 0) + 1);
              if (seen.get(label) === count) whenAllSaw?.();
            });
          }),
      ),
    );
    const { value: lastSeen, cpuShare } = await withCpuShare(async () => {
      const times: number[] = [];
      for (let i = 0; i < WRITES; i++) {
        const allSaw = new Promise<void>((resolve) => (whenAllSaw = resolve));
        const startedAt = performance.now();
        await store(`write ${i} for ${count}`);
        await allSaw;
        times.push(performance.now() - startedAt);
      }
      return times;
    });
    printRow(`one write → last of ${count} subscribers`, lastSeen);
    console.log(`${" ".repeat(56)} driver used ${(cpuShare * 100).toFixed(0)} % of a core`);
    await Promise.all(clients.map((client) => client.close()));
  }
  await writer.close();
} finally {
  await product.stop();
}
process.exit(0);
