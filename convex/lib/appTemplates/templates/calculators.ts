import { composeFile, lit } from "../compose";
import { readNumber, titleOf, type AppRequest } from "../request";
import type { AppTemplate, BuiltApp } from "../types";

/** Templates that turn a few entered numbers into results: each is a list of inputs and a pure function. */

type Input = { key: string; label: string; unit: string; value: number; low?: number; step?: number };
type Result = { label: string; source: string; unit: string; digits: number; main?: boolean };
type Calculator = {
  usualTitle: string;
  component: string;
  inputs: Input[];
  /** Statements before the results, in terms of the inputs. */
  work?: string[];
  results: Result[];
  note: string;
};

function calculatorCode(title: string, calculator: Calculator): string {
  const keys = calculator.inputs.map((input) => input.key);
  return composeFile(`
type Values = { ${keys.map((key) => `${key}: number`).join("; ")} };
type Input = { key: keyof Values; label: string; unit: string; low: number; step: number };
type Result = { label: string; value: number; unit: string; digits: number; isMain?: boolean };

const TITLE = ${lit(title)};

const inputs: Input[] = [
${calculator.inputs.map((input) => `  { key: ${lit(input.key)}, label: ${lit(input.label)}, unit: ${lit(input.unit)}, low: ${input.low ?? 0}, step: ${input.step ?? 1} },`).join("\n")}
];

const start: Values = { ${calculator.inputs.map((input) => `${input.key}: ${input.value}`).join(", ")} };

function calculate({ ${keys.join(", ")} }: Values): Result[] {
${(calculator.work ?? []).map((line) => `  ${line}\n`).join("")}  return [
${calculator.results.map((result) => `    { label: ${lit(result.label)}, value: ${result.source}, unit: ${lit(result.unit)}, digits: ${result.digits}${result.main ? ", isMain: true" : ""} },`).join("\n")}
  ];
}

function show(result: Result): string {
  if (!Number.isFinite(result.value)) return "–";
  return result.value.toLocaleString("en-US", { minimumFractionDigits: result.digits, maximumFractionDigits: result.digits });
}

export default function ${calculator.component}() {
  const [texts, setTexts] = useState<Record<string, string>>(Object.fromEntries(inputs.map((input) => [input.key, String(start[input.key])])));

  const problems = inputs.flatMap((input) => {
    const text = texts[input.key] ?? "";
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) return [{ key: input.key, text: "Enter a number." }];
    return value < input.low ? [{ key: input.key, text: "At least " + input.low + " " + input.unit + "." }] : [];
  });
  const values = { ...start };
  for (const input of inputs) values[input.key] = Number(texts[input.key]);
  const results = problems.length === 0 ? calculate(values) : [];

  return (
    <main className={ui.page + " mx-auto max-w-4xl"}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <button
          type="button"
          className={ui.button + " ml-auto"}
          onClick={() => setTexts(Object.fromEntries(inputs.map((input) => [input.key, String(start[input.key])])))}
        >
          <RotateCcw className="size-4" aria-hidden />
          Reset
        </button>
      </header>

      <div className="grid gap-8 md:grid-cols-2">
        <section aria-label="Inputs" className="space-y-4">
          {inputs.map((input) => {
            const problem = problems.find((found) => found.key === input.key);
            return (
              <div key={input.key}>
                <label htmlFor={input.key} className={ui.label}>
                  {input.label}
                </label>
                <div className="flex items-center gap-2">
                  <input
                    id={input.key}
                    className={ui.input + " text-right"}
                    type="number"
                    inputMode="decimal"
                    min={input.low}
                    step={input.step}
                    aria-invalid={problem !== undefined}
                    aria-describedby={problem ? input.key + "-problem" : undefined}
                    value={texts[input.key] ?? ""}
                    onChange={(event) => setTexts((now) => ({ ...now, [input.key]: event.target.value }))}
                  />
                  <span className={"w-24 shrink-0 " + ui.muted}>{input.unit}</span>
                </div>
                {problem && (
                  <p id={input.key + "-problem"} className={ui.error}>
                    {problem.text}
                  </p>
                )}
              </div>
            );
          })}
        </section>

        <section aria-label="Results" aria-live="polite">
          {results.length === 0 ? (
            <p className={ui.muted}>Results appear once every entry is a number within its limits.</p>
          ) : (
            <dl>
              {results.map((result) => (
                <div key={result.label} className={"flex items-baseline justify-between gap-4 border-b py-2.5 " + ui.line}>
                  <dt className={result.isMain ? "font-semibold" : ui.muted}>{result.label}</dt>
                  <dd className={result.isMain ? "text-3xl font-semibold tracking-tight" : "text-base"}>
                    {show(result)} <span className={"text-sm font-normal " + ui.muted}>{result.unit}</span>
                  </dd>
                </div>
              ))}
            </dl>
          )}
          <p className={"mt-4 text-xs leading-relaxed " + ui.muted}>{${lit(calculator.note)}}</p>
        </section>
      </div>
    </main>
  );
}
`);
}

function build(request: AppRequest, calculator: Calculator): BuiltApp {
  const title = titleOf(request, calculator.usualTitle);
  const given: string[] = [];
  const inputs = calculator.inputs.map((input) => {
    const words = input.label.toLowerCase().replace(/[^a-z ]/g, "");
    const value = readNumber(
      request.text,
      new RegExp(`\\b${words}(?: of| is|:| =)? (\\d+(?:\\.\\d+)?)`),
      new RegExp(`\\b(\\d+(?:\\.\\d+)?) ?(?:${input.unit.replace(/[^a-z]/gi, "") || "x{9}"})? ${words}\\b`),
    );
    if (value === null) return input;
    given.push(`${input.label.toLowerCase()} ${value}`);
    return { ...input, value };
  });
  return {
    title,
    label: given.length > 0 ? given.join(", ") : `${inputs.length} inputs`,
    code: calculatorCode(title, { ...calculator, inputs }),
    warnings: [],
  };
}

const OEE: Calculator = {
  usualTitle: "OEE calculator",
  component: "OeeCalculator",
  inputs: [
    { key: "shift", label: "Shift length", unit: "min", value: 480, low: 1 },
    { key: "breaks", label: "Planned breaks", unit: "min", value: 45 },
    { key: "downtime", label: "Downtime", unit: "min", value: 38 },
    { key: "idealCycle", label: "Ideal cycle", unit: "s per piece", value: 42, low: 0.1, step: 0.1 },
    { key: "made", label: "Pieces made", unit: "pcs", value: 512 },
    { key: "scrap", label: "Scrap", unit: "pcs", value: 11 },
  ],
  work: [
    "const planned = shift - breaks;",
    "const running = planned - downtime;",
    "const availability = running / planned;",
    "const performance = (idealCycle * made) / 60 / running;",
    "const quality = (made - scrap) / made;",
  ],
  results: [
    { label: "OEE", source: "availability * performance * quality * 100", unit: "%", digits: 1, main: true },
    { label: "Availability", source: "availability * 100", unit: "%", digits: 1 },
    { label: "Performance", source: "performance * 100", unit: "%", digits: 1 },
    { label: "Quality", source: "quality * 100", unit: "%", digits: 1 },
    { label: "Running time", source: "running", unit: "min", digits: 0 },
    { label: "Good pieces", source: "made - scrap", unit: "pcs", digits: 0 },
  ],
  note: "OEE = availability × performance × quality. Availability is running time over planned time, performance is ideal over actual time for what was made, quality is good over all pieces.",
};

const TAKT: Calculator = {
  usualTitle: "Takt time calculator",
  component: "TaktCalculator",
  inputs: [
    { key: "shifts", label: "Shifts per day", unit: "", value: 2, low: 1 },
    { key: "minutes", label: "Working time per shift", unit: "min", value: 435, low: 1 },
    { key: "demand", label: "Daily demand", unit: "pcs", value: 620, low: 1 },
    { key: "cycle", label: "Work content", unit: "s per piece", value: 210, low: 0.1, step: 0.1 },
    { key: "efficiency", label: "Line efficiency", unit: "%", value: 88, low: 1 },
  ],
  work: [
    "const seconds = shifts * minutes * 60;",
    "const takt = seconds / demand;",
    "const stations = cycle / (takt * (efficiency / 100));",
  ],
  results: [
    { label: "Takt time", source: "takt", unit: "s per piece", digits: 1, main: true },
    { label: "Stations needed", source: "Math.ceil(stations)", unit: "", digits: 0 },
    { label: "Stations, exact", source: "stations", unit: "", digits: 2 },
    {
      label: "Capacity with these stations",
      source: "Math.floor((seconds * Math.ceil(stations) * (efficiency / 100)) / cycle)",
      unit: "pcs per day",
      digits: 0,
    },
  ],
  note: "Takt time is available time over demand. Stations are the work content over the takt time, corrected by line efficiency and rounded up.",
};

const CUTTING: Calculator = {
  usualTitle: "Feeds and speeds",
  component: "CuttingCalculator",
  inputs: [
    { key: "diameter", label: "Tool diameter", unit: "mm", value: 12, low: 0.1, step: 0.1 },
    { key: "speed", label: "Cutting speed", unit: "m/min", value: 180, low: 1 },
    { key: "teeth", label: "Teeth", unit: "", value: 4, low: 1 },
    { key: "feed", label: "Feed per tooth", unit: "mm", value: 0.06, low: 0.001, step: 0.005 },
    { key: "depth", label: "Axial depth", unit: "mm", value: 12, low: 0, step: 0.5 },
    { key: "width", label: "Radial width", unit: "mm", value: 4, low: 0, step: 0.5 },
  ],
  work: ["const turns = (1000 * speed) / (Math.PI * diameter);", "const table = turns * teeth * feed;"],
  results: [
    { label: "Spindle speed", source: "turns", unit: "rpm", digits: 0, main: true },
    { label: "Table feed", source: "table", unit: "mm/min", digits: 0, main: true },
    { label: "Removal rate", source: "(depth * width * table) / 1000", unit: "cm³/min", digits: 1 },
    {
      label: "Mean chip thickness",
      source: "width >= diameter / 2 ? feed * 0.64 : feed * Math.sqrt(width / diameter)",
      unit: "mm",
      digits: 3,
    },
  ],
  note: "Spindle speed is 1000 · v / (π · D). Start values are for an end mill in mild steel; take yours from the tool's own data.",
};

const WEIGHT: Calculator = {
  usualTitle: "Material weight",
  component: "WeightCalculator",
  inputs: [
    { key: "length", label: "Length", unit: "mm", value: 1200, low: 0 },
    { key: "width", label: "Width", unit: "mm", value: 800, low: 0 },
    { key: "thickness", label: "Thickness", unit: "mm", value: 10, low: 0, step: 0.5 },
    { key: "density", label: "Density", unit: "g/cm³", value: 7.85, low: 0.01, step: 0.01 },
    { key: "pieces", label: "Pieces", unit: "", value: 6, low: 1 },
    { key: "price", label: "Price", unit: "per kg", value: 1.35, low: 0, step: 0.01 },
  ],
  work: ["const each = (length * width * thickness * density) / 1_000_000;"],
  results: [
    { label: "Weight of one", source: "each", unit: "kg", digits: 2, main: true },
    { label: "Weight of all", source: "each * pieces", unit: "kg", digits: 1 },
    { label: "Material cost", source: "each * pieces * price", unit: "", digits: 2 },
    { label: "Surface of one, both sides", source: "(2 * length * width) / 1_000_000", unit: "m²", digits: 3 },
  ],
  note: "For plate and rectangular bar. Density: steel 7.85, stainless 7.9, aluminium 2.7, brass 8.5 g/cm³.",
};

const CALCULATE: [RegExp, number] = [/\bcalculat\w*\b|\bcompute\b|\bcalc\b/, 2];

export const oeeCalculator: AppTemplate = {
  id: "oee-calculator",
  name: "OEE calculator",
  detail: "Availability, performance, quality from a shift's figures",
  example: "Build an OEE calculator with availability, performance and quality",
  signs: [
    [/\boee\b|\boverall equipment effectiveness\b/, 4],
    [/\bavailability\b|\bdowntime\b/, 1],
    [/\bcalculat\w*\b|\bcompute\b|\bcalc\b/, 3],
    [/\b(?:quote|quotation|price|tolerance|takt|speeds?|weight|cost)\b/, -4],
  ],
  grants: ["validation"],
  takesFields: true,
  build: (request) => build(request, OEE),
};

export const taktCalculator: AppTemplate = {
  id: "takt-calculator",
  name: "Takt time calculator",
  detail: "Takt, stations and capacity from demand",
  example: "Make a takt time calculator for a line with daily demand 620",
  signs: [[/\btakt\b/, 7], [/\bline balanc\w+\b/, 5], CALCULATE],
  grants: ["validation"],
  takesFields: true,
  build: (request) => build(request, TAKT),
};

export const cuttingCalculator: AppTemplate = {
  id: "cutting-calculator",
  name: "Feeds and speeds",
  detail: "Spindle speed, feed and removal rate for milling",
  example: "Build a feeds and speeds calculator for milling",
  signs: [
    [
      /\bfeeds? (?:and|&) speeds?\b|\bspeeds? (?:and|&) feeds?\b|\bspindle speeds?\b|\bcutting speeds?\b|\bfeed rates?\b/,
      7,
    ],
    [/\bmilling\b|\bcnc\b/, 1],
    CALCULATE,
  ],
  grants: ["validation"],
  takesFields: true,
  build: (request) => build(request, CUTTING),
};

export const weightCalculator: AppTemplate = {
  id: "weight-calculator",
  name: "Material weight calculator",
  detail: "Weight and cost of plate and bar",
  example: "Build a material weight calculator for steel plate",
  signs: [
    [
      /\b(?:material|steel|plate|sheet|bar|metal|stock) weights?\b|\bweights? (?:of|for) (?:steel|plates?|sheets?|bars?|metal)\b|\bweight calculator\b/,
      6,
    ],
    CALCULATE,
  ],
  grants: ["validation"],
  takesFields: true,
  build: (request) => build(request, WEIGHT),
};
