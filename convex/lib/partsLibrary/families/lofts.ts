import { assumed, Draft, given, n, type Family } from "../family";
import { formatMm, type Dim, type Measure, type Reading } from "../reading";
import { AskBack } from "../types";

/** Solids between two sections: lofts and transition ducts, from a rectangle or circle below to another above. */

type Section = { shape: "rectangle" | "circle"; x: number; y: number; words: string };

const ROUND = /\b(?:circles?|circular|round|diameter|dia|ø)\b/;
const SHAPE = /\b(?:circles?|circular|round|squares?|rectangles?|rectangular)\b/g;

/** The sections in the order of the words, each with the shape that stands nearest to its sizes. */
function readSections(r: Reading): Section[] {
  const groups = new Map<number, Measure[]>();
  for (const m of r.find({
    // "a 50 mm circle" alone reads as a bolt circle.
    attr: ["none", "side", "diameter", "radius", "width", "pcd"],
    subject: ["none", "cutout", "base", "flange", "top", "face"],
  }))
    groups.set(m.group, [...(groups.get(m.group) ?? []), m]);
  return [...groups.values()]
    .sort(([a], [b]) => (a?.token ?? 0) - (b?.token ?? 0))
    .slice(0, 2)
    .map((members): Section => {
      for (const m of members) r.use(m);
      const [first, second] = members;
      const from = r.offsetOf(first?.token ?? 0);
      const to = r.offsetOf((members.at(-1)?.token ?? 0) + 1);
      const words = `${r.plain.slice(Math.max(0, from - 24), from)}${r.plain.slice(to, to + 28)}`;
      const behind =
        r.plain.slice(to, to + 28).match(SHAPE)?.[0] ??
        r.plain
          .slice(Math.max(0, from - 40), from)
          .match(SHAPE)
          ?.at(-1) ??
        "";
      const isRound =
        second === undefined &&
        (first?.attr === "diameter" || first?.attr === "radius" || first?.attr === "pcd" || ROUND.test(behind));
      const x = (first?.mm ?? 0) * (first?.attr === "radius" ? 2 : 1);
      return { shape: isRound ? "circle" : "rectangle", x, y: isRound ? x : (second?.mm ?? x), words };
    });
}

export const transition: Family = {
  id: "transition",
  title: "Loft or transition duct",
  names: [
    /loft(?:ed)?(?: (?:solid|body|shape|part|transition|block|piece))?s?/,
    /(?:square|rectangle|rectangular|round|circle|circular) to (?:round|circle|circular|square|rectangle|rectangular)(?: (?:transition|adapter|adaptor|reducer|duct|loft|piece))*/,
    /transition (?:ducts?|pieces?|adapters?|sections?)/,
    /(?:air |ventilation )?ducts? (?:transition|reducer|adapter)s?/,
  ],
  example: "Square-to-round transition duct 60 mm high, from a 70 x 70 mm square to a 50 mm circle, 2 mm wall",
  exemplars: [
    "Loft from a 50 x 30 mm rectangle at the bottom to a 30 x 18 mm rectangle, 60 mm high",
    "lofted solid 40 mm tall from a 60 mm square to a 30 mm diameter circle",
  ],
  build: (r) => {
    r.heard(/\b(?:loft(?:ed)?|transition|duct|hollow|open|opening|ends?|wall|smooth|untwisted|ventilation|adapter)\b/);
    r.heard(SHAPE);
    const wall = r.maybe("Wall", { subject: ["wall"] }, { attr: ["thickness"] });
    const tall = r.maybe("Height", { attr: ["height", "length", "depth", "z"] });
    const levels = r.tokens.flatMap((t) =>
      t.kind === "coordinate" && t.axis === "z" ? ((t.covered = true), t.values) : [],
    );
    const level = Math.max(0, ...levels);
    // "maintain an exact 70 x 70 x 60 mm outside envelope" says again what the sections and the height say.
    const envelope = r.group(3);
    const height: Dim =
      tall !== null ? given(tall) : level > 0 ? given(level) : envelope ? given(envelope[2]?.mm ?? 60) : assumed(60);
    if (!height.given) r.assume("Height not given: 60 mm");
    if (tall === null && level === 0 && envelope) for (const m of envelope) r.use(m);
    const angle = r.angle();
    let [bottom, top] = readSections(r);
    if (bottom === undefined || top === undefined)
      throw new AskBack("A loft goes from one section to another. Which sizes do the lower and the upper one have?");
    if (/\b(?:top|upper)\b/.test(bottom.words) && /\b(?:bottom|lower|base)\b/.test(top.words))
      [bottom, top] = [top, bottom];
    const small = Math.min(bottom.x, bottom.y, top.x, top.y);
    if (wall !== null && 2 * wall >= small)
      throw new AskBack(`Walls of ${formatMm(wall)} leave nothing inside ${formatMm(small)}. Which size is right?`);
    if (wall === null && r.says(/\bhollow\b|\bduct\b/)) r.notMet("Hollow, but no wall given: the loft is solid");
    const d = new Draft(r, "Loft between two sections, bottom at Z=0");
    const h = d.mm("HEIGHT", "Height", height);
    const t = wall === null ? null : d.mm("WALL", "Wall", wall);
    const draw = (section: Section, name: string, label: string): ((less: string) => string) => {
      if (section.shape === "circle") {
        const o = d.mm(`${name}_DIAMETER`, `${label} diameter`, section.x);
        return (less) => `Circle(${o} / 2${less})`;
      }
      const [x, y] = [
        d.mm(`${name}_LENGTH`, `${label} length`, section.x),
        d.mm(`${name}_WIDTH`, `${label} width`, section.y),
      ];
      return (less) => `Rectangle(${x}${less && ` - 2 * ${t}`}, ${y}${less && ` - 2 * ${t}`})`;
    };
    const [low, high] = [draw(bottom, "BOTTOM", "Bottom"), draw(top, "TOP", "Top")];
    const turn = angle === null ? "" : `Rot(0, 0, ${d.s.deg("TWIST", angle, "Turn of the top", -90, 90)}) * `;
    d.s.add(`result = loft([${low("")}, Pos(0, 0, ${h}) * ${turn}${high("")}])`);
    if (t !== null) d.s.add(`result -= loft([${low(` - ${t}`)}, Pos(0, 0, ${h}) * ${turn}${high(` - ${t}`)}])`);
    const fits =
      angle === null || (top.x < Math.min(bottom.x, bottom.y) / 1.5 && top.y < Math.min(bottom.x, bottom.y) / 1.5);
    d.box(fits ? given(Math.max(bottom.x, top.x)) : null, fits ? given(Math.max(bottom.y, top.y)) : null, height);
    return d.done(`Loft ${n(bottom.x)} × ${n(bottom.y)} to ${n(top.x)} × ${n(top.y)}, ${n(height.value)} mm high`);
  },
};

export const loftFamilies = [transition];
