import { useId } from "react";
import type { Id } from "../../../../convex/_generated/dataModel";
import type { ProviderCard } from "../../../../convex/model/providerCards";
import { OwnScore } from "../../benchmarks/OwnScore";

const FIGURES = new Intl.NumberFormat("en");
const FROM_PROFILE = "";

/** The model of one provider, with what is known of each to choose from. */
export function ModelForm(props: {
  workspaceId: Id<"workspaces">;
  provider: ProviderCard;
  isOwner: boolean;
  onModel: (model: string | null) => void;
}) {
  const { workspaceId, provider, isOwner, onModel } = props;
  const id = useId();
  const card = provider.models.find((model) => model.id === provider.model);
  return (
    <>
      <div className="setting-row">
        <label htmlFor={id}>Model</label>
        <select
          id={id}
          value={provider.chosenModel ?? FROM_PROFILE}
          disabled={!isOwner}
          onChange={(event) => onModel(event.target.value === FROM_PROFILE ? null : event.target.value)}
        >
          <option value={FROM_PROFILE}>As the profile says</option>
          {provider.models.map((model) => (
            <option key={model.id} value={model.id}>
              {model.label}
            </option>
          ))}
        </select>
      </div>
      {card !== undefined && (
        <dl className="model-card" aria-label={`Model ${card.label}`}>
          <div>
            <dt>Model id</dt>
            <dd>{card.id}</dd>
          </div>
          <div>
            <dt>Context</dt>
            <dd>{card.contextTokens === null ? "unknown" : `${FIGURES.format(card.contextTokens)} tokens`}</dd>
          </div>
          <div>
            <dt>Input</dt>
            <dd>{card.price === null ? "unknown" : `$${card.price.input} / M tokens`}</dd>
          </div>
          <div>
            <dt>Output</dt>
            <dd>{card.price === null ? "unknown" : `$${card.price.output} / M tokens`}</dd>
          </div>
          <div>
            <dt>Own board score</dt>
            <dd>
              <OwnScore workspaceId={workspaceId} provider={provider.id} model={card.id} />
            </dd>
          </div>
        </dl>
      )}
    </>
  );
}
