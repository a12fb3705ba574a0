// The audit log as text.
import Papa from "papaparse";
import type { Doc } from "../../../convex/_generated/dataModel";

export type AuditEvent = Doc<"events">;

/** `role: viewer → editor`; empty for an event without values. */
export function changeText({ before = {}, after = {} }: Pick<AuditEvent, "before" | "after">): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => {
      const change = [before[name], after[name]].filter((value) => value !== undefined).map(String);
      return `${name}: ${change.join(" → ")}`;
    })
    .join(", ");
}

/** RFC 4180. A text that a spreadsheet would take for a formula begins with an apostrophe. */
export function auditCsv(events: readonly AuditEvent[]): string {
  const rows = events.map((event) => ({
    time: new Date(event.at).toISOString(),
    who: event.actorName,
    what: event.verb,
    table: event.object.table,
    id: event.object.id,
    label: event.object.label,
    change: changeText(event),
  }));
  const columns = ["time", "who", "what", "table", "id", "label", "change"];
  return Papa.unparse({ fields: columns, data: rows }, { escapeFormulae: true });
}
