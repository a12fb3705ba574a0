import { composeFile, lit } from "../compose";
import { titleOf } from "../request";
import type { AppTemplate } from "../types";

export const supplierScorecard: AppTemplate = {
  id: "supplier-scorecard",
  name: "Supplier scorecard",
  detail: "Weighted ranking with sliders for what matters",
  example: "Build a supplier scorecard that ranks suppliers by quality, delivery, price and response",
  signs: [
    [/\b(?:supplier|vendor)s?\b/, 2],
    [/\bscore ?cards?\b|\brank\w*\b|\brat(?:e|es|ing|ings)\b|\bevaluat\w+\b|\bscor(?:e|es|ing)\b/, 4],
    [/\b(?:supplier|vendor) performance\b/, 5],
    [/\bpurchase orders?\b|\b(?:list|table|directory)\b/, -3],
  ],
  grants: ["sorting", "editing"],
  build(request) {
    const title = titleOf(request, "Supplier scorecard");
    const weight = (word: string, usual: number) => {
      const found = new RegExp(
        `\\b${word}\\w*\\s*(?:at|of|:|=|\\()?\\s*(\\d{1,3})\\s*%|(\\d{1,3})\\s*%\\s*${word}`,
      ).exec(request.text);
      return Number(found?.[1] ?? found?.[2] ?? usual);
    };
    const weights = {
      quality: weight("quality", 40),
      delivery: weight("deliver", 30),
      price: weight("price", 20),
      response: weight("respon", 10),
    };
    const sum = Object.values(weights).reduce((total, value) => total + value, 0);
    const code = composeFile(`
type Criterion = "quality" | "delivery" | "price" | "response";
/** A score that nothing is known for is null, and its weight counts for nothing. */
type Supplier = { name: string; orders: number } & Record<Criterion, number | null>;

const TITLE = ${lit(title)};
const criteria: { key: Criterion; label: string; meaning: string; live: string }[] = [
  { key: "quality", label: "Quality", meaning: "share of accepted pieces", live: "not kept in the workspace" },
  { key: "delivery", label: "Delivery", meaning: "orders on time", live: "orders not past their day" },
  { key: "price", label: "Price", meaning: "against the best offer", live: "against the best price of each part" },
  { key: "response", label: "Response", meaning: "answers within a day", live: "against the shortest lead time" },
];
const startWeights: Record<Criterion, number> = { quality: ${weights.quality}, delivery: ${weights.delivery}, price: ${weights.price}, response: ${weights.response} };

// Sample scores from 0 to 100: replace them with your own.
const samples: Supplier[] = [
  { name: "Kestrel Castings", orders: 24, quality: 91, delivery: 68, price: 88, response: 74 },
  { name: "Harlan Steel", orders: 61, quality: 97, delivery: 92, price: 81, response: 88 },
  { name: "Boltworks", orders: 118, quality: 99, delivery: 97, price: 90, response: 79 },
  { name: "Norde Seals", orders: 42, quality: 95, delivery: 88, price: 72, response: 96 },
  { name: "Pine & Vale", orders: 9, quality: 84, delivery: 94, price: 93, response: 90 },
];

function scoreOf(supplier: Supplier, weights: Record<Criterion, number>): number {
  const known = criteria.filter((criterion) => supplier[criterion.key] !== null);
  const total = known.reduce((sum, criterion) => sum + weights[criterion.key], 0);
  if (total === 0) return 0;
  return known.reduce((sum, criterion) => sum + (supplier[criterion.key] ?? 0) * weights[criterion.key], 0) / total;
}

/** What orders and lead times of the workspace say. It keeps no rejected pieces, so nothing is known of quality. */
function liveSuppliers(suppliers: SupplierRow[], orders: OrderRow[], lines: OrderLineRow[], today: string): Supplier[] {
  const best = new Map<string, number>();
  for (const line of lines) {
    if (line.unitCostUsd !== null) best.set(line.partNumber, Math.min(line.unitCostUsd, best.get(line.partNumber) ?? Infinity));
  }
  const shortest = Math.min(...suppliers.flatMap((supplier) => supplier.leadDays ?? []));
  const mean = (values: number[]) => (values.length === 0 ? null : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length));
  return suppliers.map((supplier) => {
    const own = orders.filter((order) => order.supplier === supplier.name && order.status !== "canceled");
    const due = own.filter((order) => order.status !== "draft" && order.dueOn !== "");
    const priced = lines.filter((line) => line.supplier === supplier.name && (line.unitCostUsd ?? 0) > 0);
    return {
      name: supplier.name,
      orders: own.length,
      quality: null,
      delivery: mean(due.map((order) => (order.status === "placed" && order.dueOn < today ? 0 : 100))),
      price: mean(priced.map((line) => ((best.get(line.partNumber) ?? 0) / (line.unitCostUsd ?? 1)) * 100)),
      response: supplier.leadDays === null ? null : Math.round(((shortest + 1) / (supplier.leadDays + 1)) * 100),
    };
  });
}

function gradeOf(score: number): { text: string; tone: Tone } {
  if (score >= 90) return { text: "A · preferred", tone: "ok" };
  return score >= 80 ? { text: "B · approved", tone: "info" } : { text: "C · improve", tone: "warn" };
}

export default function SupplierScorecard() {
  const [weights, setWeights] = useState(startWeights);
  const rows = useRows("suppliers");
  const orders = useRows("orders");
  const lines = useRows("orderLines");
  const isLive = rows.state === "live" && rows.rows.length > 0;
  const suppliers = isLive ? liveSuppliers(rows.rows, orders.rows, lines.rows, inDays(0)) : samples;
  const total = criteria.reduce((sum, criterion) => sum + weights[criterion.key], 0);
  const ranked = suppliers.map((supplier) => ({ supplier, score: scoreOf(supplier, weights) })).sort((a, b) => b.score - a.score);

  return (
    <main className={ui.page}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted}>{isLive ? suppliers.length + " of this workspace" : suppliers.length + " suppliers, samples"}</span>
        <button type="button" className={ui.button + " ml-auto"} onClick={() => setWeights(startWeights)}>
          <RotateCcw className="size-4" aria-hidden />
          Reset weights
        </button>
      </header>

      <section aria-label="Weights" className="mb-6 grid gap-x-8 gap-y-4 sm:grid-cols-2 lg:grid-cols-4">
        {criteria.map((criterion) => (
          <label key={criterion.key}>
            <span className="flex justify-between">
              <span className="font-medium">{criterion.label}</span>
              <span>{total === 0 ? 0 : Math.round((weights[criterion.key] / total) * 100)} %</span>
            </span>
            <input
              type="range"
              min={0}
              max={100}
              step={5}
              className="my-1 w-full accent-zinc-900 dark:accent-zinc-100"
              value={weights[criterion.key]}
              onChange={(event) => setWeights((now) => ({ ...now, [criterion.key]: Number(event.target.value) }))}
            />
            <span className={"block text-xs " + ui.muted}>{isLive ? criterion.live : criterion.meaning}</span>
          </label>
        ))}
      </section>

      <div className="overflow-x-auto">
        <table className={ui.table}>
          <caption className="sr-only">Suppliers, best score first</caption>
          <thead>
            <tr>
              <th scope="col" className={ui.th}>Rank</th>
              <th scope="col" className={ui.th}>Supplier</th>
              <th scope="col" className={ui.th + " text-right"}>Orders</th>
              {criteria.map((criterion) => (
                <th key={criterion.key} scope="col" className={ui.th + " text-right"}>{criterion.label}</th>
              ))}
              <th scope="col" className={ui.th + " w-56"}>Score</th>
              <th scope="col" className={ui.th}>Grade</th>
            </tr>
          </thead>
          <tbody>
            {ranked.map(({ supplier, score }, index) => (
              <tr key={supplier.name}>
                <td className={ui.td + " " + ui.muted}>{index + 1}</td>
                <th scope="row" className={ui.td + " font-medium"}>{supplier.name}</th>
                <td className={ui.td + " text-right"}>{supplier.orders}</td>
                {criteria.map((criterion) => (
                  <td key={criterion.key} className={ui.td + " text-right" + ((supplier[criterion.key] ?? 100) < 75 ? " font-semibold text-red-800 dark:text-red-400" : "")}>
                    {supplier[criterion.key] ?? "–"}
                  </td>
                ))}
                <td className={ui.td}>
                  <span className="flex items-center gap-3">
                    <span className="h-2 flex-1 overflow-hidden rounded-full bg-zinc-200 dark:bg-zinc-800" aria-hidden>
                      <span className="block h-full bg-blue-600 dark:bg-blue-400" style={{ width: score + "%" }} />
                    </span>
                    <span className="w-10 text-right font-semibold">{score.toFixed(1)}</span>
                  </span>
                </td>
                <td className={ui.td}>
                  <Chip tone={gradeOf(score).tone}>{gradeOf(score).text}</Chip>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={"mt-3 text-xs " + ui.muted}>A from 90, B from 80. Single scores below 75 are red.</p>
    </main>
  );
}
`);
    return {
      title,
      label: `quality ${weights.quality}, delivery ${weights.delivery}, price ${weights.price}, response ${weights.response}`,
      code,
      warnings:
        sum === 100
          ? []
          : [{ code: "app_limits", message: `The weights add up to ${sum}, not 100; each counts by its share.` }],
    };
  },
};
