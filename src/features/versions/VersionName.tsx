import { useEffect, useRef, useState } from "react";
import type { Version } from "./VersionStrip";

const MAX_CHARACTERS = 80;

/** The name of a version while it is typed. Enter and leaving keep it, Escape does not. */
export function VersionName({ version, onDone }: { version: Version; onDone: (label: string | null) => void }) {
  const [label, setLabel] = useState(version.label);
  const field = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useEffect(() => field.current?.select(), []);
  const done = (next: string | null) => {
    // Enter takes the field away, and that is a blur too.
    if (isDone.current) return;
    isDone.current = true;
    const cleaned = next?.trim() ?? "";
    onDone(cleaned === "" || cleaned === version.label ? null : cleaned);
  };
  return (
    <span className="version-name">
      <b>v{version.number}</b>
      <input
        ref={field}
        aria-label={`Name of version ${version.number}`}
        value={label}
        maxLength={MAX_CHARACTERS}
        onChange={(event) => setLabel(event.target.value)}
        onBlur={() => done(label)}
        onKeyDown={(event) => {
          if (event.key === "Enter") done(label);
          if (event.key === "Escape") done(null);
        }}
      />
    </span>
  );
}
