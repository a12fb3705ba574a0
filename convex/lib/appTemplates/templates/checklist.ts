import { composeFile, lit } from "../compose";
import { labelOf } from "../fields";
import { titleOf, type AppRequest } from "../request";
import type { AppTemplate, BuiltApp } from "../types";

/** Templates that are a list of points to judge: pass, fail or not applicable, with limits, notes and a sign-off. */

type Point = { text: string; limit?: { low: number; high: number; unit: string } };
type Group = { name: string; points: Point[] };

function pointSource(point: Point): string {
  const limit = point.limit
    ? `, limit: { low: ${point.limit.low}, high: ${point.limit.high}, unit: ${lit(point.limit.unit)} }`
    : "";
  return `      { text: ${lit(point.text)}${limit} },`;
}

function checklistCode(title: string, component: string, by: string, groups: readonly Group[]): string {
  return composeFile(`
type Point = { text: string; limit?: { low: number; high: number; unit: string } };
type Group = { name: string; points: Point[] };
type Verdict = "pass" | "fail" | "na";
type Answer = { verdict: Verdict | null; measured: string; note: string };

const TITLE = ${lit(title)};

const groups: Group[] = [
${groups.map((group) => `  {\n    name: ${lit(group.name)},\n    points: [\n${group.points.map(pointSource).join("\n")}\n    ],\n  },`).join("\n")}
];

const unanswered: Answer = { verdict: null, measured: "", note: "" };
const verdicts: { value: Verdict; label: string; chosen: string }[] = [
  { value: "pass", label: "Pass", chosen: "bg-emerald-700 text-white dark:bg-emerald-400 dark:text-zinc-950" },
  { value: "fail", label: "Fail", chosen: "bg-red-700 text-white dark:bg-red-400 dark:text-zinc-950" },
  { value: "na", label: "N/A", chosen: "bg-zinc-700 text-white dark:bg-zinc-300 dark:text-zinc-950" },
];

/** A measured value judges itself. */
function judge(point: Point, measured: string): Verdict | null {
  const value = Number(measured);
  if (!point.limit || measured.trim() === "" || !Number.isFinite(value)) return null;
  return value >= point.limit.low && value <= point.limit.high ? "pass" : "fail";
}

export default function ${component}() {
  const [answers, setAnswers] = useState<Record<string, Answer>>({});
  const [person, setPerson] = useState("");
  const [signed, setSigned] = useState<string | null>(null);
  const [listId, setListId] = useState("");
  const [problem, setProblem] = useState("");
  const checklists = useRows("checklists");
  const isLive = checklists.state === "live";
  const list = isLive ? checklists.rows.find((each) => each.id === listId) : undefined;

  const points = groups.flatMap((group) => group.points);
  const answerOf = (point: Point) => answers[point.text] ?? unanswered;
  const done = points.filter((point) => answerOf(point).verdict !== null).length;
  const failed = points.filter((point) => answerOf(point).verdict === "fail");
  const unexplained = failed.filter((point) => answerOf(point).note.trim() === "");
  const open = [
    ...(done < points.length ? [points.length - done + " points are open"] : []),
    ...(unexplained.length > 0 ? [unexplained.length + " failed points need a note"] : []),
    ...(person.trim() === "" ? ["${by} is missing"] : []),
  ];

  function change(point: Point, part: Partial<Answer>) {
    setAnswers((now) => ({ ...now, [point.text]: { ...(now[point.text] ?? unanswered), ...part } }));
  }

  function said(error: unknown) {
    setProblem(error instanceof Error ? error.message : "It was not saved.");
  }

  /** Makes these points a checklist of the workspace, and goes on with that. */
  function keep() {
    setProblem("");
    workspace.checklists.create({ name: TITLE, items: points.map((point) => point.text) }).then(setListId, said);
  }

  function tick(index: number, isDone: boolean) {
    setProblem("");
    workspace.checklists.update(listId, { index, isDone }).catch(said);
  }

  const choice = isLive && (
    <div className="mb-5 flex flex-wrap items-end gap-3">
      <label className="w-72">
        <span className={ui.label}>List</span>
        <select className={ui.input} value={list ? listId : ""} onChange={(event) => setListId(event.target.value)}>
          <option value="">Points of this app</option>
          {checklists.rows.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name + ", " + each.items.filter((item) => item.isDone).length + " of " + each.items.length + " done"}
            </option>
          ))}
        </select>
      </label>
      {!list && (
        <button type="button" className={ui.button} onClick={keep}>
          Keep in the workspace
        </button>
      )}
      {problem !== "" && (
        <p role="alert" className={ui.error + " w-full"}>
          {problem}
        </p>
      )}
    </div>
  );

  if (list) {
    return (
      <main className={ui.page + " mx-auto max-w-3xl"}>
        <header className={ui.head}>
          <h1 className={ui.title}>{list.name}</h1>
          <span className={ui.muted} role="status">
            {list.items.filter((item) => item.isDone).length} of {list.items.length}
          </span>
        </header>
        {choice}
        <SharedList list={list} onTick={tick} />
      </main>
    );
  }

  return (
    <main className={ui.page + " mx-auto max-w-3xl"}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted} role="status">
          {done} of {points.length}
        </span>
        {failed.length > 0 && <Chip tone="bad">{failed.length} failed</Chip>}
        {signed && <Chip tone="ok">Signed</Chip>}
      </header>
      <div className="mb-6 h-1.5 overflow-hidden rounded-full bg-zinc-200 dark:bg-zinc-800" role="progressbar" aria-label="Points answered" aria-valuemin={0} aria-valuemax={points.length} aria-valuenow={done}>
        <div className="h-full bg-zinc-900 dark:bg-zinc-100" style={{ width: (done / points.length) * 100 + "%" }} />
      </div>
      {choice}

      <fieldset disabled={signed !== null} className="space-y-7">
        <legend className="sr-only">Points</legend>
        {groups.map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h2 className={ui.section}>{group.name}</h2>
            <ul>
              {group.points.map((point) => (
                <PointRow key={point.text} point={point} answer={answerOf(point)} onChange={(part) => change(point, part)} />
              ))}
            </ul>
          </section>
        ))}
      </fieldset>

      <footer className={"mt-6 flex flex-wrap items-end gap-3 border-t pt-4 " + ui.line}>
        <label className="w-56">
          <span className={ui.label}>${by}</span>
          <input className={ui.input} value={person} disabled={signed !== null} onChange={(event) => setPerson(event.target.value)} />
        </label>
        {signed ? (
          <>
            <p className="flex-1 pb-2">{signed}</p>
            <button type="button" className={ui.button} onClick={() => setSigned(null)}>
              Open again
            </button>
          </>
        ) : (
          <>
            <button
              type="button"
              className={ui.primary}
              disabled={open.length > 0}
              onClick={() => setSigned("Signed by " + person.trim() + " at " + new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }) + ", " + (failed.length === 0 ? "all points pass" : failed.length + " failed"))}
            >
              <Check className="size-4" aria-hidden />
              Sign
            </button>
            <p className={"pb-2 " + ui.muted}>{open.join(" · ")}</p>
          </>
        )}
      </footer>
    </main>
  );
}

/** A checklist of the workspace: everybody who has it open sees the same ticks. */
function SharedList(props: { list: ChecklistRow; onTick: (index: number, isDone: boolean) => void }) {
  return (
    <ul>
      {props.list.items.map((item, index) => (
        <li key={index} className={"border-t py-2.5 " + ui.line}>
          <label className="flex items-center gap-3">
            <input type="checkbox" className="size-4" checked={item.isDone} onChange={(event) => props.onTick(index, event.target.checked)} />
            <span className="flex-1">{item.text}</span>
            <span className={"text-xs " + ui.muted}>{item.doneBy}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}

function PointRow(props: { point: Point; answer: Answer; onChange: (part: Partial<Answer>) => void }) {
  const { point, answer, onChange } = props;
  const id = useId();
  return (
    <li className={"border-t py-2.5 " + ui.line}>
      <div className="flex flex-wrap items-center gap-3">
        <span id={id} className="min-w-48 flex-1">
          {point.text}
          {point.limit && (
            <span className={"block text-xs " + ui.muted}>
              {point.limit.low} to {point.limit.high} {point.limit.unit}
            </span>
          )}
        </span>
        {point.limit && (
          <input
            className={ui.input + " max-w-28 text-right"}
            inputMode="decimal"
            aria-label={point.text + ", measured in " + point.limit.unit}
            aria-invalid={answer.measured !== "" && answer.verdict === "fail"}
            placeholder={point.limit.unit}
            value={answer.measured}
            onChange={(event) => onChange({ measured: event.target.value, verdict: judge(point, event.target.value) })}
          />
        )}
        <div role="group" aria-labelledby={id} className={"flex overflow-hidden rounded-md border " + "border-zinc-300 dark:border-zinc-700"}>
          {verdicts.map((verdict) => (
            <button
              key={verdict.value}
              type="button"
              aria-pressed={answer.verdict === verdict.value}
              className={
                "h-9 px-3 text-xs font-medium outline-offset-[-2px] outline-blue-600 focus-visible:outline-2 " +
                (answer.verdict === verdict.value ? verdict.chosen : "hover:bg-zinc-100 dark:hover:bg-zinc-800")
              }
              onClick={() => onChange({ verdict: answer.verdict === verdict.value ? null : verdict.value })}
            >
              {verdict.label}
            </button>
          ))}
        </div>
      </div>
      {answer.verdict === "fail" && (
        <label className="mt-2 block">
          <span className={ui.label}>What is wrong, and what was done</span>
          <input className={ui.input} aria-invalid={answer.note.trim() === ""} value={answer.note} onChange={(event) => onChange({ note: event.target.value })} />
        </label>
      )}
    </li>
  );
}
`);
}

/** The list of points that comes from the prompt alone. */
export const anyChecklist: AppTemplate = {
  id: "checklist",
  name: "Checklist with your points",
  detail: "Pass, fail or not applicable, notes, sign-off",
  example: "Make a packing checklist with count matches, label applied, crate closed and photos taken",
  signs: [[/\bcheck ?lists?\b|\bcheck sheets?\b|\bto-?do\b|\bpunch ?lists?\b/, 4]],
  grants: ["validation"],
  takesFields: true,
  build(request) {
    const words = /\b(?:an?|the|our) ((?:[a-z-]+ ){1,3})(?:check ?list|check sheet|list)\b/
      .exec(request.text)?.[1]
      ?.trim()
      .replace(/^(?:simple|new|good)\b ?/, "");
    const usual = words ? `${labelOf(words)} checklist` : "Checklist";
    return build(request, usual, "Checklist", "Done by", []);
  },
};

function build(request: AppRequest, usual: string, component: string, by: string, groups: readonly Group[]): BuiltApp {
  const title = titleOf(request, usual);
  const own =
    request.fields.length >= 2
      ? [{ name: "Points", points: request.fields.map((field) => pointFrom(request.text, field)) }]
      : null;
  const used = own ?? groups;
  const count = used.reduce((sum, group) => sum + group.points.length, 0);
  return {
    title,
    label: `${count} points`,
    code: checklistCode(title, component, by, used),
    warnings: own
      ? []
      : [{ code: "app_sample", message: "The points are usual ones: replace them with those of your own procedure." }],
  };
}

/** "diameter 20 ± 0.1 mm" → a point that judges its measured value. */
function pointFrom(text: string, field: string): Point {
  const at = text.indexOf(field.toLowerCase());
  const near = at < 0 ? "" : text.slice(at, at + 60);
  const tolerance = /(\d+(?:\.\d+)?)\s*(?:±|\+\/-)\s*(\d+(?:\.\d+)?)\s*(mm|in|kg|g|°c|bar|nm)?/.exec(near);
  if (!tolerance) return { text: labelOf(field) };
  const [, nominal, deviation, unit] = tolerance;
  const digits = Math.max(...[nominal, deviation].map((value) => value?.split(".")[1]?.length ?? 0));
  const low = Number((Number(nominal) - Number(deviation)).toFixed(digits));
  const high = Number((Number(nominal) + Number(deviation)).toFixed(digits));
  return { text: labelOf(field.replace(/\d.*$/, "").trim() || field), limit: { low, high, unit: unit ?? "mm" } };
}

const INSPECTION: Group[] = [
  {
    name: "Papers",
    points: [
      { text: "Drawing revision matches the order" },
      { text: "Material certificate is there and names the heat" },
      { text: "Lot number is on every piece" },
    ],
  },
  {
    name: "Dimensions",
    points: [
      { text: "Outside diameter", limit: { low: 164.8, high: 165.2, unit: "mm" } },
      { text: "Bore", limit: { low: 60.3, high: 60.5, unit: "mm" } },
      { text: "Bolt circle", limit: { low: 124.8, high: 125.2, unit: "mm" } },
      { text: "Thickness", limit: { low: 17.9, high: 18.4, unit: "mm" } },
    ],
  },
  {
    name: "Surface",
    points: [
      { text: "No burrs or sharp edges" },
      { text: "Sealing face without scratches" },
      { text: "Coating complete" },
    ],
  },
];

const START_UP: Group[] = [
  {
    name: "Safety",
    points: [
      { text: "Guards closed and interlocks work" },
      { text: "Emergency stop tested" },
      { text: "Floor dry and free of chips" },
      { text: "Glasses and shoes worn" },
    ],
  },
  {
    name: "Machine",
    points: [
      { text: "Oil level between the marks" },
      { text: "Air pressure", limit: { low: 5.5, high: 7, unit: "bar" } },
      { text: "Coolant concentration", limit: { low: 6, high: 9, unit: "%" } },
      { text: "No unusual noise at idle" },
    ],
  },
  {
    name: "Job",
    points: [
      { text: "Right programme and revision loaded" },
      { text: "Tools measured" },
      { text: "First piece approved" },
    ],
  },
];

const FIVE_S: Group[] = [
  {
    name: "Sort",
    points: [
      { text: "Only what today's work needs is here" },
      { text: "Nothing is marked for removal longer than a week" },
    ],
  },
  {
    name: "Set in order",
    points: [{ text: "Every tool has a marked place" }, { text: "Walkways and exits are free" }],
  },
  { name: "Shine", points: [{ text: "Machines and floor are clean" }, { text: "Leaks are reported" }] },
  {
    name: "Standardise",
    points: [{ text: "Standards hang where the work is done" }, { text: "Labels can be read from two metres" }],
  },
  {
    name: "Sustain",
    points: [{ text: "Findings of the last audit are closed" }, { text: "Audit date and owner are posted" }],
  },
];

export const inspectionChecklist: AppTemplate = {
  id: "inspection-checklist",
  name: "Inspection checklist",
  detail: "Pass, fail, measured values against limits, sign-off",
  example: "Create an inspection checklist for a machined flange with measured values",
  signs: [
    [/\binspect\w*\b/, 4],
    [/\bcheck ?lists?\b|\bcheck sheets?\b/, 3],
    [/\bquality (?:check|control)\b|\bqc\b|\bfirst article\b/, 4],
  ],
  grants: ["validation"],
  takesFields: true,
  build: (request) => build(request, "Inspection checklist", "InspectionChecklist", "Inspector", INSPECTION),
};

export const startUpChecklist: AppTemplate = {
  id: "start-up-checklist",
  name: "Machine start-up check",
  detail: "Safety, machine and job before the first piece",
  example: "Build a machine start-up safety checklist for operators",
  signs: [
    [/\bstart-?\s?up\b|\bpre-?start\b|\bpre-?(?:use|shift)\b|\bsafety\b/, 4],
    [/\bcheck ?lists?\b|\bcheck sheets?\b|\bchecks?\b/, 3],
    [/\bmachine\b|\bforklift\b|\boperators?\b/, 1],
  ],
  grants: ["validation"],
  takesFields: true,
  build: (request) => build(request, "Start-up check", "StartUpCheck", "Operator", START_UP),
};

export const fiveSAudit: AppTemplate = {
  id: "5s-audit",
  name: "5S audit",
  detail: "Ten points in five groups, with notes and sign-off",
  example: "Build a 5S audit sheet for the shop floor",
  signs: [
    [/\b5\s?s\b|\bfive s\b/, 8],
    [/\baudit\b/, 3],
  ],
  grants: ["validation"],
  takesFields: true,
  build: (request) => build(request, "5S audit", "FiveSAudit", "Auditor", FIVE_S),
};
