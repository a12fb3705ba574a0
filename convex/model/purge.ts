import type { Doc, Id, TableNames } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { storedOf } from "../lib/stores";
import { dropBytesLater } from "./fileStore";
import { forgetRoom } from "./presence";

/** What is left of a workspace after its days of grace: nothing. Rows go in batches, their files with them. */

const BATCH = 50;

/** Tables whose rows are found by workspace, with the index that finds them. Children go with their parents. */
const OF_WORKSPACE = {
  generations: "by_workspace_and_isHidden_and_createdAt",
  threads: "by_workspace_and_isHidden_and_lastActivityAt",
  documents: "by_workspace",
  boms: "by_workspace_and_number",
  orders: "by_workspace_and_number",
  attempts: "by_workspace_and_provider_and_startedAt",
  comments: "by_workspace_and_generation_and_parent",
  notifications: "by_workspace_and_user_and_at",
  shares: "by_workspace_and_generation",
  invites: "by_workspace",
  clerkSubjects: "by_workspace",
  apiKeys: "by_workspace_and_user",
  routerSettings: "by_workspace",
  providerKeys: "by_workspace_and_provider",
  providerHealth: "by_workspace_and_provider",
  spend: "by_workspace_and_day_and_user_and_provider",
  spendMonths: "by_workspace_and_month",
  budgets: "by_workspace",
  specs: "by_workspace_and_generation",
  apps: "by_workspace",
  links: "by_workspace_and_name",
  linkOrigins: "by_workspace_and_origin",
  parts: "by_workspace_and_number",
  suppliers: "by_workspace_and_name",
  versionFlags: "by_workspace_and_state",
  stock: "by_workspace",
  checklists: "by_workspace_and_name",
  runs: "by_workspace_and_number",
  suites: "by_workspace_and_name_and_version",
  events: "by_workspace_and_at",
  members: "by_workspace_and_user",
} as const satisfies Partial<Record<TableNames, string>>;

/** Tables whose rows are found by a parent: the parent's table, the index and its first field. */
const OF_PARENT = [
  ["generations", "codes", "by_generation", "generationId"],
  ["generations", "results", "by_generation", "generationId"],
  ["generations", "artifacts", "by_generation", "generationId"],
  ["generations", "jobs", "by_generation", "generationId"],
  ["generations", "chunks", "by_generation_and_attempt_and_sequence", "generationId"],
  ["generations", "logs", "by_generation_and_sequence", "generationId"],
  ["generations", "comparisons", "by_from_and_to", "fromId"],
  ["threads", "holds", "by_thread_and_user", "threadId"],
  ["threads", "threadTags", "by_thread", "threadId"],
  ["threads", "documentRules", "by_thread", "threadId"],
  ["threads", "inputFiles", "by_thread", "threadId"],
  ["documents", "documentPages", "by_document_and_number", "documentId"],
  ["documents", "documentElements", "by_document_and_page_and_order", "documentId"],
  ["boms", "bomLines", "by_bom_and_position", "bomId"],
  ["orders", "orderLines", "by_order", "orderId"],
  ["runs", "cells", "by_run_and_case", "runId"],
  ["runs", "runCases", "by_run_and_index", "runId"],
  ["runs", "sideTotals", "by_run_and_side", "runId"],
  ["runs", "sideSamples", "by_run_and_side", "runId"],
  ["runs", "votes", "by_run_and_user_and_case", "runId"],
  ["runs", "voteTotals", "by_run_and_pair", "runId"],
  ["suites", "suiteCases", "by_suite_and_index", "suiteId"],
] as const satisfies readonly (readonly [TableNames, TableNames, string, string])[];

/** The tables that a purge empties, for the test that no table is forgotten. */
export const purgedTables: readonly TableNames[] = [
  ...(Object.keys(OF_WORKSPACE) as (keyof typeof OF_WORKSPACE)[]),
  ...OF_PARENT.map(([, table]) => table),
];

/** Deletes some rows of a workspace. True while there are more. */
export async function purgeSome(ctx: MutationCtx, workspaceId: Id<"workspaces">): Promise<boolean> {
  for (const [table, index] of Object.entries(OF_WORKSPACE) as [keyof typeof OF_WORKSPACE, string][]) {
    for (const row of await find(ctx, table, index, "workspaceId", workspaceId)) {
      const children = OF_PARENT.filter(([parent]) => parent === table);
      for (const [, child, childIndex, field] of children) {
        const found = await find(ctx, child, childIndex, field, row._id);
        for (const each of found) await drop(ctx, child, each);
        if (found.length === BATCH) return true; // the parent goes when its last child has gone
      }
      await drop(ctx, table, row);
      // A parent may bring many children along: one a time keeps a batch within its limits.
      if (children.length > 0) return true;
    }
    if ((await find(ctx, table, index, "workspaceId", workspaceId)).length > 0) return true;
  }
  await forgetRoom(ctx, workspaceId);
  return false;
}

type EqualityBuilder = { eq: (field: string, value: string) => never };

async function find(
  ctx: MutationCtx,
  table: TableNames,
  index: string,
  field: string,
  value: string,
): Promise<Doc<TableNames>[]> {
  return await ctx.db
    .query(table)
    // The lists above name index and field of each table; types cannot follow a table that is data.
    .withIndex(index as never, (q) => (q as unknown as EqualityBuilder).eq(field, value))
    .take(BATCH);
}

async function drop(ctx: MutationCtx, table: TableNames, row: Doc<TableNames>): Promise<void> {
  if (table === "artifacts") await dropBytesLater(ctx, storedOf(row as Doc<"artifacts">));
  else {
    for (const text of textsIn(row)) {
      const storageId = ctx.db.system.normalizeId("_storage", text);
      if (storageId !== null && (await ctx.db.system.get("_storage", storageId)) !== null)
        await ctx.storage.delete(storageId);
    }
  }
  await ctx.db.delete(table as "threads", row._id as Id<"threads">);
}

/** Every text of a value, however deep: one of them may be the id of a file. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
