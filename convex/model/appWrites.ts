import { api } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { orderStatuses, type OrderStatus } from "../lib/manufacturing";
import type { TableName } from "../lib/workspaceRows";
import { requireRow } from "./rows";

/**
 * Writes of an app. Each becomes a call of the very function that the screens use, as its caller: that function checks
 * the caller's role once more, the values against their limits, and keeps the event. Values come from an app's code,
 * so nothing is taken on trust, not even their types.
 */

export type Values = Record<string, string | number | boolean | string[]>;
type WorkspaceId = Id<"workspaces">;

/** Adds a row. @returns its id */
export async function create(
  ctx: MutationCtx,
  workspaceId: WorkspaceId,
  table: TableName,
  values: Values,
): Promise<string> {
  const { text, textOr, number, need, list } = readersOf(table, values);
  switch (table) {
    case "parts":
      return await ctx.runMutation(api.parts.create, {
        workspaceId,
        number: need("number"),
        name: textOr("name", need("number")),
        material: textOr("material", ""),
        process: textOr("process", ""),
        ...given("massG", number("massG")),
        ...given("costMicros", micros(number("costUsd"))),
      });
    case "boms":
      return await ctx.runMutation(api.boms.create, { workspaceId, number: need("number"), name: need("name") });
    case "bomLines":
      return await ctx.runMutation(api.boms.addLine, {
        workspaceId,
        bomId: need("bomId"),
        number: need("number"),
        quantity: number("quantity") ?? 1,
        note: textOr("note", ""),
      });
    case "orders": {
      const supplier = text("supplier");
      const supplierId =
        supplier === undefined || supplier === "" ? undefined : await supplierBy(ctx, workspaceId, supplier);
      return await ctx.runMutation(api.orders.create, {
        workspaceId,
        number: need("number"),
        ...given("supplierId", supplierId),
        ...given("dueOn", text("dueOn")),
      });
    }
    case "orderLines":
      return await ctx.runMutation(api.orders.addPart, {
        workspaceId,
        orderId: need("orderId"),
        number: need("partNumber"),
        quantity: number("quantity") ?? 1,
      });
    case "stock":
      return await ctx.runMutation(api.stock.set, {
        workspaceId,
        number: need("partNumber"),
        ...given("onHand", number("onHand")),
        ...given("reorderPoint", number("reorderPoint")),
        ...given("location", text("location")),
      });
    case "suppliers":
      return await ctx.runMutation(api.suppliers.create, {
        workspaceId,
        name: need("name"),
        ...given("email", text("email")),
        ...given("leadDays", number("leadDays")),
        ...given("note", text("note")),
      });
    case "checklists":
      return await ctx.runMutation(api.checklists.create, {
        workspaceId,
        name: need("name"),
        standard: textOr("standard", ""),
        items: list("items"),
      });
  }
}

/** Changes a row. Throws `not_found` for an id of another table or workspace. */
export async function update(
  ctx: MutationCtx,
  workspaceId: WorkspaceId,
  table: TableName,
  id: string,
  values: Values,
): Promise<void> {
  const { text, number, flag } = readersOf(table, values);
  switch (table) {
    case "parts":
      await ctx.runMutation(api.parts.update, {
        workspaceId,
        partId: id,
        ...given("name", text("name")),
        ...given("material", text("material")),
        ...given("process", text("process")),
        ...given("massG", number("massG")),
        ...given("costMicros", micros(number("costUsd"))),
      });
      return;
    case "boms":
      throw refuse("invalid", "A BOM itself has nothing that an app changes.", "Change its lines: bomLines.update.");
    case "bomLines":
      await ctx.runMutation(api.boms.setLine, {
        workspaceId,
        lineId: id,
        ...given("quantity", number("quantity")),
        ...given("note", text("note")),
      });
      return;
    case "orders":
      await ctx.runMutation(api.orders.update, {
        workspaceId,
        orderId: id,
        ...given("status", statusOf(text("status"))),
        ...given("dueOn", text("dueOn")),
      });
      return;
    case "orderLines":
      await ctx.runMutation(api.orders.setLine, {
        workspaceId,
        lineId: id,
        ...given("quantity", number("quantity")),
        ...given("unitCostMicros", micros(number("unitCostUsd"))),
      });
      return;
    case "stock":
      await ctx.runMutation(api.stock.set, {
        workspaceId,
        number: await stockedNumber(ctx, workspaceId, id),
        ...given("onHand", number("onHand")),
        ...given("reorderPoint", number("reorderPoint")),
        ...given("location", text("location")),
      });
      return;
    case "suppliers":
      await ctx.runMutation(api.suppliers.update, {
        workspaceId,
        supplierId: id,
        ...given("email", text("email")),
        ...given("leadDays", number("leadDays")),
        ...given("note", text("note")),
      });
      return;
    case "checklists":
      await ctx.runMutation(api.checklists.tick, {
        workspaceId,
        checklistId: id,
        index: number("index") ?? -1,
        isDone: flag("isDone"),
      });
  }
}

/** A field that was given; nothing for one that was not, so that it stays as it is. */
function given<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

const micros = (usd: number | undefined) => (usd === undefined ? undefined : Math.round(usd * 1e6));

function readersOf(table: TableName, values: Values) {
  const wrong = (key: string, kind: string) =>
    refuse("invalid", `${table}: ${key} must be ${kind}.`, "The app's code gives another kind of value.");
  const text = (key: string) => {
    const value = values[key];
    if (value !== undefined && typeof value !== "string") throw wrong(key, "a text");
    return value;
  };
  const need = (key: string) => {
    const value = text(key);
    if (value === undefined) throw refuse("invalid", `${table}: ${key} is missing.`, `Give the ${key}.`);
    return value;
  };
  const number = (key: string) => {
    const value = values[key];
    if (value !== undefined && typeof value !== "number") throw wrong(key, "a number");
    return value;
  };
  const flag = (key: string) => {
    const value = values[key];
    if (typeof value !== "boolean") throw wrong(key, "true or false");
    return value;
  };
  const list = (key: string) => {
    const value = values[key];
    if (!Array.isArray(value)) throw wrong(key, "a list of texts");
    return value;
  };
  return { text, need, number, flag, list, textOr: (key: string, usual: string) => text(key) ?? usual };
}

function statusOf(text: string | undefined): OrderStatus | undefined {
  const known = orderStatuses.find((status) => status === text);
  if (text !== undefined && known === undefined) {
    throw refuse("invalid", `“${text.slice(0, 40)}” is no status of an order.`, `One of ${orderStatuses.join(", ")}.`);
  }
  return known;
}

async function supplierBy(ctx: MutationCtx, workspaceId: WorkspaceId, name: string): Promise<Id<"suppliers">> {
  const supplier: Doc<"suppliers"> | null = await ctx.db
    .query("suppliers")
    .withIndex("by_workspace_and_name", (q) => q.eq("workspaceId", workspaceId).eq("name", name.trim()))
    .first();
  if (supplier === null) {
    throw refuse("not_found", `There is no supplier ${name.trim().slice(0, 60)}.`, "Make the supplier first.");
  }
  return supplier._id;
}

async function stockedNumber(ctx: MutationCtx, workspaceId: WorkspaceId, id: string): Promise<string> {
  const row = await requireRow(ctx, "stock", id, workspaceId, "stock row");
  const part = await ctx.db.get("parts", row.partId);
  if (part === null) throw refuse("not_found", "The part of this stock row was removed.", "Remove the row.");
  return part.number;
}
