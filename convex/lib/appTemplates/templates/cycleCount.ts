import { composeFile, lit } from "../compose";
import { readNumber, titleOf } from "../request";
import type { AppTemplate } from "../types";

export const cycleCount: AppTemplate = {
  id: "cycle-count",
  name: "Cycle count",
  detail: "Blind count by bin, variance, second count where it matters",
  example: "Build a cycle count sheet with variance and a 2 % tolerance",
  signs: [
    [/\bcycle[- ]count\w*\b|\bstock ?tak\w+\b|\bphysical (?:count|inventory)\b|\binventory count\w*\b/, 8],
    [/\bvarianc\w+\b|\bdiscrepanc\w+\b/, 2],
  ],
  grants: ["validation", "scanner"],
  build(request) {
    const tolerance = readNumber(request.text, /(\d+(?:\.\d+)?) ?(?:%|percent)/) ?? 2;
    const title = titleOf(request, "Cycle count");
    const code = composeFile(`
type Line = { bin: string; sku: string; name: string; system: number; unitCost: number };

const TITLE = ${lit(title)};
/** A difference above this share of the system quantity asks for a second count. */
const TOLERANCE_PERCENT = ${tolerance};

// Sample lines: replace them with your own.
const samples: Line[] = [
  { bin: "A-01-2", sku: "FLG-DN50", name: "Flange blank DN50", system: 38, unitCost: 47.8 },
  { bin: "A-03-1", sku: "TUB-0889", name: "Tube 88.9 × 5", system: 18, unitCost: 59.7 },
  { bin: "B-02-4", sku: "BLT-M12", name: "M12 × 50 8.8, zinc", system: 1450, unitCost: 0.33 },
  { bin: "B-02-5", sku: "NUT-M12", name: "M12 nut, nyloc", system: 1310, unitCost: 0.15 },
  { bin: "C-01-1", sku: "GSK-DN50", name: "Gasket DN50, EPDM", system: 96, unitCost: 2.85 },
  { bin: "C-01-3", sku: "ORG-52", name: "O-ring 52 × 3", system: 48, unitCost: 0.19 },
  { bin: "D-04-3", sku: "PLT-S355", name: "S355 plate 20 mm", system: 9, unitCost: 348.8 },
];

const money = new Intl.NumberFormat("en-US", { style: "currency", currency: ${lit(request.currency)} });

function countedOf(text: string | undefined): number | null {
  if (text === undefined || text.trim() === "") return null;
  const value = Number(text);
  return Number.isInteger(value) && value >= 0 ? value : null;
}

function isWithin(line: Line, counted: number): boolean {
  return Math.abs(counted - line.system) <= (line.system * TOLERANCE_PERCENT) / 100;
}

export default function CycleCount() {
  const [first, setFirst] = useState<Record<string, string>>({ "FLG-DN50": "38", "TUB-0889": "16" });
  const [second, setSecond] = useState<Record<string, string>>({});
  const [isBlind, setIsBlind] = useState(true);
  const stock = useRows("stock");
  const isLive = stock.state === "live" && stock.rows.length > 0;
  const lines: Line[] = isLive
    ? stock.rows.map((row) => ({ bin: row.location, sku: row.partNumber, name: row.partName, system: row.onHand, unitCost: row.unitCostUsd ?? 0 }))
    : samples;

  const rows = lines.map((line) => {
    const one = countedOf(first[line.sku]);
    const needsSecond = one !== null && !isWithin(line, one);
    const two = needsSecond ? countedOf(second[line.sku]) : null;
    const counted = needsSecond ? two : one;
    return { line, one, needsSecond, two, counted, difference: counted === null ? null : counted - line.system };
  });
  const done = rows.filter((row) => row.counted !== null);
  const value = done.reduce((sum, row) => sum + (row.difference ?? 0) * row.line.unitCost, 0);
  const right = done.filter((row) => row.difference === 0).length;

  return (
    <main className={ui.page}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted} role="status">
          {done.length} of {lines.length} bins counted
        </span>
        <label className="ml-auto flex items-center gap-2">
          <input type="checkbox" className="size-4" checked={isBlind} onChange={(event) => setIsBlind(event.target.checked)} />
          Hide system quantity until counted
        </label>
      </header>

      <dl className="mb-5 flex flex-wrap gap-x-10 gap-y-3">
        <div>
          <dt className={ui.label}>Accuracy</dt>
          <dd className={ui.figure}>{done.length === 0 ? "–" : Math.round((right / done.length) * 100) + " %"}</dd>
        </div>
        <div>
          <dt className={ui.label}>Value of differences</dt>
          <dd className={ui.figure}>{money.format(value)}</dd>
        </div>
        <div>
          <dt className={ui.label}>Second counts open</dt>
          <dd className={ui.figure}>{rows.filter((row) => row.needsSecond && row.two === null).length}</dd>
        </div>
      </dl>

      <div className="overflow-x-auto">
        <table className={ui.table}>
          <caption className="sr-only">Bins to count</caption>
          <thead>
            <tr>
              <th scope="col" className={ui.th}>Bin</th>
              <th scope="col" className={ui.th}>Item</th>
              <th scope="col" className={ui.th + " text-right"}>System</th>
              <th scope="col" className={ui.th + " w-28"}>Count</th>
              <th scope="col" className={ui.th + " w-28"}>Second count</th>
              <th scope="col" className={ui.th + " text-right"}>Difference</th>
              <th scope="col" className={ui.th + " text-right"}>Value</th>
              <th scope="col" className={ui.th}>State</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, one, needsSecond, two, difference }) => (
              <tr key={line.sku}>
                <td className={ui.td + " font-mono text-[13px]"}>{line.bin}</td>
                <td className={ui.td}>
                  <span className="block">{line.name}</span>
                  <span className={"font-mono text-xs " + ui.muted}>{line.sku}</span>
                </td>
                <td className={ui.td + " text-right"}>{isBlind && one === null ? "hidden" : line.system.toLocaleString("en-US")}</td>
                <td className={ui.td}>
                  <input
                    className={ui.input + " text-right"}
                    inputMode="numeric"
                    aria-label={"Count of " + line.name}
                    aria-invalid={(first[line.sku] ?? "") !== "" && one === null}
                    value={first[line.sku] ?? ""}
                    onChange={(event) => setFirst((now) => ({ ...now, [line.sku]: event.target.value }))}
                  />
                </td>
                <td className={ui.td}>
                  {needsSecond && (
                    <input
                      className={ui.input + " text-right"}
                      inputMode="numeric"
                      aria-label={"Second count of " + line.name}
                      value={second[line.sku] ?? ""}
                      onChange={(event) => setSecond((now) => ({ ...now, [line.sku]: event.target.value }))}
                    />
                  )}
                </td>
                <td className={ui.td + " text-right font-medium"}>{difference === null ? "–" : difference > 0 ? "+" + difference : difference}</td>
                <td className={ui.td + " text-right"}>{difference === null ? "–" : money.format(difference * line.unitCost)}</td>
                <td className={ui.td}>
                  {one === null ? (
                    <Chip tone="plain">To count</Chip>
                  ) : needsSecond && two === null ? (
                    <Chip tone="warn">Count again</Chip>
                  ) : difference === 0 ? (
                    <Chip tone="ok">Matches</Chip>
                  ) : (
                    <Chip tone="bad">Differs</Chip>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={"mt-3 text-xs " + ui.muted}>A difference above {TOLERANCE_PERCENT} % asks for a second count, which then stands.</p>
    </main>
  );
}
`);
    return { title, label: `${tolerance} % tolerance`, code, warnings: [] };
  },
};
