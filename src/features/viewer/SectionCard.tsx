/** Controls of the section plane: which axis, where, which side is kept. */
import { FlipHorizontal2 } from "lucide-react";
import type { Box } from "./cadModel";
import type { Axis, Section } from "./sectionPlane";
import { AXIS_NAMES, sectionOffset } from "./sectionPlane";
import { formatIn, type Units } from "./units";

const AXES: readonly Axis[] = [0, 1, 2];

export function SectionCard({
  section,
  box,
  units,
  onChange,
}: {
  section: Section;
  box: Box;
  units: Units;
  onChange(section: Section): void;
}) {
  const value = `${formatIn(units, sectionOffset(section, box))} ${units}`;
  return (
    <div className="viewer-card viewer-section" role="group" aria-label="Section plane">
      <div className="viewer-axes" role="radiogroup" aria-label="Section axis">
        {AXES.map((axis) => (
          <button
            key={axis}
            type="button"
            role="radio"
            aria-checked={axis === section.axis}
            onClick={() => onChange({ ...section, axis, place: 0.5 })}
          >
            {AXIS_NAMES[axis]}
          </button>
        ))}
      </div>
      <input
        type="range"
        aria-label="Section position"
        aria-valuetext={value}
        min={0}
        max={1}
        step={0.005}
        value={section.place}
        onChange={(event) => onChange({ ...section, place: Number(event.target.value) })}
      />
      <span className="viewer-section-value">{value}</span>
      <button
        type="button"
        className="viewer-flip"
        aria-label="Flip section"
        aria-pressed={section.isFlipped}
        data-tip="Keep the other side"
        onClick={() => onChange({ ...section, isFlipped: !section.isFlipped })}
      >
        <FlipHorizontal2 size={16} strokeWidth={1.5} aria-hidden />
      </button>
    </div>
  );
}
