/** Who calls: a user with the claims of a token, the administrator, or nobody. */
import type { JsonObject } from "../protocol/json.ts";

export type Caller = {
  isAdmin: boolean;
  /** What `ctx.auth.getUserIdentity()` answers. */
  identity: JsonObject | null;
  /** Milliseconds since 1970 at which the identity ends; null for never. */
  expiresAtMs: number | null;
  /** The network address that the call came from; absent for what nobody called from outside. */
  ip?: string | null;
};

export const NOBODY: Caller = { isAdmin: false, identity: null, expiresAtMs: null };
export const SYSTEM: Caller = { isAdmin: true, identity: null, expiresAtMs: null };

/** Tells identities apart where results are shared between callers. */
export function identityKey(caller: Caller): string {
  return caller.identity === null ? "" : JSON.stringify(caller.identity);
}
