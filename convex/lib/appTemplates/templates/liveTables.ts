import type { Field } from "../fields";

/** How a table of records shows rows of the workspace in place of its samples. Texts are source of the generated app. */
export type LiveTable = {
  /** The table whose state decides. */
  table: string;
  /** Further tables that a row is put together from. */
  besides?: string[];
  /** Expression for the records that become rows; each is called `each`. */
  from: string;
  /** Statements before the row is made. */
  first?: string;
  /** Column key → expression. Columns of the prompt that are not here stay empty. */
  cells: Record<string, string>;
  /** What a new row needs, and the call that adds it; `row` is what was typed. */
  create?: { needs: string[]; call: string };
};

export const LIVE_ORDERS: LiveTable = {
  table: "orders",
  besides: ["orderLines"],
  from: "orders.rows",
  first: "const lines = orderLines.rows.filter((line) => line.orderId === each.id);",
  cells: {
    order: "each.number",
    supplier: "each.supplier",
    item: '(lines[0]?.partName ?? "") + (lines.length > 1 ? " and " + (lines.length - 1) + " more" : "")',
    quantity: "lines.reduce((sum, line) => sum + line.quantity, 0)",
    total: "each.totalUsd",
    due: "each.dueOn",
    status: "each.status.charAt(0).toUpperCase() + each.status.slice(1)",
  },
  create: {
    needs: ["order", "supplier", "due"],
    call: "workspace.orders.create({ number: row.order, supplier: row.supplier, dueOn: row.due })",
  },
};

/** What is still to come: the lines of the orders that were placed. */
export const LIVE_RECEIPTS: LiveTable = {
  table: "orderLines",
  besides: ["orders"],
  from: 'orderLines.rows.filter((line) => orders.rows.some((order) => order.id === line.orderId && order.status === "placed"))',
  cells: {
    order: "each.orderNumber",
    supplier: "each.supplier",
    item: "each.partName",
    ordered: "each.quantity",
    inspection: '"Waiting"',
  },
};

/** Source of the hooks, of `isLive` and of `rows`; the state of the template's own rows is called `own`. */
export function liveRowsSource(
  live: LiveTable,
  cells: readonly { key: string; empty: string }[],
  canCreate: boolean,
): string {
  const values = cells.map(({ key, empty }) => `${key}: ${live.cells[key] ?? empty}`).join(", ");
  const first = live.first !== undefined && /\blines\b/.test(values) ? `        ${live.first}\n` : "";
  const used = [live.table, ...(live.besides ?? [])].filter(
    (name) => name === live.table || `${live.from} ${first}`.includes(`${name}.rows`),
  );
  return `${used.map((name) => `  const ${name} = useRows("${name}");`).join("\n")}
${canCreate ? '  const [problem, setProblem] = useState("");\n' : ""}  const records = ${live.from};
  // Samples stand in until the workspace has rows of its own.
  const isLive = ${live.table}.state === "live" && records.length > 0;
  const rows: Row[] = isLive
    ? records.map((each, index) => {
${first}        return { id: index + 1, ${values} };
      })
    : own;
`;
}

type LiveField = { sign: RegExp; kinds: "text" | "number"; from: string };

/** Tables of the workspace that a prompt's own columns can be filled from, by the word for what the rows are. */
const LIVE_SUBJECTS: { sign: RegExp; table: string; fields: LiveField[] }[] = [
  {
    sign: /\b(?:suppliers?|vendors?)\b/,
    table: "suppliers",
    fields: [
      { sign: /^(?:name|supplier|supplierName|vendor|company)$/, kinds: "text", from: "each.name" },
      { sign: /^(?:email|contact|eMail)$/, kinds: "text", from: "each.email" },
      { sign: /^lead/, kinds: "number", from: "each.leadDays ?? 0" },
      { sign: /^notes?$/, kinds: "text", from: "each.note" },
    ],
  },
  {
    sign: /\b(?:stock|inventory)\b/,
    table: "stock",
    fields: [
      { sign: /^(?:sku|part|partNumber|item|number|code)$/, kinds: "text", from: "each.partNumber" },
      { sign: /^(?:name|description|partName)$/, kinds: "text", from: "each.partName" },
      { sign: /^(?:quantity|onHand|quantityOnHand|count|stock)$/, kinds: "number", from: "each.onHand" },
      { sign: /^reorder/, kinds: "number", from: "each.reorderPoint" },
      { sign: /^(?:location|bin|place|shelf)$/, kinds: "text", from: "each.location" },
      { sign: /^(?:price|unitPrice|cost|unitCost)$/, kinds: "number", from: "each.unitCostUsd ?? 0" },
    ],
  },
  {
    sign: /\bparts?\b/,
    table: "parts",
    fields: [
      { sign: /^(?:number|part|partNumber|code)$/, kinds: "text", from: "each.number" },
      { sign: /^(?:name|description|partName)$/, kinds: "text", from: "each.name" },
      { sign: /^material$/, kinds: "text", from: "each.material" },
      { sign: /^process$/, kinds: "text", from: "each.process" },
      { sign: /^(?:mass|weight)/, kinds: "number", from: "each.massG ?? 0" },
      { sign: /^(?:cost|price|unitCost)$/, kinds: "number", from: "each.costUsd ?? 0" },
    ],
  },
];
const KINDS = { text: ["text", "code", "notes"], number: ["integer", "number", "money"] };

/** The rows of the workspace that a table of `subject` means; undefined unless two of its columns can be filled. */
export function liveTableFor(subject: string, columns: readonly Field[]): LiveTable | undefined {
  const found = LIVE_SUBJECTS.find(({ sign }) => sign.test(subject.toLowerCase()));
  if (!found) return undefined;
  const cells = Object.fromEntries(
    columns.flatMap((column) => {
      const field = found.fields.find(({ sign, kinds }) => sign.test(column.key) && KINDS[kinds].includes(column.kind));
      return field ? [[column.key, field.from]] : [];
    }),
  );
  return Object.keys(cells).length < 2 ? undefined : { table: found.table, from: `${found.table}.rows`, cells };
}
