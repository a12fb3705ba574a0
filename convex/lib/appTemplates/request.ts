/** What a prompt says about an app in general: name, place, listed fields, money. Subjects are the templates' own reading. */

export type AppRequest = {
  prompt: string;
  /** The prompt in lower case with single spaces. */
  text: string;
  /** The name that the prompt gives the app. */
  name: string | null;
  /** "Line 3", "Plant 2": where it is for. */
  place: string | null;
  /** Names of fields or columns that the prompt lists. */
  fields: string[];
  currency: string;
};

/** Lists longer than this are cut; the answer says so. */
export const MAX_FIELDS = 10;

const NO_FIELD =
  /\b(sort\w*|filter\w*|search\w*|buttons?|validat\w*|export\w*|import\w*|paginat\w*|paging|dark|light|theme|mode|charts?|graphs?|log ?in|reset|rows?|tests?|error\w*|responsive|tailwind|react|typescript|component|form|table|dashboard|colou?rs?|print\w*|totals? row|status badges?|badges?|tooltips?|animations?|icons?|manufacturing|proper|good|nice|simple|app|kpis?|checkbox\w*|that|which|can)\b/i;

function cleanItem(item: string): string {
  return item
    .replace(/^(?:(?:and|or|plus|as well as|a|an|the|its|their|each|every|also|with|one|for|of|some)\s+)+/i, "")
    .replace(/\s+(?:fields?|columns?|inputs?|each|etc)\.?$/i, "")
    .replace(/^["'“”‘’`]+|["'“”‘’`.:]+$/g, "")
    .trim();
}

function splitList(list: string): string[] {
  return list
    .split(/\s*[,;•\n]\s*|\s+(?:and|plus|as well as)\s+|\s+&\s+/i)
    .map(cleanItem)
    .map((item) => item.replaceAll(DECIMAL, "."))
    .filter(
      (item) =>
        item !== "" &&
        item.length <= 40 &&
        item.split(/\s+/).filter((word) => /^[^\d±+-]/.test(word)).length <= 5 &&
        /[a-z]/i.test(item) &&
        !NO_FIELD.test(item),
    );
}

const LISTS: RegExp[] = [
  // "with SKU, quantity, and reorder point fields"
  /\b(?:with|has|having|including|for|of|containing)\s+((?:[^.;:\n]){3,200}?)\s+(?:fields?|columns?|inputs?)\b/i,
  // "columns: order, supplier and due date"
  /\b(?:fields?|columns?|inputs?|items?|points?|steps?)\s*(?::|\bfor\b|\blike\b|\bsuch as\b|\bare\b|\bnamed\b|\bof\b)\s*([^.\n]{3,240})/i,
  /\b(?:fields?|columns?|inputs?)\s+([^.:\n]{3,200})/i,
];
const DECIMAL = "\u00b7";
const LOOSE_LISTS = [
  /\b(?:form|table|list|checklist|log|sheet|tracker|register)s?\b[^:\n]*:\s*([^.:;\n]*,[^.:;\n]*)/i,
  /\b(?:with|showing|shows|including|containing|listing|tracking|tracks|records?|recording|capturing|captures|has|covering|for)\s+([^.:;\n]*,[^.:;\n]*)/i,
  /\b(?:with|showing|including|containing|recording)\s+([^.:;,\n]* and [^.:;,\n]*)/i,
];

/** Names of listed fields, in the order and spelling of the prompt; empty when it lists none. */
export function readFields(prompt: string): string[] {
  // A decimal point does not end a sentence.
  const text = prompt.replace(/(\d)\.(?=\d)/g, `$1${DECIMAL}`);
  const candidates = LISTS.map((sign) => itemsOf(sign.exec(text)?.[1]));
  for (const sign of LOOSE_LISTS) {
    const loose = itemsOf(sign.exec(text)?.[1]);
    if (loose.length >= 2) candidates.push(loose);
  }
  return candidates.reduce((most, items) => (items.length > most.length ? items : most), []);
}

function itemsOf(found: string | undefined): string[] {
  if (!found) return [];
  // "an inventory form with SKU, quantity …, with search": the subject and the wishes stand in parts of their own.
  const parts = found
    .split(/\b(?:with|having|including|containing|such as|like)\s+/i)
    .map((part) => unique(splitList(part)));
  return parts.reduceRight((most, items) => (items.length > most.length ? items : most), []);
}

function unique(items: string[]): string[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = item.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function readName(prompt: string): string | null {
  const quoted = /\b(?:called|named|titled|entitled|title|heading)\s*:?\s*["“'‘]([^"”'’\n]{1,60})["”'’]/i.exec(
    prompt,
  )?.[1];
  const bare = /\b(?:called|named|titled|entitled)\s+((?:[A-Z0-9][\w&/-]*\s?){1,6})/.exec(prompt)?.[1];
  return (quoted ?? bare)?.trim() ?? null;
}

function readPlace(prompt: string): string | null {
  const found =
    /\b(?:for|at|in|on)\s+(?:our\s+|the\s+)?((?:line|plant|cell|station|warehouse|bay|shop|site|building|hall|department|area|shift)\s+(?:[A-Z]\b|\d+|[A-Z][\w-]*))/i.exec(
      prompt,
    )?.[1];
  return found ? found.charAt(0).toUpperCase() + found.slice(1) : null;
}

const CURRENCIES: [RegExp, string][] = [
  [/€|\beuros?\b|\beur\b/, "EUR"],
  [/£|\bpounds? sterling\b|\bgbp\b/, "GBP"],
  [/\bcad\b(?! (?:model|part|file|drawing))|\bcanadian dollars?\b|\bc\$/, "CAD"],
  [/\baud\b|\baustralian dollars?\b/, "AUD"],
  [/¥|\byen\b|\bjpy\b/, "JPY"],
  [/₹|\brupees?\b|\binr\b/, "INR"],
  [/\bchf\b|\bfrancs?\b/, "CHF"],
];

export function readRequest(prompt: string): AppRequest {
  const text = prompt.toLowerCase().replace(/\s+/g, " ").trim();
  return {
    prompt,
    text,
    name: readName(prompt),
    place: readPlace(prompt),
    fields: readFields(prompt).slice(0, MAX_FIELDS),
    currency: CURRENCIES.find(([sign]) => sign.test(text))?.[1] ?? "USD",
  };
}

/** The heading: the prompt's own name for the app, else `usual`, with the place where one is given. */
export function titleOf(request: AppRequest, usual: string): string {
  return request.name ?? (request.place ? `${usual}, ${request.place}` : usual);
}

/** The first number after any of `signs` (each a pattern whose first group is a number); null when none is there. */
export function readNumber(text: string, ...signs: RegExp[]): number | null {
  for (const sign of signs) {
    const found = sign.exec(text)?.[1];
    if (found !== undefined) {
      const value = Number(found.replace(/,(?=\d{3}\b)/g, ""));
      if (Number.isFinite(value)) return value;
    }
  }
  return null;
}
