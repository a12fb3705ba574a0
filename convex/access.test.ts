// @vitest-environment edge-runtime
import type { FunctionReference } from "convex/server";
import { getFunctionName } from "convex/server";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { API_KEY, refusal, startBackend, type Backend } from "../tests/support/backend";
import { benchmarksRows } from "../tests/support/accessRows/benchmarks";
import { coreRows } from "../tests/support/accessRows/core";
import { documentsRows } from "../tests/support/accessRows/documents";
import { exportsRows } from "../tests/support/accessRows/exports";
import { manufacturingRows } from "../tests/support/accessRows/manufacturing";
import { peopleRows } from "../tests/support/accessRows/people";
import { pipelineRows } from "../tests/support/accessRows/pipeline";
import { teamsRows } from "../tests/support/accessRows/teams";
import type { Row, Targets } from "../tests/support/accessRows/row";
import { api } from "./_generated/api";

// Every public function × everybody who must not get in. A new function without a row here fails the first test.

const code = "from build123d import *\nresult = Box(1, 2, 3)\n";

const matrix: Row[] = [
  ...coreRows,
  ...peopleRows,
  ...teamsRows,
  ...pipelineRows,
  ...benchmarksRows,
  ...documentsRows,
  ...exportsRows,
  ...manufacturingRows,
];
const rows = matrix.map((row) => [getFunctionName(row.call), row] as const);

let backend: Backend;
let targets: Targets;
beforeEach(async () => {
  backend = await startBackend();
  const generationId = await backend.ann.mutation(api.generations.create, { prompt: "a box", code });
  const { threadId } = await backend.get(generationId);
  targets = { workspaceId: backend.workspaceId, threadId, generationId, own: {} };
});
afterEach(() => backend.close());

type Client = Pick<Backend["t"], "query" | "mutation" | "action">;
const call = (client: Client, { call: reference, kind }: Row, args: Record<string, unknown>) =>
  kind === "query"
    ? client.query(reference as FunctionReference<"query">, args)
    : kind === "action"
      ? client.action(reference as FunctionReference<"action">, args)
      : client.mutation(reference as FunctionReference<"mutation">, args);

test("the matrix has a row for every public function", async () => {
  const modules = import.meta.glob<Record<string, unknown>>("./*.ts");
  const found: string[] = [];
  for (const [path, load] of Object.entries(modules)) {
    if (path.includes(".test.") || path.startsWith("./schema") || /^\.\/(auth|convex)\.config/.test(path)) continue;
    for (const [name, value] of Object.entries(await load())) {
      if (typeof value === "function" && "isPublic" in value) found.push(`${path.slice(2, -3)}:${name}`);
    }
  }
  expect(rows.map(([name]) => name).sort()).toEqual(found.sort());
});

test.each(rows)("%s refuses a caller without identity or key", async (_name, row) => {
  expect(await refusal(call(backend.t, row, row.args(targets)))).toBe("unauthenticated");
});

test.each(rows.filter(([, row]) => row.takesKey))(
  "%s refuses a wrong key and takes the right one",
  async (_name, row) => {
    const args = row.args(targets);
    expect(await refusal(call(backend.t, row, { ...args, apiKey: "wrong" }))).toBe("unauthenticated");
    // The key's own user becomes a member with its first write.
    await backend.t.mutation(api.generations.create, { prompt: "first write", code, apiKey: API_KEY });
    expect(await refusal(call(backend.t, row, { ...args, apiKey: API_KEY }))).toBe("no error");
  },
);

describe.each(rows)("%s for somebody of another workspace", (_name, row) => {
  test("tells nothing of what is there", async () => {
    await backend.stranger.mutation(api.users.enter, {});
    const answer = call(backend.stranger, row, row.args(targets));
    if (row.foreign === "not_found") expect(await refusal(answer)).toBe("not_found");
    else if (row.foreign === "null") expect(await answer).toBeNull();
    else expect(await refusal(answer)).toBe("no error");
  });
});

test.each(
  rows.filter(([, row]) =>
    Object.values(row.args({ workspaceId: "w", threadId: "t", generationId: "g", own: {} } as unknown as Targets)).some(
      (value) => ["w", "t", "g"].includes(value as string),
    ),
  ),
)("%s answers a malformed id as an unknown one", async (_name, row) => {
  const malformed = { workspaceId: "nonsense", threadId: "nonsense", generationId: "nonsense" } as unknown as Targets;
  const answer = call(backend.ann, row, row.args(malformed));
  if (row.foreign === "null") expect(await answer).toBeNull();
  else expect(await refusal(answer)).toBe("not_found");
});

const writes = rows.filter(([, row]) => row.kind === "mutation" && row.foreign === "not_found");
test.each(writes.filter(([name, { needs }]) => !name.startsWith("artifacts:") && needs !== "viewer"))(
  "%s is forbidden to a viewer",
  async (_name, row) => {
    const vic = backend.guest("Vic");
    await vic.mutation(api.users.enter, {});
    await backend.t.run(async (ctx) => {
      const user = (await ctx.db.query("users").take(9)).find(({ name }) => name === "Vic")!;
      const member = await ctx.db
        .query("members")
        .withIndex("by_user", (q) => q.eq("userId", user._id))
        .unique();
      await ctx.db.patch("members", member!._id, { role: "viewer" });
    });
    expect(await refusal(call(vic, row, row.args(targets)))).toBe("forbidden");
  },
);

test("an identity of another issuer is a member of nothing, single-machine mode or not", async () => {
  const { workspaces } = await backend.stranger.mutation(api.users.enter, {});
  expect(workspaces).toEqual([]);
});

test("outside single-machine mode the local issuer makes nobody an owner", async () => {
  await backend.close();
  backend = await startBackend({ NATURALCAD_MODE: "single" });
  const { vi } = await import("vitest");
  vi.stubEnv("NATURALCAD_MODE", "accounts");
  const { workspaces } = await backend.guest("Zoe").mutation(api.users.enter, {});
  expect(workspaces).toEqual([]);
});

test("without NATURALCAD_API_KEY no key is good, an empty one neither", async () => {
  await backend.close();
  backend = await startBackend({ NATURALCAD_API_KEY: "" });
  for (const apiKey of ["", "x"]) {
    expect(await refusal(backend.t.query(api.generations.recent, { apiKey }))).toBe("unauthenticated");
  }
});
