import { useState, type FormEvent, type ReactNode } from "react";
import { plainErrorOf } from "../../lib/errors";

export type Field = { name: string; label: string; width?: number; isOptional?: boolean };

/** One line of fields that adds a row: Enter adds and begins the next. */
export function AddRow(props: {
  fields: readonly Field[];
  button: string;
  onAdd: (values: Record<string, string>) => Promise<unknown>;
  children?: ReactNode;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = Object.fromEntries(
      props.fields.map(({ name }) => [name, String(new FormData(form).get(name) ?? "")]),
    );
    try {
      await props.onAdd(values);
      setProblem(null);
      form.reset();
      form.querySelector("input")?.focus();
    } catch (error) {
      const { message, hint } = plainErrorOf(error);
      setProblem(`${message} ${hint}`);
    }
  };
  return (
    <form className="add-row" onSubmit={(event) => void add(event)}>
      {props.fields.map(({ name, label, width, isOptional = false }) => (
        <input
          key={name}
          name={name}
          aria-label={label}
          placeholder={label}
          required={!isOptional}
          autoComplete="off"
          style={{ width: width ?? 140 }}
        />
      ))}
      {props.children}
      <button type="submit" className="button">
        {props.button}
      </button>
      {problem !== null && (
        <p role="alert" className="is-bad">
          {problem}
        </p>
      )}
    </form>
  );
}
