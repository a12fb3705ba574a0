import { composeFile, lit } from "../compose";
import { readNumber, titleOf } from "../request";
import type { AppTemplate } from "../types";

export const counter: AppTemplate = {
  id: "counter",
  name: "Counter",
  detail: "Buttons for up and down, with step and limits",
  example: "Build a simple counter component with increment/decrement buttons",
  signs: [
    [/\bcounter\b/, 5],
    [/\btall(?:y|ies)\b/, 4],
    [/\bincrement\w*\b|\bdecrement\w*\b|\bplus and minus\b/, 3],
    [/\b(?:piece|part|production|people|visitor|scrap|box) count(?:er)?\b/, 3],
    [/\bcycle count|\binventory|\bstock/, -4],
  ],
  grants: ["undo"],
  build(request) {
    const { text } = request;
    const range = /\bfrom (-?\d+) (?:up )?to (-?\d+)\b/.exec(text);
    const start =
      readNumber(
        text,
        /\bstart(?:s|ing)?(?: value)?(?: at| from| with| of| is)? (-?\d+)/,
        /\binitial(?: value)?(?: of| is)? (-?\d+)/,
        /\bfrom (-?\d+)/,
      ) ?? 0;
    const step =
      readNumber(text, /\b(?:steps?|increments?)(?: size)?(?: of| by)? (\d+)/, /\bby (\d+)/, /\b(\d+) at a time/) ?? 1;
    const below =
      /\b(?:never|not|cannot|can't|no|don't)\b[^.]{0,24}\b(?:below|negative|under)\b(?: (?:zero|0))?|\bnon-?negative\b/.test(
        text,
      )
        ? 0
        : null;
    const minimum =
      readNumber(text, /\bmin(?:imum)?(?: value)?(?: of| is)? (-?\d+)/) ?? (range ? Number(range[1]) : below);
    const maximum =
      readNumber(text, /\bmax(?:imum)?(?: value)?(?: of| is)? (-?\d+)/, /\b(?:limit|up to|at most)(?: of)? (\d+)/) ??
      (range ? Number(range[2]) : null);
    const target = readNumber(text, /\b(?:target|goal)(?: of| is)? (\d+)/);
    const usual = /\bscrap\b/.test(text)
      ? "Scrap counter"
      : /\b(?:part|piece|production)s?\b/.test(text)
        ? "Part counter"
        : "Counter";
    const title = titleOf(request, usual);
    const warnings = [];
    if (minimum !== null && maximum !== null && minimum > maximum) {
      warnings.push({
        code: "app_limits",
        message: `The lowest value ${minimum} is above the highest ${maximum}, so the highest was left out.`,
      });
    }
    const highest = minimum !== null && maximum !== null && minimum > maximum ? null : maximum;
    const first = Math.min(Math.max(start, minimum ?? start), highest ?? Infinity);
    if (first !== start)
      warnings.push({
        code: "app_limits",
        message: `The start value ${start} lies outside the limits; it starts at ${first}.`,
      });
    const code = composeFile(`
const TITLE = ${lit(title)};
const START: number = ${first};
const STEP: number = ${step === 0 ? 1 : step};
const LOWEST: number | null = ${minimum};
const HIGHEST: number | null = ${highest};
${target === null ? "" : `const TARGET: number = ${target};\n`}
export default function Counter() {
  const [count, setCount] = useState(START);
  const [past, setPast] = useState<number[]>([]);
  const [itemId, setItemId] = useState("");
  const [problem, setProblem] = useState("");
  const stock = useRows("stock");
  const items = stock.state === "live" ? stock.rows : [];

  const item = items.find((each) => each.id === itemId);
  const lowest = item ? 0 : LOWEST;
  const canGoDown = lowest === null || count - STEP >= lowest;
  const canGoUp = HIGHEST === null || item !== undefined || count + STEP <= HIGHEST;

  function change(next: number) {
    setPast((now) => [...now.slice(-49), count]);
    setCount(next);
  }

  /** Counts what is there of an item of the workspace, or freely. */
  function choose(id: string) {
    setItemId(id);
    setPast([]);
    setProblem("");
    setCount(items.find((each) => each.id === id)?.onHand ?? START);
  }

  function save() {
    setProblem("");
    workspace.stock.update(itemId, { onHand: count }).catch((error: unknown) => setProblem(error instanceof Error ? error.message : "It was not saved."));
  }

  function undo() {
    const last = past.at(-1);
    if (last === undefined) return;
    setCount(last);
    setPast((now) => now.slice(0, -1));
  }

  return (
    <main className={ui.page + " grid place-items-center"}>
      <section className={"w-full max-w-sm p-6 " + ui.panel} aria-labelledby="counter-title">
        <header className="flex items-baseline justify-between">
          <h1 id="counter-title" className={ui.title}>
            {TITLE}
          </h1>
          <span className={"text-xs " + ui.muted}>
            {STEP === 1 ? "Step 1" : "Steps of " + STEP}
            {HIGHEST === null ? "" : " · up to " + HIGHEST}
          </span>
        </header>

        {items.length > 0 && (
          <label className="mt-4 block">
            <span className={ui.label}>Count</span>
            <select className={ui.input} value={itemId} onChange={(event) => choose(event.target.value)}>
              <option value="">Freely</option>
              {items.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.partNumber + " " + each.partName}
                </option>
              ))}
            </select>
          </label>
        )}

        <output className="block py-8 text-center text-7xl font-semibold tracking-tight" aria-live="polite" aria-label="Count">
          {count.toLocaleString("en-US")}
        </output>

        <div className="grid grid-cols-2 gap-3">
          <button type="button" className={ui.button + " h-14 text-base"} disabled={!canGoDown} onClick={() => change(count - STEP)}>
            <Minus className="size-5" aria-hidden />
            Decrement
          </button>
          <button type="button" className={ui.primary + " h-14 text-base"} disabled={!canGoUp} onClick={() => change(count + STEP)}>
            <Plus className="size-5" aria-hidden />
            Increment
          </button>
        </div>
${
  target === null
    ? ""
    : `
        <div className="mt-5">
          <div className="mb-1 flex justify-between text-xs">
            <span className={ui.muted}>Target {TARGET}</span>
            <span>{count >= TARGET ? "Reached" : TARGET - count + " to go"}</span>
          </div>
          <div className="h-1.5 overflow-hidden rounded-full bg-zinc-200 dark:bg-zinc-800" role="progressbar" aria-label="Target" aria-valuemin={0} aria-valuemax={TARGET} aria-valuenow={Math.max(0, Math.min(count, TARGET))}>
            <div
              className={"h-full " + (count >= TARGET ? "bg-emerald-600 dark:bg-emerald-400" : "bg-zinc-900 dark:bg-zinc-100")}
              style={{ width: Math.max(0, Math.min(100, (count / TARGET) * 100)) + "%" }}
            />
          </div>
        </div>
`
}
        {item && (
          <div className="mt-5">
            <button type="button" className={ui.button + " w-full"} disabled={count === item.onHand} onClick={save}>
              {count === item.onHand ? "Same as the workspace: " + item.onHand : "Save " + count + " on hand, now " + item.onHand}
            </button>
            {problem !== "" && (
              <p role="alert" className={ui.error}>
                {problem}
              </p>
            )}
          </div>
        )}

        <footer className={"mt-5 flex justify-between border-t pt-4 " + ui.line}>
          <button type="button" className={ui.button} disabled={past.length === 0} onClick={undo}>
            <ArrowLeft className="size-4" aria-hidden />
            Undo
          </button>
          <button type="button" className={ui.button} disabled={count === START} onClick={() => change(START)}>
            <RotateCcw className="size-4" aria-hidden />
            Reset
          </button>
        </footer>
      </section>
    </main>
  );
}
`);
    const filled = [
      `start ${first}`,
      `step ${step}`,
      ...(highest === null ? [] : [`max ${highest}`]),
      ...(target === null ? [] : [`target ${target}`]),
    ];
    return { title, label: filled.join(", "), code, warnings };
  },
};
