import { composeFile, lit } from "../compose";
import { titleOf } from "../request";
import type { AppTemplate } from "../types";

type Kpi = {
  sign: RegExp;
  name: string;
  unit: string;
  target: number;
  better: "higher" | "lower";
  values: number[];
  digits: number;
};

const KPIS: Kpi[] = [
  {
    sign: /\boee\b|overall equipment/,
    name: "OEE",
    unit: "%",
    target: 85,
    better: "higher",
    digits: 1,
    values: [78.2, 79.6, 80.1, 79.4, 81.8, 83.1, 82.4, 84.6],
  },
  {
    sign: /\bthroughput\b|\boutput\b|\bunits (?:made|produced)\b|\bproduction (?:rate|volume)\b/,
    name: "Output",
    unit: "pcs/shift",
    target: 480,
    better: "higher",
    digits: 0,
    values: [441, 452, 448, 463, 470, 459, 482, 491],
  },
  {
    sign: /\bscrap\b|\brejects?\b|\bdefect/,
    name: "Scrap rate",
    unit: "%",
    target: 2,
    better: "lower",
    digits: 1,
    values: [3.1, 2.8, 2.9, 2.6, 2.7, 2.4, 2.5, 2.3],
  },
  {
    sign: /\bon[- ]time\b|\botd\b|\bdeliver/,
    name: "On-time delivery",
    unit: "%",
    target: 95,
    better: "higher",
    digits: 1,
    values: [91.2, 92.4, 93.9, 93.1, 94.6, 95.8, 95.1, 96.2],
  },
  {
    sign: /\bdown ?time\b|\bstops?\b/,
    name: "Downtime",
    unit: "min/shift",
    target: 30,
    better: "lower",
    digits: 0,
    values: [52, 47, 49, 41, 38, 44, 36, 33],
  },
  {
    sign: /\bfirst[- ]pass\b|\bfpy\b|\byield\b/,
    name: "First-pass yield",
    unit: "%",
    target: 97,
    better: "higher",
    digits: 1,
    values: [94.8, 95.2, 95.9, 95.4, 96.3, 96.8, 96.5, 97.1],
  },
  {
    sign: /\bcycle time\b/,
    name: "Cycle time",
    unit: "s",
    target: 42,
    better: "lower",
    digits: 1,
    values: [46.2, 45.8, 45.1, 44.6, 44.9, 43.7, 43.2, 42.8],
  },
  {
    sign: /\bmtbf\b|between failures/,
    name: "MTBF",
    unit: "h",
    target: 120,
    better: "higher",
    digits: 0,
    values: [96, 101, 99, 108, 112, 110, 117, 124],
  },
  {
    sign: /\bmttr\b|\brepair time\b/,
    name: "MTTR",
    unit: "min",
    target: 45,
    better: "lower",
    digits: 0,
    values: [61, 58, 55, 57, 51, 48, 49, 44],
  },
  {
    sign: /\bavailability\b/,
    name: "Availability",
    unit: "%",
    target: 90,
    better: "higher",
    digits: 1,
    values: [86.1, 87.4, 88.2, 87.9, 89.3, 90.2, 89.8, 91.0],
  },
  {
    sign: /\bsafety\b|\bincident|\baccident/,
    name: "Days without incident",
    unit: "days",
    target: 100,
    better: "higher",
    digits: 0,
    values: [87, 88, 89, 90, 91, 92, 93, 94],
  },
  {
    sign: /\binventory turns?\b|\bturns\b/,
    name: "Inventory turns",
    unit: "per year",
    target: 8,
    better: "higher",
    digits: 1,
    values: [6.4, 6.6, 6.9, 6.8, 7.2, 7.4, 7.3, 7.7],
  },
  {
    sign: /\benergy\b|\bkwh\b/,
    name: "Energy",
    unit: "kWh/unit",
    target: 1.8,
    better: "lower",
    digits: 2,
    values: [2.21, 2.16, 2.12, 2.09, 2.04, 1.98, 1.95, 1.91],
  },
];
const USUAL = ["OEE", "Output", "Scrap rate", "On-time delivery"];

export const kpiCard: AppTemplate = {
  id: "kpi-card",
  name: "KPI card",
  detail: "Figures against target with their trend",
  example: "Build a dashboard card showing manufacturing KPIs",
  signs: [
    [/\bkpis?\b|\bkey performance\b/, 6],
    [/\bmetrics?\b|\bperformance\b/, 3],
    [/\bdashboard\b/, 2],
    [/\b(?:production|manufacturing|plant|factory|shop[- ]floor|quality) (?:dashboard|overview|report|monitor)\b/, 3],
    [/\bcards?\b|\btiles?\b/, 1],
    [/\boee\b|\bscrap rate\b|\bthroughput\b|\bon[- ]time delivery\b|\bfirst[- ]pass\b/, 2],
    [/\bcalculat\w+\b/, -3],
  ],
  grants: ["chart"],
  takesFields: true,
  build(request) {
    const named = KPIS.filter((kpi) => kpi.sign.test(request.text));
    const usual = KPIS.filter((kpi) => USUAL.includes(kpi.name) && !named.includes(kpi));
    // One figure alone makes no card: the usual ones stand beside it.
    const chosen = named.length > 1 ? named.slice(0, 8) : [...named, ...usual].slice(0, 4);
    const unknown = request.fields.filter((field) => !KPIS.some((kpi) => kpi.sign.test(field.toLowerCase())));
    const kpis = chosen.map((kpi) => {
      const target = new RegExp(
        `(?:${kpi.sign.source})[^.,;]{0,24}?(?:target|goal|of|at|above|below|under|over|≥|≤|>|<)\\s*(?:of\\s*)?(\\d+(?:\\.\\d+)?)`,
      ).exec(request.text);
      const figure = target?.at(-1);
      return figure === undefined ? kpi : { ...kpi, target: Number(figure) };
    });
    const title = titleOf(request, "Manufacturing KPIs");
    const code = composeFile(`
type Kpi = {
  name: string;
  unit: string;
  target: number;
  better: "higher" | "lower";
  digits: number;
  /** One value a week, the newest last. */
  values: number[];
};

const TITLE = ${lit(title)};

// Sample figures: replace them with your own.
const sampleKpis: Kpi[] = [
${kpis.map((kpi) => `  { name: ${lit(kpi.name)}, unit: ${lit(kpi.unit)}, target: ${kpi.target}, better: ${lit(kpi.better)}, digits: ${kpi.digits}, values: [${kpi.values.join(", ")}] },`).join("\n")}
];

function format(kpi: Kpi, value: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: kpi.digits, maximumFractionDigits: kpi.digits });
}

function isMet(kpi: Kpi, value: number): boolean {
  return kpi.better === "higher" ? value >= kpi.target : value <= kpi.target;
}

const share = (part: number, whole: number) => (whole === 0 ? 100 : (part / whole) * 100);

/** Figures of the workspace as it is now: one value each, because it keeps no weeks. */
function liveKpis(orders: OrderRow[], stock: StockRow[], today: string): Kpi[] {
  const open = orders.filter((order) => order.status === "placed");
  const late = open.filter((order) => order.dueOn !== "" && order.dueOn < today);
  return [
    { name: "Orders in time", unit: "%", target: 95, better: "higher", digits: 1, values: [share(open.length - late.length, open.length)] },
    { name: "Open orders", unit: "USD", target: 0, better: "higher", digits: 0, values: [open.reduce((sum, order) => sum + order.totalUsd, 0)] },
    { name: "Stock above reorder point", unit: "%", target: 90, better: "higher", digits: 1, values: [share(stock.filter((item) => item.onHand >= item.reorderPoint).length, stock.length)] },
    { name: "Value of stock", unit: "USD", target: 0, better: "higher", digits: 0, values: [stock.reduce((sum, item) => sum + item.onHand * (item.unitCostUsd ?? 0), 0)] },
  ];
}

export default function KpiCard() {
  const [chosen, setChosen] = useState(0);
  const [isSample, setIsSample] = useState(${named.length > 0});
  const orders = useRows("orders");
  const stock = useRows("stock");
  const isLive = orders.state === "live" && stock.state === "live" && orders.rows.length + stock.rows.length > 0;
  const kpis = isLive && !isSample ? liveKpis(orders.rows, stock.rows, inDays(0)) : sampleKpis;
  const met = kpis.filter((kpi) => isMet(kpi, kpi.values.at(-1) ?? 0)).length;
  const kpi = kpis[chosen] ?? kpis[0];
  if (!kpi) return null;

  return (
    <main className={ui.page}>
      <section className={"mx-auto max-w-4xl " + ui.panel} aria-labelledby="kpi-title">
        <header className={"flex flex-wrap items-center gap-3 border-b px-5 py-4 " + ui.line}>
          <h1 id="kpi-title" className={ui.title}>
            {TITLE}
          </h1>
          {isLive ? (
            <button type="button" className={ui.button + " h-8"} onClick={() => setIsSample(!isSample)}>
              {isSample ? "Sample, last 8 weeks" : "This workspace, now"}
            </button>
          ) : (
            <span className={ui.muted}>Last 8 weeks</span>
          )}
          <span className="ml-auto">
            <Chip tone={met === kpis.length ? "ok" : "warn"}>
              {met} of {kpis.length} on target
            </Chip>
          </span>
        </header>

        <div className="grid grid-cols-2 sm:grid-cols-4" role="group" aria-label="Figures">
          {kpis.map((each, index) => (
            <KpiTile key={each.name} kpi={each} isChosen={index === chosen} onChoose={() => setChosen(index)} />
          ))}
        </div>

        <div className="px-5 py-4">
          <div className="mb-2 flex items-baseline justify-between">
            <h2 className={ui.section}>
              {kpi.name}, {kpi.unit}
            </h2>
            <span className={"text-xs " + ui.muted}>Dashed: target {format(kpi, kpi.target)}</span>
          </div>
          <div className="h-48" role="img" aria-label={kpi.name + " by week: " + kpi.values.map((value) => format(kpi, value)).join(", ")}>
            <ResponsiveContainer width="100%" height="100%">
              <LineChart data={kpi.values.map((value, week) => ({ week: "W" + (week + 1), value }))} margin={{ top: 8, right: 12, bottom: 0, left: -12 }}>
                <CartesianGrid vertical={false} stroke="currentColor" strokeOpacity={0.12} />
                <XAxis dataKey="week" tickLine={false} axisLine={false} fontSize={11} stroke="currentColor" />
                <YAxis
                  domain={[(low: number) => Math.floor(Math.min(low, kpi.target) * 0.97), (high: number) => Math.ceil(Math.max(high, kpi.target) * 1.02)]}
                  tickLine={false}
                  axisLine={false}
                  fontSize={11}
                  stroke="currentColor"
                />
                <Tooltip contentStyle={{ fontSize: 12, color: "#18181b", borderRadius: 6 }} />
                <ReferenceLine y={kpi.target} stroke="currentColor" strokeOpacity={0.5} strokeDasharray="4 4" />
                <Line dataKey="value" name={kpi.name} stroke="#2563eb" strokeWidth={2} dot={{ r: 3 }} isAnimationActive={false} />
              </LineChart>
            </ResponsiveContainer>
          </div>
        </div>
      </section>
    </main>
  );
}

function KpiTile(props: { kpi: Kpi; isChosen: boolean; onChoose: () => void }) {
  const { kpi } = props;
  const value = kpi.values.at(-1) ?? 0;
  const change = value - (kpi.values.at(-2) ?? value);
  const isBetter = kpi.better === "higher" ? change >= 0 : change <= 0;
  return (
    <button
      type="button"
      aria-pressed={props.isChosen}
      onClick={props.onChoose}
      className={
        "border-r border-b px-5 py-4 text-left outline-offset-[-2px] outline-blue-600 hover:bg-zinc-50 focus-visible:outline-2 dark:hover:bg-zinc-900 " +
        ui.line +
        (props.isChosen ? " bg-zinc-100 dark:bg-zinc-900" : "")
      }
    >
      <span className={"block text-xs font-medium " + ui.muted}>{kpi.name}</span>
      <span className="mt-1 flex items-baseline gap-1">
        <span className={ui.figure}>{format(kpi, value)}</span>
        <span className={"text-xs " + ui.muted}>{kpi.unit}</span>
      </span>
      <span className="mt-2 flex flex-wrap items-center gap-2">
        <Chip tone={isMet(kpi, value) ? "ok" : "warn"}>{isMet(kpi, value) ? "On target" : "Target " + format(kpi, kpi.target)}</Chip>
        <span className={"inline-flex items-center text-xs " + (isBetter ? "text-emerald-800 dark:text-emerald-400" : "text-red-800 dark:text-red-400")}>
          {change >= 0 ? <ArrowUpRight className="size-3.5" aria-label="up" /> : <ArrowDownRight className="size-3.5" aria-label="down" />}
          {format(kpi, Math.abs(change))}
        </span>
      </span>
    </button>
  );
}
`);
    return {
      title,
      label: kpis.map((kpi) => kpi.name).join(", "),
      code,
      warnings: [
        ...(named.length > 1
          ? []
          : [
              {
                code: "app_guess",
                message: `The prompt names ${named.length === 0 ? "no figures" : "one figure"}; ${chosen
                  .filter((kpi) => !named.includes(kpi))
                  .map((kpi) => kpi.name)
                  .join(", ")} were ${named.length === 0 ? "taken" : "added"}, with sample values.`,
              },
            ]),
        ...(unknown.length === 0
          ? []
          : [{ code: "app_fields", message: `Not among the figures that this card knows: ${unknown.join(", ")}.` }]),
      ],
    };
  },
};
