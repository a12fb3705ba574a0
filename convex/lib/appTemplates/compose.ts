/** Puts a component file together: imports, shared pieces and styles that the body uses, then the body itself. */

/** A string literal of the generated code; words of a prompt enter code only through here. */
export function lit(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16)}`);
}

/** One class string per role; a file gets those it uses, so that restyling an app means editing one object. */
const STYLES = {
  page: "min-h-screen bg-white p-4 text-sm text-zinc-900 tabular-nums sm:p-6 dark:bg-zinc-950 dark:text-zinc-100",
  head: "mb-5 flex flex-wrap items-center gap-x-3 gap-y-2",
  title: "text-lg font-semibold tracking-tight",
  section: "mb-2 text-sm font-semibold",
  muted: "text-zinc-600 dark:text-zinc-400",
  label: "mb-1 block text-xs font-medium text-zinc-600 dark:text-zinc-400",
  input:
    "h-9 w-full rounded-md border border-zinc-400 bg-white px-3 outline-offset-2 outline-blue-600 focus-visible:outline-2 aria-invalid:border-red-600 dark:border-zinc-600 dark:bg-zinc-900 dark:outline-blue-400 dark:aria-invalid:border-red-400",
  button:
    "inline-flex h-9 items-center justify-center gap-2 rounded-md border border-zinc-300 px-3 font-medium whitespace-nowrap outline-offset-2 outline-blue-600 hover:bg-zinc-100 focus-visible:outline-2 disabled:opacity-40 dark:border-zinc-700 dark:outline-blue-400 dark:hover:bg-zinc-800",
  primary:
    "inline-flex h-9 items-center justify-center gap-2 rounded-md bg-zinc-900 px-3.5 font-semibold whitespace-nowrap text-white outline-offset-2 outline-blue-600 hover:bg-zinc-700 focus-visible:outline-2 disabled:opacity-40 dark:bg-zinc-100 dark:text-zinc-900 dark:outline-blue-400 dark:hover:bg-zinc-300",
  icon: "inline-flex size-8 items-center justify-center rounded-md text-zinc-600 outline-offset-2 outline-blue-600 hover:bg-zinc-100 focus-visible:outline-2 disabled:opacity-40 dark:text-zinc-400 dark:outline-blue-400 dark:hover:bg-zinc-800",
  panel: "rounded-lg border border-zinc-200 dark:border-zinc-800",
  line: "border-zinc-200 dark:border-zinc-800",
  table: "w-full border-collapse text-left",
  th: "border-b border-zinc-300 px-3 py-2 text-xs font-medium whitespace-nowrap text-zinc-600 dark:border-zinc-700 dark:text-zinc-400",
  td: "h-10 border-b border-zinc-200 px-3 py-1.5 dark:border-zinc-800",
  error: "mt-1 text-xs text-red-700 dark:text-red-400",
  figure: "text-2xl font-semibold tracking-tight",
} as const;

/** Declarations that several templates share; `sign` says when a body needs one. */
const PIECES: { sign: RegExp; source: string }[] = [
  {
    sign: /<Chip\b|\bTone\b/,
    source: `type Tone = "ok" | "warn" | "bad" | "info" | "plain";

const tones: Record<Tone, string> = {
  ok: "bg-emerald-100 text-emerald-900 dark:bg-emerald-950 dark:text-emerald-300",
  warn: "bg-amber-100 text-amber-900 dark:bg-amber-950 dark:text-amber-300",
  bad: "bg-red-100 text-red-800 dark:bg-red-950 dark:text-red-300",
  info: "bg-blue-100 text-blue-900 dark:bg-blue-950 dark:text-blue-300",
  plain: "bg-zinc-100 text-zinc-700 dark:bg-zinc-800 dark:text-zinc-300",
};

function Chip(props: { tone: Tone; children: ReactNode }) {
  return (
    <span className={"inline-flex items-center rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap " + tones[props.tone]}>
      {props.children}
    </span>
  );
}`,
  },
  {
    sign: /\binDays\(|\bdaysUntil\(/,
    source: `const DAY_MS = 86_400_000;

function isoDate(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, "0");
  return date.getFullYear() + "-" + month + "-" + String(date.getDate()).padStart(2, "0");
}

/** The date so many days from today, as an ISO date. */
function inDays(days: number): string {
  return isoDate(new Date(Date.now() + days * DAY_MS));
}`,
  },
  {
    sign: /\bdaysUntil\(/,
    source: `function daysUntil(iso: string): number {
  return Math.round((Date.parse(iso) - Date.parse(inDays(0))) / DAY_MS);
}`,
  },
  {
    sign: /\bshowDate\(/,
    source: `function showDate(iso: string): string {
  if (iso === "") return "–";
  return new Date(iso + "T00:00").toLocaleDateString("en-GB", { day: "2-digit", month: "short" });
}`,
  },
];

const WORKSPACE = ["useRows", "workspace"];
const WORKSPACE_TYPES = ["BomLineRow", "BomRow", "ChecklistRow", "OrderLineRow", "OrderRow", "StockRow", "SupplierRow"];
const REACT_VALUES = ["Fragment", "useEffect", "useId", "useMemo", "useReducer", "useRef", "useState"];
const REACT_TYPES = ["ReactNode"];
const ICONS = [
  "AlertTriangle",
  "ArrowDown",
  "ArrowDownRight",
  "ArrowLeft",
  "ArrowRight",
  "ArrowUp",
  "ArrowUpRight",
  "Check",
  "ChevronDown",
  "ChevronRight",
  "CircleAlert",
  "CircleCheck",
  "CircleX",
  "Minus",
  "Pause",
  "Play",
  "Plus",
  "Printer",
  "RotateCcw",
  "Search",
  "Trash2",
  "X",
];
const CHARTS = [
  "Area",
  "AreaChart",
  "Bar",
  "BarChart",
  "CartesianGrid",
  "ComposedChart",
  "Line",
  "LineChart",
  "ReferenceLine",
  "ResponsiveContainer",
  "Tooltip",
  "XAxis",
  "YAxis",
];

function used(names: readonly string[], source: string, before: string): string[] {
  return names.filter((name) => new RegExp(`${before}${name}\\b`).test(source));
}

/** @param body the file below its imports: constants, types, sub-components and the default export */
export function composeFile(body: string): string {
  const pieces = PIECES.filter(({ sign }) => sign.test(body)).map(({ source }) => source);
  const rest = [...pieces, body.trim()].join("\n\n");
  const styles = Object.entries(STYLES).filter(([name]) => new RegExp(`\\bui\\.${name}\\b`).test(rest));
  const react = [...used(REACT_TYPES, rest, "\\b").map((name) => `type ${name}`), ...used(REACT_VALUES, rest, "\\b")];
  const imports = [
    ["react", react],
    ["lucide-react", used(ICONS, rest, "(?:<|: )")],
    ["recharts", used(CHARTS, rest, "<")],
    [
      "workspace",
      [
        ...used(WORKSPACE_TYPES, rest, "\\b").map((name) => `type ${name}`),
        ...WORKSPACE.filter((name) => new RegExp(`\\b${name}[.(]`).test(rest)),
      ],
    ],
  ] as const;
  const lines = imports
    .filter(([, names]) => names.length > 0)
    .map(([module, names]) => `import { ${names.join(", ")} } from "${module}";`);
  const ui = ["const ui = {", ...styles.map(([name, classes]) => `  ${name}:\n    ${JSON.stringify(classes)},`), "};"];
  return `${[lines.join("\n"), ui.join("\n"), rest].filter(Boolean).join("\n\n")}\n`;
}
