import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { deviceName, keepAccountSession, openClient } from "../../app/accountSession";
import { Field, Problem } from "./Fields";
import { NewAccountFields } from "./NewAccountFields";
import { useSubmit } from "./useSubmit";

/** The first account of an installation that other machines reach. */
export function SetUpPanel({ state }: { state: { needsSetup: boolean } }) {
  const [setupToken, setSetupToken] = useState("");
  const [person, setPerson] = useState({ name: "", email: "", password: "" });
  const { isBusy, problem, submit } = useSubmit(async () => {
    keepAccountSession(await openClient().action(api.accounts.setUp, { ...person, setupToken, device: deviceName() }));
    window.location.assign("/");
  });
  if (!state.needsSetup) {
    return (
      <>
        <h1>Set up already</h1>
        <p>This installation has its owner.</p>
        <Link to="/signin/$" params={{ _splat: "" }} className="button primary">
          Sign in
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
      <h1>First owner</h1>
      <p>This account owns the installation and invites the others.</p>
      <Field
        label="Set-up token"
        type="password"
        autoComplete="off"
        hint="npm start printed it where it runs."
        value={setupToken}
        onChange={setSetupToken}
      />
      <NewAccountFields value={person} onChange={setPerson} />
      <Problem problem={problem} />
      <button type="submit" className="button primary" disabled={isBusy}>
        {isBusy ? "Making the account" : "Make the account"}
      </button>
    </form>
  );
}
