import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { deviceName, keepAccountSession, openClient } from "../../app/accountSession";
import { Field, Problem } from "./Fields";
import { useSubmit } from "./useSubmit";

type State = { way: "guests" | "accounts" | "clerk"; needsSetup: boolean };

/** Where to go after sign-in: a path of our own pages, never another site. */
function returnPath(): string {
  const path = new URLSearchParams(window.location.search).get("to") ?? "/";
  return path.startsWith("/") && !path.startsWith("//") && !path.includes("\\") ? path : "/";
}

export function SignInPanel({ state }: { state: State }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { isBusy, problem, submit } = useSubmit(async () => {
    keepAccountSession(await openClient().action(api.accounts.signIn, { email, password, device: deviceName() }));
    window.location.assign(returnPath());
  });
  if (state.way === "guests") {
    return (
      <>
        <h1>No sign-in here</h1>
        <p>Every browser on this machine may open the workspace.</p>
        <Link to="/" className="button primary">
          Continue as guest on this machine
        </Link>
        <p className="quiet">Guests make parts without a key. Nothing leaves this machine.</p>
      </>
    );
  }
  if (state.way === "clerk") {
    return (
      <>
        <h1>Sign-in by Clerk</h1>
        <p>This installation signs people in by Clerk, and these pages were built without its key.</p>
        <p className="quiet">Set VITE_CLERK_PUBLISHABLE_KEY and build the pages again.</p>
      </>
    );
  }
  if (state.needsSetup) {
    return (
      <>
        <h1>Nobody owns this yet</h1>
        <p>The first account owns the installation and invites the others.</p>
        <Link to="/setup/$" params={{ _splat: "" }} className="button primary">
          Make the first account
        </Link>
      </>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h1>Sign in</h1>
      <p>Describe a part. Your team watches it become one.</p>
      <Field label="E-mail" type="email" autoComplete="username" value={email} onChange={setEmail} />
      <Field label="Password" type="password" autoComplete="current-password" value={password} onChange={setPassword} />
      <Problem problem={problem} />
      <button type="submit" className="button primary" disabled={isBusy}>
        {isBusy ? "Signing in" : "Sign in"}
      </button>
      <p className="quiet">No account: ask an owner of your workspace for an invitation link.</p>
    </form>
  );
}
