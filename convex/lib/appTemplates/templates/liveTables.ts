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
