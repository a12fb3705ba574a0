/**
 * The rows of a workspace as an app sees them, and what an app may ask for: the types of the module "workspace". Plain
 * types without imports: this text goes as it is into the type check of the preview and into exported projects.
 * Masses are grams, money US dollars, days ISO dates ("" where none is set).
 */

export type PartRow = {
  id: string;
  number: string;
  name: string;
  material: string;
  process: string;
  massG: number | null;
  costUsd: number | null;
  /** The released version; null for a part without a model. */
  version: number | null;
};
export type BomRow = { id: string; number: string; name: string; lineCount: number; massG: number; costUsd: number };
export type BomLineRow = {
  id: string;
  bomId: string;
  bomNumber: string;
  position: number;
  /** Of the part, or of the sub-assembly where `childBomId` is set. */
  number: string;
  name: string;
  childBomId: string | null;
  quantity: number;
  unitMassG: number | null;
  unitCostUsd: number | null;
  note: string;
};
export type OrderStatus = "draft" | "placed" | "received" | "canceled";
export type OrderRow = {
  id: string;
  number: string;
  supplier: string;
  status: OrderStatus;
  dueOn: string;
  lineCount: number;
  totalUsd: number;
};
export type OrderLineRow = {
  id: string;
  orderId: string;
  orderNumber: string;
  supplier: string;
  partNumber: string;
  partName: string;
  quantity: number;
  unitCostUsd: number | null;
};
export type StockRow = {
  id: string;
  partNumber: string;
  partName: string;
  onHand: number;
  reorderPoint: number;
  location: string;
  unitCostUsd: number | null;
};
export type SupplierRow = { id: string; name: string; email: string; leadDays: number | null; note: string };
export type ChecklistRow = {
  id: string;
  name: string;
  standard: string;
  items: { text: string; isDone: boolean; doneBy: string }[];
};

/** Every table with its rows. */
export type Tables = {
  parts: PartRow;
  boms: BomRow;
  bomLines: BomLineRow;
  orders: OrderRow;
  orderLines: OrderLineRow;
  stock: StockRow;
  suppliers: SupplierRow;
  checklists: ChecklistRow;
};
export type TableName = keyof Tables;

type PartFields = { name: string; material: string; process: string; massG: number; costUsd: number };
type SupplierFields = { email: string; leadDays: number; note: string };

/** What `create` takes. `supplier` is the name of one that is there. */
export type NewRows = {
  parts: { number: string } & Partial<PartFields>;
  boms: { number: string; name: string };
  bomLines: { bomId: string; number: string; quantity: number; note?: string };
  orders: { number: string; supplier?: string; dueOn?: string };
  orderLines: { orderId: string; partNumber: string; quantity: number };
  stock: { partNumber: string; onHand?: number; reorderPoint?: number; location?: string };
  suppliers: { name: string } & Partial<SupplierFields>;
  checklists: { name: string; standard?: string; items: string[] };
};

/** What `update` takes; a BOM itself has nothing to change. An item of a checklist is ticked by its index. */
export type Changes = {
  parts: Partial<PartFields>;
  boms: Record<string, never>;
  bomLines: { quantity?: number; note?: string };
  orders: { status?: OrderStatus; dueOn?: string };
  orderLines: { quantity?: number; unitCostUsd?: number };
  stock: { onHand?: number; reorderPoint?: number; location?: string };
  suppliers: Partial<SupplierFields>;
  checklists: { index: number; isDone: boolean };
};

/**
 * One table. Every promise rejects with an `Error` whose message says in words what was refused and what is allowed:
 * a role that may not write, a table that the app's owner has not opened, a value out of its limits, too many calls.
 */
export type Table<Name extends TableName> = {
  list(): Promise<Tables[Name][]>;
  /** Calls `onRows` now and after every change, by anybody. @returns a function that ends it */
  subscribe(onRows: (rows: Tables[Name][]) => void): () => void;
  /** @returns the id of the new row */
  create(fields: NewRows[Name]): Promise<string>;
  update(id: string, changes: Changes[Name]): Promise<void>;
};
export type Workspace = { [Name in TableName]: Table<Name> };

/** "sample": the app runs outside a workspace, on rows that are made up and last until it is closed. */
export type RowsState = "waiting" | "live" | "sample" | "refused";
export type LiveRows<Row> = { rows: Row[]; state: RowsState; problem: string };
