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
type Supplier = { name: string; orders: number } & Record<Criterion, number>;

const TITLE = ${lit(title)};
const criteria: { key: Criterion; label: string; meaning: string }[] = [
  { key: "quality", label: "Quality", meaning: "share of accepted pieces" },
  { key: "delivery", label: "Delivery", meaning: "orders on time" },
  { key: "price", label: "Price", meaning: "against the best offer" },
  { key: "response", label: "Response", meaning: "answers within a day" },
];
const startWeights: Record<Criterion, number> = { quality: ${weights.quality}, delivery: ${weights.delivery}, price: ${weights.price}, response: ${weights.response} };

// Sample scores from 0 to 100: replace them with your own.
const suppliers: Supplier[] = [
  { name: "Kestrel Castings", orders: 24, quality: 91, delivery: 68, price: 88, response: 74 },
  { name: "Harlan Steel", orders: 61, quality: 97, delivery: 92, price: 81, response: 88 },
  { name: "Boltworks", orders: 118, quality: 99, delivery: 97, price: 90, response: 79 },
  { name: "Norde Seals", orders: 42, quality: 95, delivery: 88, price: 72, response: 96 },
  { name: "Pine & Vale", orders: 9, quality: 84, delivery: 94, price: 93, response: 90 },
];

function scoreOf(supplier: Supplier, weights: Record<Criterion, number>): number {
  const total = criteria.reduce((sum, criterion) => sum + weights[criterion.key], 0);
  if (total === 0) return 0;
  return criteria.reduce((sum, criterion) => sum + supplier[criterion.key] * weights[criterion.key], 0) / total;
}

function gradeOf(score: number): { text: string; tone: Tone } {
  if (score >= 90) return { text: "A · preferred", tone: "ok" };
  return score >= 80 ? { text: "B · approved", tone: "info" } : { text: "C · improve", tone: "warn" };
}

export default function SupplierScorecard() {
  const [weights, setWeights] = useState(startWeights);
  const total = criteria.reduce((sum, criterion) => sum + weights[criterion.key], 0);
  const ranked = suppliers.map((supplier) => ({ supplier, score: scoreOf(supplier, weights) })).sort((a, b) => b.score - a.score);

  return (
    <main className={ui.page}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted}>{suppliers.length} suppliers, last 12 months</span>
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
            <span className={"block text-xs " + ui.muted}>{criterion.meaning}</span>
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
                  <td key={criterion.key} className={ui.td + " text-right" + (supplier[criterion.key] < 75 ? " font-semibold text-red-800 dark:text-red-400" : "")}>
                    {supplier[criterion.key]}
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
