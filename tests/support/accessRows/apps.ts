import type { FunctionReference } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { Row } from "./row";

function row(
  call: FunctionReference<"query" | "mutation">,
  kind: "query" | "mutation",
  more: Record<string, unknown> = {},
): Row {
  return {
    call,
    kind,
    args: ({ threadId }) => ({ threadId, ...more }),
    foreign: kind === "query" ? "null" : "not_found",
    takesKey: false,
  };
}

/** Apps on live data and in the navigation. */
export const appsRows: Row[] = [
  row(api.appData.access, "query"),
  row(api.appData.rows, "query", { table: "orders" }),
  row(api.appData.write, "mutation", { table: "orders", values: { number: "PO-1" } }),
  row(api.appData.allow, "mutation", { writes: ["orders"] }),
  row(api.apps.get, "query"),
  row(api.apps.publish, "mutation", { generationId: "g-other", name: "Orders" }),
  row(api.apps.unpublish, "mutation"),
  {
    call: api.apps.published,
    kind: "query",
    args: ({ workspaceId }) => ({ workspaceId }),
    foreign: "not_found",
    takesKey: false,
  },
];
