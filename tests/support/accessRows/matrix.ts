import type { FunctionReference } from "convex/server";
import { getFunctionName } from "convex/server";
import type { Backend } from "../backend";
import { appsRows } from "./apps";
import { benchmarksRows } from "./benchmarks";
import { coreRows } from "./core";
import { documentsRows } from "./documents";
import { exportsRows } from "./exports";
import { manufacturingRows } from "./manufacturing";
import { peopleRows } from "./people";
import { pipelineRows } from "./pipeline";
import type { Row } from "./row";
import { teamsRows } from "./teams";
import { versionsRows } from "./versions";

/** Every public function with who may call it, by its name; `convex/access.test.ts` fails where one is missing. */
export const matrix: (readonly [string, Row])[] = [
  ...coreRows,
  ...appsRows,
  ...peopleRows,
  ...teamsRows,
  ...pipelineRows,
  ...benchmarksRows,
  ...documentsRows,
  ...exportsRows,
  ...manufacturingRows,
  ...versionsRows,
].map((row) => [getFunctionName(row.call), row] as const);

export type Client = Pick<Backend["t"], "query" | "mutation" | "action">;

/** Calls the row's function as `client`. */
export function callRow(
  client: Client,
  { call: reference, kind }: Row,
  args: Record<string, unknown>,
): Promise<unknown> {
  if (kind === "query") return client.query(reference as FunctionReference<"query">, args);
  if (kind === "action") return client.action(reference as FunctionReference<"action">, args);
  return client.mutation(reference as FunctionReference<"mutation">, args);
}
