import { solidsFromSketches } from "./sketches";

/** Rewrites a prompt to the plain lower-case alphabet that the tokeniser reads. Meaning is kept, spelling is unified. */

const VULGAR: Record<string, string> = {
  "½": "1/2",
  "¼": "1/4",
  "¾": "3/4",
  "⅛": "1/8",
  "⅜": "3/8",
  "⅝": "5/8",
  "⅞": "7/8",
  "⅓": "1/3",
  "⅔": "2/3",
};

export function normalise(prompt: string): string {
  let text = prompt.toLowerCase().replace(/\u00a0|\u202f|\u2009/g, " ");
  text = text.replace(/(\d)?\s*([½¼¾⅛⅜⅝⅞⅓⅔])/g, (_, whole: string | undefined, sign: string) =>
    whole === undefined ? (VULGAR[sign] ?? "") : `${whole}-${VULGAR[sign] ?? ""}`,
  );
  text = text
    // "1." and "2:" at the start of a line number the sentences, not the part.
    .replace(/(^|\n)\s*(?:step )?\d{1,2}[.:)](?=\s)/g, "$1 ")
    .replace(/[–—−‐‑]/g, "-")
    .replace(/\+\s*\/?\s*-|±/g, "±")
    .replace(/[×✕✖⨯]/g, "x")
    .replace(/(\d)\s*\*\s*(?=\d)/g, "$1x")
    .replace(/[⌀øØ∅φ]/g, " ø")
    .replace(/[“”„]/g, '"')
    .replace(/[’‘`]/g, "'")
    .replace(/[″]/g, '"')
    .replace(/[′]/g, "'")
    .replace(/(\d)\s*''/g, '$1"')
    .replace(/(\d)"/g, "$1 inch ")
    .replace(/(\d)'(?=[\s\dx,.)-]|$)/g, "$1 ft ")
    .replace(
      /(\d) ft ?-? ?(\d+(?:\.\d+)?(?:-\d+\/\d+)?) in(?:ch)?\b/g,
      (_, feet: string, inches: string) => `${feet} ft+${inches} in`,
    )
    .replace(/(\d),(\d{3})(?=,\d{3}|[^\d.,]|$)/g, (whole, a: string, b: string) => (a === "0" ? whole : `${a}${b}`))
    .replace(/(\d),(\d)/g, (whole, a: string, b: string) => `${a}.${b}`)
    .replace(/\b(o|i)\.\s?d\.?(?=[\s,:)\d]|$)/g, "$1d")
    .replace(/\b(dia|approx|incl|min|max|thk|qty|hex|rad)\./g, "$1")
    .replace(/c'bore|c-bore/g, "counterbore")
    .replace(/(\d)\s*°/g, "$1 deg ")
    .replace(/\(\s*([xyz])\s*\)/g, " axis$1 ")
    .replace(
      /\b(in|along|on) (?:the )?([xyz])(?:[- ](?:axis|direction|dimension))?(?=\s*[,.;]|\s+and\b|\s*$)/g,
      " axis$2 ",
    )
    .replace(/\b(?:one )?half (?:an? )?inch\b/g, "0.5 inch")
    .replace(/\b(three|a|one)? ?quarters? (?:of an? |an? )?inch\b/g, (_, share: string | undefined) =>
      share === "three" ? "0.75 inch" : "0.25 inch",
    )
    .replace(/\b(?:3d|3-d|three dimensional)\b/g, " ")
    .replace(/\bthru\b/g, "through")
    // One hole with corners is an opening; a pattern given by two lengths is a spacing.
    .replace(/\b(square|rectangular) (?:through )?hole\b/g, "$1 cutout")
    .replace(
      /\b(?:bolt|hole|mounting|screw) pattern(?: of)?(?=:? *[\d.]+ ?(?:mm|cm|in|inch)? ?(?:x|by) ?[\d.])/g,
      "hole spacing",
    )
    .replace(/\bevery (?=\d+(?:\.\d+)? ?(?:mm|cm|in|inch)\b)/g, "in a row spaced ")
    .replace(/\bat (\d+(?:\.\d+)? ?(?:mm|cm|in|inch)?) intervals\b/g, "spaced $1")
    // "round the edges with 2 mm": the verb, and the size right behind what it shapes.
    .replace(/\bround(?= (?:(?:all|the|its|of|top|bottom|vertical|outer|upper|lower|long|sharp) )+edges?\b)/g, "fillet")
    .replace(
      /\b((?:round|fillet|chamfer|bevel)(?:ed)? (?:(?:all|the|its|of|top|bottom|vertical|outer|upper|lower|long|sharp) )*(?:corners?|edges?)) (?:with|by|to|at) (?=\d)/g,
      "$1 ",
    )
    .replace(
      /(^|[\s(])([+-])([xyz])(?=[ -](?:edge|side|face|end)\b)/g,
      (_, before: string, sign: string, axis: string) => `${before}${sign === "+" ? "positive" : "negative"} ${axis}`,
    )
    // "three mutually perpendicular 8 mm holes": one along each axis.
    .replace(
      /\b(?:three|3) (?:mutually )?(?:perpendicular|orthogonal) (\d[\d.]* ?(?:mm )?)(?:diameter )?((?:through )?)holes(?:,? (?:one )?along (?:the )?x,? (?:axis )?y,? (?:and )?z(?: axes| axis)?)?/g,
      (_, size: string, through: string) =>
        ["side to side", "front to back", "top to bottom"]
          .map((way) => `a ${size}${through}hole from ${way}`)
          .join(". cut "),
    )
    // A slot has round ends by itself; a part with round ends is another thing.
    .replace(/\b(slots?) with (?:fully |full )?(?:round(?:ed)?|radius(?:ed)?|semi ?circular) ends\b/g, "$1")
    .replace(/(\d ?(?:mm|cm|in|inch)) (thick )?side walls?\b/g, "$1 $2walls")
    // "its apex at Z=60" of a part that stands on Z=0 is its height.
    .replace(
      /\b(?:with )?(?:its |the |a |an )?(apex|tip|peak)(?: (?:is|lies|sits|located))? at z ?= ?(\d+(?:\.\d+)?)( ?mm)?/g,
      (whole: string, name: string, height: string) =>
        /\bz ?= ?0\b/.test(text) ? `height ${height} mm at the ${name}` : whole,
    )
    // "from X=0 to X=30 the diameter is 20 mm": a step of a shaft, by its ends.
    .replace(
      /\bfrom ([xyz]) ?= ?(-?[\d.]+)(?: ?mm)? to \1 ?= ?(-?[\d.]*\d)(?: ?mm)?,? (?:(?:the|it|its|has|a|with|is|shaft|diameter|of|ø) ?)*?(?:diameter (?:is |of )?|it is |it has |ø)(\d[\d.]*)(?: ?mm)?(?: (?:in )?diameter)?/g,
      (whole: string, _: string, from: string, to: string, diameter: string) =>
        Number(to) > Number(from) ? `${diameter} mm diameter x ${String(Number(to) - Number(from))} mm long` : whole,
    )
    // "dia 10 in 2 rows" has no inches; "with a hole: 90 x 45" begins the sizes of the part.
    .replace(
      /(\d) in (?=(?:\d+|two|three|four|a|an|each|one|the) (?:\w+ )?(?:rows?|columns?|lines?|circle|grid|corners?|middle|cent))/g,
      "$1 arranged in ",
    )
    .replace(/ with (?:an? |one )?hole: (?=\d[^.;]*\bhole\b)/g, ", ")
    // A first mention that says nothing: the sizes follow in sentences of their own.
    .replace(/ with (?:a |some |several )?(?:(?:pattern|grid|number|series|set|array) of )?holes(?=\s*[.\n])/g, "")
    // "a hole at each end" is two.
    .replace(
      /\b(?:an? |one )?(\d+(?:\.\d+)? ?(?:mm|cm)? )?(?:diameter )?((?:through )?)hole (\d+(?:\.\d+)? ?(?:mm|cm)? )?(?:at |in |near |on )?(?:each|both|either) ends?\b/g,
      (_, before: string | undefined, through: string, after: string | undefined) =>
        `two ${before ?? after ?? ""}${through}holes, one at each end`,
    )
    .replace(/\bslotted holes?\b/g, (found) => (found.endsWith("s") ? "slots" : "slot"))
    .replace(/\bcentred\b/g, "centered")
    .replace(/\bcentre/g, "center");
  text = spacedOut(solidsFromSketches(text));
  // "20-degree", "bolt-circle", "5-mm-thick": the hyphen only glues words.
  text = text.replace(/([a-z\d])-(?=[a-z])/g, "$1 ").replace(/([a-z])-(?=\d)/g, "$1 ");
  return text;
}

const LABEL =
  "(?:pcd|bcd|bolt circle|bore|od|id|outer diameter|inner diameter|outside diameter|inside diameter|diameter|dia|radius|thickness|thk|width|height|length|depth|wall(?: thickness)?|base|module|clearance|corner radius)";
const NUMBER = "\\d+(?:\\.\\d+)?(?: ?(?:mm|cm|inch|in|deg))?";
/** A number or a size word, then a label with its own number at the end of the clause. */
const LABEL_FIRST = new RegExp(
  `((?:\\d(?: ?(?:mm|cm|inch|in|deg))?|\\b(?:wide|thick|tall|long|high|deep|teeth|holes?|diameter))) (?=${LABEL} (?:of |is |= ?)?${NUMBER}(?=\\s*(?:$|[,;]|\\.(?!\\d))))`,
  "g",
);

/** Commas where a telegram leaves them out: "PCD 160mm bore 80mm", "module 3 24 teeth 20 wide". */
function spacedOut(text: string): string {
  let out = text
    .replace(/(^|[\s,])(\d+(?:\.\d+)?) (?=\d+(?:\.\d+)?(?![\d./]| ?\/))/g, "$1$2, ")
    .replace(
      /(\d (?:teeth|holes)) (?=\d+(?:\.\d+)? ?(?:mm )?(?:wide|thick|tall|long|high|deep|dia|diameter|bore|od|id)\b)/g,
      "$1, ",
    );
  out = out.replace(/\b(thick|wide|long|tall|high|deep|diameter) (?=\d+ ?x? (?:m\d|holes?\b))/g, "$1, ");
  for (let before = ""; before !== out;) {
    before = out;
    out = out.replace(LABEL_FIRST, "$1, ");
  }
  return out;
}
