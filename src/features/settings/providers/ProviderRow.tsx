import { ChevronDown, ChevronUp, GripVertical } from "lucide-react";
import { useId, useState, type DragEvent, type KeyboardEvent } from "react";
import type { ProviderCard } from "../../../../convex/model/providerCards";
import type { Id } from "../../../../convex/_generated/dataModel";
import { formatAgo, formatDuration } from "../../../lib/format";
import { providerName } from "../../../lib/providerNames";
import { KeyForm } from "./KeyForm";
import { ModelForm } from "./ModelForm";
import { stateOf } from "./providerState";

const DRAG_TYPE = "application/x-naturalcad-provider";

/** One provider: its place in Auto, how it stands, and below it its key and its model. */
export function ProviderRow(props: {
  workspaceId: Id<"workspaces">;
  provider: ProviderCard;
  /** In Auto, from 0; -1 where it is not a member. */
  position: number;
  last: number;
  isOwner: boolean;
  now: number;
  onMove: (to: number) => void;
  onDropOn: (id: string) => void;
  onToggle: (isEnabled: boolean) => void;
  onModel: (model: string | null) => void;
}) {
  const { workspaceId, provider, position, last, isOwner, now, onMove, onDropOn, onToggle, onModel } = props;
  const [isOpen, setIsOpen] = useState(false);
  const detailsId = useId();
  const state = stateOf(provider, now);
  const name = providerName(provider.id);
  const canMove = isOwner && position >= 0;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || !canMove) return;
    if (event.key === "ArrowUp" && position > 0) onMove(position - 1);
    else if (event.key === "ArrowDown" && position < last) onMove(position + 1);
    else return;
    event.preventDefault();
  };
  const onDrop = (event: DragEvent) => {
    const id = event.dataTransfer.getData(DRAG_TYPE);
    if (id === "" || id === provider.id) return;
    event.preventDefault();
    onDropOn(id);
  };
  const price = provider.models.find(({ id }) => id === provider.model)?.price ?? null;
  return (
    <li
      className={provider.isEnabled ? "provider" : "provider is-off"}
      onDragOver={(event) => isOwner && event.dataTransfer.types.includes(DRAG_TYPE) && event.preventDefault()}
      onDrop={onDrop}
    >
      <div className="provider-head">
        <button
          type="button"
          className="provider-grip"
          aria-label={`Place of ${name} in Auto: ${position < 0 ? "not a member" : position + 1}. Alt and arrows move it.`}
          disabled={!canMove}
          draggable={canMove}
          onDragStart={(event) => event.dataTransfer.setData(DRAG_TYPE, provider.id)}
          onKeyDown={onKeyDown}
        >
          <GripVertical size={14} aria-hidden="true" />
          {position < 0 ? "–" : position + 1}
        </button>
        <span className="provider-name">
          <b>{name}</b>
          <span className="quiet ellipsis">{provider.model ?? "parts and app templates"}</span>
        </span>
        <span className={`provider-state is-${state.tone}`} data-tone={state.tone}>
          <i className="dot" aria-hidden="true" /> {state.text}
        </span>
        <span className="provider-figure" title={`Median of the last ${provider.answers} answers`}>
          {provider.p50Ms === null || provider.setting === null ? "" : formatDuration(provider.p50Ms)}
        </span>
        <span className="provider-figure" title="USD per million tokens, in / out">
          {price === null
            ? provider.isConfigured && provider.setting !== null
              ? "price unknown"
              : ""
            : priceText(price)}
        </span>
        <label className="provider-switch">
          <input
            type="checkbox"
            role="switch"
            aria-label={`Use ${name}`}
            checked={provider.isEnabled}
            disabled={!isOwner}
            onChange={(event) => onToggle(event.target.checked)}
          />
        </label>
        <button
          type="button"
          className="button icon ghost"
          aria-label={`Details of ${name}`}
          aria-expanded={isOpen}
          aria-controls={detailsId}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? <ChevronUp size={14} aria-hidden="true" /> : <ChevronDown size={14} aria-hidden="true" />}
        </button>
      </div>
      {isOpen && (
        <div className="provider-details" id={detailsId}>
          {provider.setting === null ? (
            <p className="quiet">Answers from the prompt alone: no key, no network, no cost.</p>
          ) : (
            <>
              <KeyForm workspaceId={workspaceId} provider={provider} isOwner={isOwner} now={now} />
              <ModelForm workspaceId={workspaceId} provider={provider} isOwner={isOwner} onModel={onModel} />
            </>
          )}
          {provider.probe !== null && (
            <div className="setting-row">
              <span>Last look</span>
              <span className={provider.probe.ok ? "quiet" : "is-bad"}>
                {provider.probe.message} · {formatAgo(provider.probe.at, now)}
              </span>
            </div>
          )}
          {provider.lastError !== null && (
            <div className="setting-row">
              <span>Last error</span>
              <span className="provider-error">
                {provider.lastError.message || provider.lastError.outcome} · {formatAgo(provider.lastError.at, now)}
              </span>
            </div>
          )}
        </div>
      )}
    </li>
  );
}

function priceText({ input, output }: { input: number; output: number }): string {
  return input === 0 && output === 0 ? "$0" : `$${shown(input)} / $${shown(output)}`;
}

function shown(dollars: number): string {
  return String(Math.round(dollars * 1000) / 1000);
}
