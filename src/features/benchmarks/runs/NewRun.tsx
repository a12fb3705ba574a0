import { useMutation, useQuery } from "convex/react";
import { useState, type ReactNode } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Side } from "../../../../convex/lib/benchmarks/views";
import { profileIds, profiles as PROFILES } from "../../../../convex/lib/profiles";
import { AreaLink } from "../../../components/ui/AreaLink";
import { useWorkspace } from "../../../routes/workspaceContext";
import { countText } from "../figures";
import { useDo } from "../useDo";
import { Forecast } from "./Forecast";
import { capOf, choicesOf, sidesOf, whyNot, type ModelChoice } from "./sideChoice";

/** The seed's own limit for a model that runs on one's own machine. */
const DEFAULT_LIMIT_S = 30;

/** What to ask whom, how often and for how much at most, with what it will take said before it starts. */
export function NewRun(props: { suiteId: string | null; open: (...pieces: string[]) => void }) {
  const { open } = props;
  const { workspace } = useWorkspace();
  const workspaceId = workspace._id;
  const suites = useQuery(api.suites.list, { workspaceId });
  const answer = useQuery(api.providerSettings.get, { workspaceId });
  const start = useMutation(api.benchmarkRuns.start);
  const { isBusy, problem, act } = useDo();
  const [chosenSuite, setChosenSuite] = useState(props.suiteId);
  const [chosenKeys, setModelKeys] = useState<ReadonlySet<string> | null>(null);
  const [profiles, setProfiles] = useState<ReadonlySet<Side["profile"]>>(new Set(["balanced"]));
  const [repairs, setRepairs] = useState<ReadonlySet<boolean>>(new Set([true]));
  const [samples, setSamples] = useState(1);
  const [capText, setCapText] = useState("");
  const [hasLimit, setHasLimit] = useState(true);

  const suite = suites?.find(({ id }) => id === chosenSuite) ?? suites?.[0];
  const choices = choicesOf(answer?.providers ?? []);
  const known = choices.ready.flatMap((provider) => provider.models);
  // Where there is nothing to choose, it is chosen.
  const modelKeys = chosenKeys ?? new Set(known.length === 1 ? known.map(({ key }) => key) : []);
  const models = known.filter(({ key }) => modelKeys.has(key));
  const sides = sidesOf(
    models,
    profileIds.filter((id) => profiles.has(id)),
    [true, false].filter((isRepaired) => repairs.has(isRepaired)),
  );
  const missing = whyNot({
    hasSuite: suite !== undefined,
    models: models.length,
    profiles: profiles.size,
    repairs: repairs.size,
    sides: sides.length,
    samples,
    capText,
  });
  const capMicros = capOf(capText);
  const begin = () =>
    act(async () => {
      if (suite === undefined || missing !== null) return;
      const runId = await start({
        workspaceId,
        suiteId: suite.id,
        sides,
        samples,
        ...(typeof capMicros === "number" ? { capMicros } : {}),
        ...(hasLimit ? { limits: [{ measure: "latencyP95Ms" as const, limit: DEFAULT_LIMIT_S * 1000 }] } : {}),
      });
      open("run", runId);
    });
  return (
    <main className="page benchmarks">
      <header className="benchmarks-head">
        <h1>New run</h1>
        <span className="spacer" />
        <button type="button" className="button ghost" onClick={() => open()}>
          All benchmarks
        </button>
      </header>
      <form
        className="new-run"
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
      >
        <div className="sheet new-run-form">
          <fieldset>
            <legend>Suite</legend>
            <span className="new-run-line">
              <select
                className="select"
                aria-label="Suite"
                value={suite?.id ?? ""}
                onChange={(event) => setChosenSuite(event.target.value)}
              >
                {(suites ?? []).map(({ id, name, version, caseCount }) => (
                  <option key={id} value={id}>
                    {name} v{version}, {countText(caseCount, "case")}
                  </option>
                ))}
              </select>
            </span>
          </fieldset>
          <fieldset>
            <legend>Models</legend>
            <ul className="plain-list model-rows">
              {choices.ready.flatMap(({ provider, label, models: own }) =>
                own.map((model) => (
                  <li key={model.key}>
                    <Check
                      isOn={modelKeys.has(model.key)}
                      onChange={(isOn) => setModelKeys(toggled(modelKeys, model.key, isOn))}
                    >
                      {model.label}
                    </Check>
                    <span className="quiet">
                      {provider !== "partsLibrary" && `${label} · `}
                      {priceText(model)}
                    </span>
                  </li>
                )),
              )}
              {choices.missing.map(({ provider, label, why }) => (
                <li key={provider}>
                  <span className="is-missing">{label}</span>
                  <span className="quiet">
                    {why} · <AreaLink to="/settings/providers">Set up</AreaLink>
                  </span>
                </li>
              ))}
            </ul>
          </fieldset>
          <fieldset>
            <legend>Profiles</legend>
            <span className="new-run-line">
              {profileIds.map((id) => (
                <Check key={id} isOn={profiles.has(id)} onChange={(isOn) => setProfiles(toggled(profiles, id, isOn))}>
                  {PROFILES[id].label}
                </Check>
              ))}
            </span>
          </fieldset>
          <fieldset>
            <legend>Repairs</legend>
            <span className="new-run-line">
              <Check isOn={repairs.has(true)} onChange={(isOn) => setRepairs(toggled(repairs, true, isOn))}>
                With repairs
              </Check>
              <Check isOn={repairs.has(false)} onChange={(isOn) => setRepairs(toggled(repairs, false, isOn))}>
                Without: the first script counts
              </Check>
            </span>
          </fieldset>
          <fieldset>
            <legend>How often, and how much at most</legend>
            <span className="new-run-line">
              <label>
                Samples of each case
                <input
                  className="field"
                  type="number"
                  min={1}
                  max={10}
                  value={Number.isNaN(samples) ? "" : samples}
                  onChange={(event) => setSamples(event.target.valueAsNumber)}
                />
              </label>
              <label>
                Cap in $
                <input
                  className="field"
                  inputMode="decimal"
                  placeholder="no cap"
                  size={8}
                  value={capText}
                  onChange={(event) => setCapText(event.target.value)}
                />
              </label>
              <Check isOn={hasLimit} onChange={setHasLimit}>
                Limit line: p95 at most {DEFAULT_LIMIT_S} s
              </Check>
            </span>
          </fieldset>
        </div>
        <Forecast
          workspaceId={workspaceId}
          suiteId={suite?.id ?? null}
          sides={sides}
          samples={samples}
          capMicros={typeof capMicros === "number" ? capMicros : null}
          missing={missing}
          problem={problem}
          isBusy={isBusy}
        />
      </form>
    </main>
  );
}

function Check(props: { isOn: boolean; onChange: (isOn: boolean) => void; children: ReactNode }) {
  return (
    <label>
      <input type="checkbox" checked={props.isOn} onChange={(event) => props.onChange(event.target.checked)} />
      {props.children}
    </label>
  );
}

function toggled<Value>(set: ReadonlySet<Value>, value: Value, isOn: boolean): ReadonlySet<Value> {
  const next = new Set(set);
  if (isOn) next.add(value);
  else next.delete(value);
  return next;
}

function priceText({ price, isFree }: ModelChoice): string {
  if (isFree || (price?.input === 0 && price.output === 0)) return "$0";
  return price === null ? "price unknown" : `$${price.input} in, $${price.output} out per M tokens`;
}
