import { clsx } from "clsx";
import { initialsOf } from "../../lib/format";

function colourOf(name: string): string {
  let sum = 0;
  for (const letter of name) sum += letter.codePointAt(0) ?? 0;
  return `var(--person-${(sum % 4) + 1})`;
}

/** A person: initials on their colour. */
export function Avatar({ name, isSmall = false }: { name: string; isSmall?: boolean }) {
  return (
    <span
      className={clsx("avatar", isSmall && "small")}
      style={{ background: colourOf(name) }}
      role="img"
      aria-label={name}
      title={name}
    >
      {initialsOf(name)}
    </span>
  );
}
