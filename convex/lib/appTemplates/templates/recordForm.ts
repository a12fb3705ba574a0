import { composeFile, lit } from "../compose";
import { sampleSource, type Field } from "../fields";

/** A form that checks what is entered, with the list of what was saved below it. */
export type RecordForm = {
  title: string;
  component: string;
  noun: [string, string];
  fields: Field[];
  currency: string;
  /** Rows whose `value` is at or below `limit` are marked with `text`. */
  low?: { value: string; limit: string; text: string };
  /** Which fields stand for the stock of the workspace: its number, what is there, and where it is ordered again. */
  stock?: { number: string; onHand: string; reorderPoint: string };
  /** Starting value of a field, as source text. */
  starts?: Record<string, string>;
};

const isNumber = (field: Field) => field.kind === "integer" || field.kind === "number" || field.kind === "money";

function fieldSource(field: Field): string {
  const parts = [`key: ${lit(field.key)}`, `label: ${lit(field.label)}`, `kind: ${lit(field.kind)}`];
  if (field.unit && !field.label.includes(`(${field.unit})`)) parts.push(`unit: ${lit(field.unit)}`);
  if (field.choices) parts.push(`choices: [${field.choices.map(lit).join(", ")}]`);
  if (field.optional) parts.push("optional: true");
  return `  { ${parts.join(", ")} },`;
}

function sampleText(field: Field, row: number): string {
  const source = sampleSource(field, row);
  return source.startsWith('"') || source.startsWith("inDays")
    ? source
    : field.kind === "flag"
      ? lit(source === "true" ? "yes" : "")
      : lit(source);
}

export function recordFormCode(form: RecordForm): string {
  const keys = form.fields.map((field) => lit(field.key)).join(" | ");
  const starts = form.fields.map((field) => {
    const usual = field.kind === "choice" ? lit(field.choices?.[0] ?? "") : field.kind === "date" ? "inDays(0)" : '""';
    return `${field.key}: ${form.starts?.[field.key] ?? usual}`;
  });
  const [one, many] = form.noun;
  const hasMoney = form.fields.some((field) => field.kind === "money");
  const hasDate = form.fields.some((field) => field.kind === "date");
  const codeField = form.fields.find((field) => field.kind === "code");
  const low = form.low;
  const { stock } = form;
  const stockCell = (field: Field): string => {
    if (field.key === stock?.number) return "item.partNumber";
    if (field.key === stock?.onHand) return "String(item.onHand)";
    if (field.key === stock?.reorderPoint) return "String(item.reorderPoint)";
    if (/location|bin|shelf/i.test(field.label)) return "item.location";
    return /name|description/i.test(field.label) ? "item.partName" : '""';
  };
  return composeFile(`
type Key = ${keys};
type Values = Record<Key, string>;
type Kind = "text" | "code" | "integer" | "number" | "money" | "date" | "choice" | "notes" | "flag";
type Field = { key: Key; label: string; kind: Kind; unit?: string; choices?: string[]; optional?: boolean };

const TITLE = ${lit(form.title)};

const fields: Field[] = [
${form.fields.map(fieldSource).join("\n")}
];

const blank: Values = { ${starts.join(", ")} };

// Sample entries: replace them with your own.
const samples: Values[] = [
${[0, 1, 2].map((row) => `  { ${form.fields.map((field) => `${field.key}: ${sampleText(field, row)}`).join(", ")} },`).join("\n")}
];
${
  hasMoney
    ? `
const money = new Intl.NumberFormat("en-US", { style: "currency", currency: ${lit(form.currency)} });
`
    : ""
}
function isNumeric(kind: Kind): boolean {
  return kind === "integer" || kind === "number" || kind === "money";
}

/** What is wrong with a value, in words; null when it is fine. */
function problemOf(field: Field, value: string${codeField ? ", saved: Values[]" : ""}): string | null {
  const text = value.trim();
  if (text === "") return field.optional ? null : field.label + " is missing.";
  if (isNumeric(field.kind)) {
    const number = Number(text);
    if (!Number.isFinite(number)) return field.label + " must be a number.";
    if (number < 0) return field.label + " cannot be below 0.";
    if (field.kind === "integer" && !Number.isInteger(number)) return field.label + " must be a whole number.";
  }
${
  codeField
    ? `  if (field.key === ${lit(codeField.key)} && saved.some((row) => row.${codeField.key}.toLowerCase() === text.toLowerCase())) {
    return field.label + " " + text + " is already in the list.";
  }
`
    : ""
}  return null;
}

function show(field: Field, value: string): string {
  if (value === "") return "–";
${hasMoney ? '  if (field.kind === "money") return money.format(Number(value));\n' : ""}${hasDate ? '  if (field.kind === "date") return showDate(value);\n' : ""}  if (field.kind === "flag") return "Yes";
  return isNumeric(field.kind) ? Number(value).toLocaleString("en-US") : value;
}

export default function ${form.component}() {
  const [${stock ? "own" : "saved"}, setSaved] = useState(samples);
${
  stock
    ? `  const stock = useRows("stock");
  // Samples stand in until the workspace has stock of its own.
  const isLive = stock.state === "live" && stock.rows.length > 0;
  const saved: Values[] = isLive ? stock.rows.map((item) => ({ ${form.fields.map((field) => `${field.key}: ${stockCell(field)}`).join(", ")} })) : own;
`
    : ""
}  const [values, setValues] = useState(blank);
  const [isChecked, setIsChecked] = useState(false);
  const [message, setMessage] = useState("");

  const problems = fields.flatMap((field) => {
    const problem = problemOf(field, values[field.key]${codeField ? (stock ? ", isLive ? [] : saved" : ", saved") : ""});
    return problem ? [{ key: field.key, problem }] : [];
  });

  function save() {
    setIsChecked(true);
    if (problems.length > 0) {
      setMessage("");
      return;
    }
${
  stock
    ? `    if (isLive) {
      workspace.stock.create({ partNumber: values.${stock.number}.trim(), onHand: Number(values.${stock.onHand}), reorderPoint: Number(values.${stock.reorderPoint}) }).then(
        () => {
          setValues(blank);
          setIsChecked(false);
          setMessage("Saved to the workspace.");
        },
        (error: unknown) => setMessage(error instanceof Error ? error.message : "It was not saved."),
      );
      return;
    }
`
    : ""
}    setSaved((now) => [values, ...now]);
    setValues(blank);
    setIsChecked(false);
    setMessage("Saved. " + (saved.length + 1) + ${lit(` ${many} in the list.`)});
  }

  return (
    <main className={ui.page + " mx-auto max-w-5xl"}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted} role="status">
          {message}
        </span>
      </header>

      <form
        noValidate
        className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {fields.map((field) => (
          <FormField
            key={field.key}
            field={field}
            value={values[field.key]}
            problem={isChecked ? problems.find((found) => found.key === field.key)?.problem : undefined}
            onChange={(value) => setValues((now) => ({ ...now, [field.key]: value }))}
          />
        ))}
        <div className="flex gap-2 sm:col-span-2 lg:col-span-3">
          <button type="submit" className={ui.primary}>
            Save ${one}
          </button>
          <button
            type="button"
            className={ui.button}
            onClick={() => {
              setValues(blank);
              setIsChecked(false);
              setMessage("");
            }}
          >
            Clear
          </button>
        </div>
      </form>

      <section className="mt-8" aria-labelledby="saved">
        <h2 id="saved" className={ui.section}>
          ${stock ? `{isLive ? "Stock of this workspace" : "Saved ${many}"}` : `Saved ${many}`}
        </h2>
        <div className="overflow-x-auto">
          <table className={ui.table}>
            <thead>
              <tr>
                {fields.map((field) => (
                  <th key={field.key} scope="col" className={ui.th + (isNumeric(field.kind) ? " text-right" : "")}>
                    {field.label}
                  </th>
                ))}
${low ? '                <th scope="col" className={ui.th}>\n                  Stock\n                </th>\n' : ""}                <th scope="col" className={ui.th}>
                  <span className="sr-only">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {saved.map((row, index) => (
                <tr key={index}>
                  {fields.map((field) => (
                    <td
                      key={field.key}
                      className={ui.td + (isNumeric(field.kind) ? " text-right" : "") + (field.kind === "code" ? " font-mono text-[13px]" : "")}
                    >
                      {show(field, row[field.key])}
                    </td>
                  ))}
${
  low
    ? `                  <td className={ui.td}>
                    {Number(row.${low.value}) <= Number(row.${low.limit}) ? <Chip tone="warn">${low.text}</Chip> : <Chip tone="ok">In stock</Chip>}
                  </td>
`
    : ""
}                  <td className={ui.td + " text-right"}>
                    ${stock ? "{!isLive && (" : ""}<button
                      type="button"
                      className={ui.icon}
                      aria-label={"Remove entry " + (index + 1)}
                      onClick={() => setSaved((now) => now.filter((_, other) => other !== index))}
                    >
                      <Trash2 className="size-4" aria-hidden />
                    </button>${stock ? ")}" : ""}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {saved.length === 0 && <p className={"py-6 " + ui.muted}>Nothing saved yet. Fill in the form above.</p>}
      </section>
    </main>
  );
}

function FormField(props: { field: Field; value: string; problem?: string; onChange: (value: string) => void }) {
  const { field, value, problem } = props;
  const id = useId();
  const shared = {
    id,
    "aria-invalid": problem !== undefined,
    "aria-describedby": problem ? id + "-problem" : undefined,
    required: !field.optional,
  };
  return (
    <div>
      <label htmlFor={id} className={ui.label}>
        {field.label}
        {field.unit ? " (" + field.unit + ")" : ""}
        {field.optional ? " · optional" : ""}
      </label>
      {field.kind === "flag" ? (
        <input {...shared} type="checkbox" className="size-5" checked={value !== ""} onChange={(event) => props.onChange(event.target.checked ? "yes" : "")} />
      ) : field.choices ? (
        <select {...shared} className={ui.input} value={value} onChange={(event) => props.onChange(event.target.value)}>
          {field.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : field.kind === "notes" ? (
        <textarea {...shared} rows={2} className={ui.input + " h-auto py-2"} value={value} onChange={(event) => props.onChange(event.target.value)} />
      ) : (
        <input
          {...shared}
          className={ui.input}
          type={field.kind === "date" ? "date" : "text"}
          inputMode={isNumeric(field.kind) ? "decimal" : undefined}
          autoComplete="off"
          value={value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
      {problem && (
        <p id={id + "-problem"} className={ui.error}>
          {problem}
        </p>
      )}
    </div>
  );
}
`);
}

/** Number fields of a form, for templates that look for a quantity and its limit. */
export function numberFields(fields: readonly Field[]): Field[] {
  return fields.filter(isNumber);
}
