import { composeFile, lit } from "../compose";
import { readNumber, titleOf } from "../request";
import type { AppTemplate } from "../types";

export const toleranceStack: AppTemplate = {
  id: "tolerance-stack",
  name: "Tolerance stack",
  detail: "Worst case and statistical sum of a chain of dimensions",
  example: "Build a tolerance stack-up calculator with worst case and RSS",
  signs: [
    [/\btolerances?\b(?=.*\b(?:stack|chain|analysis|calculat\w*|rss|worst)\b)|\bstack[- ]?ups?\b/, 7],
    [/\bworst[- ]case\b|\brss\b|\broot sum\b/, 3],
  ],
  grants: ["validation", "editing"],
  build(request) {
    const low =
      readNumber(
        request.text,
        /\b(?:gap|clearance)(?: of)?(?: at least| min(?:imum)?| from| above| >)? (\d+(?:\.\d+)?)/,
      ) ?? 0.1;
    const high = readNumber(request.text, /\b(?:at most|max(?:imum)?(?: gap)?|to|below) (\d+(?:\.\d+)?) ?(?:mm)?\b/);
    const top = high !== null && high > low ? high : Math.round((low + 0.5) * 1000) / 1000;
    const title = titleOf(request, "Tolerance stack");
    const code = composeFile(`
type Link = { id: number; name: string; nominal: number; tolerance: number; direction: 1 | -1 };

const TITLE = ${lit(title)};
const start = { low: ${low}, high: ${top} };

// Sample chain: a housing bore depth less what is stacked in it. Replace it with your own.
const samples: Link[] = [
  { id: 1, name: "Housing depth", nominal: 42, tolerance: 0.1, direction: 1 },
  { id: 2, name: "Bearing 6204", nominal: 14, tolerance: 0.06, direction: -1 },
  { id: 3, name: "Spacer", nominal: 13.7, tolerance: 0.05, direction: -1 },
  { id: 4, name: "Bearing 6204", nominal: 14, tolerance: 0.06, direction: -1 },
];

type Sum = { nominal: number; worst: number; rss: number };

/** The gap that a chain leaves and its deviation, ± in mm. */
function sumOf(chain: Link[]): Sum {
  return {
    nominal: chain.reduce((sum, link) => sum + link.direction * link.nominal, 0),
    worst: chain.reduce((sum, link) => sum + link.tolerance, 0),
    rss: Math.sqrt(chain.reduce((sum, link) => sum + link.tolerance ** 2, 0)),
  };
}

export default function ToleranceStack() {
  const [chain, setChain] = useState(samples);
  const [limits, setLimits] = useState(start);
  const sum = sumOf(chain);
  const cases = [
    { name: "Worst case", low: sum.nominal - sum.worst, high: sum.nominal + sum.worst, deviation: sum.worst },
    { name: "Statistical, RSS", low: sum.nominal - sum.rss, high: sum.nominal + sum.rss, deviation: sum.rss },
  ];

  function change(id: number, part: Partial<Link>) {
    setChain((now) => now.map((link) => (link.id === id ? { ...link, ...part } : link)));
  }

  function add() {
    setChain((now) => [...now, { id: Math.max(0, ...now.map((link) => link.id)) + 1, name: "Part", nominal: 0, tolerance: 0.05, direction: -1 }]);
  }

  return (
    <main className={ui.page + " mx-auto max-w-4xl"}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted}>Millimetres</span>
        <button type="button" className={ui.primary + " ml-auto"} onClick={add}>
          <Plus className="size-4" aria-hidden />
          Add dimension
        </button>
      </header>

      <div className="overflow-x-auto">
        <table className={ui.table}>
          <caption className="sr-only">Chain of dimensions</caption>
          <thead>
            <tr>
              <th scope="col" className={ui.th}>Dimension</th>
              <th scope="col" className={ui.th + " w-36"}>Direction</th>
              <th scope="col" className={ui.th + " w-32"}>Nominal</th>
              <th scope="col" className={ui.th + " w-32"}>Tolerance ±</th>
              <th scope="col" className={ui.th + " text-right"}>Share of variation</th>
              <th scope="col" className={ui.th}>
                <span className="sr-only">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {chain.map((link) => (
              <tr key={link.id}>
                <td className={ui.td + " py-1"}>
                  <input className={ui.input} aria-label="Name" value={link.name} onChange={(event) => change(link.id, { name: event.target.value })} />
                </td>
                <td className={ui.td}>
                  <select className={ui.input} aria-label={"Direction of " + link.name} value={link.direction} onChange={(event) => change(link.id, { direction: event.target.value === "1" ? 1 : -1 })}>
                    <option value="1">+ opens</option>
                    <option value="-1">− closes</option>
                  </select>
                </td>
                <td className={ui.td}>
                  <input className={ui.input + " text-right"} type="number" step={0.01} aria-label={"Nominal of " + link.name} value={link.nominal} onChange={(event) => change(link.id, { nominal: Number(event.target.value) })} />
                </td>
                <td className={ui.td}>
                  <input className={ui.input + " text-right"} type="number" min={0} step={0.005} aria-label={"Tolerance of " + link.name} value={link.tolerance} onChange={(event) => change(link.id, { tolerance: Math.abs(Number(event.target.value)) })} />
                </td>
                <td className={ui.td + " text-right"}>{sum.rss === 0 ? "–" : Math.round((link.tolerance / sum.rss) ** 2 * 100) + " %"}</td>
                <td className={ui.td + " text-right"}>
                  <button type="button" className={ui.icon} aria-label={"Remove " + link.name} onClick={() => setChain((now) => now.filter((other) => other.id !== link.id))}>
                    <X className="size-4" aria-hidden />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>

      <div className="mt-6 flex flex-wrap items-end gap-4">
        <label className="w-32">
          <span className={ui.label}>Gap at least</span>
          <input className={ui.input + " text-right"} type="number" step={0.01} value={limits.low} onChange={(event) => setLimits((now) => ({ ...now, low: Number(event.target.value) }))} />
        </label>
        <label className="w-32">
          <span className={ui.label}>Gap at most</span>
          <input className={ui.input + " text-right"} type="number" step={0.01} value={limits.high} onChange={(event) => setLimits((now) => ({ ...now, high: Number(event.target.value) }))} />
        </label>
        <p className="pb-2">
          Nominal gap <strong className="font-semibold">{sum.nominal.toFixed(3)} mm</strong>
        </p>
      </div>

      <dl className="mt-4" aria-live="polite">
        {cases.map((each) => {
          const fits = each.low >= limits.low - 1e-9 && each.high <= limits.high + 1e-9;
          return (
            <div key={each.name} className={"flex flex-wrap items-center gap-x-6 gap-y-1 border-t py-3 " + ui.line}>
              <dt className="w-36 font-medium">{each.name}</dt>
              <dd className="text-lg font-semibold">
                {each.low.toFixed(3)} to {each.high.toFixed(3)} mm
              </dd>
              <dd className={ui.muted}>± {each.deviation.toFixed(3)}</dd>
              <dd className="ml-auto">{fits ? <Chip tone="ok">Within limits</Chip> : <Chip tone="bad">{each.low < limits.low ? "Too tight by " + (limits.low - each.low).toFixed(3) : "Too wide by " + (each.high - limits.high).toFixed(3)}</Chip>}</dd>
            </div>
          );
        })}
      </dl>
      <p className={"mt-2 text-xs " + ui.muted}>RSS assumes independent dimensions, centred on their nominal, with the tolerance at three sigma.</p>
    </main>
  );
}
`);
    return { title, label: `gap ${low} to ${top} mm`, code, warnings: [] };
  },
};
