import { useQuery } from "convex/react";
import { ListFilter } from "lucide-react";
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { providerName } from "../../lib/providerNames";
import type { HistoryArgs } from "./usePages";

export type Filter = Omit<HistoryArgs, "workspaceId">;

const STATUSES = [
  ["running", "Running"],
  ["succeeded", "Done"],
  ["failed", "Failed"],
  ["needs_input", "Needs an answer"],
  ["canceled", "Canceled"],
] as const;

/** What the history shows: kind and mine at hand, the rest behind one button. */
export function HistoryFilters(props: {
  workspaceId: Id<"workspaces">;
  userId: Id<"users">;
  filter: Filter;
  onFilter: (filter: Filter) => void;
}) {
  const { workspaceId, userId, filter, onFilter } = props;
  const [isOpen, setIsOpen] = useState(false);
  const choices = useQuery(api.threads.choices, isOpen ? { workspaceId } : "skip");
  const { kind, authorId, status, provider, tag, archived } = filter;
  const more = [authorId !== userId ? authorId : undefined, status, provider, tag, archived].filter(Boolean).length;
  const change = (next: { [K in keyof Filter]: Filter[K] | undefined }) => {
    const kept = Object.entries({ ...filter, ...next }).filter(([, value]) => value !== undefined && value !== "");
    onFilter(Object.fromEntries(kept));
  };
  const quick = [
    {
      label: "All",
      isOn: kind === undefined && authorId === undefined,
      next: { kind: undefined, authorId: undefined },
    },
    { label: "Parts", isOn: kind === "cad", next: { kind: kind === "cad" ? undefined : ("cad" as const) } },
    { label: "Apps", isOn: kind === "app", next: { kind: kind === "app" ? undefined : ("app" as const) } },
    { label: "Mine", isOn: authorId === userId, next: { authorId: authorId === userId ? undefined : userId } },
  ];
  return (
    <>
      <div className="filters" role="group" aria-label="Filter history">
        {quick.map(({ label, isOn, next }) => (
          <button key={label} type="button" aria-pressed={isOn} onClick={() => change(next)}>
            {label}
          </button>
        ))}
        <span className="spacer" />
        <button
          type="button"
          className="filters-more"
          aria-label={more === 0 ? "More filters" : `More filters, ${more} set`}
          aria-expanded={isOpen}
          aria-pressed={more > 0}
          onClick={() => setIsOpen((open) => !open)}
        >
          <ListFilter size={14} strokeWidth={1.5} aria-hidden="true" />
          {more > 0 && <span className="number">{more}</span>}
        </button>
      </div>
      {isOpen && (
        <div className="filter-fields" role="group" aria-label="More filters">
          <Choice
            label="Person"
            value={authorId}
            options={(choices?.people ?? []).map(({ id, name }) => [id, id === userId ? `${name} (you)` : name])}
            // What stands in the list came from the backend as an id.
            onChange={(value) => change({ authorId: value as Id<"users"> | undefined })}
          />
          <Choice
            label="Status"
            value={status}
            options={STATUSES}
            onChange={(value) => change({ status: STATUSES.find(([id]) => id === value)?.[0] })}
          />
          <Choice
            label="Provider"
            value={provider}
            options={(choices?.providers ?? []).map((id) => [id, providerName(id)])}
            onChange={(value) => change({ provider: value })}
          />
          <Choice
            label="Tag"
            value={tag}
            options={(choices?.tags ?? []).map((each) => [each, each])}
            onChange={(value) => change({ tag: value })}
          />
          <label>
            <span>Archived</span>
            <input
              type="checkbox"
              checked={archived ?? false}
              onChange={(event) => change({ archived: event.target.checked ? true : undefined })}
            />
          </label>
          {more > 0 && (
            <button type="button" className="link" onClick={() => onFilter({})}>
              Clear the filters
            </button>
          )}
        </div>
      )}
    </>
  );
}

function Choice(props: {
  label: string;
  value: string | undefined;
  options: readonly (readonly [string, string])[];
  onChange: (value: string | undefined) => void;
}) {
  const { label, value, options, onChange } = props;
  const isListed = value === undefined || options.some(([id]) => id === value);
  return (
    <label>
      <span>{label}</span>
      <select value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)}>
        <option value="">Any</option>
        {!isListed && <option value={value}>{value}</option>}
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
