import { v, type Infer } from "convex/values";
import type { TableName } from "./workspaceRows";

/** What an app may be allowed. Pure. */

/** Tables that are opened for writing one by one; lines go with what they belong to. */
export const vAppTable = v.union(
  v.literal("parts"),
  v.literal("boms"),
  v.literal("orders"),
  v.literal("stock"),
  v.literal("suppliers"),
  v.literal("checklists"),
);
export type AppTable = Infer<typeof vAppTable>;
export const appTables: readonly AppTable[] = ["parts", "boms", "orders", "stock", "suppliers", "checklists"];

export const vTableName = v.union(vAppTable, v.literal("bomLines"), v.literal("orderLines"));

/** The table whose grant covers a write to `table`. */
export function grantOf(table: TableName): AppTable {
  return table === "bomLines" ? "boms" : table === "orderLines" ? "orders" : table;
}

/** Whether an app's source uses the workspace's rows at all. */
export function usesWorkspace(code: string): boolean {
  return /\bfrom\s*["']workspace["']/.test(code);
}
