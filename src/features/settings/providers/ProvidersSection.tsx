import { useMutation, useQuery } from "convex/react";
import { profileIds, profiles, type ProfileId } from "../../../../convex/lib/profiles";
import { api } from "../../../../convex/_generated/api";
import { useWorkspace } from "../../../routes/workspaceContext";
import { ProviderRow } from "./ProviderRow";
import { useAct } from "./useAct";
import { useProbes } from "./useProbes";
import "./providers.css";

/** Who writes the code: order, keys, models and how each fared lately. */
export function ProvidersSection() {
  const { workspace } = useWorkspace();
  const workspaceId = workspace._id;
  const answer = useQuery(api.providerSettings.get, { workspaceId });
  // The row stands in its new place at once: a second press of the key goes on from there.
  const update = useMutation(api.providerSettings.update).withOptimisticUpdate((store, { order: next }) => {
    const shown = store.getQuery(api.providerSettings.get, { workspaceId });
    if (shown === undefined || next === undefined) return;
    const waiting = next.flatMap((id) => shown.providers.find((provider) => provider.id === id) ?? []);
    const providers = shown.providers.map((provider) => (provider.isInAuto ? (waiting.shift() ?? provider) : provider));
    store.setQuery(api.providerSettings.get, { workspaceId }, { ...shown, providers });
  });
  const { error, act } = useAct();
  const now = useProbes(workspaceId, answer?.providers ?? [], workspace.role);
  if (answer === undefined) return <h2>Providers</h2>;
  const { profile, providers } = answer;
  const isOwner = workspace.role === "owner";
  const order = providers.filter((provider) => provider.isInAuto).map(({ id }) => id);
  const reorder = (id: string, to: number) => {
    const rest = order.filter((each) => each !== id);
    const next = [...rest.slice(0, to), id, ...rest.slice(to)];
    if (next.join() !== order.join()) void act(update({ workspaceId, order: next }));
  };
  const toggle = (id: string, isEnabled: boolean) => {
    const off = providers.filter((provider) => !provider.isEnabled).map((provider) => provider.id);
    void act(update({ workspaceId, disabled: isEnabled ? off.filter((each) => each !== id) : [...off, id] }));
  };
  return (
    <>
      <h2>Providers</h2>
      <p>Auto asks them from the top until one answers. Drag a row, or move it with Alt and the arrow keys.</p>
      {!isOwner && <p className="quiet">Owners of the workspace change these.</p>}
      {error !== null && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <ol className="provider-list" aria-label="Providers in the order of Auto">
        {providers.map((provider) => (
          <ProviderRow
            key={provider.id}
            workspaceId={workspaceId}
            provider={provider}
            position={order.indexOf(provider.id)}
            last={order.length - 1}
            isOwner={isOwner}
            now={now}
            onMove={(to) => reorder(provider.id, to)}
            onDropOn={(id) => reorder(id, Math.max(0, order.indexOf(provider.id)))}
            onToggle={(isEnabled) => toggle(provider.id, isEnabled)}
            onModel={(model) => void act(update({ workspaceId, model: { provider: provider.id, model } }))}
          />
        ))}
      </ol>
      <h2>Profile</h2>
      <p>How much time and money a prompt gets. A model chosen above is used in every profile.</p>
      <div className="profile-list" role="radiogroup" aria-label="Profile">
        {profileIds.map((id) => (
          <label key={id} className="profile">
            <input
              type="radio"
              name="profile"
              checked={profile === id}
              disabled={!isOwner}
              onChange={() => void act(update({ workspaceId, profile: id }))}
            />
            <b>{profiles[id].label}</b>
            <span className="quiet">{profileLine(id)}</span>
          </label>
        ))}
      </div>
    </>
  );
}

function profileLine(id: ProfileId): string {
  const { writeTimeoutMs, repairs, appRepairs, models, outputShare } = profiles[id];
  const named = Object.values(models);
  return [
    `${writeTimeoutMs / 1000} s per provider`,
    `${repairs} ${repairs === 1 ? "repair" : "repairs"} (apps ${appRepairs})`,
    ...(outputShare < 1 ? [`${outputShare * 100} % of the output tokens`] : []),
    named.length === 0 ? "default models" : named.join(", "),
  ].join(" · ");
}
