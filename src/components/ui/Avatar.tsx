import { clsx } from "clsx";
import { initialsOf } from "../../lib/format";
import { personColour } from "../../lib/personColour";

/** A person: initials on their colour. */
export function Avatar({ name, isSmall = false }: { name: string; isSmall?: boolean }) {
  return (
    <span
      className={clsx("avatar", isSmall && "small")}
      style={{ background: personColour(name) }}
      role="img"
      aria-label={name}
      title={name}
    >
      {initialsOf(name)}
    </span>
  );
}
