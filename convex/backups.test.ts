// @vitest-environment edge-runtime
import { afterEach, beforeEach, expect, test } from "vitest";
import { refusal, startBackend, type Backend } from "../tests/support/backend";
import { api, internal } from "./_generated/api";

let backend: Backend;
beforeEach(async () => {
  backend = await startBackend();
});
afterEach(async () => {
  await backend.close();
});

const health = async () => (await (await backend.http("/api/v1/health")).json()) as { backup?: unknown };
const last = () => backend.ann.query(api.backups.last, { workspaceId: backend.workspaceId });

test("nothing is said of backups before the first", async () => {
  expect(await last()).toBeNull();
  expect(await health()).not.toHaveProperty("backup");
});

test("a failed backup is told to the owner and in health, and leaves standing when the last good one was made", async () => {
  await backend.t.mutation(internal.backups.note, { bytes: 5_000_000, keep: 7 });
  const good = await last();
  expect(good).toMatchObject({ bytes: 5_000_000, keep: 7 });
  expect(await health()).toMatchObject({ backup: { ok: true, madeAt: good!.madeAt, error: null } });
  await backend.t.mutation(internal.backups.note, { error: "The disk is full.", keep: 7 });
  expect(await last()).toMatchObject({ error: "The disk is full.", madeAt: good!.madeAt, bytes: 5_000_000 });
  expect(await health()).toMatchObject({ backup: { ok: false, madeAt: good!.madeAt, error: "The disk is full." } });
  expect(await (await backend.http("/api/v1/health", { key: null })).json()).not.toHaveProperty("backup");
});

test("a backup turns no accounts on, and accounts forget no backup", async () => {
  await backend.t.mutation(internal.backups.note, { bytes: 1, keep: 7 });
  expect((await backend.t.query(api.accounts.state, {})).way).toBe("guests");
  expect(await refusal(backend.guest("Bea").query(api.backups.last, { workspaceId: backend.workspaceId }))).not.toBe(
    "no error",
  );
});
