import { useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { Role } from "../../../convex/lib/validators";
import { Avatar } from "../../components/ui/Avatar";
import { plainErrorOf } from "../../lib/errors";
import { useWorkspace } from "../../routes/workspaceContext";
import { Invites } from "./Invites";
import { ROLES } from "./roles";
import "./team.css";

/** Who is in the workspace, with the role of each; owners change both. */
export function MembersSection() {
  const { workspace } = useWorkspace();
  const members = useQuery(api.members.list, { workspaceId: workspace._id });
  const owner = members?.find(({ role, kind }) => role === "owner" && kind !== "key");
  const setRole = useMutation(api.members.setRole);
  const remove = useMutation(api.members.remove);
  const leave = useMutation(api.members.leave);
  const [asked, setAsked] = useState<Id<"users"> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const isOwner = workspace.role === "owner";
  const attempt = (call: Promise<unknown>) => {
    setProblem(null);
    setAsked(null);
    call.catch((error: unknown) => {
      const { message, hint } = plainErrorOf(error);
      setProblem(`${message} ${hint}`);
    });
  };
  return (
    <div className="team">
      <h2>Members</h2>
      <p>
        {isOwner
          ? "Owners set up, editors make parts, commenters say what they think, viewers look."
          : `You are ${workspace.role} here. ${owner?.name ?? "An owner"} changes roles and invites people.`}
      </p>
      {problem !== null && (
        <p className="is-bad" role="alert">
          {problem}
        </p>
      )}
      <table aria-label="Members">
        <thead>
          <tr>
            <th>Name</th>
            <th>E-mail</th>
            <th>Role</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {members?.map((member) => (
            <tr key={member.userId}>
              <td>
                <span className="team-person">
                  <Avatar name={member.name} isSmall /> {member.name}
                  {member.isYou && <span className="quiet">you</span>}
                </span>
              </td>
              <td className="quiet">{member.email ?? (member.kind === "key" ? "API key" : "–")}</td>
              <td>
                {isOwner ? (
                  <select
                    aria-label={`Role of ${member.name}`}
                    value={member.role}
                    onChange={(event) =>
                      attempt(
                        setRole({
                          workspaceId: workspace._id,
                          userId: member.userId,
                          role: event.target.value as Role, // the options are the roles
                        }),
                      )
                    }
                  >
                    {ROLES.map((role) => (
                      <option key={role}>{role}</option>
                    ))}
                  </select>
                ) : (
                  member.role
                )}
              </td>
              <td className="team-actions">
                {(isOwner || member.isYou) &&
                  (asked === member.userId ? (
                    <>
                      <button
                        type="button"
                        className="button"
                        onClick={() =>
                          attempt(
                            member.isYou
                              ? leave({ workspaceId: workspace._id })
                              : remove({ workspaceId: workspace._id, userId: member.userId }),
                          )
                        }
                      >
                        {member.isYou ? "Leave the workspace" : `Remove ${member.name}`}
                      </button>
                      <button type="button" className="button ghost" onClick={() => setAsked(null)}>
                        Keep
                      </button>
                    </>
                  ) : (
                    <button type="button" className="button ghost" onClick={() => setAsked(member.userId)}>
                      {member.isYou ? "Leave" : "Remove"}
                    </button>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {isOwner && <Invites workspaceId={workspace._id} />}
    </div>
  );
}
