import { fieldsFrom, fieldFrom, labelOf, type Field } from "../fields";
import { titleOf, type AppRequest } from "../request";
import type { AppTemplate, BuiltApp } from "../types";
import { LIVE_ORDERS, LIVE_RECEIPTS, liveTableFor } from "./liveTables";
import { recordTableCode, type RecordTable } from "./recordTable";

/** Templates that are a table of records with a subject of their own, and the one that takes its columns from the prompt. */

type Subject = Omit<RecordTable, "title" | "currency" | "fields"> & {
  usualTitle: string;
  fields: (Omit<Field, "key"> & { key: string })[];
};

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

function quoted(words: string[]): string[] {
  return words.map((word) => JSON.stringify(word));
}

function days(...offsets: number[]): string[] {
  return offsets.map((offset) => `inDays(${offset})`);
}

const ORDERS: Subject = {
  usualTitle: "Purchase orders",
  component: "PurchaseOrders",
  noun: ["order", "orders"],
  fields: [
    { key: "order", label: "Order", kind: "code" },
    { key: "supplier", label: "Supplier", kind: "text" },
    { key: "item", label: "Item", kind: "text" },
    { key: "quantity", label: "Qty", kind: "integer" },
    { key: "total", label: "Total", kind: "money" },
    { key: "due", label: "Due", kind: "date", isDue: true },
    { key: "status", label: "Status", kind: "choice", choices: ["Open", "Confirmed", "Shipped", "Received"] },
  ],
  samples: {
    order: quoted(["PO-2039", "PO-2034", "PO-2040", "PO-2037", "PO-2031", "PO-2036", "PO-2030", "PO-2041"]),
    supplier: quoted([
      "Kestrel Castings",
      "Harlan Steel",
      "Boltworks",
      "Boltworks",
      "Pine & Vale",
      "Norde Seals",
      "Norde Seals",
      "Harlan Steel",
    ]),
    item: quoted([
      "Flange blank DN50",
      "Tube 88.9 × 5",
      "M12 × 50 8.8, zinc",
      "M12 nut, nyloc",
      "CSA A277 label set",
      "Gasket DN50, EPDM",
      "O-ring 52 × 3",
      "S355 plate 20 mm",
    ]),
    quantity: ["40", "18", "800", "800", "60", "120", "400", "12"],
    total: ["1912.4", "1074.6", "264", "118", "89.4", "342", "76", "4186"],
    due: days(-3, 2, 6, 6, 10, 12, 17, 20),
    status: quoted(["Open", "Confirmed", "Open", "Open", "Confirmed", "Shipped", "Received", "Confirmed"]),
  },
  sort: { key: "due", direction: "asc" },
  tones: {
    key: "status",
    words: { Open: "plain", Confirmed: "ok", Shipped: "info", Received: "ok", Placed: "info" },
    done: ["Received", "Canceled"],
  },
  live: LIVE_ORDERS,
};

const RECEIPTS: Subject = {
  usualTitle: "Receiving log",
  component: "ReceivingLog",
  noun: ["receipt", "receipts"],
  fields: [
    { key: "received", label: "Received", kind: "date" },
    { key: "order", label: "PO", kind: "code" },
    { key: "supplier", label: "Supplier", kind: "text" },
    { key: "item", label: "Item", kind: "text" },
    { key: "ordered", label: "Ordered", kind: "integer" },
    { key: "counted", label: "Counted", kind: "integer" },
    { key: "lot", label: "Lot", kind: "code" },
    { key: "inspection", label: "Inspection", kind: "choice", choices: ["Waiting", "Accepted", "Rejected"] },
    { key: "receiver", label: "Receiver", kind: "text" },
  ],
  samples: {
    received: days(0, 0, -1, -1, -2, -4),
    order: quoted(["PO-2036", "PO-2030", "PO-2029", "PO-2027", "PO-2025", "PO-2022"]),
    supplier: quoted(["Norde Seals", "Norde Seals", "Boltworks", "Kestrel Castings", "Harlan Steel", "Pine & Vale"]),
    item: quoted([
      "Gasket DN50, EPDM",
      "O-ring 52 × 3",
      "M10 × 30 8.8",
      "Flange blank DN40",
      "Tube 60.3 × 4",
      "Nameplates",
    ]),
    ordered: ["120", "400", "500", "24", "30", "60"],
    counted: ["120", "396", "500", "24", "29", "60"],
    lot: quoted(["L-2416", "L-2415", "L-2414", "L-2412", "L-2410", "L-2407"]),
    inspection: quoted(["Waiting", "Waiting", "Accepted", "Accepted", "Rejected", "Accepted"]),
    receiver: quoted(["Aiko", "Aiko", "Tom", "Tom", "Ravi", "Aiko"]),
  },
  sort: { key: "received", direction: "desc" },
  tones: { key: "inspection", words: { Waiting: "warn", Accepted: "ok", Rejected: "bad" }, done: [] },
  live: LIVE_RECEIPTS,
};

const NONCONFORMANCES: Subject = {
  usualTitle: "Non-conformance log",
  component: "NonConformanceLog",
  noun: ["report", "reports"],
  fields: [
    { key: "report", label: "NCR", kind: "code" },
    { key: "part", label: "Part", kind: "text" },
    { key: "finding", label: "Finding", kind: "text" },
    { key: "affected", label: "Affected", kind: "integer" },
    { key: "severity", label: "Severity", kind: "choice", choices: ["Minor", "Major", "Critical"] },
    {
      key: "disposition",
      label: "Disposition",
      kind: "choice",
      choices: ["Open", "Rework", "Scrap", "Use as is", "Return to supplier"],
    },
    { key: "owner", label: "Owner", kind: "text" },
    { key: "due", label: "Answer due", kind: "date", isDue: true },
  ],
  samples: {
    report: quoted(["NCR-118", "NCR-117", "NCR-116", "NCR-115", "NCR-114", "NCR-113"]),
    part: quoted(["Pump flange DN50", "Hub 40", "Cover plate", "Bracket NEMA 23", "Shaft 20h6", "Gasket DN50"]),
    finding: quoted([
      "Bolt circle 0.4 mm off",
      "Bore Ø20.06, limit 20.02",
      "Scratch on the visible face",
      "Wrong material on certificate",
      "Roughness Ra 3.2, limit 1.6",
      "Lot number missing",
    ]),
    affected: ["14", "3", "6", "40", "8", "120"],
    severity: quoted(["Major", "Major", "Minor", "Critical", "Minor", "Minor"]),
    disposition: quoted(["Rework", "Scrap", "Use as is", "Open", "Rework", "Return to supplier"]),
    owner: quoted(["Ravi", "Ines", "Tom", "Aiko", "Ines", "Tom"]),
    due: days(3, -2, 9, 1, 5, 14),
  },
  sort: { key: "due", direction: "asc" },
  tones: { key: "severity", words: { Minor: "plain", Major: "warn", Critical: "bad" }, done: [] },
};

const CALIBRATIONS: Subject = {
  usualTitle: "Calibration schedule",
  component: "CalibrationSchedule",
  noun: ["gauge", "gauges"],
  fields: [
    { key: "gauge", label: "Gauge", kind: "code" },
    { key: "description", label: "Description", kind: "text" },
    { key: "range", label: "Range", kind: "text" },
    { key: "place", label: "Place", kind: "text" },
    { key: "last", label: "Last calibrated", kind: "date" },
    { key: "next", label: "Next due", kind: "date", isDue: true },
    { key: "status", label: "Status", kind: "choice", choices: ["In use", "At the lab", "Locked"] },
  ],
  samples: {
    gauge: quoted(["G-014", "G-021", "G-007", "G-033", "G-002", "G-040"]),
    description: quoted([
      "Digital caliper",
      "Outside micrometer",
      "Torque wrench",
      "Plug gauge 20H7",
      "Height gauge",
      "Pressure gauge",
    ]),
    range: quoted(["0–150 mm", "25–50 mm", "20–200 Nm", "Ø20", "0–600 mm", "0–16 bar"]),
    place: quoted(["Mill 2", "Inspection", "Assembly", "Lathe 1", "Inspection", "Test bench"]),
    last: days(-371, -352, -180, -120, -90, -40),
    next: days(-6, 5, 12, 60, 91, 140),
    status: quoted(["In use", "In use", "In use", "In use", "At the lab", "Locked"]),
  },
  sort: { key: "next", direction: "asc" },
  tones: {
    key: "status",
    words: { "In use": "ok", "At the lab": "info", Locked: "bad" },
    done: ["At the lab", "Locked"],
  },
};

const MAINTENANCE: Subject = {
  usualTitle: "Maintenance plan",
  component: "MaintenancePlan",
  noun: ["task", "tasks"],
  fields: [
    { key: "machine", label: "Machine", kind: "text" },
    { key: "task", label: "Task", kind: "text" },
    { key: "interval", label: "Interval (days)", kind: "integer" },
    { key: "last", label: "Last done", kind: "date" },
    { key: "next", label: "Next due", kind: "date", isDue: true },
    { key: "minutes", label: "Minutes", kind: "integer" },
    { key: "technician", label: "Technician", kind: "text" },
    { key: "status", label: "Status", kind: "choice", choices: ["Planned", "In progress", "Done"] },
  ],
  samples: {
    machine: quoted(["Mill 2", "Lathe 1", "Press 4", "Compressor", "Saw 1", "Mill 5"]),
    task: quoted([
      "Way oil and wipers",
      "Chuck jaws, grease",
      "Light curtain test",
      "Filter and drain",
      "Blade tension",
      "Spindle run-out",
    ]),
    interval: ["30", "14", "30", "90", "7", "180"],
    last: days(-33, -12, -26, -84, -7, -120),
    next: days(-3, 2, 4, 6, 0, 60),
    minutes: ["25", "15", "10", "40", "10", "60"],
    technician: quoted(["Ravi", "Tom", "Aiko", "Ravi", "Tom", "Ines"]),
    status: quoted(["Planned", "Planned", "Planned", "In progress", "Done", "Planned"]),
  },
  sort: { key: "next", direction: "asc" },
  tones: { key: "status", words: { Planned: "plain", "In progress": "info", Done: "ok" }, done: ["Done"] },
};

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
