import { useAction, useMutation } from "convex/react";
import { useId, useState } from "react";
import type { ProviderCard } from "../../../../convex/model/providerCards";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { formatAgo } from "../../../lib/format";
import { useAct } from "./useAct";

/** The key of one provider: where it comes from, and a field to set another. A stored key never comes back. */
export function KeyForm(props: {
  workspaceId: Id<"workspaces">;
  provider: ProviderCard;
  isOwner: boolean;
  now: number;
}) {
  const { workspaceId, provider, isOwner, now } = props;
  const setKey = useAction(api.providerSettings.setKey);
  const removeKey = useMutation(api.providerSettings.removeKey);
  const [text, setText] = useState("");
  const { error, act } = useAct();
  const id = useId();
  const save = async () => {
    if (await act(setKey({ workspaceId, provider: provider.id, key: text }))) setText("");
  };
  const { key, source, setting, takesKey } = provider;
  return (
    <form
      className="setting-row"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label htmlFor={id}>{takesKey ? "Key" : "Address"}</label>
      <span className="setting-side">
        <span className="quiet">
          {key !== null
            ? `Set, ends in …${key.ending} · ${key.setBy}, ${formatAgo(key.setAt, now)}`
            : source === "environment"
              ? `Set in the environment (${setting})`
              : takesKey
                ? `Not set, nor is ${setting}`
                : `Set ${setting} in the environment`}
        </span>
        {takesKey && isOwner && (
          <>
            <input
              id={id}
              type="password"
              autoComplete="off"
              placeholder="New key"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <button type="submit" className="button" disabled={text.trim() === ""}>
              Save key
            </button>
            {key !== null && (
              <button
                type="button"
                className="button ghost"
                onClick={() => void act(removeKey({ workspaceId, provider: provider.id }))}
              >
                Remove key
              </button>
            )}
          </>
        )}
      </span>
      {error !== null && (
        <span className="field-error" role="alert">
          {error}
        </span>
      )}
    </form>
  );
}
