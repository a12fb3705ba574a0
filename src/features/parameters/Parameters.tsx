import { clsx } from "clsx";
import { RotateCcw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { Parameter, ParameterValue } from "../../../convex/lib/validators";
import { formatValue, readEntry, unitOf } from "./parameterEntry";

/** Keys repeat and drags wander: one run per pause, not one per step. */
const KEY_PAUSE_MS = 350;

/** The named constants of the script. Moving one runs the script again, without a model. */
export function Parameters(props: {
  parameters: readonly Parameter[];
  error: string | null;
  onChange: (values: Record<string, ParameterValue>) => void;
}) {
  const { parameters, error, onChange } = props;
  const [drafts, setDrafts] = useState<Record<string, ParameterValue>>({});
  const [draftsOf, setDraftsOf] = useState(parameters);
  if (draftsOf !== parameters) {
    // A new version stands: what was being moved is either in it or was refused.
    setDraftsOf(parameters);
    setDrafts({});
  }

  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  const change = (name: string, value: ParameterValue, waitMs: number) => {
    const next = { ...drafts, [name]: value };
    setDrafts(next);
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(next), waitMs);
  };
  return (
    <section className="block" aria-label="Parameters">
      <h2>Parameters</h2>
      {parameters.length === 0 && <p className="quiet">This version has no named constants to move.</p>}
      {parameters.map((parameter) => {
        const value = drafts[parameter.name] ?? parameter.value;
        return typeof parameter.value === "number" ? (
          <NumberRow
            key={parameter.name}
            parameter={parameter}
            value={typeof value === "number" ? value : parameter.value}
            onDraft={(next) => change(parameter.name, next, KEY_PAUSE_MS)}
            onCommit={(next) => change(parameter.name, next, 0)}
          />
        ) : (
          <ChoiceRow
            key={parameter.name}
            parameter={parameter}
            value={value}
            onCommit={(next) => change(parameter.name, next, 0)}
          />
        );
      })}
      {error !== null && (
        <p className="slider-error" role="alert">
          {error}
        </p>
      )}
    </section>
  );
}

function NumberRow(props: {
  parameter: Parameter;
  value: number;
  onDraft: (value: number) => void;
  onCommit: (value: number) => void;
}) {
  const { parameter, value, onDraft, onCommit } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const min = parameter.min ?? 0;
  const max = parameter.max ?? Math.max(1, value * 4);
  const unit = unitOf(parameter);
  const isChanged = parameter.default !== parameter.value || value !== parameter.value;
  const commitTyped = () => {
    if (typed === null) return;
    const entry = readEntry(parameter, typed);
    if (entry.kind === "problem") {
      setProblem(entry.message);
      return;
    }
    setTyped(null);
    setProblem(null);
    if (typeof entry.value === "number" && entry.value !== value) onCommit(entry.value);
  };
  return (
    <div className="slider-row">
      <span className="ellipsis" title={parameter.name}>
        {parameter.label}
      </span>
      <input
        type="range"
        aria-label={parameter.label}
        aria-valuetext={`${formatValue(parameter, value)} ${unit}`.trim()}
        min={min}
        max={max}
        step={parameter.step ?? "any"}
        value={value}
        style={{ ["--filled" as string]: `${((value - min) / (max - min || 1)) * 100}%` }}
        onChange={(event) => onDraft(Number(event.target.value))}
      />
      {isChanged && typeof parameter.default === "number" ? (
        <button
          type="button"
          className="reset"
          aria-label={`Reset ${parameter.label} to ${formatValue(parameter, parameter.default)}`}
          onClick={() => typeof parameter.default === "number" && onCommit(parameter.default)}
        >
          <RotateCcw size={12} strokeWidth={1.5} aria-hidden="true" />
        </button>
      ) : (
        <span />
      )}
      <span className={clsx("number-field", problem !== null && "out-of-range")}>
        <input
          type="text"
          inputMode="decimal"
          aria-label={parameter.label}
          aria-invalid={problem !== null}
          value={typed ?? formatValue(parameter, value)}
          onChange={(event) => {
            setTyped(event.target.value);
            setProblem(null);
          }}
          onBlur={commitTyped}
          onKeyDown={(event) => {
            if (event.key === "Enter") commitTyped();
            if (event.key === "Escape") {
              setTyped(null);
              setProblem(null);
            }
          }}
        />
        <span className="unit">{unit}</span>
      </span>
      {problem !== null && (
        <span className="slider-error" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}

function ChoiceRow(props: { parameter: Parameter; value: ParameterValue; onCommit: (value: ParameterValue) => void }) {
  const { parameter, value, onCommit } = props;
  const id = `parameter-${parameter.name}`;
  return (
    <div className="slider-row">
      <label className="ellipsis" htmlFor={id}>
        {parameter.label}
      </label>
      {typeof value === "boolean" ? (
        <input id={id} type="checkbox" checked={value} onChange={(event) => onCommit(event.target.checked)} />
      ) : (
        <select id={id} className="select" value={String(value)} onChange={(event) => onCommit(event.target.value)}>
          {(parameter.choices ?? [String(value)]).map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      )}
      <span />
      <span />
    </div>
  );
}
