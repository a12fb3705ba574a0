// @vitest-environment edge-runtime
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { callRow, matrix } from "../support/accessRows/matrix";
import type { Row, Targets } from "../support/accessRows/row";
import { startBackend, type Backend } from "../support/backend";
import { hostileArguments } from "../support/hostileValues";
import { publicFunctions } from "../support/publicFunctions";
import { api } from "../../convex/_generated/api";
import { errorDataOf } from "../../convex/lib/errors";
import schema from "../../convex/schema";

// Every public function with arguments that nobody should send: each is answered, or refused with a code or by its
// validator; and what is refused changes nothing. `npm run torture -- access` runs more of them under other seeds.

const RUNS = Number(process.env.FUZZ_RUNS ?? 8);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

let backend: Backend;
let targets: Targets;
beforeEach(async () => {
  backend = await startBackend();
  const generationId = await backend.ann.mutation(api.generations.create, {
    prompt: "a box",
    code: "from build123d import *\nresult = Box(1, 2, 3)\n",
  });
  const { threadId } = await backend.end(generationId);
  targets = { workspaceId: backend.workspaceId, threadId, generationId, own: {} };
});
afterEach(() => backend.close());

const functions = await publicFunctions();
const rows = new Map<string, Row>(matrix);

async function knownIds(): Promise<string[]> {
  return await backend.t.run(async (ctx) => {
    const ids: string[] = [];
    for (const table of Object.keys(schema.tables) as (keyof typeof schema.tables)[]) {
      const first = await ctx.db.query(table).first();
      if (first !== null) ids.push(first._id);
    }
    return ids;
  });
}

async function everything(): Promise<string> {
  return await backend.t.run(async (ctx) => {
    const tables: unknown[] = [];
    for (const table of Object.keys(schema.tables) as (keyof typeof schema.tables)[]) {
      tables.push(table, await ctx.db.query(table).collect());
    }
    return JSON.stringify(tables);
  });
}

/** How a call ended: answered, refused as it should be, or the text of a crash. */
async function outcome(call: Promise<unknown>): Promise<"answered" | "refused" | string> {
  try {
    await call;
    return "answered";
  } catch (error) {
    if (String(error).includes("Validator error")) return "refused";
    const known = errorDataOf(withData(error));
    return known !== null && known.code !== "internal" ? "refused" : `crash: ${String(error)}`;
  }
}

/** convex-test hands the data of an error on as text. */
function withData(error: unknown): unknown {
  if (error instanceof Error && "data" in error && typeof error.data === "string") {
    return Object.assign(new Error(error.message), { data: JSON.parse(error.data) as unknown });
  }
  return error;
}

test.each(functions)(
  "$name takes any arguments without a crash, and what it refuses changes nothing",
  async (each) => {
    const row = rows.get(each.name)!;
    targets = { ...targets, own: (await row.prepare?.(backend, targets)) ?? {} };
    const base = row.args(targets);
    const known = await knownIds();
    const seen = await fc.check(
      fc.asyncProperty(hostileArguments(each.args, base, { known, hasCursors: false }), async (args) => {
        const before = await everything();
        const result = await outcome(callRow(backend.ann, row, args));
        expect(["answered", "refused"]).toContain(result);
        if (result === "refused" && row.kind !== "query") expect(await everything()).toBe(before);
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
    if (seen.failed) throw new Error(fc.defaultReportMessage(seen)?.slice(0, 3_000), { cause: seen.errorInstance });
  },
  600_000,
);
