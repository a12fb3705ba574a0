import { composeFile, lit } from "../compose";
import { titleOf } from "../request";
import type { AppTemplate } from "../types";

export const bomTree: AppTemplate = {
  id: "bom-tree",
  name: "Bill of materials tree",
  detail: "Levels that open and close, quantities and cost rolled up",
  example: "Build a BOM tree with quantities and rolled-up cost",
  signs: [
    [/\bboms?\b|\bbills? of materials?\b/, 8],
    [/\bassembl(?:y|ies) (?:tree|structure)\b|\bproduct structure\b/, 6],
    [/\btree\b|\bindented\b|\bmulti-?level\b/, 1],
  ],
  grants: ["search", "editing"],
  build(request) {
    const product =
      /\b(?:for|of) (?:a |an |the |our )((?:[a-z0-9-]+ ?){1,4}?)(?= with\b| that\b| and\b| showing\b|[,.]|$)/
        .exec(request.text.replace(/bills? of materials?/g, "bom"))?.[1]
        ?.trim();
    const subject = product && !/\b(?:parts?|materials?|assembl|product)\b/.test(product) ? product : null;
    const title = titleOf(request, "Bill of materials");
    const top = subject ? subject.charAt(0).toUpperCase() + subject.slice(1) : "Pump unit P-50";
    const code = composeFile(`
type Part = {
  number: string;
  name: string;
  /** Pieces in one of the part above. */
  quantity: number;
  /** Cost of one piece; 0 for an assembly, whose cost is that of its parts. */
  unitCost: number;
  leadDays: number;
  parts: Part[];
};

const TITLE = ${lit(title)};

// Sample structure: replace it with your own.
const sample: Part = {
  number: "100-0050", name: ${lit(top)}, quantity: 1, unitCost: 0, leadDays: 3,
  parts: [
    {
      number: "110-0050", name: "Housing, machined", quantity: 1, unitCost: 0, leadDays: 5,
      parts: [
        { number: "111-0050", name: "Housing casting", quantity: 1, unitCost: 84.5, leadDays: 28, parts: [] },
        { number: "112-0012", name: "Threaded insert M12", quantity: 8, unitCost: 0.62, leadDays: 7, parts: [] },
      ],
    },
    {
      number: "120-0020", name: "Rotor assembly", quantity: 1, unitCost: 0, leadDays: 4,
      parts: [
        { number: "121-0020", name: "Shaft 20h6", quantity: 1, unitCost: 31.2, leadDays: 10, parts: [] },
        { number: "122-0050", name: "Impeller", quantity: 1, unitCost: 47.9, leadDays: 21, parts: [] },
        { number: "123-6204", name: "Bearing 6204-2RS", quantity: 2, unitCost: 4.35, leadDays: 5, parts: [] },
        { number: "124-0020", name: "Shaft seal 20 × 35 × 7", quantity: 1, unitCost: 3.8, leadDays: 5, parts: [] },
      ],
    },
    { number: "310-0050", name: "Gasket DN50, EPDM", quantity: 2, unitCost: 2.85, leadDays: 12, parts: [] },
    { number: "204-0012", name: "Bolt M12 × 50 8.8, zinc", quantity: 8, unitCost: 0.33, leadDays: 5, parts: [] },
    { number: "900-0001", name: "Nameplate", quantity: 1, unitCost: 1.49, leadDays: 8, parts: [] },
  ],
};

const money = new Intl.NumberFormat("en-US", { style: "currency", currency: ${lit(request.currency)} });

/** Cost of one piece with everything in it. */
function costOf(part: Part): number {
  return part.unitCost + part.parts.reduce((sum, child) => sum + child.quantity * costOf(child), 0);
}

/** Days until one can be finished when all of it is bought today. */
function leadOf(part: Part): number {
  return part.leadDays + Math.max(0, ...part.parts.map(leadOf));
}

function countOf(part: Part): number {
  return part.parts.length === 0 ? 1 : part.parts.reduce((sum, child) => sum + countOf(child), 0);
}

function assembliesIn(part: Part): string[] {
  return part.parts.length === 0 ? [] : [part.number, ...part.parts.flatMap(assembliesIn)];
}

function matches(part: Part, wanted: string): boolean {
  return (part.number + " " + part.name).toLowerCase().includes(wanted) || part.parts.some((child) => matches(child, wanted));
}

type Line = { part: Part; level: number; total: number };

function linesOf(part: Part, level: number, total: number, closed: ReadonlySet<string>, wanted: string): Line[] {
  if (wanted !== "" && !matches(part, wanted)) return [];
  const isOpen = wanted !== "" || !closed.has(part.number);
  return [{ part, level, total }, ...(isOpen ? part.parts.flatMap((child) => linesOf(child, level + 1, total * child.quantity, closed, wanted)) : [])];
}

/** A BOM of the workspace with its sub-assemblies; the backend lets no BOM hold itself. */
function treeOf(bom: BomRow, quantity: number, boms: BomRow[], lines: BomLineRow[]): Part {
  const parts = lines
    .filter((line) => line.bomId === bom.id)
    .map((line): Part => {
      const child = boms.find((each) => each.id === line.childBomId);
      if (child) return treeOf(child, line.quantity, boms, lines);
      return { number: line.number, name: line.name, quantity: line.quantity, unitCost: line.unitCostUsd ?? 0, leadDays: 0, parts: [] };
    });
  return { number: bom.number, name: bom.name, quantity, unitCost: 0, leadDays: 0, parts };
}

export default function BomTree() {
  const boms = useRows("boms");
  const bomLines = useRows("bomLines");
  const [bomId, setBomId] = useState("");
  const isLive = boms.state === "live" && boms.rows.length > 0;
  const shown = boms.rows.find((bom) => bom.id === bomId) ?? boms.rows[0];
  const top = isLive && shown ? treeOf(shown, 1, boms.rows, bomLines.rows) : sample;
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set<string>());
  const [search, setSearch] = useState("");
  const [build, setBuild] = useState(10);
  const lines = linesOf(top, 0, build, closed, search.trim().toLowerCase());
  const all = assembliesIn(top);

  function toggle(number: string) {
    setClosed((now) => {
      const next = new Set(now);
      if (!next.delete(number)) next.add(number);
      return next;
    });
  }

  return (
    <main className={ui.page}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted}>
          {top.name} · {countOf(top)} purchased parts
        </span>
        <div className="ml-auto flex flex-wrap items-center gap-2">
          {isLive && (
            <select className={ui.input + " max-w-44"} aria-label="BOM" value={shown?.id ?? ""} onChange={(event) => setBomId(event.target.value)}>
              {boms.rows.map((bom) => (
                <option key={bom.id} value={bom.id}>
                  {bom.number + " " + bom.name}
                </option>
              ))}
            </select>
          )}
          <input className={ui.input + " max-w-44"} type="search" aria-label="Search parts" placeholder="Number or name" value={search} onChange={(event) => setSearch(event.target.value)} />
          <button type="button" className={ui.button} onClick={() => setClosed(closed.size > 0 ? new Set() : new Set(all.slice(1)))}>
            {closed.size > 0 ? "Open all" : "Close all"}
          </button>
        </div>
      </header>

      <div className="mb-5 flex flex-wrap gap-x-10 gap-y-3">
        <label className="w-28">
          <span className={ui.label}>Build quantity</span>
          <input className={ui.input} type="number" min={1} value={build} onChange={(event) => setBuild(Math.max(1, Math.floor(Number(event.target.value)) || 1))} />
        </label>
        <dl className="flex gap-10">
          <div>
            <dt className={ui.label}>Cost of one</dt>
            <dd className={ui.figure}>{money.format(costOf(top))}</dd>
          </div>
          <div>
            <dt className={ui.label}>Material for {build}</dt>
            <dd className={ui.figure}>{money.format(costOf(top) * build)}</dd>
          </div>
          <div>
            <dt className={ui.label}>Lead time</dt>
            <dd className={ui.figure}>{leadOf(top)} days</dd>
          </div>
        </dl>
      </div>

      <div className="overflow-x-auto">
        <table className={ui.table} role="treegrid" aria-label={TITLE}>
          <thead>
            <tr>
              <th scope="col" className={ui.th}>Part</th>
              <th scope="col" className={ui.th}>Number</th>
              <th scope="col" className={ui.th + " text-right"}>Per parent</th>
              <th scope="col" className={ui.th + " text-right"}>Total</th>
              <th scope="col" className={ui.th + " text-right"}>Cost each</th>
              <th scope="col" className={ui.th + " text-right"}>Cost</th>
              <th scope="col" className={ui.th + " text-right"}>Lead</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ part, level, total }) => {
              const isAssembly = part.parts.length > 0;
              return (
                <tr key={level + part.number} aria-level={level + 1} aria-expanded={isAssembly ? !closed.has(part.number) : undefined} className="hover:bg-zinc-50 dark:hover:bg-zinc-900">
                  <td className={ui.td}>
                    <span className="flex items-center gap-1" style={{ paddingLeft: level * 22 }}>
                      {isAssembly ? (
                        <button type="button" className={ui.icon + " -ml-2"} aria-label={(closed.has(part.number) ? "Open " : "Close ") + part.name} onClick={() => toggle(part.number)}>
                          {closed.has(part.number) ? <ChevronRight className="size-4" aria-hidden /> : <ChevronDown className="size-4" aria-hidden />}
                        </button>
                      ) : (
                        <span className="w-6" />
                      )}
                      <span className={isAssembly ? "font-semibold" : ""}>{part.name}</span>
                    </span>
                  </td>
                  <td className={ui.td + " font-mono text-[13px]"}>{part.number}</td>
                  <td className={ui.td + " text-right"}>{part.quantity}</td>
                  <td className={ui.td + " text-right"}>{total.toLocaleString("en-US")}</td>
                  <td className={ui.td + " text-right"}>{money.format(costOf(part))}</td>
                  <td className={ui.td + " text-right font-medium"}>{money.format(costOf(part) * total)}</td>
                  <td className={ui.td + " text-right whitespace-nowrap"}>{leadOf(part)} d</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {lines.length === 0 && <p className={"py-8 text-center " + ui.muted}>No part matches “{search}”.</p>}
    </main>
  );
}
`);
    return {
      title,
      label: `${top}, 3 levels`,
      code,
      warnings: [
        {
          code: "app_sample",
          message: subject
            ? `The parts below “${top}” are those of a sample pump: put your own structure in.`
            : "The structure is a sample pump: put your own in.",
        },
      ],
    };
  },
};
