import { Field } from "./Fields";

export type NewAccount = { name: string; email: string; password: string };

/** Name, address and password of somebody new; an address that an invitation is bound to is not theirs to change. */
export function NewAccountFields(props: {
  value: NewAccount;
  onChange: (value: NewAccount) => void;
  boundEmail?: string | null;
}) {
  const { value, onChange } = props;
  return (
    <>
      <Field label="Name" autoComplete="name" value={value.name} onChange={(name) => onChange({ ...value, name })} />
      <Field
        label="E-mail"
        type="email"
        autoComplete="username"
        value={props.boundEmail ?? value.email}
        readOnly={typeof props.boundEmail === "string"}
        onChange={(email) => onChange({ ...value, email })}
      />
      <Field
        label="Password"
        type="password"
        autoComplete="new-password"
        hint="10 to 200 characters."
        value={value.password}
        onChange={(password) => onChange({ ...value, password })}
      />
    </>
  );
}
