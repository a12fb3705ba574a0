import type { Doc, Id, TableNames } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import * as Members from "./members";

/** Rows that a client names by id. */

/** The tables whose rows belong to one workspace. */
export type WorkspaceTable = {
  [Table in TableNames]: Doc<Table> extends { workspaceId: Id<"workspaces"> } ? Table : never;
}[TableNames];

/**
 * The row of `table` that `id` names, if it belongs to the workspace. Throws `not_found` for an id that is malformed,
 * unknown or of another workspace; `noun` is what people call it.
 */
export async function requireRow<Table extends WorkspaceTable>(
  ctx: QueryCtx,
  table: Table,
  id: string,
  workspaceId: Id<"workspaces">,
  noun: string,
): Promise<Doc<Table>> {
  const row = await findRow(ctx, table, id, workspaceId);
  if (row === null) throw Members.notFound(noun, id);
  return row;
}

/** As `requireRow`, null instead of `not_found`. */
export async function findRow<Table extends WorkspaceTable>(
  ctx: QueryCtx,
  table: Table,
  id: string,
  workspaceId: Id<"workspaces">,
): Promise<Doc<Table> | null> {
  const known = ctx.db.normalizeId(table, id);
  const row: Doc<Table> | null = known === null ? null : await ctx.db.get(table, known);
  // The compiler cannot see through the generic that `WorkspaceTable` promises this field.
  return row !== null && (row as unknown as { workspaceId: Id<"workspaces"> }).workspaceId === workspaceId ? row : null;
}
