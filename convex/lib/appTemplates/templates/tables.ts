import { fieldsFrom, fieldFrom, labelOf, type Field } from "../fields";
import { titleOf, type AppRequest } from "../request";
import type { AppTemplate, BuiltApp } from "../types";
import { liveTableFor } from "./liveTables";
import { recordTableCode, type RecordTable } from "./recordTable";
import { CALIBRATIONS, MAINTENANCE, NONCONFORMANCES, ORDERS, RECEIPTS, type Subject } from "./tableSubjects";

/** Templates that are a table of records with a subject of their own, and the one that takes its columns from the prompt. */

const TABLE_GRANTS: AppTemplate["grants"] = ["sorting", "search", "editing"];

/** "sorted by due date, newest first" → the column and direction; undefined when the prompt fixes none. */
function sortIn(request: AppRequest, fields: readonly Field[]): RecordTable["sort"] {
  const by = /\b(?:sort(?:ed|s|ing)?|order(?:ed)?) (?:it |them |rows )?by (?:the )?([a-z ]{2,24})/.exec(
    request.text,
  )?.[1];
  if (!by) return undefined;
  const found = fields.find(
    (field) => by.startsWith(field.label.toLowerCase()) || field.label.toLowerCase().startsWith(by.split(" ")[0] ?? by),
  );
  if (!found) return undefined;
  const isDown = /\b(desc\w*|newest|latest|highest|largest|most)\b/.test(request.text);
  return { key: found.key, direction: isDown ? "desc" : "asc" };
}

/** The subject's columns that the prompt names, in its order, with new ones for names that the subject lacks. */
function columnsFor(request: AppRequest, usual: Field[]): Field[] {
  if (request.fields.length < 2) return usual;
  const taken = new Set<string>();
  const named = request.fields.map((name) => {
    const plain = name.toLowerCase().replace(/s$/, "");
    const known = usual.find(
      (field) =>
        !taken.has(field.key) &&
        (field.label.toLowerCase() === plain ||
          plain.split(" ").some((word) => word.length > 2 && field.label.toLowerCase().split(" ").includes(word))),
    );
    const field = known ? { ...known, label: fieldFrom(name, new Set()).label } : fieldFrom(name, taken);
    taken.add(field.key);
    return field;
  });
  // "with columns …" means these and no others; "with severity and owner" still needs to say what each row is.
  if (/\b(?:columns?|fields?)\b/.test(request.text)) return named;
  return [...usual.slice(0, 2).filter((field) => !taken.has(field.key)), ...named];
}

function buildSubject(subject: Subject, request: AppRequest): BuiltApp {
  const fields = columnsFor(request, subject.fields);
  const title = titleOf(request, subject.usualTitle);
  const sort = sortIn(request, fields) ?? subject.sort;
  const code = recordTableCode({ ...subject, title, fields, currency: request.currency, ...(sort ? { sort } : {}) });
  const sorted = sort ? fields.find((field) => field.key === sort.key) : undefined;
  const label = `${fields.length} columns${sorted ? `, by ${sorted.label.toLowerCase()}` : ""}`;
  return { title, label, code, warnings: [] };
}

export const purchaseOrders: AppTemplate = {
  id: "purchase-orders",
  name: "Purchase order table",
  detail: "Sorting, search, late orders first",
  example: "Build a data table that displays purchase orders with sorting",
  signs: [
    [/\bpurchase[- ]orders?\b/, 7],
    [/\bpos?\b(?=.*\b(?:table|list|tracker|log|supplier|vendor)s?\b)/, 5],
    [/\b(?:open|late|supplier) orders?\b/, 3],
    [/\b(?:data )?(?:table|grid|list)\b/, 1],
  ],
  grants: TABLE_GRANTS,
  takesFields: true,
  build: (request) => buildSubject(ORDERS, request),
};

export const receivingLog: AppTemplate = {
  id: "receiving-log",
  name: "Receiving log",
  detail: "Deliveries counted against their orders",
  example: "Make a receiving log for deliveries with PO, supplier, lot and inspection result",
  signs: [
    [/\breceiv(?:ing|ed goods)\b(?=.*\b(?:log|list|table|dock|deliver\w*|form|app|goods)\b)/, 7],
    [/\bgoods[- ](?:in|receipts?)\b/, 6],
    [/\bcheck ?lists?\b/, -5],
    [/\bdeliver(?:y|ies) (?:log|list|tracker)\b|\bincoming (?:goods|materials?|deliveries)\b/, 6],
  ],
  grants: TABLE_GRANTS,
  takesFields: true,
  build: (request) => buildSubject(RECEIPTS, request),
};

export const nonConformanceLog: AppTemplate = {
  id: "non-conformance-log",
  name: "Non-conformance log",
  detail: "Findings with severity, disposition and owner",
  example: "Build a non-conformance log with severity, disposition and owner",
  signs: [
    [/\bnon-?\s?conform\w*\b|\bncrs?\b/, 8],
    [/\b(?:defect|quality issue|deviation|capa)s?\b/, 4],
    [/\b(?:log|register|tracker)\b/, 1],
  ],
  grants: TABLE_GRANTS,
  takesFields: true,
  build: (request) => buildSubject(NONCONFORMANCES, request),
};

export const calibrationSchedule: AppTemplate = {
  id: "calibration-schedule",
  name: "Calibration schedule",
  detail: "Gauges and when they are due",
  example: "Create a calibration schedule for gauges with last and next due dates",
  signs: [
    [/\bcalibrat\w*\b/, 7],
    [/\bgau?ges?\b(?=.*\b(?:due|schedule|register|list)\b)/, 3],
  ],
  grants: TABLE_GRANTS,
  takesFields: true,
  build: (request) => buildSubject(CALIBRATIONS, request),
};

export const maintenancePlan: AppTemplate = {
  id: "maintenance-plan",
  name: "Maintenance plan",
  detail: "Preventive tasks by machine and due date",
  example: "Build a preventive maintenance plan for the machine shop",
  signs: [
    [/\bmaintenance\b/, 6],
    [/\bpreventive\b|\blubrication\b|\bservic(?:e|ing) (?:schedule|plan|log)\b/, 4],
  ],
  grants: TABLE_GRANTS,
  takesFields: true,
  build: (request) => buildSubject(MAINTENANCE, request),
};

/** "table of suppliers with columns …": everything comes from the prompt. */
export const anyTable: AppTemplate = {
  id: "table",
  name: "Table with your columns",
  detail: "Sortable, searchable, with a form for new rows",
  example: "Make a table of customers with columns name, order, total and due date",
  signs: [
    [/\b(?:table|list|log|register|tracker|grid|directory|overview|time ?sheet|roster|matrix|catalog(?:ue)?)\b/, 3],
    [/\bcolumns?\b/, 2],
  ],
  grants: TABLE_GRANTS,
  takesFields: true,
  build(request) {
    const fields = fieldsFrom(request.fields);
    const subject = subjectOf(request.text);
    const title = titleOf(request, subject.title);
    const sort = sortIn(request, fields);
    const live = liveTableFor(subject.many === "rows" ? subject.title : subject.many, fields);
    const code = recordTableCode({
      title,
      component: "RecordTable",
      ...(live ? { live } : {}),
      noun: [subject.one, subject.many],
      subject: subject.one,
      fields,
      currency: request.currency,
      ...(sort ? { sort } : {}),
    });
    return {
      title,
      label: `${fields.length} columns`,
      code,
      warnings: [
        {
          code: "app_guess",
          message: `The kind of each column was guessed from its name: ${fields.map((field) => `${field.label} (${field.kind})`).join(", ")}.`,
        },
      ],
    };
  },
};

type RowSubject = { title: string; one: string; many: string };

const TABLE_WORD = "table|list|log|register|tracker|grid|directory|overview|time ?sheet|roster|matrix|catalog(?:ue)?";
const PLAIN = /\b(?:simple|data|sortable|searchable|basic|good|nice|make|build|create|a|an|the|our|my|me|show)\b/g;

/** "a table of open complaints with …" → open complaints; "an RMA tracker with …" → RMA tracker, RMAs. */
function subjectOf(text: string): RowSubject {
  const of = new RegExp(
    `\\b(?:${TABLE_WORD})s? (?:of|for|that (?:shows|displays|lists)|showing|displaying) (?:all |our |the |my )?([a-z][a-z -]{2,28}?)(?= with\\b| that\\b| and\\b| in\\b| for\\b| by\\b|[,.:]|$)`,
  )
    .exec(text)?.[1]
    ?.trim();
  if (of) {
    const one = /ies$/.test(of) ? of.replace(/ies$/, "y") : /[^s]s$/.test(of) ? of.slice(0, -1) : of;
    return { title: labelOf(of), one, many: of };
  }
  const [, before = "", word = "table"] = new RegExp(`((?:[a-z-]+ ){0,5})(${TABLE_WORD})\\b`).exec(text) ?? [];
  const kind = before.replace(PLAIN, "").replace(/\s+/g, " ").trim();
  if (kind === "") return { title: labelOf(word === "table" ? "records" : word), one: "row", many: "rows" };
  return {
    title: labelOf(`${kind} ${word}`),
    one: labelOf(kind).replace(/^[A-Z](?=[a-z])/, (mark) => mark.toLowerCase()),
    many: "rows",
  };
}
