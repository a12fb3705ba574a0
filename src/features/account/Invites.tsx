import { useAction, useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { Role } from "../../../convex/lib/validators";
import { plainErrorOf } from "../../lib/errors";
import { formatDay } from "./days";
import { ROLES } from "./roles";
import { SecretOnce } from "./SecretOnce";

/** Invitation links: made, listed with what became of them, revoked. */
export function Invites({ workspaceId }: { workspaceId: Id<"workspaces"> }) {
  const invites = useQuery(api.invites.list, { workspaceId });
  const create = useAction(api.invites.create);
  const revoke = useMutation(api.invites.revoke);
  const [role, setRole] = useState<Role>("editor");
  const [email, setEmail] = useState("");
  const [link, setLink] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const refused = (error: unknown) => {
    const { message, hint } = plainErrorOf(error);
    setProblem(`${message} ${hint}`);
  };
  const make = () => {
    setProblem(null);
    setLink(null);
    create({ workspaceId, role, ...(email.trim() === "" ? {} : { email: email.trim() }) }).then((token) => {
      setLink(`${window.location.origin}/invite/${token}`);
      setEmail("");
    }, refused);
  };
  return (
    <section aria-label="Invitations">
      <h2>Invitations</h2>
      <p>A link works once, for 7 days.</p>
      <form
        className="team-form"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <select aria-label="Role of the invited" value={role} onChange={(event) => setRole(event.target.value as Role)}>
          {ROLES.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <input
          type="email"
          aria-label="Only for this e-mail address"
          placeholder="for this address only (optional)"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <button type="submit" className="button">
          Make an invitation link
        </button>
      </form>
      {link !== null && <SecretOnce label="Invitation link" value={link} note="Shown this once. Send it yourself." />}
      {problem !== null && (
        <p className="is-bad" role="alert">
          {problem}
        </p>
      )}
      {invites !== undefined && invites.length > 0 && (
        <table aria-label="Invitations">
          <tbody>
            {invites.map((invite) => (
              <tr key={invite._id}>
                <td>{invite.email ?? "Whoever has the link"}</td>
                <td>{invite.role}</td>
                <td className="quiet">
                  {invite.state === "open" && `until ${formatDay(invite.expiresAt)}`}
                  {invite.state === "used" && `used by ${invite.usedByName}`}
                  {invite.state !== "open" && invite.state !== "used" && invite.state}
                </td>
                <td className="team-actions">
                  {invite.state === "open" && (
                    <button
                      type="button"
                      className="button ghost"
                      onClick={() => void revoke({ workspaceId, inviteId: invite._id }).catch(refused)}
                    >
                      Revoke
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
