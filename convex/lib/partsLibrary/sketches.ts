/**
 * Rewrites the words of a sketch and its extrusion ("draw a 50 mm circle and extrude it 20 mm") to those of the solid
 * that they make ("a cylinder, height 20 mm"). Works on lower-case text; leaves prompts alone that extrude nothing.
 */

const SHAPES: readonly (readonly [RegExp, string])[] = [
  [
    /(?<!\b(?:bolt|pitch|hole|mounting|diameter) )\bcirc(?:les?|ular (?:sketch|profile|face|shape|area|region|section))(?! (?:pattern|of holes))\b/g,
    "cylinder",
  ],
  [/\brectang(?:les?|ular (?:sketch|profile|face|shape|area|section))\b/g, "rectangular block"],
  [/\bsquare (?:sketch|profile|face|shape|area|section)\b/g, "square block"],
  // As a noun alone: "a 30 mm square 50 mm tall", not "a square hole".
  [/\bsquare(?= (?:with|of|and|by|then|that|whose|measuring|\d)|\s*(?:[,.;]|$))/g, "square block"],
  [/\bright(?:-| )?(?:angled? )?triangles?\b/g, "triangular wedge"],
  [/\bequilateral triangles?\b/g, "equilateral triangular prism"],
];

const OBJECT =
  "(?: (?:it|this|that|them|(?:the|this) (?:\\w+ )?(?:sketch|shape|profile|circle|rectangle|square|outline|face|result|triangle|figure|2d shape)))?";
const WAY = "(?: (?:vertically|upwards?|up|linearly|straight|out|along (?:the )?z(?:[- ]axis)?))*";
const BY =
  "(?: (?:by|to|for|with|through|at|a|an|the|total|height|distance|depth|length|thickness|of|about|approximately))*";
const AMOUNT = "(?=\\d)";

const EXTRUDED = new RegExp(`,?(?: and| then| and then)? ?\\bextrud(?:e|ed|ing)${OBJECT}${WAY}${BY} ${AMOUNT}`, "g");
const EXTRUSION = new RegExp(
  `\\b(?:the |an? |with )*extrusion(?: (?:should|must|is|be|has|have|of|height|depth|distance|length|thickness|amount|a|an|the|by|to))* ${AMOUNT}`,
  "g",
);
const LEADING = /(^|[.;\n]\s*|\b(?:please|by) )extrud(?:e|ing) (?=an? |the )/g;

export function solidsFromSketches(text: string): string {
  if (!/\bextru(?:de|ded|ding|sion)\b/.test(text)) return text;
  const isLed = LEADING.test(text);
  // A triangle has its height already.
  const size = /\bright(?:-| )?(?:angled? )?triangle/.test(text) ? "width" : "height";
  let out = text.replace(LEADING, "$1").replace(EXTRUDED, `, ${size} `).replace(EXTRUSION, `${size} `);
  for (const [shape, solid] of SHAPES) out = out.replace(shape, solid);
  // "extrude a 40 mm circle by 30 mm": what is left behind the noun is the way it goes.
  return isLed
    ? out.replace(/\b(cylinder|block|prism|hexagon|octagon|pentagon|annulus) (?:by|to|up to) (?=\d)/, "$1, height ")
    : out;
}
