import { useQuery } from "convex/react";
import { useParams } from "@tanstack/react-router";
import { api } from "../../../convex/_generated/api";
import { InvitePanel } from "./InvitePanel";
import { SetUpPanel } from "./SetUpPanel";
import { SignInPanel } from "./SignInPanel";
import "./account.css";

/** What people see who are not in a workspace yet: the form on the left, a part of ours on the right. */
export function AccountScreen({ purpose }: { purpose: "signin" | "setup" | "invite" }) {
  const { _splat: token = "" } = useParams({ strict: false });
  const state = useQuery(api.accounts.state, {});
  return (
    <div className="account">
      <main className="account-side" aria-busy={state === undefined}>
        <header>
          <svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true">
            <path
              d="M10 1.5 17.5 5.8v8.4L10 18.5 2.5 14.2V5.8z"
              stroke="var(--text-3)"
              strokeWidth="1.6"
              strokeLinejoin="round"
            />
            <path
              d="M7 13V7.2l6 5.6V7"
              stroke="var(--live)"
              strokeWidth="1.8"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
          NaturalCAD
        </header>
        <div className="account-form">
          {state !== undefined && purpose === "signin" && <SignInPanel state={state} />}
          {state !== undefined && purpose === "setup" && <SetUpPanel state={state} />}
          {state !== undefined && purpose === "invite" && <InvitePanel token={token} way={state.way} />}
        </div>
        <footer className="quiet">Your parts stay on this installation.</footer>
      </main>
      <aside className="account-picture" aria-hidden="true">
        <img src="/gallery/flange.png" alt="" />
        <p>
          <span className="quiet">Prompt</span> Flange 150 mm OD, 8 mm thick, 60 mm bore, with 6 M8 holes on a 120 mm
          PCD
        </p>
      </aside>
    </div>
  );
}
