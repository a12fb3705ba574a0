import type { Draft } from "./family";
import type { HoleGroup } from "./holes";
import { formatMm, type Dim, type Reading } from "./reading";
import { AskBack } from "./types";

/** Round or square material standing on the top face: a boss, hub, post or peg in the middle of a plate, block or disc. */

export type Boss = { shape: "round" | "square"; size: Dim; height: Dim };

const NOUN = "(?:boss|hub|post|peg|pillar|pad|spigot)";
/** Solids that are a boss only where they stand on the part. */
const STANDING = "(?:cylinder|rod|column|tower)";
const STANDS = new RegExp(
  `\\b${STANDING}\\b[^.;]*\\b(?:on|onto) (?:the |its )?(?:top|center|middle)\\b|\\bon top (?:of )?[^.;]*\\b${STANDING}\\b`,
);
const WORDS = new RegExp(
  `\\b(?:(?:raised|cylindrical|round|circular|square|central|centered|center|concentric|coaxial|solid|integral) )*${NOUN}\\b`,
);
const RISING =
  /\b(?:rising|rises|raised|standing|stands|extending|extends|protruding|protrudes|projecting|projects|sticking|fused|added|placed|centered|located)?(?: up(?:wards?)?)? ?(?:from|on|onto|to|at|above|out of) (?:the )?(?:center of )?(?:(?:the|its|one) )?(?:top(?: face| surface| side)?|upper face|center|middle|plate|disc|disk|block|base)\b/;

/**
 * "A cube with a cylinder on top. The cylinder is 20 mm in diameter and 40 mm tall": to be read before the body, which
 * would take the cylinder's height for its own.
 */
export function readStanding(r: Reading): Boss | null {
  if (!STANDS.test(r.plain)) return null;
  const noun = new RegExp(`\\b${STANDING}\\b`);
  const round = { attr: ["diameter" as const, "radius" as const] };
  const at = r.tokenAt(r.plain.search(noun));
  const wide = r.find({ ...round, words: noun })[0] ?? r.find({ ...round, after: at, before: at + 8 })[0];
  if (wide === undefined) return null;
  const [tall] = r
    .find({ attr: ["height", "length"], after: wide.token - 10, before: wide.token + 12 })
    .sort((a, b) => Math.abs(a.token - wide.token) - Math.abs(b.token - wide.token));
  if (tall === undefined) return null;
  for (const measure of [wide, tall]) r.use(measure);
  r.heard(new RegExp(`\\b${STANDING}s?\\b|\\bboss\\b`));
  r.heard(RISING);
  const size = wide.attr === "radius" ? 2 * wide.mm : wide.mm;
  return { shape: "round", size: { value: size, given: true }, height: { value: tall.mm, given: true } };
}

/** The one boss of a part, or null. Several of them, or one without a size, stay unexplained and are reported. */
export function readBoss(r: Reading, extent: { length: number; width: number }): Boss | null {
  if (!WORDS.test(r.plain) || new RegExp(`\\b(?:no|without(?: an?)?) ${NOUN}`).test(r.plain)) return null;
  const number = /(?:^|[^§×]) # (?:\w+ )*?(?:bosses|hubs|posts|pegs|pillars|pads|spigots)\b/.test(r.plain);
  if (number || new RegExp(`\\b(?:bosses|hubs|posts|pegs|pillars|pads|spigots)\\b`).test(r.plain)) return null;
  // Measures of words that are no subject of their own hang on the noun's place in the text.
  const from = r.tokenAt(r.plain.search(WORDS));
  const near = { before: from + 8, after: Math.max(0, from - 10) };
  const own = { words: new RegExp(`\\b${NOUN}\\b`) };
  const isSquare = /\bsquare (?:\w+ )?(?:boss|post|peg|pillar|pad)\b/.test(r.plain);
  const pair = isSquare ? r.group(2, { subject: ["boss"] }) : null;
  if (pair !== null && pair[0]!.mm !== pair[1]?.mm) return null;
  for (const measure of pair ?? []) r.use(measure);
  const size = pair
    ? asDim(pair[0]!)
    : isSquare
      ? asDim(
          r.take(
            { attr: ["side", "none", "width"], subject: ["boss", "hub"] },
            { attr: ["side", "none", "width"], ...own },
          ),
        )
      : (r.diameter(
          "Boss diameter",
          null,
          { subject: ["boss", "hub"] },
          { near: ["boss", "hub"], subject: ["none"] },
          own,
          {
            subject: ["none"],
            ...near,
          },
        ) ?? asDim(r.take({ attr: ["none"], subject: ["boss", "hub"] }, { attr: ["none"], ...own })));
  const tall = r.take(
    { attr: ["height", "length"], subject: ["boss", "hub"] },
    { attr: ["height", "length"], near: ["boss", "hub"], subject: ["none"] },
    { attr: ["height", "length"], ...own },
    { attr: ["height"], subject: ["none"], ...near },
  );
  if (size === null || size.value <= 0) return null;
  r.heard(WORDS);
  r.heard(RISING);
  const height: Dim = tall ? { value: tall.mm, given: true } : { value: Math.round(size.value / 2), given: false };
  if (tall === null) r.assume(`Boss height not given: ${formatMm(height.value)}`);
  if (size.value > Math.min(extent.length, extent.width))
    throw new AskBack(
      `A boss of ${formatMm(size.value)} does not fit on ${formatMm(extent.length)} × ${formatMm(extent.width)}. Which size is right?`,
    );
  return { shape: isSquare ? "square" : "round", size, height };
}

const asDim = (measure: { mm: number } | null): Dim | null =>
  measure === null ? null : { value: measure.mm, given: true };

/**
 * Puts the boss on the body and names the top that holes start from: plain through holes go through both, others stay
 * in the face that they were given for.
 */
export function writeBoss(d: Draft, boss: Boss, body: string, thickness: string, holes: HoleGroup[]): string {
  const size =
    boss.shape === "square"
      ? d.mm("BOSS_SIDE", "Boss side", boss.size)
      : d.mm("BOSS_DIAMETER", "Boss diameter", boss.size);
  const height = d.mm("BOSS_HEIGHT", "Boss height", boss.height);
  const align = "align=(Align.CENTER, Align.CENTER, Align.MIN)";
  d.s.add(
    boss.shape === "square"
      ? `${body} += Pos(0, 0, ${thickness}) * Box(${size}, ${size}, ${height}, ${align})`
      : `${body} += Pos(0, 0, ${thickness}) * Cylinder(${size} / 2, ${height}, ${align})`,
  );
  const isPlain = holes.every((h) => h.axis === "z" && h.depth === null && !h.counterbore && !h.countersink);
  const isCentral = holes.every((h) => h.central || h.placement.kind === "center");
  return isPlain || isCentral ? `${thickness} + ${height}` : thickness;
}
