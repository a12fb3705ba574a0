import { useMutation } from "convex/react";
import { useState } from "react";
import { api } from "../../convex/_generated/api";
import { plainErrorOf } from "../lib/errors";
import { useGuest } from "./guestContext";
import { renameGuest } from "./session";

/** The person's own name, edited in place; a refused name is put back and the reason said. */
export function GuestName(props: { name: string; onRenamed: (name: string) => void }) {
  const { name: current, onRenamed } = props;
  const guest = useGuest();
  const rename = useMutation(api.users.rename);
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const save = () => {
    const name = draft?.trim() ?? "";
    setDraft(null);
    if (name === "" || name === current) return;
    rename({ name }).then(
      () => {
        renameGuest(guest, name);
        onRenamed(name);
        setProblem(null);
      },
      (error: unknown) => setProblem(plainErrorOf(error).message),
    );
  };
  return (
    <span className="guest-name">
      <input
        className="title-field ellipsis"
        aria-label="Your name"
        aria-invalid={problem !== null}
        value={draft ?? current}
        maxLength={60}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") setDraft(null);
        }}
      />
      {problem !== null && (
        <span className="is-bad" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
