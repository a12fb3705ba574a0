import { composeFile, lit } from "../compose";
import { readNumber, titleOf } from "../request";
import type { AppTemplate } from "../types";

export const shiftHandover: AppTemplate = {
  id: "shift-handover",
  name: "Shift handover",
  detail: "Output against target, open issues, both signatures",
  example: "Build a shift handover sheet with output, downtime, open issues and sign-off",
  signs: [
    [/\bhand-?\s?overs?\b|\bhand-?offs?\b|\bturnovers?\b/, 6],
    [/\bshift (?:report|log|notes?|change)\b/, 5],
    [/\bshifts?\b/, 1],
  ],
  grants: ["validation", "editing"],
  takesFields: true,
  build(request) {
    const target = readNumber(request.text, /\btarget(?: of| is|:)? (\d+)/) ?? 480;
    const title = titleOf(request, "Shift handover");
    const code = composeFile(`
type Line = { machine: string; target: number; made: number; scrap: number; downtime: number };
type Issue = { id: number; text: string; urgency: "Now" | "This shift" | "This week"; isDone: boolean };

const TITLE = ${lit(title)};

// Sample figures: replace them with your own.
const sampleLines: Line[] = [
  { machine: "Mill 2", target: ${target}, made: ${Math.round(target * 0.95)}, scrap: 6, downtime: 25 },
  { machine: "Lathe 1", target: ${Math.round(target * 0.75)}, made: ${Math.round(target * 0.77)}, scrap: 3, downtime: 0 },
  { machine: "Press 4", target: ${Math.round(target * 1.25)}, made: ${Math.round(target * 1.02)}, scrap: 14, downtime: 70 },
];
const sampleIssues: Issue[] = [
  { id: 1, text: "Press 4: light curtain trips, electrician called", urgency: "Now", isDone: false },
  { id: 2, text: "Mill 2: coolant at 5 %, top up", urgency: "This shift", isDone: false },
  { id: 3, text: "First piece of WO-412 waits for approval", urgency: "This shift", isDone: true },
];
const tonesOf: Record<Issue["urgency"], Tone> = { Now: "bad", "This shift": "warn", "This week": "plain" };
const urgencies: Issue["urgency"][] = ["Now", "This shift", "This week"];

export default function ShiftHandover() {
  const [lines, setLines] = useState(sampleLines);
  const [issues, setIssues] = useState(sampleIssues);
  const [draft, setDraft] = useState<{ text: string; urgency: Issue["urgency"] }>({ text: "", urgency: "This shift" });
  const [shift, setShift] = useState("Early");
  const [people, setPeople] = useState({ from: "", to: "" });
  const [signed, setSigned] = useState<string | null>(null);

  const made = lines.reduce((sum, line) => sum + line.made, 0);
  const target = lines.reduce((sum, line) => sum + line.target, 0);
  const scrap = lines.reduce((sum, line) => sum + line.scrap, 0);
  const downtime = lines.reduce((sum, line) => sum + line.downtime, 0);
  const open = issues.filter((issue) => !issue.isDone);
  const canSign = people.from.trim() !== "" && people.to.trim() !== "" && people.from.trim().toLowerCase() !== people.to.trim().toLowerCase();

  function change(machine: string, part: Partial<Line>) {
    setLines((now) => now.map((line) => (line.machine === machine ? { ...line, ...part } : line)));
  }

  function addIssue() {
    if (draft.text.trim() === "") return;
    setIssues((now) => [...now, { id: Math.max(0, ...now.map((issue) => issue.id)) + 1, text: draft.text.trim(), urgency: draft.urgency, isDone: false }]);
    setDraft({ ...draft, text: "" });
  }

  return (
    <main className={ui.page + " mx-auto max-w-4xl"}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <label className="flex items-center gap-2">
          <span className="sr-only">Shift that ends</span>
          <select className={ui.input} value={shift} onChange={(event) => setShift(event.target.value)}>
            <option>Early</option>
            <option>Late</option>
            <option>Night</option>
          </select>
        </label>
        <span className="ml-auto">{signed ? <Chip tone="ok">Handed over</Chip> : <Chip tone="info">Draft</Chip>}</span>
      </header>

      <dl className="mb-6 grid grid-cols-2 gap-y-4 sm:grid-cols-4">
        <Figure label="Output" value={made.toLocaleString("en-US")} detail={Math.round((made / target) * 100) + " % of " + target.toLocaleString("en-US")} />
        <Figure label="Scrap" value={String(scrap)} detail={made === 0 ? "" : ((scrap / made) * 100).toFixed(1) + " %"} />
        <Figure label="Downtime" value={downtime + " min"} detail={lines.filter((line) => line.downtime > 0).length + " machines stopped"} />
        <Figure label="Open issues" value={String(open.length)} detail={open.filter((issue) => issue.urgency === "Now").length + " now"} />
      </dl>

      <fieldset disabled={signed !== null}>
        <legend className="sr-only">Shift</legend>
        <h2 className={ui.section}>Machines</h2>
        <div className="mb-7 overflow-x-auto">
          <table className={ui.table}>
            <thead>
              <tr>
                <th scope="col" className={ui.th}>Machine</th>
                <th scope="col" className={ui.th + " text-right"}>Target</th>
                <th scope="col" className={ui.th + " w-28"}>Made</th>
                <th scope="col" className={ui.th + " w-28"}>Scrap</th>
                <th scope="col" className={ui.th + " w-32"}>Downtime, min</th>
                <th scope="col" className={ui.th}>State</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.machine}>
                  <th scope="row" className={ui.td + " font-medium"}>{line.machine}</th>
                  <td className={ui.td + " text-right"}>{line.target}</td>
                  {(["made", "scrap", "downtime"] as const).map((key) => (
                    <td key={key} className={ui.td + " py-1"}>
                      <input
                        className={ui.input + " text-right"}
                        type="number"
                        min={0}
                        aria-label={line.machine + " " + key}
                        value={line[key]}
                        onChange={(event) => change(line.machine, { [key]: Math.max(0, Number(event.target.value)) })}
                      />
                    </td>
                  ))}
                  <td className={ui.td}>{line.made >= line.target ? <Chip tone="ok">On target</Chip> : <Chip tone="warn">{line.target - line.made} short</Chip>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>

        <h2 className={ui.section}>Issues for the next shift</h2>
        <ul>
          {issues.map((issue) => (
            <li key={issue.id} className={"flex items-center gap-3 border-t py-2 " + ui.line}>
              <label className="flex flex-1 items-center gap-3">
                <input
                  type="checkbox"
                  className="size-4"
                  checked={issue.isDone}
                  onChange={(event) => setIssues((now) => now.map((other) => (other.id === issue.id ? { ...other, isDone: event.target.checked } : other)))}
                />
                <span className={issue.isDone ? "line-through " + ui.muted : ""}>{issue.text}</span>
              </label>
              <Chip tone={issue.isDone ? "ok" : tonesOf[issue.urgency]}>{issue.isDone ? "Done" : issue.urgency}</Chip>
            </li>
          ))}
        </ul>
        <form
          className="mt-3 flex flex-wrap gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            addIssue();
          }}
        >
          <input className={ui.input + " min-w-52 flex-1"} aria-label="New issue" placeholder="What the next shift must know" value={draft.text} onChange={(event) => setDraft({ ...draft, text: event.target.value })} />
          <select className={ui.input + " max-w-36"} aria-label="Urgency" value={draft.urgency} onChange={(event) => setDraft({ ...draft, urgency: urgencies.find((each) => each === event.target.value) ?? "This shift" })}>
            {urgencies.map((urgency) => (
              <option key={urgency}>{urgency}</option>
            ))}
          </select>
          <button type="submit" className={ui.button}>
            <Plus className="size-4" aria-hidden />
            Add
          </button>
        </form>
      </fieldset>

      <footer className={"mt-7 flex flex-wrap items-end gap-3 border-t pt-4 " + ui.line}>
        <label className="w-44">
          <span className={ui.label}>Handed over by</span>
          <input className={ui.input} value={people.from} disabled={signed !== null} onChange={(event) => setPeople({ ...people, from: event.target.value })} />
        </label>
        <label className="w-44">
          <span className={ui.label}>Taken over by</span>
          <input className={ui.input} value={people.to} disabled={signed !== null} onChange={(event) => setPeople({ ...people, to: event.target.value })} />
        </label>
        {signed ? (
          <>
            <p className="pb-2">{signed}</p>
            <button type="button" className={ui.button} onClick={() => setSigned(null)}>
              Open again
            </button>
          </>
        ) : (
          <>
            <button
              type="button"
              className={ui.primary}
              disabled={!canSign}
              onClick={() => setSigned(shift + " shift, " + people.from.trim() + " to " + people.to.trim() + ", " + new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }))}
            >
              <Check className="size-4" aria-hidden />
              Hand over
            </button>
            {!canSign && <p className={"pb-2 " + ui.muted}>Two different people sign.</p>}
          </>
        )}
      </footer>
    </main>
  );
}

function Figure(props: { label: string; value: string; detail: string }) {
  return (
    <div>
      <dt className={ui.label}>{props.label}</dt>
      <dd className={ui.figure}>{props.value}</dd>
      <dd className={"text-xs " + ui.muted}>{props.detail}</dd>
    </div>
  );
}
`);
    return { title, label: `3 machines, target ${target}`, code, warnings: [] };
  },
};
