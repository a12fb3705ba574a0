import { clsx } from "clsx";
import { RotateCcw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { Parameter, ParameterValue } from "../../../convex/lib/validators";
import { Avatar } from "../../components/ui/Avatar";
import { personColour } from "../../lib/personColour";
import { formatValue, rangeOf, readEntry, sliderLimits, unitOf } from "./parameterEntry";
import type { Hold } from "./useHolds";
import "./parameters.css";

/** Keys repeat and drags wander: one run per pause, not one per step. */
const KEY_PAUSE_MS = 350;
const NO_HOLDS: readonly Hold[] = [];

/** The named constants of the script. Moving one shows a draft; letting go runs the script again, without a model. */
export function Parameters(props: {
  parameters: readonly Parameter[];
  /** Another value, another version: what was moved by hand is either in it or was refused, and is forgotten. */
  versionKey: string;
  error: string | null;
  /** Sliders that others move just now. */
  holds?: readonly Hold[];
  onChange: (values: Record<string, ParameterValue>) => void;
  /** While something moves: all values that differ, and the one under the hand. */
  onDraft?: (values: Record<string, ParameterValue>, moved: string) => void;
  onRelease?: () => void;
}) {
  const { parameters, versionKey, error, holds = NO_HOLDS, onChange, onDraft, onRelease } = props;
  const [drafts, setDrafts] = useState<Record<string, ParameterValue>>({});
  const [draftsOf, setDraftsOf] = useState(versionKey);
  if (draftsOf !== versionKey) {
    setDraftsOf(versionKey);
    setDrafts({});
  }

  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const pending = useRef<(() => void) | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      // Whoever let go meant it: a panel that goes within the pause must not lose the change.
      pending.current?.();
    },
    [],
  );
  const changed = (name: string, value: ParameterValue) => {
    const next = { ...drafts, [name]: value };
    setDrafts(next);
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    pending.current = null;
    return next;
  };
  const move = (name: string, value: ParameterValue) => onDraft?.(changed(name, value), name);
  const commit = (name: string, value: ParameterValue, waitMs: number) => {
    const next = changed(name, value);
    const run = () => {
      pending.current = null;
      onRelease?.();
      onChange(next);
    };
    pending.current = run;
    timer.current = setTimeout(run, waitMs);
  };
  const [firstHold] = holds;
  const heldLabel = parameters.find(({ name }) => name === firstHold?.parameter)?.label;
  return (
    <section className="block" aria-label="Parameters">
      <h2>
        Parameters
        {firstHold !== undefined && heldLabel !== undefined && (
          <span className="holder" role="status">
            <Avatar name={firstHold.userName} isSmall /> {firstHold.userName} is moving {heldLabel}
          </span>
        )}
      </h2>
      {parameters.length === 0 && <p className="quiet">This version has no named constants to move.</p>}
      {parameters.map((parameter) => {
        const hold = holds.find((entry) => entry.parameter === parameter.name) ?? null;
        const value = hold?.value ?? drafts[parameter.name] ?? parameter.value;
        return typeof parameter.value === "number" ? (
          <NumberRow
            key={parameter.name}
            parameter={parameter}
            value={typeof value === "number" ? value : parameter.value}
            holder={hold?.userName ?? null}
            onMove={(next) => move(parameter.name, next)}
            onRest={(next) => {
              move(parameter.name, next);
              commit(parameter.name, next, KEY_PAUSE_MS);
            }}
            onCommit={(next) => commit(parameter.name, next, 0)}
            onBack={() => onRelease?.()}
          />
        ) : (
          <ChoiceRow
            key={parameter.name}
            parameter={parameter}
            value={value}
            isHeld={hold !== null}
            onCommit={(next) => commit(parameter.name, next, 0)}
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
  /** Who else moves it; then it is not for this person to move. */
  holder: string | null;
  /** Under the pointer: nothing runs before it is let go. */
  onMove: (value: number) => void;
  /** By key: runs after a pause. */
  onRest: (value: number) => void;
  onCommit: (value: number) => void;
  /** Let go where it stood: nothing runs. */
  onBack: () => void;
}) {
  const { parameter, value, holder, onMove, onRest, onCommit, onBack } = props;
  const isDragged = useRef(false);
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { min, max } = sliderLimits(parameter, value);
  const unit = unitOf(parameter);
  const isChanged = parameter.default !== parameter.value || value !== parameter.value;
  const endDrag = (at: number) => {
    if (!isDragged.current) return;
    isDragged.current = false;
    if (at === parameter.value) onBack();
    else onCommit(at);
  };
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
    <div className={clsx("slider-row", holder !== null && "is-held")}>
      <span className="ellipsis" title={`${parameter.name}, ${rangeOf(parameter)}`}>
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
        disabled={holder !== null}
        style={{
          ["--filled" as string]: `${((value - min) / (max - min || 1)) * 100}%`,
          ...(holder === null ? {} : { ["--held" as string]: personColour(holder) }),
        }}
        onPointerDown={() => {
          isDragged.current = true;
        }}
        onPointerUp={(event) => endDrag(Number(event.currentTarget.value))}
        onPointerCancel={(event) => endDrag(Number(event.currentTarget.value))}
        onChange={(event) => (isDragged.current ? onMove : onRest)(Number(event.target.value))}
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
          disabled={holder !== null}
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

function ChoiceRow(props: {
  parameter: Parameter;
  value: ParameterValue;
  isHeld: boolean;
  onCommit: (value: ParameterValue) => void;
}) {
  const { parameter, value, isHeld, onCommit } = props;
  const id = `parameter-${parameter.name}`;
  return (
    <div className="slider-row">
      <label className="ellipsis" htmlFor={id}>
        {parameter.label}
      </label>
      {typeof value === "boolean" ? (
        <input
          id={id}
          type="checkbox"
          disabled={isHeld}
          checked={value}
          onChange={(event) => onCommit(event.target.checked)}
        />
      ) : (
        <select
          id={id}
          className="select"
          disabled={isHeld}
          value={String(value)}
          onChange={(event) => onCommit(event.target.value)}
        >
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
