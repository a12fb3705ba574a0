import { useAction, useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { KeyScope } from "../../../convex/lib/validators";
import { plainErrorOf } from "../../lib/errors";
import { useWorkspace } from "../../routes/workspaceContext";
import { formatDay, formatMoment } from "./days";
import { SecretOnce } from "./SecretOnce";
import "./team.css";

/** The person's own API keys of this workspace. */
export function KeysSection() {
  const { workspace } = useWorkspace();
  const workspaceId = workspace._id;
  const keys = useQuery(api.apiKeys.list, { workspaceId });
  const create = useAction(api.apiKeys.create);
  const remove = useMutation(api.apiKeys.remove);
  const [name, setName] = useState("");
  const [scope, setScope] = useState<KeyScope>("write");
  const [days, setDays] = useState("90");
  const [made, setMade] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const refused = (error: unknown) => {
    const { message, hint } = plainErrorOf(error);
    setProblem(`${message} ${hint}`);
  };
  const make = () => {
    setProblem(null);
    setMade(null);
    create({ workspaceId, name, scope, ...(days === "" ? {} : { days: Number(days) }) }).then((key) => {
      setMade(key);
      setName("");
    }, refused);
  };
  return (
    <div className="team">
      <h2>API keys</h2>
      <p>
        For scripts and agents. A key acts as you in {workspace.name}, with your role: {workspace.role}.
      </p>
      <form
        className="team-form"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <input
          aria-label="Name of the key"
          placeholder="Name"
          required
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <select
          aria-label="What the key may do"
          value={scope}
          onChange={(event) => setScope(event.target.value as KeyScope)}
        >
          <option value="write">read and write</option>
          <option value="read">read</option>
        </select>
        <select aria-label="How long the key is good" value={days} onChange={(event) => setDays(event.target.value)}>
          <option value="30">30 days</option>
          <option value="90">90 days</option>
          <option value="365">365 days</option>
          <option value="">no end</option>
        </select>
        <button type="submit" className="button">
          Make a key
        </button>
      </form>
      {made !== null && <SecretOnce label="API key" value={made} note="Shown this once. Only its hash is kept." />}
      {problem !== null && (
        <p className="is-bad" role="alert">
          {problem}
        </p>
      )}
      {keys !== undefined && keys.length > 0 && (
        <table aria-label="API keys">
          <thead>
            <tr>
              <th>Name</th>
              <th>Begins with</th>
              <th>May</th>
              <th>Last used</th>
              <th>Until</th>
              <th aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key._id}>
                <td>{key.name}</td>
                <td className="team-code">{key.start}…</td>
                <td>{key.scope === "read" ? "read" : "read and write"}</td>
                <td className="quiet">{key.lastUsedAt === null ? "never" : formatMoment(key.lastUsedAt)}</td>
                <td className="quiet">{key.expiresAt === null ? "no end" : formatDay(key.expiresAt)}</td>
                <td className="team-actions">
                  <button
                    type="button"
                    className="button ghost"
                    onClick={() => void remove({ workspaceId, keyId: key._id }).catch(refused)}
                  >
                    Remove
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
