import type { Field } from "../fields";
import { LIVE_ORDERS, LIVE_RECEIPTS } from "./liveTables";
import type { RecordTable } from "./recordTable";

/** What the tables of records are about: columns, sample rows and the tones of their words. */

export type Subject = Omit<RecordTable, "title" | "currency" | "fields"> & {
  usualTitle: string;
  fields: (Omit<Field, "key"> & { key: string })[];
};

function quoted(words: string[]): string[] {
  return words.map((word) => JSON.stringify(word));
}

function days(...offsets: number[]): string[] {
  return offsets.map((offset) => `inDays(${offset})`);
}

export const ORDERS: Subject = {
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

export const RECEIPTS: Subject = {
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

export const NONCONFORMANCES: Subject = {
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

export const CALIBRATIONS: Subject = {
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

export const MAINTENANCE: Subject = {
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
