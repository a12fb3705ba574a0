import type { FunctionReference } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { Row } from "./row";

/** Each names rows that nobody has: the workspace is asked for first, so a stranger learns nothing of them. */
function row(
  call: FunctionReference<"query" | "mutation">,
  kind: "query" | "mutation",
  more: Record<string, unknown>,
): Row {
  return { call, kind, args: ({ workspaceId }) => ({ workspaceId, ...more }), foreign: "not_found", takesKey: false };
}

/** Parts, BOMs, orders, stock, suppliers, checklists. */
export const manufacturingRows: Row[] = [
  row(api.parts.list, "query", { paginationOpts: { numItems: 5, cursor: null } }),
  row(api.parts.suggest, "query", { text: "P" }),
  row(api.parts.whereUsed, "query", { partId: "p" }),
  row(api.parts.create, "mutation", { number: "P-1", name: "Plate", material: "steel", process: "milled" }),
  row(api.parts.update, "mutation", { partId: "p" }),
  row(api.parts.release, "mutation", { partId: "p", generationId: "g-other" }),
  row(api.parts.remove, "mutation", { partId: "p" }),
  row(api.parts.importRows, "mutation", { cells: [] }),
  {
    call: api.parts.ofThread,
    kind: "query",
    args: ({ threadId }) => ({ threadId }),
    foreign: "null",
    takesKey: false,
  },
  row(api.boms.list, "query", {}),
  row(api.boms.get, "query", { bomId: "b" }),
  row(api.boms.lines, "query", { bomId: "b", paginationOpts: { numItems: 5, cursor: null } }),
  row(api.boms.create, "mutation", { number: "B-1", name: "Frame" }),
  row(api.boms.remove, "mutation", { bomId: "b" }),
  row(api.boms.addLine, "mutation", { bomId: "b", number: "P-1", quantity: 1 }),
  row(api.boms.setLine, "mutation", { lineId: "l" }),
  row(api.boms.removeLine, "mutation", { lineId: "l" }),
  row(api.boms.importRows, "mutation", { bomId: "b", cells: [], makesParts: false }),
  row(api.boms.flags, "query", {}),
  row(api.boms.settleFlag, "mutation", { flagId: "f", choice: "keep" }),
  row(api.orders.list, "query", {}),
  row(api.orders.lines, "query", { orderId: "o" }),
  row(api.orders.create, "mutation", { number: "PO-1" }),
  row(api.orders.update, "mutation", { orderId: "o" }),
  row(api.orders.addBomLine, "mutation", { orderId: "o", bomLineId: "l", sets: 1 }),
  row(api.orders.addPart, "mutation", { orderId: "o", number: "P-1", quantity: 1 }),
  row(api.orders.setLine, "mutation", { lineId: "l" }),
  row(api.orders.removeLine, "mutation", { lineId: "l" }),
  row(api.orders.importRows, "mutation", { orderId: "o", cells: [] }),
  row(api.stock.list, "query", {}),
  row(api.stock.set, "mutation", { number: "P-1" }),
  row(api.stock.remove, "mutation", { stockId: "s" }),
  row(api.stock.importRows, "mutation", { cells: [] }),
  row(api.suppliers.list, "query", {}),
  row(api.suppliers.create, "mutation", { name: "Ash Metals" }),
  row(api.suppliers.update, "mutation", { supplierId: "s" }),
  row(api.suppliers.remove, "mutation", { supplierId: "s" }),
  row(api.checklists.list, "query", {}),
  row(api.checklists.create, "mutation", { name: "First article", standard: "", items: [] }),
  row(api.checklists.tick, "mutation", { checklistId: "c", index: 0, isDone: true }),
  row(api.checklists.addItem, "mutation", { checklistId: "c", text: "Mark the part" }),
  row(api.checklists.remove, "mutation", { checklistId: "c" }),
];
