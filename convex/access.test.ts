// @vitest-environment edge-runtime
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callRow as call, matrix as rows } from "../tests/support/accessRows/matrix";
import type { Row, Targets } from "../tests/support/accessRows/row";
import { ACCOUNT_ISSUER, API_KEY, refusal, startBackend, type Backend } from "../tests/support/backend";
import { publicFunctions } from "../tests/support/publicFunctions";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import type { Role } from "./lib/validators";

// Every public function × everybody who must not get in. A new function without a row here fails the first test.

const code = "from build123d import *\nresult = Box(1, 2, 3)\n";

let backend: Backend;
let targets: Targets;
beforeEach(async () => {
  backend = await startBackend();
  const generationId = await backend.ann.mutation(api.generations.create, { prompt: "a box", code });
  const { threadId } = await backend.get(generationId);
  targets = { workspaceId: backend.workspaceId, threadId, generationId, own: {} };
});
afterEach(() => backend.close());

test("the matrix has a row for every public function", async () => {
  const found = (await publicFunctions()).map(({ name }) => name);
  expect(rows.map(([name]) => name).sort()).toEqual(found.sort());
});

const guarded = rows.filter(([, row]) => row.isOpen !== true);

/** The row's arguments name things of this workspace, made by its owner. */
async function argumentsFor(row: Row): Promise<Record<string, unknown>> {
  return row.args({ ...targets, own: (await row.prepare?.(backend, targets)) ?? {} });
}

test.each(guarded)("%s refuses a caller without identity or key", async (_name, row) => {
  expect(await refusal(call(backend.t, row, await argumentsFor(row)))).toBe("unauthenticated");
});

test.each(guarded)("%s refuses the token of a session that has ended", async (_name, row) => {
  const ended = backend.t.withIdentity({
    issuer: ACCOUNT_ISSUER,
    subject: "ended",
    tokenIdentifier: `${ACCOUNT_ISSUER}|ended`,
  });
  expect(await refusal(call(ended, row, await argumentsFor(row)))).toBe("unauthenticated");
});

test.each(rows.filter(([, row]) => row.takesKey))(
  "%s refuses a wrong key and takes the right one",
  async (_name, row) => {
    const args = await argumentsFor(row);
    expect(await refusal(call(backend.t, row, { ...args, apiKey: "wrong" }))).toBe("unauthenticated");
    expect(await refusal(call(backend.t, row, { ...args, apiKey: "ncad_wrong" }))).toBe("unauthenticated");
    // The key's own user becomes a member with its first write.
    await backend.t.mutation(api.generations.create, { prompt: "first write", code, apiKey: API_KEY });
    expect(await refusal(call(backend.t, row, { ...args, apiKey: API_KEY }))).toBe("no error");
  },
);

const outsiders = ["somebody of another workspace", "a removed member"] as const;
describe.each(outsiders)("for %s", (who) => {
  test.each(rows)("%s tells nothing of what is there", async (_name, row) => {
    const { user } = await backend.stranger.mutation(api.users.enter, {});
    if (who === "a removed member") await joinAndLeave(user._id);
    const answer = call(backend.stranger, row, await argumentsFor(row));
    if (row.foreign === "not_found") expect(await refusal(answer)).toBe("not_found");
    else if (row.foreign === "null") expect(await answer).toBeNull();
    else if (row.foreign === "refused") expect(await refusal(answer)).not.toBe("no error");
    // Open functions need a secret of their own; what they are refused with is in the tests of accounts.
    else if (row.isOpen !== true) expect(await refusal(answer)).toBe("no error");
    else await answer.catch(() => undefined);
  });
});

async function joinAndLeave(userId: Id<"users">): Promise<void> {
  await backend.t.run(async (ctx) => {
    await ctx.db.insert("members", { workspaceId: targets.workspaceId, userId, role: "owner" });
  });
  await backend.ann.mutation(api.members.remove, { workspaceId: targets.workspaceId, userId });
}

test.each(
  rows.filter(([, row]) =>
    Object.values(row.args({ workspaceId: "w", threadId: "t", generationId: "g", own: {} } as unknown as Targets)).some(
      (value) => ["w", "t", "g"].includes(value as string),
    ),
  ),
)("%s answers a malformed id as an unknown one", async (_name, row) => {
  const own = (await row.prepare?.(backend, targets)) ?? {};
  const malformed = { workspaceId: "nonsense", threadId: "nonsense", generationId: "nonsense", own };
  const answer = call(backend.ann, row, row.args(malformed as unknown as Targets));
  if (row.foreign === "null") expect(await answer).toBeNull();
  else expect(await refusal(answer)).toBe("not_found");
});

const rank: Record<Role, number> = { viewer: 0, commenter: 1, editor: 2, owner: 3 };
const bound = guarded.filter(([, row]) => row.foreign === "not_found" || row.foreign === "null");
describe.each(["viewer", "commenter", "editor"] as const)("for a member with the role %s", (role) => {
  test.each(bound)("%s does what the role may, and no more", async (_name, row) => {
    const args = await argumentsFor(row);
    const { user } = await backend.stranger.mutation(api.users.enter, {});
    await backend.t.run((ctx) =>
      ctx.db.insert("members", { workspaceId: targets.workspaceId, userId: user._id, role }),
    );
    const needs = row.needs ?? (row.kind === "query" ? "viewer" : "editor");
    const outcome = await refusal(call(backend.stranger, row, args));
    if (rank[role] < rank[needs]) expect(outcome).toBe("forbidden");
    else expect(outcome).not.toBe("forbidden");
  });
});

test("an identity of another issuer is a member of nothing, single-machine mode or not", async () => {
  const { workspaces } = await backend.stranger.mutation(api.users.enter, {});
  expect(workspaces).toEqual([]);
});

test("outside single-machine mode a guest of this machine is nobody", async () => {
  await backend.close();
  backend = await startBackend({ NATURALCAD_MODE: "single" });
  const { vi } = await import("vitest");
  vi.stubEnv("NATURALCAD_MODE", "accounts");
  expect(await refusal(backend.guest("Zoe").mutation(api.users.enter, {}))).toBe("unauthenticated");
});

test("without NATURALCAD_API_KEY no key is good, an empty one neither", async () => {
  await backend.close();
  backend = await startBackend({ NATURALCAD_API_KEY: "" });
  for (const apiKey of ["", "x"]) {
    expect(await refusal(backend.t.query(api.generations.recent, { apiKey }))).toBe("unauthenticated");
  }
});
