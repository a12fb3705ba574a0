/**
 * How many pages of a PDF does the executor read in a second, with their tables and pictures, and does a BOM of 10,000
 * lines stay fluent: its first lines, its last, and a change of one of them until a colleague has it? Command: npm run
 * bench -- documents. The floor of a document is a CSV of one row, the floor of a BOM the same calls on one of 10 lines.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { startProduct } from "../tests/support/product.ts";
import { keepReport, median, printMachine, printRow, say } from "./figures.ts";

const RUNS = 7;
const READS = 40;
const CHANGES = 30;
const LINES = 10_000;
const LINES_AN_IMPORT = 250;
const LINES_A_PAGE = 100;

type Line = { _id: string; quantity: number };
type Page = { page: Line[]; isDone: boolean; continueCursor: string };

const root = join(import.meta.dirname, "..");
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};
const many = async (count: number, work: (n: number) => Promise<unknown>): Promise<number[]> => {
  const took: number[] = [];
  for (let n = 0; n < count; n++) took.push(await timed(() => work(n)));
  return took;
};

/** A PDF as the tests of the executor make it: a heading, a sentence and a ruled table on each page. */
function pdf(pages: number): Buffer {
  const script = `import sys; from tests.documents import pdf; sys.stdout.buffer.write(pdf(pages=${pages}))`;
  const python = join(root, ".venv/bin/python");
  return execFileSync(python, ["-c", script], { cwd: join(root, "modal-worker"), maxBuffer: 64 * 1024 * 1024 });
}

const workerToken = crypto.randomUUID();
const product = await startProduct({ env: { WORKER_TOKEN: workerToken } });
try {
  keepReport("documents");
  printMachine();
  const parse = async (content: Uint8Array | string) => {
    const headers = { Authorization: `Bearer ${workerToken}` };
    const answer = await fetch(`${product.workerUrl}/v1/parse`, { method: "POST", headers, body: content as BodyInit });
    if (!answer.ok) throw new Error(await answer.text());
    await answer.arrayBuffer();
  };
  await parse("a,b\n1,2");
  printRow("CSV of one row (floor)", await many(RUNS, () => parse("a,b\n1,2")));
  for (const pages of [1, 10, 100]) {
    const content = pdf(pages);
    const took = await many(pages === 100 ? 3 : RUNS, () => parse(content));
    printRow(`PDF of ${pages} pages`, took);
    say(`  ${((pages * 1_000) / median(took)).toFixed(1)} pages a second`);
  }
  const rows = Array.from({ length: 2_000 }, (_, n) => `P-${n},Part ${n},${1 + (n % 9)}`);
  printRow("CSV of 2,000 rows", await many(RUNS, () => parse(["Part no,Name,Qty", ...rows].join("\n"))));

  const enter = async (name: string) => {
    const session = await fetch(`${product.url}/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: product.url },
      body: JSON.stringify({ guestId: crypto.randomUUID(), name }),
    });
    const { token } = (await session.json()) as { token: string };
    const client = new ConvexClient(product.convexUrl);
    client.setAuth(() => Promise.resolve(token));
    const entered = (await client.mutation(anyApi["users"]!["enter"]!, { name })) as { workspaces: { _id: string }[] };
    // Asked anew each time: the other client gives what it has.
    const http = new ConvexHttpClient(product.convexUrl);
    http.setAuth(token);
    return { client, http, workspaceId: entered.workspaces[0]!._id };
  };
  const ines = await enter("Ines");
  const tom = await enter("Tom");
  const { workspaceId } = ines;
  const boms = anyApi["boms"]!;
  for (const count of [10, LINES]) {
    const number = `BOM-${count}`;
    const bomId = (await ines.client.mutation(boms["create"]!, { workspaceId, number, name: number })) as string;
    const imports = await many(Math.ceil(count / LINES_AN_IMPORT), async (n) => {
      const size = Math.min(count, LINES_AN_IMPORT);
      const cells = Array.from({ length: size }, (_, row) => [`${number}-${n * size + row}`, String(1 + (row % 7))]);
      const source = { workspaceId, bomId, makesParts: true, cells: [["Part no", "Qty"], ...cells] };
      await ines.client.mutation(boms["importRows"]!, source);
    });
    printRow(`${number}: import of ${Math.min(count, LINES_AN_IMPORT)} lines`, imports);
    const lines = (cursor: string | null) =>
      ines.http.query(boms["lines"]!, {
        workspaceId,
        bomId,
        paginationOpts: { numItems: LINES_A_PAGE, cursor },
      }) as Promise<Page>;
    let last: string | null = null;
    for (let page = await lines(null); !page.isDone; page = await lines(last)) last = page.continueCursor;
    printRow(
      `${number}: its head and totals`,
      await many(READS, () => ines.http.query(boms["get"]!, { workspaceId, bomId })),
    );
    printRow(`${number}: first ${LINES_A_PAGE} lines`, await many(READS, () => lines(null)));
    printRow(`${number}: last ${LINES_A_PAGE} lines`, await many(READS, () => lines(last)));
    const [line] = (await lines(null)).page;
    if (line === undefined) throw new Error(`${number} has no lines`);
    let seen: (quantity: number) => void = () => undefined;
    const stop = tom.client.onUpdate(
      boms["lines"]!,
      { workspaceId, bomId, paginationOpts: { numItems: LINES_A_PAGE, cursor: null } },
      (page: Page) => seen(page.page[0]?.quantity ?? 0),
    );
    const changes = await many(CHANGES, async (n) => {
      const quantity = 1_000 + n;
      const arrived = new Promise<void>((resolve) => {
        seen = (shown) => shown === quantity && resolve();
      });
      await ines.client.mutation(boms["setLine"]!, { workspaceId, lineId: line._id, quantity });
      await arrived;
    });
    stop();
    printRow(`${number}: a quantity until a colleague has it`, changes, "100 ms");
  }
  await Promise.all([ines.client.close(), tom.client.close()]);
} finally {
  await product.stop();
}
