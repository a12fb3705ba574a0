import { Workpool } from "@convex-dev/workpool";
import { components, internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import type { ActionCtx, MutationCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { settings } from "../lib/settings";
import type { Stored } from "../lib/stores";
import { SupabaseFiles } from "../providers/supabase";

/** Bytes of files, wherever they lie. What an action does with them, and what a mutation may only ask for. */

/** A store that is away for a while keeps no bytes that nobody can name any more: tries go on for an hour and a half. */
const removals = new Workpool(components.workpool, {
  maxParallelism: 4,
  logLevel: "WARN",
  retryActionsByDefault: true,
  defaultRetryBehavior: { maxAttempts: 8, initialBackoffMs: 1000, base: 4 },
});

/** Supabase as it is configured. Throws `internal` where it is not: files that lie there cannot be reached then. */
export function supabaseFiles(): SupabaseFiles {
  const configured = settings.supabase();
  if (configured === null) {
    throw refuse(
      "internal",
      "A file lies in Supabase Storage, which is not configured here.",
      "Set SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY on the backend.",
    );
  }
  return new SupabaseFiles(configured);
}

/** Null where the bytes are gone. */
export async function readBytes(ctx: ActionCtx, stored: Stored): Promise<Blob | null> {
  if (stored.kind === "convex") return await ctx.storage.get(stored.storageId);
  return await supabaseFiles().get(stored.path);
}

/** Stores bytes where new files go: `path` is used where the store has paths. */
export async function writeBytes(ctx: ActionCtx, kind: Stored["kind"], path: string, bytes: Blob): Promise<Stored> {
  if (kind === "convex") return { kind, storageId: (await ctx.storage.store(bytes)) as Id<"_storage"> };
  await supabaseFiles().put(path, bytes, bytes.type);
  return { kind, path };
}

export async function dropBytes(ctx: ActionCtx, stored: readonly Stored[]): Promise<void> {
  const paths = stored.flatMap((entry) => (entry.kind === "supabase" ? [entry.path] : []));
  await Promise.allSettled([
    ...stored.map((entry) => (entry.kind === "convex" ? ctx.storage.delete(entry.storageId) : undefined)),
    ...(paths.length === 0 ? [] : [supabaseFiles().remove(paths)]),
  ]);
}

/** From a mutation: Convex's own files go at once, with the transaction; others in actions that are tried until one succeeds. */
export async function dropBytesLater(ctx: MutationCtx, stored: Stored): Promise<void> {
  if (stored.kind === "convex") await ctx.storage.delete(stored.storageId);
  else await removals.enqueueAction(ctx, internal.files.dropSupabase, { paths: [stored.path] });
}
