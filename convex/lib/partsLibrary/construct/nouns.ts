/** The nouns a part is built up from, and what each is. */

export type SolidKind = "box" | "cylinder" | "tube" | "sphere" | "hemisphere" | "cone" | "prism" | "tray" | "cup";
export type CutKind = "hole" | "slot" | "pocket" | "groove" | "counterbore" | "countersink";
export type EdgeKind = "fillet" | "chamfer";
export type Kind = SolidKind | CutKind | EdgeKind;

export type NounClass = "solid" | "cut" | "edge";

type Noun = { pattern: RegExp; kind: Kind; class: NounClass };

const word = (source: string): RegExp => new RegExp(`^(?:${source})$`);

const NOUNS: readonly Noun[] = [
  { pattern: word("through holes?|holes?|bores?|perforations?|boreholes?|drillings?"), kind: "hole", class: "cut" },
  { pattern: word("slots?|slits?"), kind: "slot", class: "cut" },
  {
    pattern: word("pockets?|recess(?:es)?|cutouts?|openings?|windows?|notch(?:es)?|channels?"),
    kind: "pocket",
    class: "cut",
  },
  { pattern: word("grooves?"), kind: "groove", class: "cut" },
  { pattern: word("counterbores?"), kind: "counterbore", class: "cut" },
  { pattern: word("countersinks?"), kind: "countersink", class: "cut" },
  { pattern: word("fillets?"), kind: "fillet", class: "edge" },
  { pattern: word("chamfers?|bevels?"), kind: "chamfer", class: "edge" },
  {
    pattern: word(
      "plates?|blocks?|slabs?|bars?|panels?|cuboids?|box(?:es)?|cubes?|base|bases|platforms?|bricks?|walls?|webs?|ribs?|uprights?|legs?|dividers?|beams?|strips?|pads?|baseplate|arms?|crossbars?",
    ),
    kind: "box",
    class: "solid",
  },
  {
    pattern: word(
      "cylinders?|dis[ck]s?|rods?|shafts?|axles?|pins?|posts?|boss(?:es)?|hubs?|pegs?|studs?|spigots?|plugs?|cores?|columns?|pillars?|sections?|segments?|flanges?|heads?|shanks?|steps?|collars?|knobs?|spindles?|journals?|wheels?|stems?|stalks?|standoffs?|stand offs?",
    ),
    kind: "cylinder",
    class: "solid",
  },
  {
    pattern: word("tubes?|pipes?|sleeves?|bushings?|rings?|spacers?|bush|bushes|washers?|gaskets?"),
    kind: "tube",
    class: "solid",
  },
  { pattern: word("spheres?|balls?"), kind: "sphere", class: "solid" },
  { pattern: word("hemispheres?|domes?|half spheres?"), kind: "hemisphere", class: "solid" },
  { pattern: word("cones?|frustums?|truncated cones?"), kind: "cone", class: "solid" },
  { pattern: word("prisms?|hexagons?"), kind: "prism", class: "solid" },
  { pattern: word("trays?|enclosures?"), kind: "tray", class: "solid" },
  { pattern: word("cups?|containers?"), kind: "cup", class: "solid" },
];

const known = new Map<string, { kind: Kind; class: NounClass } | null>();

/** What a word names, or null. */
export function nounOf(text: string): { kind: Kind; class: NounClass } | null {
  let found = known.get(text);
  if (found === undefined) {
    found = NOUNS.find((noun) => noun.pattern.test(text)) ?? null;
    known.set(text, found);
  }
  return found;
}

/** Names of whole parts: they say nothing about the shape that the solids do not say. */
export const PART_NAMES =
  /\b(?:(?:mounting|angle|support|shelf|corner|wall|motor|pillow|bearing|small|little|big|t shaped|l shaped|u shaped|stepped|flanged|shaft|pipe|drill|simple|compound|motor mounting) )*(?:bracket|mount|holder|adapter|adaptor|spool|dumbbell|fixture|jig|support|stand|coupler|coupling|spacer block|pulley blank|bolt blank|pillow block|bearing block|part|component|piece|shape|body|solid|assembly|structure|object|design|model|housing)s?\b/;

/** Words between the sizes that change nothing. */
const GLUE = new Set(
  `a an the and of with is are has have having be it its this that which then also so at by in on from to for each every all
  both into as there create make model design build add cut drill place placed put start starting begin beginning solid single simple vertical
  rectangular round circular cylindrical plain located positioned standing sitting concentric concentrically coaxial coaxially centered centrally central center
  equally evenly spaced equal spacing through around exact exactly uniform overall total outside outer outward part one needs should must will
  mm millimeters millimetre millimetres please i need want me my we let's us using use made measuring measures measure dimensions dimension size sized sizes
  running run runs going goes go extending extends extend rising rises rise up upward upwards upper lower main flat straight long short thick thin tall high wide deep full fully length width height thickness depth
  feature features drilled cut bored mounting fixing clearance screw bolt bolts screws regular symmetric symmetrical symmetrically aligned along axis direction parallel perpendicular horizontal
  first second third fourth next another other finally name named parameters parameter named return fused joined connected united together axisx axisy axisz same containing featuring including
  revolved turned ! ? shape shaped material steel aluminum aluminium brass plastic stainless mild can you could generate given give hi hello attached sits stands stand lies flush complete completely entire whole out down here printer machine project printed style off stepped slotted flanged bored drilled pierced perforated grooved counterbored countersunk tapered small little smaller larger remove diameters stacked welded flush blank overall tier tiered vertically`
    .split(/\s+/)
    .filter((each) => each !== ""),
);

export function isGlue(text: string): boolean {
  return GLUE.has(text) || text === "×" || /^[-+=/&"'*]+$/.test(text);
}
