/** Which dimension word or part noun a stretch of words holds: "bottom diameter", "through hole", "from the edges". */

export type Attribute =
  | "length"
  | "width"
  | "height"
  | "thickness"
  | "depth"
  | "diameter"
  | "radius"
  | "side"
  | "flats"
  | "spacing"
  | "pitch"
  | "pcd"
  | "pcdRadius"
  | "edge"
  | "module"
  | "pitchDiameter"
  | "clearance"
  | "x"
  | "y"
  | "z";

export type Hit<T> = { value: T; from: number; to: number };

const WORD_ATTRIBUTES: Record<string, Attribute> = {
  diameter: "diameter",
  diameters: "diameter",
  dia: "diameter",
  diam: "diameter",
  od: "diameter",
  id: "diameter",
  round: "diameter",
  radius: "radius",
  radii: "radius",
  rad: "radius",
  thick: "thickness",
  thickness: "thickness",
  thk: "thickness",
  thicknesses: "thickness",
  tall: "height",
  high: "height",
  height: "height",
  heigh: "height",
  heights: "height",
  rise: "height",
  long: "length",
  length: "length",
  lengths: "length",
  span: "length",
  overall: "length",
  reach: "length",
  wide: "width",
  width: "width",
  breadth: "width",
  broad: "width",
  across: "width",
  deep: "depth",
  depth: "depth",
  down: "depth",
  apart: "spacing",
  spaced: "spacing",
  spacing: "spacing",
  spacings: "spacing",
  separated: "spacing",
  pitch: "pitch",
  pcd: "pcd",
  bcd: "pcd",
  module: "module",
  mod: "module",
  clearance: "clearance",
  gap: "clearance",
  inset: "edge",
  insets: "edge",
  margin: "edge",
  axisx: "x",
  axisy: "y",
  axisz: "z",
  sides: "side",
  side: "side",
};

const PHRASES: [RegExp, Attribute][] = [
  [/^(?:bolt|pitch|hole|mounting) circle (?:of )?(?:radius)/, "pcdRadius"],
  [/^(?:bolt|pitch|hole|mounting|bolt hole) circle(?: diameter| dia)?/, "pcd"],
  [/^(?:diameter )?circle(?= |$)/, "pcd"],
  [/^radius (?:bolt |pitch )?circle/, "pcdRadius"],
  [/^pitch (?:diameter|dia)/, "pitchDiameter"],
  [/^across (?:the )?flats|^af\b|^a f\b/, "flats"],
  [
    /^(?:(?:in|away|inset) )?(?:from|off|to) (?:(?:the|one|each|every|its|all|both|any|nearest|closest|two|four|adjacent|outer|outside|plate|long|longer|short|shorter|left|right|top|bottom|front|rear|back|edge|of|hand|either) )*(?:edges?|corners?|sides?|borders?|ends?|perimeter|rim)\b(?! to (?:the )?(?:other|opposite|side|end|edge)\b)/,
    "edge",
  ],
  [/^(?:(?:in|inset) )?(?:from|off) (?:the )?(?:left|right|front|rear|back)\b(?! to\b)/, "edge"],
  [
    /^edge (?:distance|offset|margin|inset|clearance|spacing|to hole)|^inset(?: distance)?|^(?:hole )?offset from/,
    "edge",
  ],
  [
    /^(?:hole )?cent(?:er|re)s? to (?:hole )?cent(?:er|re)s?|^c c\b|^cc\b|^on centers\b|^centers\b|^between (?:the |hole |their |its |adjacent )*(?:holes|cent(?:er|re)s|them)|^hole (?:distance|pitch)/,
    "spacing",
  ],
  [/^od\b|^outer diameter|^outside diameter/, "diameter"],
  // "four holes, 8 mm in": measured inwards from the edge.
  [/^in(?: from)?$/, "edge"],
  [/^(?:(?:square|rectangular) )?(?:(?:hole|bolt|screw|mounting) )?pattern\b/, "spacing"],
];

/** All dimension words of a phrase, in order. */
export function attributesOf(words: string[]): Hit<Attribute>[] {
  const hits: Hit<Attribute>[] = [];
  for (let i = 0; i < words.length; i++) {
    const rest = words.slice(i).join(" ");
    const phrase = PHRASES.map(([pattern, value]) => ({ value, text: pattern.exec(rest)?.[0] })).find(
      (p) => p.text !== undefined,
    );
    // "from side to side" is a way through, no distance.
    const isWay = phrase?.value === "edge" && words[i] === "to" && words[i - 2] === "from";
    if (phrase?.text !== undefined && !isWay) {
      const size = phrase.text.trim().split(" ").length;
      hits.push({ value: phrase.value, from: i, to: i + size });
      i += size - 1;
      continue;
    }
    const word = words[i] ?? "";
    if (word === "square" && i === 0) hits.push({ value: "side", from: i, to: i + 1 });
    const value = Object.hasOwn(WORD_ATTRIBUTES, word) ? WORD_ATTRIBUTES[word] : undefined;
    // "round" only measures right after a number ("12 mm round bar"), "overall" and "side" only when no other word does.
    if (value === undefined || (/^(?:round|side|across)$/.test(word) && i > 0)) continue;
    // "6 mm down" and "cut down 6 mm" are depths; "a 12 mm hole straight down" is not.
    if (word === "down" && /^(?:straight|vertically|right|hole|bore)$/.test(words[i - 1] ?? "")) continue;
    if (word === "spaced" && /^(?:evenly|equally|uniformly|regularly)$/.test(words[i - 1] ?? "")) continue;
    if (word === "overall" && words.length > i + 1) continue;
    hits.push({ value, from: i, to: i + 1 });
  }
  return hits;
}

export type Subject =
  | "hole"
  | "bore"
  | "counterbore"
  | "countersink"
  | "wall"
  | "fillet"
  | "chamfer"
  | "corner"
  | "slot"
  | "pocket"
  | "cutout"
  | "flange"
  | "tube"
  | "shaft"
  | "head"
  | "hub"
  | "boss"
  | "lid"
  | "lip"
  | "face"
  | "keyway"
  | "rib"
  | "leg"
  | "web"
  | "groove"
  | "border"
  | "neck"
  | "base"
  | "barb"
  | "step"
  | "screw"
  | "hose"
  | "fin"
  | "divider"
  | "ball"
  | "grip"
  | "foot"
  | "floor"
  | "mouth"
  | "bearing"
  | "pin"
  | "cable"
  | "top"
  | "gap"
  | "bend"
  | "belt"
  | "arm"
  | "tooth"
  | "rim"
  | "strap"
  | "dome"
  | "cone"
  | "spout"
  | "shelf"
  | "arc"
  | "back"
  | "segment"
  | "plate"
  | "block"
  | "hook"
  | "panel"
  | "cover";

const SUBJECT_WORDS: [RegExp, Subject][] = [
  [/^(?:holes?|drillings?|perforations?|piercings?|thru)$/, "hole"],
  [/^(?:bore[sd]?)$/, "bore"],
  [/^(?:counterbore[sd]?|cbores?|counterboring|cbored)$/, "counterbore"],
  [/^(?:countersinks?|countersunk|csks?|csinks?)$/, "countersink"],
  [/^(?:walls?|walled)$/, "wall"],
  [/^(?:fillet(?:s|ed)?|rounding|roundover)$/, "fillet"],
  [/^(?:chamfer(?:s|ed)?|bevel(?:s|ed|led)?)$/, "chamfer"],
  [/^(?:corners?|cornered)$/, "corner"],
  [/^(?:slot(?:s|ted)?)$/, "slot"],
  [/^(?:pockets?|recess(?:es|ed)?)$/, "pocket"],
  [/^(?:cut ?outs?|openings?|windows?|apertures?|notch(?:es)?)$/, "cutout"],
  [/^(?:flange(?:s|d)?|collars?)$/, "flange"],
  [/^(?:tubes?|tubing|pipes?|barrels?|sleeves?)$/, "tube"],
  [/^(?:shafts?|shanks?|stems?|axles?|journals?|rods?|spindles?)$/, "shaft"],
  [/^(?:heads?)$/, "head"],
  [/^(?:hubs?)$/, "hub"],
  [/^(?:boss(?:es)?|standoffs?)$/, "boss"],
  [/^(?:lids?|caps?)$/, "lid"],
  [/^(?:covers?)$/, "cover"],
  [/^(?:lips?)$/, "lip"],
  [/^(?:rims?)$/, "rim"],
  [/^(?:face)$/, "face"],
  [/^(?:keyways?|keyseats?|keys?)$/, "keyway"],
  [/^(?:ribs?|gussets?|braces?|bracing)$/, "rib"],
  [/^(?:legs?)$/, "leg"],
  [/^(?:arms?)$/, "arm"],
  [/^(?:webs?)$/, "web"],
  [/^(?:grooves?|grooved)$/, "groove"],
  [/^(?:borders?|frames?)$/, "border"],
  [/^(?:necks?)$/, "neck"],
  [/^(?:bases?|footprint)$/, "base"],
  [/^(?:barbs?|barbed)$/, "barb"],
  [/^(?:steps?|shoulders?|stepped)$/, "step"],
  [/^(?:screws?|bolts?|fasteners?|studs?)$/, "screw"],
  [/^(?:hoses?)$/, "hose"],
  [/^(?:fins?)$/, "fin"],
  [/^(?:dividers?|partitions?|compartments?)$/, "divider"],
  [/^(?:balls?)$/, "ball"],
  [/^(?:grips?)$/, "grip"],
  [/^(?:foot|feet)$/, "foot"],
  [/^(?:floors?)$/, "floor"],
  [/^(?:mouth)$/, "mouth"],
  [/^(?:bearings?)$/, "bearing"],
  [/^(?:pins?|dowels?)$/, "pin"],
  [/^(?:cables?|wires?|cords?)$/, "cable"],
  [/^(?:gaps?)$/, "gap"],
  [/^(?:bends?)$/, "bend"],
  [/^(?:belts?)$/, "belt"],
  [/^(?:tooth|teeth)$/, "tooth"],
  [/^(?:straps?)$/, "strap"],
  [/^(?:domes?)$/, "dome"],
  [/^(?:spouts?|outlets?|nozzles?)$/, "spout"],
  [/^(?:shelf|shelves)$/, "shelf"],
  [/^(?:backrest|backplate)$/, "back"],
  [/^(?:segments?)$/, "segment"],
  [/^(?:hooks?)$/, "hook"],
  [/^(?:panels?)$/, "panel"],
  [/^(?:plates?)$/, "plate"],
  [/^(?:blocks?)$/, "block"],
];

/** All part nouns of a phrase, in order; neighbours ("shaft hole") count as one: the last. */
export function subjectsOf(words: string[], taken: Hit<Attribute>[] = []): Hit<Subject>[] {
  const hits: Hit<Subject>[] = [];
  words.forEach((word, i) => {
    if (taken.some((hit) => i >= hit.from && i < hit.to)) return;
    const value = SUBJECT_WORDS.find(([pattern]) => pattern.test(word))?.[1];
    if (value === undefined) return;
    const last = hits.at(-1);
    if (last !== undefined && last.to === i) hits[hits.length - 1] = { value, from: last.from, to: i + 1 };
    else hits.push({ value, from: i, to: i + 1 });
  });
  return hits;
}
