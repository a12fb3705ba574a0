import { v, type Infer } from "convex/values";

/** Where a file's bytes lie. Pure. */

export const vStored = v.union(
  v.object({ kind: v.literal("convex"), storageId: v.id("_storage") }),
  v.object({ kind: v.literal("supabase"), path: v.string() }),
);
export type Stored = Infer<typeof vStored>;

/** The fields of a row that say where its bytes lie: exactly one of the two is set. */
export const storeFields = { storageId: v.optional(v.id("_storage")), supabasePath: v.optional(v.string()) };
type StoreFields = { storageId?: Extract<Stored, { kind: "convex" }>["storageId"]; supabasePath?: string };

/** @throws Error for a row that names no store */
export function storedOf({ storageId, supabasePath }: StoreFields): Stored {
  if (storageId !== undefined) return { kind: "convex", storageId };
  if (supabasePath !== undefined) return { kind: "supabase", path: supabasePath };
  throw new Error("A file's row names no store.");
}

/** For `patch` and `insert`: sets the one, unsets the other. */
export function fieldsOf(stored: Stored): StoreFields {
  return stored.kind === "convex"
    ? { storageId: stored.storageId, supabasePath: undefined }
    : { storageId: undefined, supabasePath: stored.path };
}

export function isSameStore(a: Stored, b: Stored): boolean {
  return keyOf(a) === keyOf(b);
}

/** One text per place, for sets and maps. */
export function keyOf(stored: Stored): string {
  return stored.kind === "convex" ? `convex:${stored.storageId}` : `supabase:${stored.path}`;
}
