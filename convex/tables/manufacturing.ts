import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vChange, vOrderStatus, vSourcePlace } from "../lib/manufacturing";

/**
 * Parts, BOMs, orders, stock, suppliers and checklists. Masses are grams, money whole micro-dollars, quantities are
 * pieces. Totals of a BOM and of an order are kept in the mutation that changes a line.
 */
export const manufacturingTables = {
  /** `generationId` is the released version; `latest…` the newest one that succeeded in the part's thread. */
  parts: defineTable({
    workspaceId: v.id("workspaces"),
    number: v.string(),
    name: v.string(),
    threadId: v.optional(v.id("threads")),
    generationId: v.optional(v.id("generations")),
    versionNumber: v.optional(v.number()),
    latestGenerationId: v.optional(v.id("generations")),
    latestVersionNumber: v.optional(v.number()),
    material: v.string(),
    process: v.string(),
    massG: v.optional(v.number()),
    costMicros: v.optional(v.number()),
    /** A price from a person or an offer stands in place of the estimate. */
    hasOwnCost: v.boolean(),
    hasOwnMass: v.boolean(),
    source: v.optional(vSourcePlace),
  })
    .index("by_workspace_and_number", ["workspaceId", "number"])
    .index("by_threadId", ["threadId"])
    .searchIndex("search_name", { searchField: "name", filterFields: ["workspaceId"] }),

  boms: defineTable({
    workspaceId: v.id("workspaces"),
    number: v.string(),
    name: v.string(),
    lineCount: v.number(),
    nextPosition: v.number(),
    massG: v.number(),
    costMicros: v.number(),
    /** Lines whose mass or cost nobody knows: the totals are then a least figure. */
    unknownCount: v.number(),
  }).index("by_workspace_and_number", ["workspaceId", "number"]),

  /** A part in one version, or another BOM. Unit figures are those of the version that the line names. */
  bomLines: defineTable({
    workspaceId: v.id("workspaces"),
    bomId: v.id("boms"),
    position: v.number(),
    partId: v.optional(v.id("parts")),
    generationId: v.optional(v.id("generations")),
    versionNumber: v.optional(v.number()),
    childBomId: v.optional(v.id("boms")),
    quantity: v.number(),
    unitMassG: v.optional(v.number()),
    unitCostMicros: v.optional(v.number()),
    note: v.string(),
    source: v.optional(vSourcePlace),
  })
    .index("by_bom_and_position", ["bomId", "position"])
    .index("by_part", ["partId"])
    .index("by_childBom", ["childBomId"])
    .index("by_bom_and_childBom", ["bomId", "childBomId"])
    .index("by_bom_and_part", ["bomId", "partId"]),

  suppliers: defineTable({
    workspaceId: v.id("workspaces"),
    name: v.string(),
    email: v.string(),
    leadDays: v.optional(v.number()),
    note: v.string(),
  }).index("by_workspace_and_name", ["workspaceId", "name"]),

  orders: defineTable({
    workspaceId: v.id("workspaces"),
    number: v.string(),
    supplierId: v.optional(v.id("suppliers")),
    supplierName: v.string(),
    status: vOrderStatus,
    dueOn: v.string(),
    lineCount: v.number(),
    totalMicros: v.number(),
  }).index("by_workspace_and_number", ["workspaceId", "number"]),

  /** Names what is bought as it was called then: the line stays readable when its part is gone. */
  orderLines: defineTable({
    workspaceId: v.id("workspaces"),
    orderId: v.id("orders"),
    partId: v.id("parts"),
    partNumber: v.string(),
    partName: v.string(),
    bomLineId: v.optional(v.id("bomLines")),
    generationId: v.optional(v.id("generations")),
    versionNumber: v.optional(v.number()),
    quantity: v.number(),
    unitCostMicros: v.optional(v.number()),
    source: v.optional(vSourcePlace),
  })
    .index("by_order", ["orderId"])
    .index("by_part", ["partId"]),

  /** One open row per BOM or order and part: a newer version takes the place of the one before. */
  versionFlags: defineTable({
    workspaceId: v.id("workspaces"),
    partId: v.id("parts"),
    partLabel: v.string(),
    bomId: v.optional(v.id("boms")),
    orderId: v.optional(v.id("orders")),
    label: v.string(),
    fromVersion: v.optional(v.number()),
    toGenerationId: v.id("generations"),
    toVersion: v.number(),
    changes: v.array(vChange),
    state: v.union(v.literal("open"), v.literal("adopted"), v.literal("kept")),
    at: v.number(),
  })
    .index("by_workspace_and_state", ["workspaceId", "state"])
    .index("by_part_and_state", ["partId", "state"]),

  stock: defineTable({
    workspaceId: v.id("workspaces"),
    partId: v.id("parts"),
    onHand: v.number(),
    reorderPoint: v.number(),
    location: v.string(),
  })
    .index("by_workspace", ["workspaceId"])
    .index("by_part", ["partId"]),

  checklists: defineTable({
    workspaceId: v.id("workspaces"),
    name: v.string(),
    standard: v.string(),
    items: v.array(v.object({ text: v.string(), isDone: v.boolean(), doneBy: v.optional(v.string()) })),
  }).index("by_workspace_and_name", ["workspaceId", "name"]),
};
