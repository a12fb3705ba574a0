import type { Changes, NewRows, OrderLineRow, TableName, Tables } from "./rows.ts";

/** Made-up rows for an app that runs outside a workspace, kept in memory: what it writes lasts until it is closed. */

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

type PartSample = [number: string, name: string, material: string, process: string, massG: number, costUsd: number];
const PARTS: PartSample[] = [
  ["100-0050", "Pump unit P-50, frame", "steel", "milled", 4200, 96],
  ["111-0050", "Housing casting", "aluminium", "milled", 1850, 84.5],
  ["121-0020", "Shaft 20h6", "steel", "turned", 640, 31.2],
  ["123-6204", "Bearing 6204-2RS", "steel", "bought", 106, 4.35],
  ["310-0050", "Gasket DN50, EPDM", "EPDM", "bought", 12, 2.85],
  ["204-0012", "Bolt M12 × 50 8.8, zinc", "steel", "bought", 54, 0.33],
];

const part = (number: string): PartSample => PARTS.find((each) => each[0] === number) ?? ["", "", "", "", 0, 0];

const BOM: [number: string, quantity: number][] = [
  ["111-0050", 1],
  ["121-0020", 1],
  ["123-6204", 2],
  ["310-0050", 2],
  ["204-0012", 8],
];

const line = (
  order: number,
  orderNumber: string,
  supplier: string,
  number: string,
  quantity: number,
): OrderLineRow => ({
  id: `order-line-${order}-${number}`,
  orderId: `order-${order}`,
  orderNumber,
  supplier,
  partNumber: number,
  partName: part(number)[1],
  quantity,
  unitCostUsd: part(number)[5],
});

/** A fresh set of rows of every table. */
export function sampleRows(): { [Name in TableName]: Tables[Name][] } {
  const orderLines = [
    line(1, "PO-2034", "Harlan Steel", "121-0020", 18),
    line(2, "PO-2036", "Norde Seals", "310-0050", 120),
    line(3, "PO-2037", "Boltworks", "204-0012", 800),
    line(4, "PO-2040", "Boltworks", "123-6204", 60),
  ];
  const orders = [
    { id: "order-1", number: "PO-2034", status: "placed", dueOn: inDays(-3) },
    { id: "order-2", number: "PO-2036", status: "placed", dueOn: inDays(5) },
    { id: "order-3", number: "PO-2037", status: "received", dueOn: inDays(-9) },
    { id: "order-4", number: "PO-2040", status: "draft", dueOn: inDays(14) },
  ] as const;
  return {
    parts: PARTS.map(([number, name, material, process, massG, costUsd], at) => ({
      id: `part-${at + 1}`,
      number,
      name,
      material,
      process,
      massG,
      costUsd,
      version: 1,
    })),
    boms: [
      {
        id: "bom-1",
        number: "P-50",
        name: "Pump unit P-50",
        lineCount: BOM.length,
        massG: BOM.reduce((sum, [number, quantity]) => sum + part(number)[4] * quantity, 0),
        costUsd: BOM.reduce((sum, [number, quantity]) => sum + part(number)[5] * quantity, 0),
      },
    ],
    bomLines: BOM.map(([number, quantity], at) => ({
      id: `bom-line-${at + 1}`,
      bomId: "bom-1",
      bomNumber: "P-50",
      position: at + 1,
      number,
      name: part(number)[1],
      childBomId: null,
      quantity,
      unitMassG: part(number)[4],
      unitCostUsd: part(number)[5],
      note: "",
    })),
    orders: orders.map((order) => {
      const own = orderLines.filter(({ orderId }) => orderId === order.id);
      return {
        ...order,
        supplier: own[0]?.supplier ?? "",
        lineCount: own.length,
        totalUsd: own.reduce((sum, each) => sum + each.quantity * (each.unitCostUsd ?? 0), 0),
      };
    }),
    orderLines,
    stock: PARTS.slice(1).map(([number, name, , , , costUsd], at) => ({
      id: `stock-${at + 1}`,
      partNumber: number,
      partName: name,
      onHand: [6, 22, 14, 96, 1450][at] ?? 0,
      reorderPoint: [10, 12, 30, 80, 600][at] ?? 0,
      location: ["A-01-2", "A-03-1", "B-01-3", "C-01-1", "B-02-4"][at] ?? "",
      unitCostUsd: costUsd,
    })),
    suppliers: [
      { id: "supplier-1", name: "Harlan Steel", email: "orders@harlan.example", leadDays: 12, note: "" },
      { id: "supplier-2", name: "Norde Seals", email: "sales@norde.example", leadDays: 9, note: "" },
      { id: "supplier-3", name: "Boltworks", email: "desk@boltworks.example", leadDays: 5, note: "" },
    ],
    checklists: [
      {
        id: "checklist-1",
        name: "First article",
        standard: "",
        items: [
          { text: "Drawing revision matches", isDone: true, doneBy: "Ines" },
          { text: "Bore measured", isDone: false, doneBy: "" },
          { text: "Lot number on every piece", isDone: false, doneBy: "" },
        ],
      },
    ],
  };
}

/** The row that `create` makes of its fields: what is not given is empty. */
export function newSample<Name extends TableName>(table: Name, id: string, fields: NewRows[Name]): Tables[Name] {
  const blank: Tables = {
    parts: { id, number: "", name: "", material: "", process: "", massG: null, costUsd: null, version: null },
    boms: { id, number: "", name: "", lineCount: 0, massG: 0, costUsd: 0 },
    bomLines: {
      id,
      bomId: "",
      bomNumber: "",
      position: 0,
      number: "",
      name: "",
      childBomId: null,
      quantity: 1,
      unitMassG: null,
      unitCostUsd: null,
      note: "",
    },
    orders: { id, number: "", supplier: "", status: "draft", dueOn: "", lineCount: 0, totalUsd: 0 },
    orderLines: {
      id,
      orderId: "",
      orderNumber: "",
      supplier: "",
      partNumber: "",
      partName: "",
      quantity: 1,
      unitCostUsd: null,
    },
    stock: { id, partNumber: "", partName: "", onHand: 0, reorderPoint: 0, location: "", unitCostUsd: null },
    suppliers: { id, name: "", email: "", leadDays: null, note: "" },
    checklists: { id, name: "", standard: "", items: [] },
  };
  const given: object =
    table === "checklists"
      ? {
          ...fields,
          items: (fields as NewRows["checklists"]).items.map((text) => ({ text, isDone: false, doneBy: "" })),
        }
      : fields;
  return { ...blank[table], ...given };
}

/** A row after a change. */
export function changedSample<Name extends TableName>(
  table: Name,
  row: Tables[Name],
  changes: Changes[Name],
): Tables[Name] {
  if (table !== "checklists") return { ...row, ...changes };
  const { index, isDone } = changes as Changes["checklists"];
  const list = row as Tables["checklists"];
  const items = list.items.map((item, at) => (at === index ? { ...item, isDone, doneBy: isDone ? "You" : "" } : item));
  return { ...row, items };
}
