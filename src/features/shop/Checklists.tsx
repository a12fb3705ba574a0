import { useMutation, useQuery } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { AddRow } from "./AddRow";
import type { DetailProps } from "./cells";

/** Compliance lists: who ticked what stays in the workspace's history. */
export function Checklists({ workspaceId, isEditable, selectedId, onSelect }: DetailProps) {
  const checklists = useQuery(api.checklists.list, { workspaceId });
  const create = useMutation(api.checklists.create);
  const tick = useMutation(api.checklists.tick);
  const addItem = useMutation(api.checklists.addItem);
  const remove = useMutation(api.checklists.remove);
  const selected = checklists?.find(({ _id }) => _id === selectedId) ?? checklists?.[0] ?? null;
  return (
    <>
      <div className="shop-tools">
        {isEditable && (
          <AddRow
            button="Add checklist"
            fields={[
              { name: "name", label: "Name", width: 200 },
              { name: "standard", label: "Standard", width: 140, isOptional: true },
            ]}
            onAdd={async ({ name = "", standard = "" }) =>
              onSelect(await create({ workspaceId, name, standard, items: [] }))
            }
          />
        )}
      </div>
      {checklists?.length === 0 && <p className="empty-note">No checklists yet.</p>}
      <div className="checklists">
        <ul className="plain-list checklist-names">
          {checklists?.map((each) => (
            <li key={each._id}>
              <button type="button" aria-pressed={each._id === selected?._id} onClick={() => onSelect(each._id)}>
                <span>{each.name}</span>
                <span className="quiet">
                  {each.standard === "" ? "" : `${each.standard} · `}
                  {each.items.filter(({ isDone }) => isDone).length} of {each.items.length}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {selected !== null && (
          <section aria-label={selected.name}>
            <ul className="plain-list checklist-items">
              {selected.items.map((item, index) => (
                <li key={index}>
                  <label>
                    <input
                      type="checkbox"
                      checked={item.isDone}
                      disabled={!isEditable}
                      onChange={(event) =>
                        void tick({ workspaceId, checklistId: selected._id, index, isDone: event.target.checked })
                      }
                    />
                    {item.text}
                  </label>
                  {item.doneBy !== undefined && <span className="quiet">{item.doneBy}</span>}
                </li>
              ))}
            </ul>
            {isEditable && (
              <AddRow
                button="Add item"
                fields={[{ name: "text", label: "Item", width: 300 }]}
                onAdd={({ text = "" }) => addItem({ workspaceId, checklistId: selected._id, text })}
              />
            )}
            {isEditable && (
              <button
                type="button"
                className="button ghost"
                onClick={() => {
                  void remove({ workspaceId, checklistId: selected._id });
                  onSelect(null);
                }}
              >
                Remove list
              </button>
            )}
          </section>
        )}
      </div>
    </>
  );
}
