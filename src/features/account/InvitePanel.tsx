import { Link } from "@tanstack/react-router";
import { useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { deviceName, hasAccountSession, keepAccountSession, openClient } from "../../app/accountSession";
import { Problem } from "./Fields";
import { NewAccountFields } from "./NewAccountFields";
import { useSubmit } from "./useSubmit";

const REASONS = { used: "has been used", revoked: "was revoked", expired: "has expired" } as const;

/** What an invitation link leads to: joining with the account at hand, or making one. */
export function InvitePanel({ token, way }: { token: string; way: "guests" | "accounts" | "clerk" }) {
  const invite = useQuery(api.invites.preview, { token });
  if (invite === undefined) return null;
  if (invite === null || invite.state !== "open") {
    return (
      <>
        <h1>No invitation</h1>
        <p>{invite === null ? "This link leads nowhere." : `This invitation ${REASONS[invite.state as "used"]}.`}</p>
        <p className="quiet">Ask {invite?.invitedBy ?? "an owner of the workspace"} for a new link.</p>
      </>
    );
  }
  return (
    <>
      <h1>Join {invite.workspaceName}</h1>
      <p>
        {invite.invitedBy} invites you as {invite.role}.
      </p>
      {way === "accounts" && !hasAccountSession() ? (
        <SignUpForm token={token} boundEmail={invite.email} />
      ) : (
        <JoinButton token={token} />
      )}
    </>
  );
}

function JoinButton({ token }: { token: string }) {
  const accept = useMutation(api.invites.accept);
  const { isBusy, problem, submit } = useSubmit(async () => {
    window.location.assign(`/?w=${encodeURIComponent(await accept({ token }))}`);
  });
  return (
    <>
      <Problem problem={problem} />
      <button type="button" className="button primary" disabled={isBusy} onClick={submit}>
        Join
      </button>
    </>
  );
}

function SignUpForm({ token, boundEmail }: { token: string; boundEmail: string | null }) {
  const [person, setPerson] = useState({ name: "", email: "", password: "" });
  const { isBusy, problem, submit } = useSubmit(async () => {
    keepAccountSession(
      await openClient().action(api.accounts.signUp, {
        ...person,
        email: boundEmail ?? person.email,
        inviteToken: token,
        device: deviceName(),
      }),
    );
    window.location.assign("/");
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <NewAccountFields value={person} onChange={setPerson} boundEmail={boundEmail} />
      <Problem problem={problem} />
      <button type="submit" className="button primary" disabled={isBusy}>
        {isBusy ? "Joining" : "Make an account and join"}
      </button>
      <p className="quiet">
        You have one already:{" "}
        <Link to="/signin/$" params={{ _splat: "" }} search={{ to: `/invite/${token}` }} className="link">
          sign in
        </Link>
      </p>
    </form>
  );
}
