import { composeFile, lit } from "../compose";
import { readNumber, titleOf } from "../request";
import type { AppTemplate } from "../types";

export const quoteCalculator: AppTemplate = {
  id: "quote-calculator",
  name: "Quote calculator",
  detail: "Material, machine time, set-up and margin by quantity",
  example: "Build a quote calculator for machined parts with quantity breaks and 30 % margin",
  signs: [
    [/\bquot(?:e|es|ing|ation|ations)\b/, 6],
    [/\b(?:price|pricing|cost|job cost)\b/, 2],
    [/\bcalculat\w*\b|\bestimat\w*\b/, 2],
    [/\bquantity breaks?\b|\bmargins?\b/, 1],
    [/\bkpis?\b|\bdashboard\b/, -3],
  ],
  grants: ["validation"],
  build(request) {
    const margin =
      readNumber(
        request.text,
        /(\d+(?:\.\d+)?) ?(?:%|percent) (?:margin|markup|profit)/,
        /(?:margin|markup)(?: of| is|:)? (\d+(?:\.\d+)?)/,
      ) ?? 30;
    const rate = readNumber(request.text, /(\d+(?:\.\d+)?) ?(?:\$|€|£|usd|eur|cad)? ?(?:per|an|\/) ?h(?:our)?\b/) ?? 85;
    const listed = /\b(?:quantities|quantity breaks|breaks)(?: of| at|:)? ((?:\d+(?:,| and|, and)? ?){2,8})/
      .exec(request.text)?.[1]
      ?.match(/\d+/g)
      ?.map(Number);
    const breaks = listed && listed.length >= 2 ? [...new Set(listed)].sort((a, b) => a - b) : [1, 10, 50, 100, 500];
    const title = titleOf(request, "Quote");
    const warnings =
      margin >= 100
        ? [{ code: "app_limits", message: `A margin of ${margin} % of the price is impossible; 30 % was taken.` }]
        : [];
    const code = composeFile(`
type Values = { material: number; scrap: number; setup: number; minutes: number; rate: number; finishing: number; margin: number };

const TITLE = ${lit(title)};
const BREAKS = [${breaks.join(", ")}];
const start: Values = { material: 18.4, scrap: 4, setup: 90, minutes: 14, rate: ${rate}, finishing: 3.2, margin: ${margin >= 100 ? 30 : margin} };

const inputs: { key: keyof Values; label: string; unit: string; high: number; step: number }[] = [
  { key: "material", label: "Material", unit: "per piece", high: 100_000, step: 0.1 },
  { key: "scrap", label: "Scrap allowance", unit: "%", high: 90, step: 0.5 },
  { key: "setup", label: "Set-up", unit: "min per lot", high: 10_000, step: 5 },
  { key: "minutes", label: "Machine time", unit: "min per piece", high: 10_000, step: 0.5 },
  { key: "rate", label: "Machine rate", unit: "per hour", high: 10_000, step: 1 },
  { key: "finishing", label: "Finishing", unit: "per piece", high: 100_000, step: 0.1 },
  { key: "margin", label: "Margin", unit: "% of price", high: 95, step: 1 },
];

const money = new Intl.NumberFormat("en-US", { style: "currency", currency: ${lit(request.currency)} });

type Price = { quantity: number; material: number; machine: number; setup: number; finishing: number; cost: number; price: number; total: number };

/** Costs and price of one piece in a lot of the given quantity. */
function priceFor(quantity: number, values: Values): Price {
  const yielded = 1 - values.scrap / 100;
  const material = values.material / yielded;
  const machine = ((values.minutes / 60) * values.rate) / yielded;
  const setup = ((values.setup / 60) * values.rate) / quantity;
  const cost = material + machine + setup + values.finishing;
  const price = cost / (1 - values.margin / 100);
  return { quantity, material, machine, setup, finishing: values.finishing, cost, price, total: price * quantity };
}

export default function QuoteCalculator() {
  const [values, setValues] = useState(start);
  const [quantity, setQuantity] = useState(BREAKS[2] ?? BREAKS[0] ?? 1);
  const [source, setSource] = useState("");
  const parts = useRows("parts");
  const boms = useRows("boms");
  const costs = [
    ...(parts.state === "live" ? parts.rows : []).flatMap((part) => (part.costUsd === null ? [] : [{ id: part.id, label: part.number + " " + part.name, cost: part.costUsd }])),
    ...(boms.state === "live" ? boms.rows : []).map((bom) => ({ id: bom.id, label: bom.number + " " + bom.name, cost: bom.costUsd })),
  ];
  const prices = [...new Set([...BREAKS, quantity])].sort((a, b) => a - b).map((each) => priceFor(each, values));
  const chosen = priceFor(quantity, values);
  const shares = [
    { label: "Material", value: chosen.material, tone: "bg-blue-600 dark:bg-blue-400" },
    { label: "Machine", value: chosen.machine, tone: "bg-zinc-700 dark:bg-zinc-300" },
    { label: "Set-up", value: chosen.setup, tone: "bg-amber-600 dark:bg-amber-400" },
    { label: "Finishing", value: chosen.finishing, tone: "bg-emerald-600 dark:bg-emerald-400" },
    { label: "Margin", value: chosen.price - chosen.cost, tone: "bg-zinc-300 dark:bg-zinc-600" },
  ];

  /** The cost that the workspace has for a part or a BOM is what goes into one piece. */
  function choose(id: string) {
    const found = costs.find((each) => each.id === id);
    setSource(id);
    if (found) setValues((now) => ({ ...now, material: Math.round(found.cost * 100) / 100 }));
  }

  return (
    <main className={ui.page}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted}>Prices without tax</span>
      </header>

      <div className="grid gap-8 lg:grid-cols-[300px_1fr]">
        <section aria-label="Inputs" className="space-y-3">
          {costs.length > 0 && (
            <label className="block">
              <span className={ui.label}>Material from a part or BOM, USD</span>
              <select className={ui.input} value={source} onChange={(event) => choose(event.target.value)}>
                <option value="">Typed below</option>
                {costs.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.label + ", " + each.cost.toFixed(2)}
                  </option>
                ))}
              </select>
            </label>
          )}
          <NumberField label="Quantity" unit="pieces" value={quantity} low={1} high={1_000_000} step={1} onChange={(value) => setQuantity(Math.floor(value))} />
          {inputs.map((input) => (
            <NumberField
              key={input.key + (input.key === "material" ? source : "")}
              label={input.label}
              unit={input.unit}
              value={values[input.key]}
              low={0}
              high={input.high}
              step={input.step}
              onChange={(value) => setValues((now) => ({ ...now, [input.key]: value }))}
            />
          ))}
        </section>

        <section aria-label="Result">
          <dl className="mb-4 flex flex-wrap gap-x-10 gap-y-3" aria-live="polite">
            <div>
              <dt className={ui.label}>Price each</dt>
              <dd className="text-4xl font-semibold tracking-tight">{money.format(chosen.price)}</dd>
            </div>
            <div>
              <dt className={ui.label}>Total for {quantity}</dt>
              <dd className="text-4xl font-semibold tracking-tight">{money.format(chosen.total)}</dd>
            </div>
          </dl>

          <div className="flex h-3 overflow-hidden rounded-full" role="img" aria-label={shares.map((share) => share.label + " " + money.format(share.value)).join(", ")}>
            {shares.map((share) => (
              <span key={share.label} className={share.tone} style={{ width: (share.value / chosen.price) * 100 + "%" }} />
            ))}
          </div>
          <ul className="mt-2 mb-6 flex flex-wrap gap-x-5 gap-y-1 text-xs">
            {shares.map((share) => (
              <li key={share.label} className="flex items-center gap-1.5">
                <span className={"size-2.5 rounded-sm " + share.tone} aria-hidden />
                {share.label} {money.format(share.value)}
              </li>
            ))}
          </ul>

          <h2 className={ui.section}>Quantity breaks</h2>
          <div className="overflow-x-auto">
            <table className={ui.table}>
              <thead>
                <tr>
                  <th scope="col" className={ui.th + " text-right"}>Quantity</th>
                  <th scope="col" className={ui.th + " text-right"}>Cost each</th>
                  <th scope="col" className={ui.th + " text-right"}>Price each</th>
                  <th scope="col" className={ui.th + " text-right"}>Total</th>
                  <th scope="col" className={ui.th + " text-right"}>Machine hours</th>
                </tr>
              </thead>
              <tbody>
                {prices.map((price) => (
                  <tr key={price.quantity} className={price.quantity === quantity ? "bg-blue-50 font-semibold dark:bg-blue-950/60" : ""}>
                    <td className={ui.td + " text-right"}>{price.quantity.toLocaleString("en-US")}</td>
                    <td className={ui.td + " text-right"}>{money.format(price.cost)}</td>
                    <td className={ui.td + " text-right"}>{money.format(price.price)}</td>
                    <td className={ui.td + " text-right"}>{money.format(price.total)}</td>
                    <td className={ui.td + " text-right"}>{((values.setup + values.minutes * price.quantity) / 60).toFixed(1)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      </div>
    </main>
  );
}

function NumberField(props: { label: string; unit: string; value: number; low: number; high: number; step: number; onChange: (value: number) => void }) {
  const [text, setText] = useState(String(props.value));
  const value = Number(text);
  const isWrong = text.trim() === "" || !(value >= props.low && value <= props.high);
  return (
    <label className="block">
      <span className={ui.label}>{props.label}</span>
      <span className="flex items-center gap-2">
        <input
          className={ui.input + " text-right"}
          type="number"
          min={props.low}
          max={props.high}
          step={props.step}
          aria-invalid={isWrong}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            const next = Number(event.target.value);
            if (event.target.value.trim() !== "" && next >= props.low && next <= props.high) props.onChange(next);
          }}
        />
        <span className={"w-24 shrink-0 text-xs " + ui.muted}>{props.unit}</span>
      </span>
      {isWrong && (
        <span className={ui.error}>
          From {props.low} to {props.high.toLocaleString("en-US")}.
        </span>
      )}
    </label>
  );
}
`);
    return { title, label: `margin ${margin >= 100 ? 30 : margin} %, ${breaks.length} breaks`, code, warnings };
  },
};
