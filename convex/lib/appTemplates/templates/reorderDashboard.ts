import { composeFile, lit } from "../compose";
import { readNumber, titleOf } from "../request";
import type { AppTemplate } from "../types";

export const reorderDashboard: AppTemplate = {
  id: "reorder-dashboard",
  name: "Reorder dashboard",
  detail: "Stock against reorder point, days of cover, what to order",
  example: "Build a reorder dashboard that shows which items are below their reorder point",
  signs: [
    [/\bre-?order\w*\b/, 4],
    [/\bdashboard\b|\boverview\b|\bchart\b|\breport\b/, 3],
    [/\b(?:low|below|out of) stock\b|\bstock levels?\b|\breplenish\w*\b|\bdays of (?:cover|stock|supply)\b/, 4],
    [/\binventory\b|\bstock\b/, 1],
    [/\bform\b/, -3],
  ],
  grants: ["chart", "filter"],
  build(request) {
    const coverDays =
      readNumber(request.text, /\b(\d+) days? of (?:cover|stock|supply)\b/, /\bcover(?: of)? (\d+) days\b/) ?? 30;
    const title = titleOf(request, "Reorder dashboard");
    const code = composeFile(`
type Item = { sku: string; name: string; supplier: string; onHand: number; onOrder: number; reorderPoint: number; usePerDay: number; lot: number; leadDays: number };

const TITLE = ${lit(title)};
/** An order brings stock up to this many days of use. */
const COVER_DAYS = ${coverDays};

// Sample items: replace them with your own.
const samples: Item[] = [
  { sku: "FLG-DN50", name: "Flange blank DN50", supplier: "Kestrel Castings", onHand: 14, onOrder: 0, reorderPoint: 40, usePerDay: 3.2, lot: 20, leadDays: 21 },
  { sku: "GSK-DN50", name: "Gasket DN50, EPDM", supplier: "Norde Seals", onHand: 96, onOrder: 120, reorderPoint: 120, usePerDay: 8, lot: 60, leadDays: 9 },
  { sku: "BRG-6204", name: "Bearing 6204-2RS", supplier: "Boltworks", onHand: 22, onOrder: 0, reorderPoint: 30, usePerDay: 2.4, lot: 10, leadDays: 5 },
  { sku: "PLT-S355", name: "S355 plate 20 mm", supplier: "Harlan Steel", onHand: 9, onOrder: 0, reorderPoint: 6, usePerDay: 0.5, lot: 4, leadDays: 12 },
  { sku: "BLT-M12", name: "M12 × 50 8.8, zinc", supplier: "Boltworks", onHand: 1450, onOrder: 0, reorderPoint: 600, usePerDay: 26, lot: 400, leadDays: 5 },
  { sku: "NUT-M12", name: "M12 nut, nyloc", supplier: "Boltworks", onHand: 1310, onOrder: 0, reorderPoint: 600, usePerDay: 26, lot: 400, leadDays: 5 },
  { sku: "ORG-52", name: "O-ring 52 × 3", supplier: "Norde Seals", onHand: 48, onOrder: 0, reorderPoint: 80, usePerDay: 6, lot: 100, leadDays: 7 },
  { sku: "LBL-A277", name: "CSA A277 label set", supplier: "Pine & Vale", onHand: 60, onOrder: 0, reorderPoint: 25, usePerDay: 1, lot: 50, leadDays: 14 },
];

type State = "order" | "coming" | "fine";

function stateOf(item: Item): State {
  if (item.onHand > item.reorderPoint) return "fine";
  return item.onHand + item.onOrder > item.reorderPoint ? "coming" : "order";
}

function coverOf(item: Item): number {
  return item.usePerDay === 0 ? 0 : Math.floor(item.onHand / item.usePerDay);
}

/** Whole lots that bring stock to COVER_DAYS of use beyond the lead time. */
function suggestedOrder(item: Item): number {
  if (stateOf(item) !== "order") return 0;
  // The workspace keeps no use per day: then twice the reorder point is what stock is brought up to.
  if (item.usePerDay === 0) return Math.max(1, 2 * item.reorderPoint - item.onHand - item.onOrder);
  const wanted = (COVER_DAYS + item.leadDays) * item.usePerDay - item.onHand - item.onOrder;
  return Math.max(1, Math.ceil(wanted / item.lot)) * item.lot;
}

/** An item of the workspace's stock with what is on its way. */
function itemOf(row: StockRow, placed: OrderLineRow[]): Item {
  const lines = placed.filter((line) => line.partNumber === row.partNumber);
  return {
    sku: row.partNumber,
    name: row.partName,
    supplier: lines[0]?.supplier ?? "",
    onHand: row.onHand,
    onOrder: lines.reduce((sum, line) => sum + line.quantity, 0),
    reorderPoint: row.reorderPoint,
    usePerDay: 0,
    lot: 1,
    leadDays: 0,
  };
}

const words: Record<State, { text: string; tone: Tone }> = {
  order: { text: "Order now", tone: "bad" },
  coming: { text: "On its way", tone: "info" },
  fine: { text: "Enough", tone: "ok" },
};

export default function ReorderDashboard() {
  const [shown, setShown] = useState<State | "all">("all");
  const [ordered, setOrdered] = useState<Record<string, number>>({});

  const stock = useRows("stock");
  const orders = useRows("orders");
  const orderLines = useRows("orderLines");
  const isLive = stock.state === "live" && stock.rows.length > 0;
  const placed = orderLines.rows.filter((line) => orders.rows.some((order) => order.id === line.orderId && order.status === "placed"));
  const items = isLive ? stock.rows.map((row) => itemOf(row, placed)) : samples;

  const current = items.map((item) => ({ ...item, onOrder: item.onOrder + (ordered[item.sku] ?? 0) }));
  const visible = current.filter((item) => shown === "all" || stateOf(item) === shown).sort((a, b) => coverOf(a) - coverOf(b));
  const count = (state: State) => current.filter((item) => stateOf(item) === state).length;
  const chart = [...current].sort((a, b) => coverOf(a) - coverOf(b)).map((item) => ({ sku: item.sku, days: isLive ? item.onHand : coverOf(item) }));

  return (
    <main className={ui.page}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted} role="status">
          {count("order") === 0 ? "Nothing to order" : count("order") + (count("order") === 1 ? " item" : " items") + " to order"}
        </span>
        <div className="ml-auto flex gap-1" role="group" aria-label="Show">
          {(["all", "order", "coming", "fine"] as const).map((state) => (
            <button
              key={state}
              type="button"
              aria-pressed={shown === state}
              className={ui.button + " h-8" + (shown === state ? " bg-zinc-100 dark:bg-zinc-800" : " border-transparent dark:border-transparent")}
              onClick={() => setShown(state)}
            >
              {state === "all" ? "All " + current.length : words[state].text + " " + count(state)}
            </button>
          ))}
        </div>
      </header>

      <section aria-labelledby="cover" className="mb-6">
        <h2 id="cover" className={ui.section}>
          {isLive ? "On hand" : "Days of cover"}
        </h2>
        <div className="h-40" role="img" aria-label={chart.map((bar) => bar.sku + " " + bar.days + (isLive ? "" : " days")).join(", ")}>
          <ResponsiveContainer width="100%" height="100%">
            <BarChart data={chart} margin={{ top: 4, right: 0, bottom: 0, left: -24 }}>
              <CartesianGrid vertical={false} stroke="currentColor" strokeOpacity={0.12} />
              <XAxis dataKey="sku" tickLine={false} axisLine={false} fontSize={11} stroke="currentColor" interval={0} />
              <YAxis tickLine={false} axisLine={false} fontSize={11} stroke="currentColor" />
              <Tooltip contentStyle={{ fontSize: 12, color: "#18181b", borderRadius: 6 }} cursor={{ fill: "currentColor", opacity: 0.06 }} />
              <Bar dataKey="days" name={isLive ? "Pieces" : "Days"} fill="#2563eb" radius={[3, 3, 0, 0]} maxBarSize={36} isAnimationActive={false} />
            </BarChart>
          </ResponsiveContainer>
        </div>
      </section>

      <div className="overflow-x-auto">
        <table className={ui.table}>
          <caption className="sr-only">Items, shortest cover first</caption>
          <thead>
            <tr>
              <th scope="col" className={ui.th}>Item</th>
              <th scope="col" className={ui.th}>Supplier</th>
              <th scope="col" className={ui.th + " w-48"}>On hand, mark at reorder point</th>
              <th scope="col" className={ui.th + " text-right"}>On order</th>
              <th scope="col" className={ui.th + " text-right"}>Cover</th>
              <th scope="col" className={ui.th}>State</th>
              <th scope="col" className={ui.th + " text-right"}>Order</th>
            </tr>
          </thead>
          <tbody>
            {visible.map((item) => (
              <tr key={item.sku}>
                <td className={ui.td}>
                  <span className="block font-medium">{item.name}</span>
                  <span className={"font-mono text-xs " + ui.muted}>{item.sku}</span>
                </td>
                <td className={ui.td}>{item.supplier}</td>
                <td className={ui.td}>
                  <StockBar item={item} />
                </td>
                <td className={ui.td + " text-right"}>{item.onOrder === 0 ? "–" : item.onOrder}</td>
                <td className={ui.td + " text-right whitespace-nowrap" + (coverOf(item) < item.leadDays ? " font-semibold text-red-800 dark:text-red-400" : "")}>{isLive ? "–" : coverOf(item) + " days"}</td>
                <td className={ui.td}>
                  <Chip tone={words[stateOf(item)].tone}>{words[stateOf(item)].text}</Chip>
                </td>
                <td className={ui.td + " text-right"}>
                  {suggestedOrder(item) > 0 ? (
                    <button
                      type="button"
                      className={ui.button + " h-8"}
                      onClick={() => setOrdered((now) => ({ ...now, [item.sku]: (now[item.sku] ?? 0) + suggestedOrder(item) }))}
                    >
                      Order {suggestedOrder(item)}
                    </button>
                  ) : (
                    "–"
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={"mt-3 text-xs " + ui.muted}>Suggested orders are whole lots for {COVER_DAYS} days of use after the lead time. Red cover is shorter than the lead time.</p>
    </main>
  );
}

function StockBar(props: { item: Item }) {
  const { item } = props;
  const full = Math.max(item.onHand, item.reorderPoint) * 1.25;
  const isLow = item.onHand <= item.reorderPoint;
  return (
    <span className="flex items-center gap-2">
      <span className="relative h-2 flex-1 rounded-full bg-zinc-200 dark:bg-zinc-800" aria-hidden>
        <span className={"absolute inset-y-0 left-0 rounded-full " + (isLow ? "bg-red-600 dark:bg-red-400" : "bg-emerald-600 dark:bg-emerald-400")} style={{ width: (item.onHand / full) * 100 + "%" }} />
        <span className="absolute -inset-y-1 w-0.5 bg-zinc-900 dark:bg-zinc-100" style={{ left: (item.reorderPoint / full) * 100 + "%" }} />
      </span>
      <span className="w-20 text-right whitespace-nowrap">
        {item.onHand.toLocaleString("en-US")} / {item.reorderPoint}
      </span>
    </span>
  );
}
`);
    return { title, label: `orders for ${coverDays} days of cover`, code, warnings: [] };
  },
};
