import { useId } from "react";
import type { PlainError } from "../../lib/errors";

/** A labelled field of a form on the account screens. */
export function Field(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: "text" | "email" | "password";
  autoComplete: string;
  readOnly?: boolean;
  hint?: string;
}) {
  const id = useId();
  return (
    <div className="account-field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        type={props.type ?? "text"}
        value={props.value}
        autoComplete={props.autoComplete}
        readOnly={props.readOnly}
        required
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {props.hint !== undefined && (
        <p id={`${id}-hint`} className="quiet">
          {props.hint}
        </p>
      )}
    </div>
  );
}

/** Why the form was refused, and what to do. */
export function Problem({ problem }: { problem: PlainError | null }) {
  if (problem === null) return null;
  return (
    <p className="is-bad" role="alert">
      {problem.message} {problem.hint}
    </p>
  );
}
