import { composeFile, lit } from "../compose";
import { readNumber, titleOf } from "../request";
import type { AppTemplate } from "../types";

export const labelSheet: AppTemplate = {
  id: "label-sheet",
  name: "Label sheet",
  detail: "Part labels with Code 39 bars, numbered, ready to print",
  example: "Build a label printer sheet with part number, barcode and serial numbers",
  signs: [
    [/\blabels?\b/, 4],
    [/\bbar ?codes?\b|\bcode ?39\b/, 3],
    [/\bprint\w*\b|\bsheets?\b|\bstickers?\b/, 2],
    [/\btags?\b|\bserial numbers?\b/, 1],
  ],
  grants: ["print"],
  build(request) {
    const count = Math.min(60, readNumber(request.text, /\b(\d+) (?:labels|stickers|tags)\b/) ?? 12);
    const columns = Math.min(5, Math.max(1, readNumber(request.text, /\b(\d) (?:columns|across|per row)\b/) ?? 3));
    const title = titleOf(request, "Part labels");
    const wantsQr = /\bqr\b/.test(request.text);
    const code = composeFile(`
const TITLE = ${lit(title)};
const MOST_LABELS = 60;

/** Code 39: nine bars and spaces a character, w is wide. */
const CODE_39: Record<string, string> = {
  "0": "nnnwwnwnn", "1": "wnnwnnnnw", "2": "nnwwnnnnw", "3": "wnwwnnnnn", "4": "nnnwwnnnw", "5": "wnnwwnnnn", "6": "nnwwwnnnn",
  "7": "nnnwnnwnw", "8": "wnnwnnwnn", "9": "nnwwnnwnn", A: "wnnnnwnnw", B: "nnwnnwnnw", C: "wnwnnwnnn", D: "nnnnwwnnw", E: "wnnnwwnnn",
  F: "nnwnwwnnn", G: "nnnnnwwnw", H: "wnnnnwwnn", I: "nnwnnwwnn", J: "nnnnwwwnn", K: "wnnnnnnww", L: "nnwnnnnww", M: "wnwnnnnwn",
  N: "nnnnwnnww", O: "wnnnwnnwn", P: "nnwnwnnwn", Q: "nnnnnnwww", R: "wnnnnnwwn", S: "nnwnnnwwn", T: "nnnnwnwwn", U: "wwnnnnnnw",
  V: "nwwnnnnnw", W: "wwwnnnnnn", X: "nwnnwnnnw", Y: "wwnnwnnnn", Z: "nwwnwnnnn", "-": "nwnnnnwnw", ".": "wwnnnnwnn", " ": "nwwnnnwnn",
  "*": "nwnnwnwnn",
};

type Values = { part: string; name: string; prefix: string; first: number; count: number };

const start: Values = { part: "101-0050", name: "Flange blank DN50", prefix: "SN-", first: 10421, count: ${count} };

function isEncodable(text: string): boolean {
  return [...text].every((mark) => mark !== "*" && mark in CODE_39);
}

/** Bars as [left, width] in narrow widths, and the whole width. */
function barsOf(text: string): { bars: [number, number][]; width: number } {
  const bars: [number, number][] = [];
  let at = 0;
  for (const mark of "*" + text + "*") {
    const pattern = CODE_39[mark] ?? "";
    [...pattern].forEach((element, index) => {
      const width = element === "w" ? 2.5 : 1;
      if (index % 2 === 0) bars.push([at, width]);
      at += width;
    });
    at += 1;
  }
  return { bars, width: at - 1 };
}

export default function LabelSheet() {
  const [values, setValues] = useState(start);
  const parts = useRows("parts");
  const known = parts.state === "live" ? parts.rows : [];
  const count = Math.min(MOST_LABELS, Math.max(1, Math.floor(values.count) || 1));
  const serials = Array.from({ length: count }, (_, index) => (values.prefix + (values.first + index)).toUpperCase());
  const isGood = serials.every(isEncodable);

  function change(part: Partial<Values>) {
    setValues((now) => ({ ...now, ...part }));
  }

  function choose(id: string) {
    const part = known.find((each) => each.id === id);
    if (part) change({ part: part.number, name: part.name });
  }

  return (
    <main className={ui.page + " print:p-0"}>
      <header className={ui.head + " print:hidden"}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted}>
          {count} labels, {serials[0]} to {serials.at(-1)}
        </span>
        <button type="button" className={ui.primary + " ml-auto"} disabled={!isGood} onClick={() => window.print()}>
          <Printer className="size-4" aria-hidden />
          Print
        </button>
      </header>

      <section aria-label="What is printed" className="mb-6 grid gap-3 sm:grid-cols-3 lg:grid-cols-5 print:hidden">
        {known.length > 0 && (
          <label className="sm:col-span-3 lg:col-span-5">
            <span className={ui.label}>Part of this workspace</span>
            <select className={ui.input} value={known.find((each) => each.number === values.part)?.id ?? ""} onChange={(event) => choose(event.target.value)}>
              <option value="">Another one</option>
              {known.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.number + " " + each.name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          <span className={ui.label}>Part number</span>
          <input className={ui.input} value={values.part} onChange={(event) => change({ part: event.target.value })} />
        </label>
        <label>
          <span className={ui.label}>Name</span>
          <input className={ui.input} value={values.name} onChange={(event) => change({ name: event.target.value })} />
        </label>
        <label>
          <span className={ui.label}>Serial prefix</span>
          <input className={ui.input} aria-invalid={!isGood} value={values.prefix} onChange={(event) => change({ prefix: event.target.value })} />
          {!isGood && <span className={ui.error}>Code 39 has capitals, digits, hyphen, dot and space.</span>}
        </label>
        <label>
          <span className={ui.label}>First number</span>
          <input className={ui.input} type="number" min={0} value={values.first} onChange={(event) => change({ first: Math.max(0, Math.floor(Number(event.target.value))) })} />
        </label>
        <label>
          <span className={ui.label}>Labels, at most {MOST_LABELS}</span>
          <input className={ui.input} type="number" min={1} max={MOST_LABELS} value={values.count} onChange={(event) => change({ count: Number(event.target.value) })} />
        </label>
      </section>

      <ul className="grid gap-3 print:gap-1" style={{ gridTemplateColumns: "repeat(${columns}, minmax(0, 1fr))" }} aria-label="Labels">
        {serials.map((serial) => (
          <li key={serial} className="break-inside-avoid rounded-md border border-zinc-300 bg-white p-3 text-zinc-950">
            <p className="truncate font-semibold">{values.name}</p>
            <p className="flex justify-between font-mono text-xs">
              <span>{values.part}</span>
              <span>{serial}</span>
            </p>
            <Barcode text={serial} />
          </li>
        ))}
      </ul>
    </main>
  );
}

function Barcode(props: { text: string }) {
  const { bars, width } = barsOf(props.text);
  return (
    <svg viewBox={"0 0 " + width + " 24"} preserveAspectRatio="none" className="mt-2 h-12 w-full" role="img" aria-label={"Bar code " + props.text}>
      {bars.map(([left, wide]) => (
        <rect key={left} x={left} y={0} width={wide} height={24} fill="black" />
      ))}
    </svg>
  );
}
`);
    return {
      title,
      label: `${count} labels, ${columns} across`,
      code,
      warnings: wantsQr ? [{ code: "app_wish/qr", message: "It prints Code 39 bar codes, no QR codes." }] : [],
    };
  },
};
