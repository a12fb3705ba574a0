import { useEffect, useRef, useState } from "react";

const MAX_CHARACTERS = 220;

/** A text of a row while it is typed. Enter and leaving keep it, Escape does not; null when nothing changed. */
export function RowField(props: { label: string; value: string; onDone: (text: string | null) => void }) {
  const [text, setText] = useState(props.value);
  const field = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useEffect(() => field.current?.select(), []);
  const done = (next: string | null) => {
    // Enter takes the field away, and that is a blur too.
    if (isDone.current) return;
    isDone.current = true;
    props.onDone(next === props.value ? null : next);
  };
  return (
    <input
      ref={field}
      className="row-field"
      aria-label={props.label}
      value={text}
      maxLength={MAX_CHARACTERS}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => done(text)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") done(text);
        if (event.key === "Escape") done(null);
      }}
    />
  );
}
