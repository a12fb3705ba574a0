// Every public function over HTTP on the real backend, with arguments that nobody should send. `npm run torture --
// access` sends more of them, under other seeds.
import { convexToJson, type JSONValue, type Value } from "convex/values";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { matrix } from "../support/accessRows/matrix";
import type { Row, Targets } from "../support/accessRows/row";
import { hostileArguments } from "../support/hostileValues";
import { publicFunctions } from "../support/publicFunctions";
import { startRealBackend, type RealBackend } from "../support/realBackend";

const RUNS = Number(process.env.FUZZ_RUNS ?? 3);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

let backend: RealBackend;
beforeAll(async () => {
  backend = await startRealBackend();
});
afterAll(() => backend.close());

type Answer =
  { status: "success"; value: JSONValue } | { status: "error"; errorMessage: string; errorData?: JSONValue };

async function call(token: string, kind: Row["kind"], path: string, args: JSONValue): Promise<Answer> {
  const response = await fetch(`${backend.url}/api/${kind}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}`, Connection: "close" },
    body: JSON.stringify({ path, format: "convex_encoded_json", args: [args] }),
  });
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return { status: "error", errorMessage: `crash: ${response.status} ${text}` };
  }
}

/** Null for an answer that is as it should be; else what is wrong with it. */
function fault(answer: Answer): string | null {
  if (answer.status === "success") return null;
  const data = answer.errorData as { code?: string; isConvexSystemError?: boolean } | undefined;
  if (data?.isConvexSystemError === true) return null; // a cursor of another list, in Convex's own words
  if (data?.code !== undefined && data.code !== "internal") return null;
  return answer.errorMessage.includes("ArgumentValidationError") ? null : answer.errorMessage;
}

async function made(token: string, kind: Row["kind"], path: string, args: JSONValue): Promise<JSONValue> {
  const answer = await call(token, kind, path, args);
  if (answer.status === "error") throw new Error(`${path}: ${answer.errorMessage}`);
  return answer.value;
}

const rows = new Map<string, Row>(matrix);
// The one that ends the time of guests comes last: nobody of this test would get in after it.
const functions = (await publicFunctions()).sort(
  (a, b) => Number(a.name === "accounts:turnOn") - Number(b.name === "accounts:turnOn"),
);

test.each(functions)(
  "$name answers or refuses whatever is sent to it",
  async ({ name, args: validator }) => {
    const row = rows.get(name)!;
    const token = await backend.guestToken(name);
    await made(token, "mutation", "users:enter", { name: "Ann" });
    const slug = await made(token, "mutation", "workspaces:create", { name: "Lab" });
    const mine = (await made(token, "query", "workspaces:mine", {})) as { _id: string; slug: JSONValue }[];
    const workspaceId = mine.find((each) => each.slug === slug)!._id;
    const code = "from build123d import *\nresult = Box(1, 2, 3)\n";
    const generationId = (await made(token, "mutation", "generations:create", {
      workspaceId,
      prompt: "a box",
      code,
    })) as string;
    const { threadId } = (await made(token, "query", "generations:get", { generationId })) as { threadId: string };
    const known = [workspaceId, generationId, threadId];
    const own = new Proxy({}, { get: (_target, field) => (field === "userId" ? "nobody" : generationId) });
    const base = row.args({ workspaceId, generationId, threadId, own } as unknown as Targets);
    const seen = await fc.check(
      fc.asyncProperty(hostileArguments(validator, base, { known, hasCursors: true }), async (args) => {
        expect(fault(await call(token, row.kind, name, convexToJson(args as Value)))).toBeNull();
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
    if (seen.failed) throw new Error(fc.defaultReportMessage(seen)?.slice(0, 3_000), { cause: seen.errorInstance });
  },
  600_000,
);
