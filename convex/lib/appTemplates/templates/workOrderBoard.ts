import { composeFile, lit } from "../compose";
import { labelOf } from "../fields";
import { titleOf } from "../request";
import type { AppTemplate } from "../types";

const USUAL = ["Planned", "Ready", "In work", "Inspection", "Done"];

export const workOrderBoard: AppTemplate = {
  id: "work-order-board",
  name: "Work-order board",
  detail: "Orders move through columns; limits on work in progress",
  example: "Build a work order board with columns planned, ready, in work, inspection and done",
  signs: [
    [/\bwork[- ]?orders?\b|\bjobs?\b|\bproduction orders?\b|\bshop orders?\b/, 3],
    [/\bkanban\b/, 6],
    [/\bboard\b/, 4],
    [/\bdashboard\b/, -3],
  ],
  grants: ["editing"],
  takesFields: true,
  build(request) {
    const columns = request.fields.length >= 2 ? request.fields.map(labelOf).slice(0, 6) : USUAL;
    const title = titleOf(request, "Work orders");
    const last = columns.length - 1;
    const place = (share: number) => Math.round(share * last);
    const code = composeFile(`
type Order = { number: string; part: string; quantity: number; machine: string; due: string; column: number };

const TITLE = ${lit(title)};
const columns = [${columns.map(lit).join(", ")}];
/** More orders than this between the first and the last column is too much at once. */
const LIMIT_IN_COLUMN = 3;

// Sample orders: replace them with your own.
const samples: Order[] = [
  { number: "WO-411", part: "Pump flange DN50", quantity: 40, machine: "Mill 2", due: inDays(1), column: ${place(0.5)} },
  { number: "WO-409", part: "Hub 40", quantity: 12, machine: "Lathe 1", due: inDays(-1), column: ${place(0.75)} },
  { number: "WO-412", part: "Cover plate", quantity: 80, machine: "Laser", due: inDays(3), column: ${place(0.25)} },
  { number: "WO-413", part: "Bracket NEMA 23", quantity: 24, machine: "Press 4", due: inDays(4), column: ${place(0.25)} },
  { number: "WO-414", part: "Shaft 20h6", quantity: 30, machine: "Lathe 1", due: inDays(6), column: 0 },
  { number: "WO-415", part: "Base frame", quantity: 4, machine: "Welder 3", due: inDays(9), column: 0 },
  { number: "WO-408", part: "Nameplate", quantity: 60, machine: "Laser", due: inDays(-2), column: ${last} },
];

export default function WorkOrderBoard() {
  const [orders, setOrders] = useState(samples);
  const [part, setPart] = useState("");
  const [said, setSaid] = useState("");
  const parts = useRows("parts");
  const stock = useRows("stock");
  const known = parts.state === "live" ? parts.rows : [];

  function move(order: Order, by: number) {
    const column = order.column + by;
    setOrders((now) => now.map((other) => (other.number === order.number ? { ...other, column } : other)));
    setSaid(order.number + " is now in " + (columns[column] ?? ""));
  }

  /** What is there of the order's part, where the workspace keeps it. */
  function stockOf(order: Order): number | null {
    if (stock.state !== "live") return null;
    return stock.rows.find((item) => order.part.startsWith(item.partNumber + " ") || order.part === item.partNumber)?.onHand ?? null;
  }

  function add() {
    const name = part.trim();
    if (name === "") return;
    const highest = Math.max(...orders.map((order) => Number(order.number.slice(3))));
    setOrders((now) => [...now, { number: "WO-" + (highest + 1), part: name, quantity: 1, machine: "Unassigned", due: inDays(7), column: 0 }]);
    setPart("");
  }

  return (
    <main className={ui.page}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted}>{orders.filter((order) => order.column < columns.length - 1).length} open</span>
        <span className="sr-only" role="status">
          {said}
        </span>
        <form
          className="ml-auto flex gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <input className={ui.input} aria-label="Part of the new order" placeholder="Part" list="board-parts" value={part} onChange={(event) => setPart(event.target.value)} />
          <datalist id="board-parts">
            {known.map((each) => (
              <option key={each.id} value={each.number + " " + each.name} />
            ))}
          </datalist>
          <button type="submit" className={ui.primary}>
            <Plus className="size-4" aria-hidden />
            Add order
          </button>
        </form>
      </header>

      <div className="grid auto-cols-[minmax(190px,1fr)] grid-flow-col gap-3 overflow-x-auto pb-2">
        {columns.map((name, index) => {
          const own = orders.filter((order) => order.column === index).sort((a, b) => a.due.localeCompare(b.due));
          const isBetween = index > 0 && index < columns.length - 1;
          return (
            <section key={name} aria-label={name} className="min-h-64 rounded-lg bg-zinc-100 p-2 dark:bg-zinc-900">
              <h2 className="flex items-center justify-between px-1 pt-1 pb-2 text-xs font-semibold">
                {name}
                <span className={isBetween && own.length > LIMIT_IN_COLUMN ? "text-red-800 dark:text-red-400" : ui.muted}>
                  {isBetween ? own.length + " of " + LIMIT_IN_COLUMN : own.length}
                </span>
              </h2>
              <ul className="space-y-2">
                {own.map((order) => (
                  <OrderCard key={order.number} order={order} inStock={stockOf(order)} onMove={(by) => move(order, by)} />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </main>
  );
}

function OrderCard(props: { order: Order; inStock: number | null; onMove: (by: number) => void }) {
  const { order } = props;
  const days = daysUntil(order.due);
  const isDone = order.column === columns.length - 1;
  return (
    <li className="rounded-md border border-zinc-200 bg-white p-2.5 dark:border-zinc-700 dark:bg-zinc-950">
      <div className="flex items-start justify-between gap-2">
        <span className="font-medium">{order.part}</span>
        <span className={"font-mono text-xs leading-5 whitespace-nowrap " + ui.muted}>{order.number}</span>
      </div>
      <p className={"mt-0.5 text-xs " + ui.muted}>
        {order.quantity} pcs · {order.machine}
        {props.inStock !== null && " · " + props.inStock + " in stock"}
      </p>
      <div className="mt-2 flex items-center justify-between">
        {isDone ? (
          <Chip tone="ok">Finished</Chip>
        ) : (
          <Chip tone={days < 0 ? "bad" : days <= 2 ? "warn" : "plain"}>{days < 0 ? -days + (days === -1 ? " day late" : " days late") : showDate(order.due)}</Chip>
        )}
        <span className="flex">
          <button type="button" className={ui.icon} disabled={order.column === 0} aria-label={"Move " + order.number + " back"} onClick={() => props.onMove(-1)}>
            <ArrowLeft className="size-4" aria-hidden />
          </button>
          <button type="button" className={ui.icon} disabled={isDone} aria-label={"Move " + order.number + " on"} onClick={() => props.onMove(1)}>
            <ArrowRight className="size-4" aria-hidden />
          </button>
        </span>
      </div>
    </li>
  );
}
`);
    return { title, label: columns.join(", "), code, warnings: [] };
  },
};
