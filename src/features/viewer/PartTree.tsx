/** The parts of an assembly by name: hide, show alone, show all. Buttons in order, so that keys reach each. */
import { Eye, EyeOff } from "lucide-react";
import { isolate, toggled, type ModelPart } from "./parts";

export function PartTree(props: {
  parts: readonly ModelPart[];
  hidden: ReadonlySet<number>;
  onHidden: (hidden: ReadonlySet<number>) => void;
}) {
  const { parts, hidden, onHidden } = props;
  return (
    <section className="viewer-card viewer-parts" aria-label="Parts">
      <header>
        {hidden.size === 0 ? `${parts.length} parts` : `${parts.length - hidden.size} of ${parts.length} parts`}
        <button type="button" className="link" disabled={hidden.size === 0} onClick={() => onHidden(new Set())}>
          Show all
        </button>
      </header>
      <ul>
        {parts.map((part, index) => {
          const isHidden = hidden.has(index);
          const Icon = isHidden ? EyeOff : Eye;
          return (
            // Names repeat in an assembly; its order does not change while the file is the same.
            <li key={index} className={isHidden ? "is-hidden" : undefined}>
              <button
                type="button"
                className="viewer-eye"
                aria-pressed={!isHidden}
                aria-label={`Show ${part.name}`}
                onClick={() => onHidden(toggled(hidden, index))}
              >
                <Icon size={14} strokeWidth={1.5} aria-hidden="true" />
              </button>
              <span className="swatch" style={part.colour === null ? undefined : { background: part.colour }} />
              <button
                type="button"
                className="viewer-part ellipsis"
                title={`Show ${part.name} alone`}
                onClick={() => onHidden(isolate(parts.length, hidden, index))}
              >
                {part.name}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
