import { useAction } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { Problem } from "./Fields";
import { useSubmit } from "./useSubmit";

/** Changing the password; every other browser is signed out by it. */
export function PasswordForm() {
  const change = useAction(api.accounts.changePassword);
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [isDone, setIsDone] = useState(false);
  const { isBusy, problem, submit } = useSubmit(async () => {
    await change({ current, next });
    setCurrent("");
    setNext("");
    setIsDone(true);
  });
  return (
    <section aria-label="Password">
      <h2>Password</h2>
      <form
        className="team-form"
        onSubmit={(event) => {
          event.preventDefault();
          setIsDone(false);
          submit();
        }}
      >
        <input
          type="password"
          aria-label="Current password"
          placeholder="Current"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <input
          type="password"
          aria-label="New password"
          placeholder="New, 10 characters or more"
          autoComplete="new-password"
          required
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
        <button type="submit" className="button" disabled={isBusy}>
          {isBusy ? "Changing" : "Change the password"}
        </button>
      </form>
      <Problem problem={problem} />
      {isDone && <p role="status">Changed. Other browsers are signed out.</p>}
    </section>
  );
}
