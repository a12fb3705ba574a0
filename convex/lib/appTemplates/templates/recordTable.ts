import { composeFile, lit } from "../compose";
import { liveRowsSource, type LiveTable } from "./liveTables";
import { sampleSource, SAMPLE_ROWS, type Field } from "../fields";

/** A table of records: sorting, search, late rows, totals and a form for new rows. Several templates are one of these. */
export type RecordTable = {
  title: string;
  component: string;
  /** "order", "orders" */
  noun: [string, string];
  fields: Field[];
  /** Sample rows as source text by field key; fields without one get samples from their name. */
  samples?: Record<string, string[]>;
  sort?: { key: string; direction: "asc" | "desc" };
  currency: string;
  /** Where the workspace has such rows. */
  live?: LiveTable;
  /** What the rows are, where that says more about a column called "name" than its own name. */
  subject?: string;
  /** Tone of each word of the choice column `key`. */
  tones?: { key: string; words: Record<string, "ok" | "warn" | "bad" | "info" | "plain">; done: string[] };
};

function rowSource(table: RecordTable, row: number): string {
  const values = table.fields.map(
    (field) => `${field.key}: ${table.samples?.[field.key]?.[row] ?? sampleSource(field, row, table.subject)}`,
  );
  return `  { id: ${row + 1}, ${values.join(", ")} },`;
}

const TYPES: Record<Field["kind"], string> = {
  text: "string",
  code: "string",
  notes: "string",
  date: "string",
  choice: "string",
  integer: "number",
  number: "number",
  money: "number",
  flag: "boolean",
};

const EMPTY: Record<string, string> = { string: '""', number: "0", boolean: "false" };

function columnSource(field: Field): string {
  const choices = field.choices ? `, choices: [${field.choices.map(lit).join(", ")}]` : "";
  const optional = field.optional ? ", optional: true" : "";
  const label = field.unit && !field.label.includes(`(${field.unit})`) ? `${field.label} (${field.unit})` : field.label;
  return `  { key: ${lit(field.key)}, label: ${lit(label)}, kind: ${lit(field.kind)}${choices}${optional} },`;
}

export function recordTableCode(table: RecordTable): string {
  const { live } = table;
  const keys = new Set(table.fields.map((field) => field.key));
  const create = live?.create?.needs.every((key) => keys.has(key)) ? live.create : undefined;
  const rows = table.samples ? Math.max(...Object.values(table.samples).map((values) => values.length)) : SAMPLE_ROWS;
  const due = table.fields.find((field) => field.isDue);
  const money = table.fields.find((field) => field.kind === "money");
  const tones = table.tones && table.fields.some((field) => field.key === table.tones?.key) ? table.tones : undefined;
  const first = table.fields[0]?.key ?? "id";
  const sort =
    table.sort && table.fields.some((field) => field.key === table.sort?.key)
      ? table.sort
      : { key: due?.key ?? first, direction: "asc" as const };
  const done =
    tones && tones.done.length > 0 ? `[${tones.done.map(lit).join(", ")}].includes(row.${tones.key})` : "false";
  const kinds = [...new Set(table.fields.map((field) => field.kind))];
  const [one, many] = table.noun;

  const lateness = due
    ? `
/** How a row stands against its date; null when there is nothing to say. */
function lateness(row: Row): { tone: Tone; text: string } | null {
  if (row.${due.key} === "" || ${done}) return null;
  const days = daysUntil(row.${due.key});
  if (days < 0) return { tone: "bad", text: -days === 1 ? "1 day late" : -days + " days late" };
  if (days === 0) return { tone: "warn", text: "Due today" };
  return days <= 7 ? { tone: "warn", text: days === 1 ? "Due tomorrow" : "Due in " + days + " days" } : null;
}
`
    : "";

  const chips = tones
    ? `
const wordTones: Record<string, Tone> = {
${Object.entries(tones.words)
  .map(([word, tone]) => `  ${lit(word)}: ${lit(tone)},`)
  .join("\n")}
};
`
    : "";

  const cell = [
    due
      ? `                  {column.key === "${due.key}" ? (
                    <span className="flex flex-wrap items-center gap-2">
                      {show(column.kind, row[column.key])}
                      {late && <Chip tone={late.tone}>{late.text}</Chip>}
                    </span>
                  ) : `
      : "                  {",
    tones
      ? `column.key === "${tones.key}" ? (
                    <Chip tone={wordTones[row.${tones.key}] ?? "plain"}>{row.${tones.key}}</Chip>
                  ) : `
      : "",
    due || tones
      ? `(\n                    show(column.kind, row[column.key])\n                  )}`
      : "show(column.kind, row[column.key])}",
  ].join("");

  return composeFile(`
type Row = { id: number; ${table.fields.map((field) => `${field.key}: ${TYPES[field.kind]}`).join("; ")} };
type Key = Exclude<keyof Row, "id">;
type Kind = ${["text", "code", "integer", "number", "money", "date", "choice", "notes", "flag"].map(lit).join(" | ")};
type Column = { key: Key; label: string; kind: Kind; choices?: string[]; optional?: boolean };

const TITLE = ${lit(table.title)};

const columns: Column[] = [
${table.fields.map(columnSource).join("\n")}
];

// Sample rows: replace them with your own.
const samples: Row[] = [
${Array.from({ length: rows }, (_, row) => rowSource(table, row)).join("\n")}
];

const emptyRow: Row = { id: 0, ${table.fields
    .map(
      (field) =>
        `${field.key}: ${field.kind === "choice" ? lit(field.choices?.[0] ?? "") : field.kind === "date" ? "inDays(0)" : EMPTY[TYPES[field.kind]]}`,
    )
    .join(", ")} };
${
  money
    ? `
const money = new Intl.NumberFormat("en-US", { style: "currency", currency: ${lit(table.currency)} });
`
    : ""
}${chips}${lateness}
function isNumeric(kind: Kind): boolean {
  return kind === "integer" || kind === "number" || kind === "money";
}

function show(kind: Kind, value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
${kinds.includes("money") ? '  if (typeof value === "number" && kind === "money") return money.format(value);\n' : ""}  if (kind === "date" && typeof value === "string") return showDate(value);
  return typeof value === "number" ? value.toLocaleString("en-US") : value;
}

function compare(a: Row, b: Row, key: Key): number {
  const left = a[key];
  const right = b[key];
  if (typeof left === "number" && typeof right === "number") return left - right;
  return String(left).localeCompare(String(right), "en", { numeric: true });
}

export default function ${table.component}() {
  const [${live ? "own" : "rows"}, setRows] = useState(samples);
${
  live
    ? liveRowsSource(
        live,
        table.fields.map((field) => ({ key: field.key, empty: EMPTY[TYPES[field.kind]] ?? '""' })),
        create !== undefined,
      )
    : ""
}  const [sort, setSort] = useState<{ key: Key; direction: 1 | -1 }>({ key: ${lit(sort.key)}, direction: ${sort.direction === "desc" ? -1 : 1} });
  const [search, setSearch] = useState("");
  const [draft, setDraft] = useState<Row | null>(null);

  const wanted = search.trim().toLowerCase();
  const visible = rows
    .filter((row) => columns.some((column) => show(column.kind, row[column.key]).toLowerCase().includes(wanted)))
    .sort((a, b) => compare(a, b, sort.key) * sort.direction);

  function sortBy(key: Key) {
    setSort((now) => ({ key, direction: now.key === key && now.direction === 1 ? -1 : 1 }));
  }

  function addRow(row: Row) {
${
  create
    ? `    if (isLive) {
      setProblem("");
      ${create.call}.then(
        () => setDraft(null),
        (error: unknown) => setProblem(error instanceof Error ? error.message : "It was not saved."),
      );
      return;
    }
`
    : ""
}    setRows((now) => [...now, { ...row, id: Math.max(0, ...now.map((other) => other.id)) + 1 }]);
    setDraft(null);
  }

  return (
    <main className={ui.page}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted} role="status">
          {visible.length === rows.length ? rows.length : visible.length + " of " + rows.length} {rows.length === 1 ? ${lit(one)} : ${lit(many)}}${live ? '\n          {isLive ? " of this workspace" : ", samples"}' : ""}
        </span>
        <div className="ml-auto flex flex-wrap gap-2">
          <div className="relative">
            <Search className="absolute top-2.5 left-2.5 size-4 text-zinc-500" aria-hidden />
            <input
              className={ui.input + " pl-8"}
              type="search"
              aria-label="Search"
              placeholder="Search"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          ${live && !create ? "{!isLive && (" : ""}<button type="button" className={ui.primary} aria-expanded={draft !== null} onClick={() => setDraft(draft ? null : emptyRow)}>
            <Plus className="size-4" aria-hidden />
            New ${one}
          </button>${live && !create ? ")}" : ""}
        </div>
      </header>
${
  create
    ? `      {problem !== "" && (
        <p role="alert" className={ui.error + " mb-3"}>
          {problem}
        </p>
      )}
`
    : ""
}
      {draft && <RowForm row={draft} ${create ? `shown={isLive ? columns.filter((column) => [${create.needs.map(lit).join(", ")}].includes(column.key)) : columns} ` : ""}onChange={setDraft} onSave={addRow} onCancel={() => setDraft(null)} />}

      <div className="overflow-x-auto">
        <table className={ui.table}>
          <caption className="sr-only">{TITLE}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.key}
                  scope="col"
                  className={ui.th + (isNumeric(column.kind) ? " text-right" : "")}
                  aria-sort={sort.key !== column.key ? "none" : sort.direction === 1 ? "ascending" : "descending"}
                >
                  <button
                    type="button"
                    className={"inline-flex items-center gap-1 hover:underline" + (sort.key === column.key ? " text-zinc-900 dark:text-zinc-100" : "")}
                    onClick={() => sortBy(column.key)}
                  >
                    {column.label}
                    {sort.key === column.key &&
                      (sort.direction === 1 ? <ArrowUp className="size-3" aria-hidden /> : <ArrowDown className="size-3" aria-hidden />)}
                  </button>
                </th>
              ))}
              <th scope="col" className={ui.th}>
                <span className="sr-only">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {visible.map((row) => {${due ? "\n              const late = lateness(row);" : ""}
              return (
              <tr key={row.id} className=${due ? '{late?.tone === "bad" ? "bg-red-50 dark:bg-red-950/40" : ""}' : '"hover:bg-zinc-50 dark:hover:bg-zinc-900"'}>
                {columns.map((column) => (
                  <td
                    key={column.key}
                    className={ui.td + (isNumeric(column.kind) ? " text-right" : "") + (column.kind === "code" ? " font-mono text-[13px]" : "")}
                  >
${cell.replace(/^/gm, "  ")}
                  </td>
                ))}
                <td className={ui.td + " text-right"}>
                  ${live ? "{!isLive && (" : ""}<button type="button" className={ui.icon} aria-label={"Remove row " + row.id} onClick={() => setRows((now) => now.filter((other) => other.id !== row.id))}>
                    <X className="size-4" aria-hidden />
                  </button>${live ? ")}" : ""}
                </td>
              </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {visible.length === 0 && <p className={"py-8 text-center " + ui.muted}>No ${one} matches “{search}”.</p>}
${
  money
    ? `      <p className={"mt-3 " + ui.muted}>
        ${money.label.toLowerCase().includes("total") ? "Total" : `${money.label}, total`} shown {money.format(visible.reduce((sum, row) => sum + row.${money.key}, 0))}
      </p>
`
    : ""
}    </main>
  );
}

function RowForm(props: { row: Row;${create ? " shown: Column[];" : ""} onChange: (row: Row) => void; onSave: (row: Row) => void; onCancel: () => void }) {
  const { row, onChange } = props;
  return (
    <form
      className={"mb-4 grid gap-3 p-4 sm:grid-cols-2 lg:grid-cols-4 " + ui.panel}
      aria-label="New ${one}"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSave(row);
      }}
    >
      {${create ? "props.shown" : "columns"}.map((column) => {
        const value = row[column.key];
        return (
          <label key={column.key} className="block">
            <span className={ui.label}>{column.label}</span>
            {typeof value === "boolean" ? (
              <input type="checkbox" className="size-5" checked={value} onChange={(event) => onChange({ ...row, [column.key]: event.target.checked })} />
            ) : column.choices ? (
              <select className={ui.input} value={String(value)} onChange={(event) => onChange({ ...row, [column.key]: event.target.value })}>
                {column.choices.map((choice) => (
                  <option key={choice}>{choice}</option>
                ))}
              </select>
            ) : (
              <input
                className={ui.input}
                type={isNumeric(column.kind) ? "number" : column.kind === "date" ? "date" : "text"}
                min={isNumeric(column.kind) ? 0 : undefined}
                step={column.kind === "integer" ? 1 : "any"}
                required={!column.optional}
                value={value}
                onChange={(event) => onChange({ ...row, [column.key]: isNumeric(column.kind) ? Number(event.target.value) : event.target.value })}
              />
            )}
          </label>
        );
      })}
      <div className="flex items-end gap-2">
        <button type="submit" className={ui.primary}>
          Save
        </button>
        <button type="button" className={ui.button} onClick={props.onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
`);
}
