/** Fields of forms and tables: their kind and sample values, guessed from the name that the prompt gives them. */

export type FieldKind = "text" | "code" | "integer" | "number" | "money" | "date" | "choice" | "notes" | "flag";

export type Field = {
  key: string;
  label: string;
  kind: FieldKind;
  /** Of a choice: what can be chosen, the usual one first. */
  choices?: string[];
  unit?: string;
  /** Of a date: rows past it are late. */
  isDue?: boolean;
  optional?: boolean;
};

const ACRONYMS = new Set([
  "sku",
  "po",
  "id",
  "bom",
  "uom",
  "upc",
  "ncr",
  "oee",
  "eta",
  "vin",
  "wo",
  "rma",
  "gtin",
  "kpi",
  "csa",
  "iso",
  "ppm",
]);

/** "reorder point" → "Reorder point", "sku" → "SKU"; words that already carry capitals stay as they are. */
export function labelOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .map((word) => (ACRONYMS.has(word.toLowerCase()) ? word.toUpperCase() : word));
  const label = words.join(" ");
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** A property name for a label, unique among `taken`. */
export function keyOf(label: string, taken: ReadonlySet<string>): string {
  const words = label
    .normalize("NFD")
    .replace(/[^A-Za-z0-9]+/g, " ")
    .trim()
    .toLowerCase()
    .split(" ")
    .filter(Boolean);
  const camel = words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
  const stem = camel === "" || /^\d/.test(camel) || camel === "id" ? `field${labelOf(camel)}` : camel;
  let key = stem;
  for (let number = 2; taken.has(key); number++) key = `${stem}${number}`;
  return key;
}

const CHOICES: [RegExp, string[]][] = [
  [/status|state/, ["Open", "Confirmed", "Closed"]],
  [/priority/, ["Normal", "High", "Low"]],
  [/severity/, ["Minor", "Major", "Critical"]],
  [/disposition/, ["Rework", "Scrap", "Use as is", "Return to supplier"]],
  [/shift/, ["Early", "Late", "Night"]],
  [/(^|\s)(uom|unit of measure|units?)$/, ["pcs", "kg", "m", "L"]],
  [/category|type|kind|class/, ["Raw material", "Component", "Finished good"]],
  [/department|area/, ["Machining", "Assembly", "Stores"]],
  [/condition/, ["Good", "Damaged", "Quarantine"]],
  [/result|outcome/, ["Pass", "Fail"]],
  [/currency/, ["USD", "CAD", "EUR"]],
];

/** @param name as written in the prompt */
export function fieldFrom(name: string, taken: ReadonlySet<string>): Field {
  const label = labelOf(name);
  const key = keyOf(label, taken);
  const words = label.toLowerCase();
  const unit = /\((mm|cm|m|in|kg|g|lb|s|min|h|°c|%|rpm|bar|n|nm)\)/.exec(words)?.[1];
  const choices = CHOICES.find(([sign]) => sign.test(words))?.[1];
  if (/\b(notes?|description|comments?|reason|remarks?|details)\b/.test(words))
    return { key, label, kind: "notes", optional: true };
  if (/\b(dates?|due|deadline|expiry|expires|eta|received on|shipped on|day)\b/.test(words)) {
    return { key, label, kind: "date", ...(/due|deadline|expir|eta|required/.test(words) ? { isDue: true } : {}) };
  }
  if (/\b(price|cost|total|amount|value|budget|rate)\b/.test(words)) return { key, label, kind: "money" };
  if (
    /\b(qty|quantity|quantities|count|stock|on hand|point|minimum|maximum|min|max|level|pieces|pcs|units|scrap|defects|number of \w+|hours|minutes|days)\b/.test(
      words,
    )
  ) {
    return { key, label, kind: "integer", ...(unit ? { unit } : {}) };
  }
  if (choices) return { key, label, kind: "choice", choices };
  if (
    /\b(weight|length|width|height|thickness|diameter|depth|temperature|pressure|torque|speed|percent|percentage|score|measurement|measured)\b/.test(
      words,
    )
  ) {
    return { key, label, kind: "number", ...(unit ? { unit } : {}) };
  }
  if (/\b(approved|active|urgent|passed|completed|done|required|certified|is \w+)\b/.test(words))
    return { key, label, kind: "flag", optional: true };
  if (/\b(sku|part number|part no|serial|lot|batch|po|order number|order|code|id|number)\b/.test(words))
    return { key, label, kind: "code" };
  return { key, label, kind: "text" };
}

/** Fields for the names that a prompt lists, in its order. */
export function fieldsFrom(names: readonly string[]): Field[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const field = fieldFrom(name, taken);
    taken.add(field.key);
    return field;
  });
}

const TEXTS: [RegExp, string[]][] = [
  [
    /supplier|vendor|manufacturer/,
    ["Kestrel Castings", "Harlan Steel", "Boltworks", "Pine & Vale", "Norde Seals", "Harlan Steel"],
  ],
  [/country|nation/, ["Canada", "Germany", "United States", "Norway", "Japan", "Mexico"]],
  [/\bcity\b|\btown\b/, ["Hamilton", "Stuttgart", "Detroit", "Bergen", "Nagoya", "Monterrey"]],
  [/phone|mobile/, ["+1 555 0101", "+1 555 0102", "+1 555 0103", "+1 555 0104", "+1 555 0105", "+1 555 0106"]],
  [
    /customer|client/,
    ["Alder Homes", "Brightline Rail", "Cobalt Marine", "Dunmore Foods", "Eastway Pumps", "Fenwick Tools"],
  ],
  [/sku/, ["FLG-DN50", "TUB-0889", "BLT-M12", "NUT-M12", "GSK-DN50", "PLT-S355"]],
  [/lot|batch/, ["L-2411", "L-2412", "L-2413", "L-2414", "L-2415", "L-2416"]],
  [/serial/, ["SN-10421", "SN-10422", "SN-10423", "SN-10424", "SN-10425", "SN-10426"]],
  [/\bpo\b|purchase order|order/, ["PO-2039", "PO-2034", "PO-2040", "PO-2037", "PO-2031", "PO-2041"]],
  [/part number|part no|drawing/, ["101-0050", "101-0088", "204-0012", "204-0013", "310-0050", "415-0020"]],
  [/location|bin|shelf|aisle|warehouse|rack/, ["A-01-2", "A-03-1", "B-02-4", "B-02-5", "C-01-1", "D-04-3"]],
  [
    /operator|inspector|technician|owner|assign|person|employee|name of|received by|worker|by$/,
    ["Ines Moreau", "Aiko Sato", "Ravi Menon", "Tom Becker", "Ines Moreau", "Aiko Sato"],
  ],
  [/machine|equipment|asset|station|tool|gauge/, ["Mill 2", "Lathe 1", "Press 4", "Saw 1", "Welder 3", "Mill 5"]],
  [
    /email/,
    [
      "ines@example.com",
      "aiko@example.com",
      "ravi@example.com",
      "tom@example.com",
      "stores@example.com",
      "qa@example.com",
    ],
  ],
  [
    /notes?|description|comment|reason|remark|detail/,
    ["As ordered", "Short by two", "Check the coating", "Second delivery", "Labels missing", "As ordered"],
  ],
  [
    /item|part|product|material|name|component|article/,
    [
      "Flange blank DN50",
      "Tube 88.9 × 5",
      "M12 × 50 8.8, zinc",
      "M12 nut, nyloc",
      "Gasket DN50, EPDM",
      "S355 plate 20 mm",
    ],
  ],
];
const INTEGERS = [40, 18, 800, 650, 120, 12];
const NUMBERS = [12.4, 8.9, 20.1, 6.35, 50.2, 31.75];
const AMOUNTS = [1912.4, 1074.6, 264, 118, 342, 4186];
const DAYS = [-3, 2, 6, 6, 12, 20];

/** How many different sample rows there are. */
export const SAMPLE_ROWS = 6;

/** The source text of one sample value: a literal, or a call of `inDays` for dates. `subject` says what a row is. */
export function sampleSource(field: Field, row: number, subject = ""): string {
  const index = row % SAMPLE_ROWS;
  const label = field.label.toLowerCase();
  const words = /^(?:name|company|title)$/.test(label) ? `${subject.replace(/s$/, "")} ${label}` : label;
  switch (field.kind) {
    case "integer":
      return String(/min|reorder|point|safety/.test(words) ? [25, 20, 500, 700, 60, 20][index] : INTEGERS[index]);
    case "number":
      return String(NUMBERS[index]);
    case "money":
      return String(AMOUNTS[index]);
    case "date":
      return `inDays(${field.isDue ? DAYS[index] : -1 - 2 * index})`;
    case "flag":
      return String(index % 3 !== 1);
    case "choice":
      return JSON.stringify(field.choices?.[index % (field.choices.length || 1)] ?? "");
    case "text":
    case "code":
    case "notes": {
      const known = TEXTS.find(([sign]) => sign.test(words))?.[1];
      return JSON.stringify(
        known?.[index] ??
          (field.kind === "code" ? `${field.label.charAt(0)}-${101 + index}` : `${field.label} ${index + 1}`),
      );
    }
    default:
      return field.kind satisfies never;
  }
}
