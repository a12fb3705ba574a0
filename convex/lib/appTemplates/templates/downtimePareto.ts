import { composeFile, lit } from "../compose";
import { titleOf } from "../request";
import type { AppTemplate } from "../types";

export const downtimePareto: AppTemplate = {
  id: "downtime-pareto",
  name: "Downtime log with Pareto",
  detail: "Stops with reason and minutes, largest causes first",
  example: "Build a downtime tracker with reasons and a Pareto chart",
  signs: [
    [/\bdown ?time\b/, 4],
    [/\bpareto\b/, 5],
    [/\btracker\b|\blog\b|\breasons?\b|\bstops?\b/, 2],
    [/\bkpis?\b|\boee\b|\bcalculat\w+\b|\bhand-?over\b/, -4],
  ],
  grants: ["chart", "editing"],
  takesFields: true,
  build(request) {
    const title = titleOf(request, "Downtime");
    const code = composeFile(`
type Stop = { id: number; machine: string; reason: string; minutes: number };

const TITLE = ${lit(title)};
const reasons = ["Tool change", "No material", "Breakdown", "Set-up", "Waiting for inspection", "No operator"];
const machines = ["Mill 2", "Lathe 1", "Press 4", "Welder 3"];

// Sample stops: replace them with your own.
const samples: Stop[] = [
  { id: 1, machine: "Press 4", reason: "Breakdown", minutes: 70 },
  { id: 2, machine: "Mill 2", reason: "Tool change", minutes: 12 },
  { id: 3, machine: "Mill 2", reason: "No material", minutes: 25 },
  { id: 4, machine: "Lathe 1", reason: "Set-up", minutes: 40 },
  { id: 5, machine: "Welder 3", reason: "Waiting for inspection", minutes: 18 },
  { id: 6, machine: "Mill 2", reason: "Breakdown", minutes: 33 },
  { id: 7, machine: "Lathe 1", reason: "Tool change", minutes: 9 },
  { id: 8, machine: "Press 4", reason: "Set-up", minutes: 28 },
];

type Cause = { reason: string; minutes: number; stops: number; share: number };

/** Minutes by reason, the largest first, with the running share of all minutes in percent. */
function paretoOf(stops: Stop[]): Cause[] {
  const total = stops.reduce((sum, stop) => sum + stop.minutes, 0);
  let running = 0;
  return reasons
    .map((reason) => {
      const own = stops.filter((stop) => stop.reason === reason);
      return { reason, minutes: own.reduce((sum, stop) => sum + stop.minutes, 0), stops: own.length };
    })
    .filter((cause) => cause.stops > 0)
    .sort((a, b) => b.minutes - a.minutes)
    .map((cause) => {
      running += cause.minutes;
      return { ...cause, share: total === 0 ? 0 : Math.round((running / total) * 100) };
    });
}

export default function DowntimeLog() {
  const [stops, setStops] = useState(samples);
  const [machine, setMachine] = useState("All");
  const [draft, setDraft] = useState({ machine: machines[0] ?? "", reason: reasons[0] ?? "", minutes: "10" });
  const shown = stops.filter((stop) => machine === "All" || stop.machine === machine);
  const causes = paretoOf(shown);
  const total = shown.reduce((sum, stop) => sum + stop.minutes, 0);
  const minutes = Number(draft.minutes);
  const isGood = Number.isFinite(minutes) && minutes > 0;

  return (
    <main className={ui.page}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span className={ui.muted} role="status">
          {total} min in {shown.length} stops
        </span>
        <label className="ml-auto flex items-center gap-2">
          <span className={ui.muted}>Machine</span>
          <select className={ui.input} value={machine} onChange={(event) => setMachine(event.target.value)}>
            {["All", ...machines].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </header>

      <section aria-labelledby="causes" className="mb-6">
        <h2 id="causes" className={ui.section}>
          Causes, minutes and running share
        </h2>
        {causes.length === 0 ? (
          <p className={"py-10 text-center " + ui.muted}>No stops on {machine}.</p>
        ) : (
          <div className="h-56" role="img" aria-label={causes.map((cause) => cause.reason + " " + cause.minutes + " minutes").join(", ")}>
            <ResponsiveContainer width="100%" height="100%">
              <ComposedChart data={causes} margin={{ top: 4, right: -16, bottom: 0, left: -20 }}>
                <CartesianGrid vertical={false} stroke="currentColor" strokeOpacity={0.12} />
                <XAxis dataKey="reason" tickLine={false} axisLine={false} fontSize={11} stroke="currentColor" interval={0} />
                <YAxis yAxisId="minutes" tickLine={false} axisLine={false} fontSize={11} stroke="currentColor" />
                <YAxis yAxisId="share" orientation="right" domain={[0, 100]} unit="%" tickLine={false} axisLine={false} fontSize={11} stroke="currentColor" />
                <Tooltip contentStyle={{ fontSize: 12, color: "#18181b", borderRadius: 6 }} cursor={{ fill: "currentColor", opacity: 0.06 }} />
                <Bar yAxisId="minutes" dataKey="minutes" name="Minutes" fill="#2563eb" radius={[3, 3, 0, 0]} maxBarSize={56} isAnimationActive={false} />
                <Line yAxisId="share" dataKey="share" name="Share %" stroke="currentColor" strokeWidth={1.5} dot={{ r: 3 }} isAnimationActive={false} />
              </ComposedChart>
            </ResponsiveContainer>
          </div>
        )}
      </section>

      <form
        className="mb-4 flex flex-wrap items-end gap-3"
        aria-label="New stop"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isGood) return;
          setStops((now) => [{ id: Math.max(0, ...now.map((stop) => stop.id)) + 1, machine: draft.machine, reason: draft.reason, minutes }, ...now]);
        }}
      >
        <label className="w-36">
          <span className={ui.label}>Machine</span>
          <select className={ui.input} value={draft.machine} onChange={(event) => setDraft({ ...draft, machine: event.target.value })}>
            {machines.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label className="w-52">
          <span className={ui.label}>Reason</span>
          <select className={ui.input} value={draft.reason} onChange={(event) => setDraft({ ...draft, reason: event.target.value })}>
            {reasons.map((reason) => (
              <option key={reason}>{reason}</option>
            ))}
          </select>
        </label>
        <label className="w-28">
          <span className={ui.label}>Minutes</span>
          <input className={ui.input + " text-right"} type="number" min={1} aria-invalid={!isGood} value={draft.minutes} onChange={(event) => setDraft({ ...draft, minutes: event.target.value })} />
        </label>
        <button type="submit" className={ui.primary} disabled={!isGood}>
          <Plus className="size-4" aria-hidden />
          Add stop
        </button>
      </form>

      <div className="overflow-x-auto">
        <table className={ui.table}>
          <caption className="sr-only">Stops</caption>
          <thead>
            <tr>
              <th scope="col" className={ui.th}>Machine</th>
              <th scope="col" className={ui.th}>Reason</th>
              <th scope="col" className={ui.th + " text-right"}>Minutes</th>
              <th scope="col" className={ui.th}>
                <span className="sr-only">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((stop) => (
              <tr key={stop.id}>
                <td className={ui.td}>{stop.machine}</td>
                <td className={ui.td}>{stop.reason}</td>
                <td className={ui.td + " text-right"}>{stop.minutes}</td>
                <td className={ui.td + " text-right"}>
                  <button type="button" className={ui.icon} aria-label={"Remove stop of " + stop.machine} onClick={() => setStops((now) => now.filter((other) => other.id !== stop.id))}>
                    <Trash2 className="size-4" aria-hidden />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </main>
  );
}
`);
    return { title, label: "6 reasons, 4 machines", code, warnings: [] };
  },
};
