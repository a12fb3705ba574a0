import { ArrowRight, X } from "lucide-react";
import { formatVolume } from "../../lib/format";
import type { Difference } from "./useDifference";

export type CompareMode = "beside" | "swipe" | "difference";
type Choice = { number: number; label: string };

const MODES: readonly { mode: CompareMode; label: string }[] = [
  { mode: "beside", label: "Side by side" },
  { mode: "swipe", label: "Swipe" },
  { mode: "difference", label: "Difference" },
];

/** Which two versions are compared, and how. */
export function CompareBar(props: {
  from: number;
  to: number;
  choices: readonly Choice[];
  mode: CompareMode;
  difference: Difference | null;
  error: string | null;
  onPair: (from: number, to: number) => void;
  onMode: (mode: CompareMode) => void;
  onClose: () => void;
}) {
  const { from, to, choices, mode, difference, error, onPair, onMode, onClose } = props;
  return (
    <header className="compare-bar">
      <VersionSelect label="Before" value={from} choices={choices} onChange={(number) => onPair(number, to)} />
      <ArrowRight size={14} strokeWidth={1.5} aria-hidden="true" />
      <VersionSelect label="After" value={to} choices={choices} onChange={(number) => onPair(from, number)} />
      <div className="segments" role="group" aria-label="How to compare">
        {MODES.map((entry) => (
          <button key={entry.mode} type="button" aria-pressed={entry.mode === mode} onClick={() => onMode(entry.mode)}>
            {entry.label}
          </button>
        ))}
      </div>
      <span className="spacer" />
      {mode === "difference" && (
        <span className="compare-figures ellipsis" role="status">
          {error !== null ? (
            <span className="is-bad">{error}</span>
          ) : difference === null ? (
            <span className="quiet">Measuring the difference</span>
          ) : (
            <Figures difference={difference} />
          )}
        </span>
      )}
      <button type="button" className="button ghost icon" aria-label="Stop comparing" onClick={onClose}>
        <X size={16} strokeWidth={1.5} aria-hidden="true" />
      </button>
    </header>
  );
}

function Figures({ difference }: { difference: Difference }) {
  const { iou, addedMm3, removedMm3 } = difference;
  return (
    <>
      <span>{(iou * 100).toFixed(1)} % shared</span>
      {addedMm3 === null && <span className="is-warn">Added and removed not measured</span>}
      {addedMm3 !== null && <span className="is-ok">+{formatVolume(addedMm3)}</span>}
      {removedMm3 !== null && <span className="is-bad">−{formatVolume(removedMm3)}</span>}
    </>
  );
}

function VersionSelect(props: {
  label: string;
  value: number;
  choices: readonly Choice[];
  onChange: (number: number) => void;
}) {
  return (
    <select
      className="select"
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onChange(Number(event.target.value))}
    >
      {props.choices.map(({ number, label }) => (
        <option key={number} value={number}>
          v{number} {label}
        </option>
      ))}
    </select>
  );
}
