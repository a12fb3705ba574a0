import { startBackend } from "../support/backend";
import type { Caller, Subject } from "./subject";

/** Convex's own test double, in this process. */
export async function startMemorySubject(): Promise<Subject> {
  const { t, guest, worker, upload, close } = await startBackend();
  // convex-test takes what its callers may call from the reference alone, internal ones included.
  const caller = (client: Pick<typeof t, "query" | "mutation">) => client as unknown as Caller;
  return {
    guest: async (name) => caller(guest(name)),
    anonymous: caller(t),
    administrator: caller(t),
    http: (path, init) => t.fetch(path, init),
    worker,
    upload,
    close,
  };
}
