import type { FunctionReference } from "convex/server";
import type { Id } from "../../../convex/_generated/dataModel";
import type { Role } from "../../../convex/lib/validators";
import type { Backend } from "../backend";

/** Ids of another workspace's things, for the access matrix of `convex/access.test.ts`. */
export type Targets = {
  workspaceId: Id<"workspaces">;
  threadId: Id<"threads">;
  generationId: Id<"generations">;
  /** What `prepare` of the row made. */
  own: Record<string, string>;
};

/** One public function and who may call it. A public function without a row fails the matrix. */
export type Row = {
  // The matrix is about access; which arguments a function takes is checked by its own tests.
  call: FunctionReference<"query" | "mutation" | "action">;
  kind: "query" | "mutation" | "action";
  args: (targets: Targets) => Record<string, unknown>;
  /** What somebody of another workspace gets: a refusal, or null where a link that leads nowhere is no fault; `own`: the caller's own things; `refused`: any refusal. */
  foreign: "not_found" | "null" | "own" | "refused";
  /** For people who are not signed in yet. */
  isOpen?: boolean;
  takesKey: boolean;
  /** The least role; without it `viewer` for queries and `editor` for the rest. */
  needs?: Role;
  /** Makes what the row's arguments name (a comment, a run …), as the owner of the workspace. */
  prepare?: (backend: Backend, targets: Targets) => Promise<Record<string, string>>;
};
