import { useAction, useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { deviceName, forgetAccountSession, keepAccountSession } from "../../app/accountSession";
import { useWorkspace } from "../../routes/workspaceContext";
import { Problem } from "./Fields";
import { NewAccountFields } from "./NewAccountFields";
import { useSubmit } from "./useSubmit";
import { formatMoment } from "./days";
import { PasswordForm } from "./PasswordForm";
import "./account.css";
import "./team.css";

/** How people get in: turning accounts on, the own password, and the signed-in browsers. */
export function AccountsSection() {
  const state = useQuery(api.accounts.state, {});
  const mine = useQuery(api.accounts.mine, {});
  if (state === undefined || mine === undefined) return null;
  if (state.way === "guests") return <TurnOn />;
  if (mine.email === null) return <p>You sign in elsewhere; your password and sessions are there.</p>;
  return <OwnAccount email={mine.email} sessions={mine.sessions} />;
}

function TurnOn() {
  const { workspace, user } = useWorkspace();
  const turnOn = useAction(api.accounts.turnOn);
  const [person, setPerson] = useState({ name: user.name, email: "", password: "" });
  const { isBusy, problem, submit } = useSubmit(async () => {
    keepAccountSession(await turnOn({ workspaceId: workspace._id, ...person, device: deviceName() }));
    window.location.assign("/settings/members");
  });
  return (
    <div className="team">
      <h2>Accounts</h2>
      <p>
        Every browser on this machine is an owner now. With accounts on, people sign in and have roles; guests get in no
        more. You become the owner and keep what you made. There is no way back from the app.
      </p>
      <form
        className="team-account-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <NewAccountFields value={person} onChange={setPerson} />
        <Problem problem={problem} />
        <button type="submit" className="button primary" disabled={isBusy}>
          {isBusy ? "Turning accounts on" : "Turn accounts on"}
        </button>
      </form>
    </div>
  );
}

type Session = { _id: string; device: string; createdAt: number; isThis: boolean };

function OwnAccount({ email, sessions }: { email: string; sessions: Session[] }) {
  const signOut = useMutation(api.accounts.signOut);
  const signOutEverywhere = useMutation(api.accounts.signOutEverywhere);
  const leave = (call: Promise<unknown>) =>
    void call.finally(() => {
      forgetAccountSession();
      window.location.assign("/signin");
    });
  return (
    <div className="team">
      <h2>Your account</h2>
      <div className="setting-row">
        <span>E-mail</span>
        <span>{email}</span>
      </div>
      <PasswordForm />
      <section aria-label="Signed-in browsers">
        <h2>Signed-in browsers</h2>
        <table aria-label="Signed-in browsers">
          <tbody>
            {sessions.map((session) => (
              <tr key={session._id}>
                <td>{session.device}</td>
                <td className="quiet">since {formatMoment(session.createdAt)}</td>
                <td className="team-actions">{session.isThis && <span className="chip ok">This browser</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="team-form">
          <button type="button" className="button" onClick={() => leave(signOut({}))}>
            Sign out
          </button>
          <button type="button" className="button" onClick={() => leave(signOutEverywhere({}))}>
            Sign out everywhere
          </button>
        </div>
      </section>
    </div>
  );
}
