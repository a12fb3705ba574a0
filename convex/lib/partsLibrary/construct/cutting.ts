import type { Draft } from "../family";
import type { Reading } from "../reading";
import { plainNumber } from "../script";
import { middle, plus, times, ZERO, type Length } from "./expression";
import type { Feature } from "./features";
import { readHole, writeHole, type Hole, type Site } from "./holes";
import { readGroove, readOpening } from "./openings";
import { readBare, readSizes } from "./sizes";
import { NotBuilt, singular, type Extent, type Solid } from "./solids";
import { lengthOf, type Text } from "./text";

/** Writes what is taken away from the joined solids: edges first, then holes, slots and pockets. */

export function writeEdge(text: Text, feature: Feature, solids: Solid[], draft: Draft): string {
  const ranges = feature.mentions.flatMap((m) => [m.range, ...(m.lead ? [m.lead] : [])]);
  const sizes = readSizes(
    text,
    feature.mentions.map((m) => m.range),
  );
  const bare = feature.mentions.map((m) => readBare(text, m.before)).find((v) => v !== null);
  const size =
    sizes.by.diameter !== undefined
      ? sizes.by.diameter / 2
      : (bare ??
        lengthOf(
          text.take(/(?<=~|of|radius|chamfers?|fillets?|bevels?|with|by) §(?! (?:hole|bore|deep|diameter))/, ranges)
            ?.values[0],
        ));
  if (size === null || size === undefined || sizes.group.length > 0) throw new NotBuilt("edge without a size");
  for (const key of Object.keys(sizes.by)) if (key !== "diameter") throw new NotBuilt(`edge: ${key}`);
  const where = text.take(
    /\b(?:(?:to|on|at|along|of|around) )?(?:(?:the|its|all|both|each|every|#) )*(top and bottom|outer|vertical|top|bottom|upper|lower|sharp|external|)(?: outer| outside)? ?(edges?|ends?|rim|corners?)(?: of (?:the )?(?:~+|part|~))?/,
    ranges,
  );
  if (where === null) throw new NotBuilt("which edges");
  const [which = "", what = ""] = where.groups;
  const only = solids.length === 1 ? solids[0]! : null;
  const axis = solids[0]!.axis.toUpperCase();
  const isFillet = feature.kind === "fillet";
  let edges: string;
  if (what === "end" && !/each|both|all|#/.test(where.text)) {
    if (solids.some((s) => s.axis !== solids[0]!.axis)) throw new NotBuilt("which end");
    edges = `part.faces().sort_by(Axis.${axis})[-1].edges()`;
  } else if (/^end/.test(what)) {
    if (solids.some((s) => s.axis !== solids[0]!.axis)) throw new NotBuilt("which ends");
    edges = `part.faces().sort_by(Axis.${axis})[0].edges() + part.faces().sort_by(Axis.${axis})[-1].edges()`;
  } else if (which === "vertical" || /^corner/.test(what)) {
    if (!only) throw new NotBuilt("edges of several solids");
    edges = "part.edges().filter_by(Axis.Z)";
  } else if (which === "top" || which === "upper") edges = "part.faces().sort_by(Axis.Z)[-1].edges()";
  else if (which === "bottom" || which === "lower") edges = "part.faces().sort_by(Axis.Z)[0].edges()";
  else if (which === "top and bottom")
    edges = "part.faces().sort_by(Axis.Z)[-1].edges() + part.faces().sort_by(Axis.Z)[0].edges()";
  else if (only && /\ball\b|#|every/.test(where.text)) edges = "part.edges()";
  else throw new NotBuilt("which edges");
  if (solids.some((s) => s.bore !== null)) throw new NotBuilt("edges of a tube");
  const name = draft.mm(isFillet ? "FILLET_RADIUS" : "CHAMFER", isFillet ? "Fillet radius" : "Chamfer", size);
  return isFillet ? `part = fillet(${edges}, radius=${name})` : `part = chamfer(${edges}, length=${name})`;
}

export function writeCuts(
  text: Text,
  features: Feature[],
  solids: Solid[],
  whole: Extent,
  draft: Draft,
  r: Reading,
): { lines: string[]; rules: Draft["spec"] } {
  const holes: Hole[] = [];
  const lines: string[] = [];
  for (const feature of features) {
    const places = feature.mentions.flatMap((m) => m.places);
    if (places.some((p) => /\beach\b/.test(p.words))) throw new NotBuilt("in each of them");
    const named = places.flatMap((p) => solids.filter((s) => singular(s.noun) === singular(p.noun)));
    const sameSentence = solids.findLast((s) =>
      s.mentions.some((m) => m.sentence === feature.sentence && m.range.from < feature.mentions[0]!.range.from),
    );
    // Holes near edges are those of the largest solid, unless another is named or stands alone in the sentence.
    const inSentence = solids.filter((s) => s.mentions.some((m) => m.sentence === feature.sentence));
    const nearEdges = text.says(
      /\bcorners?\b|\bfrom (?:(?:its|the|each|all) )*(?:# )?(?:edges?|sides?|ends?)\b/,
      feature.mentions.map((m) => m.range),
    );
    const target = named[0] ?? (nearEdges && inSentence.length > 1 ? largest(solids) : (sameSentence ?? solids[0]!));
    const site: Site = {
      text,
      draft,
      mm: (name, value) => ({ v: value, code: draft.mm(name, sentence(name), value) }),
      count: (name, value) => draft.s.count(name, value, sentence(name)),
      target,
      whole,
      solids,
      reach: "whole",
      assume: (message) => {
        r.assume(message);
      },
    };
    const row = feature.kind === "hole" ? sizesInRow(text, feature) : null;
    if (row) {
      const e = target.extent;
      const step = site.mm("SPACING", row.step);
      if (target.round || (row.sizes.length - 1) * row.step >= e.x1.v - e.x0.v) throw new NotBuilt("row of holes");
      const [cx, cy] = [middle(e.x0, e.x1), middle(e.y0, e.y1)];
      row.sizes.forEach((mm, i) => {
        const shift = i - (row.sizes.length - 1) / 2;
        const diameter = site.mm("HOLE_DIAMETER", mm);
        const hole: Hole = {
          kind: "hole",
          diameter,
          axis: "z",
          places: [[plus(cx, times(step, shift)), cy]],
          pattern: null,
          fromBelow: false,
          depth: null,
          target: e,
          counterbore: null,
          countersink: null,
          mm,
        };
        lines.push(...writeHole(hole, whole, "whole", (x, y) => topAt(solids, x, y, whole)));
        holes.push(hole);
      });
    } else if (feature.kind === "hole") {
      const hole = readHole(site, feature.mentions, feature.count);
      if (target.axis !== "z") {
        if (hole.axis !== "z" && hole.axis !== target.axis) throw new NotBuilt("hole across a lying solid");
        hole.axis = target.axis;
        if (hole.places.length !== 1) throw new NotBuilt("holes of a lying solid");
        hole.places = [[ZERO, ZERO]];
      }
      // One solid named, another above or below: whether that is drilled too is not said.
      if (new Set(named).size === 1 && hole.depth === null && hole.axis === "z")
        for (const [x, y] of hole.places)
          if (solids.some((s) => s !== target && contains(s, x.v, y.v) && s.bore?.mm !== hole.mm))
            throw new NotBuilt("through which solids");
      if (hole.axis === "z") {
        const wide = Math.max(hole.diameter.v, hole.counterbore?.diameter.v ?? 0, hole.countersink?.diameter.v ?? 0);
        for (const [x, y] of hole.places)
          if (!solids.some((s) => surrounds(s, x.v, y.v, wide / 2))) throw new NotBuilt("hole beside the part");
        hole.places.forEach(([x, y], i) => {
          for (const [u, v] of hole.places.slice(i + 1))
            if (Math.hypot(x.v - u.v, y.v - v.v) <= wide + 1e-9) throw new NotBuilt("holes run into each other");
        });
      }
      lines.push(...writeHole(hole, whole, "whole", (x, y) => topAt(solids, x, y, whole)));
      holes.push(hole);
    } else if (feature.kind === "slot" || feature.kind === "pocket")
      lines.push(...readOpening(site, feature.mentions, feature.count, feature.kind));
    else if (feature.kind === "groove") lines.push(...readGroove(site, feature.mentions));
    else throw new NotBuilt(`${feature.kind} alone`);
  }
  const isCrossed = new Set(holes.map((h) => h.axis)).size > 1 || solids.some((s) => s.axis !== "z");
  const rules: Draft["spec"] = [];
  if (!isCrossed)
    for (const mm of new Set(holes.map((h) => h.mm))) {
      const count = holes.filter((h) => h.mm === mm).reduce((sum, h) => sum + h.places.length, 0);
      if (!solids.some((s) => s.bore?.mm === mm))
        rules.push({
          rule: `${count} ${count === 1 ? "hole" : "holes"} Ø${plainNumber(mm)}`,
          kind: "holes",
          count,
          diameterMm: mm,
        });
    }
  return { lines, rules };
}

/** "three holes: 4, 6 and 8 mm, spaced 20 mm apart": each its own size. */
function sizesInRow(text: Text, feature: Feature): { sizes: number[]; step: number } | null {
  const ranges = feature.mentions.map((m) => m.range);
  const found = text.take(
    /# (?:(?:vertical|through|round) )*holes (?:(?:of|with diameters(?: of)?|,) )*§ , (?:§ ,? ?)*(?:and )?§ (?:(?:,|in|diameter|a|row|and) )*(?:spaced )?§ apart/,
    ranges,
  );
  if (found === null) return null;
  const lengths = found.values.flatMap((value) => (value.kind === "length" ? [value.mm] : []));
  const count = found.values.find((value) => value.kind === "count");
  const step = lengths.pop();
  if (step === undefined || count?.kind !== "count" || count.n !== lengths.length)
    throw new NotBuilt("as many sizes as holes");
  return { sizes: lengths, step };
}

/** The one with the most ground. */
function largest(solids: Solid[]): Solid {
  const ground = ({ extent: e }: Solid): number => (e.x1.v - e.x0.v) * (e.y1.v - e.y0.v);
  return solids.reduce((a, b) => (ground(b) > ground(a) + 1e-9 ? b : a));
}

/** Material all around a hole: it neither misses the solid nor breaks out of its side. */
function surrounds(s: Solid, x: number, y: number, radius: number): boolean {
  const e = s.extent;
  if (s.round && s.axis === "z") {
    const [cx, cy] = [(e.x0.v + e.x1.v) / 2, (e.y0.v + e.y1.v) / 2];
    return Math.hypot(x - cx, y - cy) + radius < (e.x1.v - e.x0.v) / 2;
  }
  return x - radius > e.x0.v && x + radius < e.x1.v && y - radius > e.y0.v && y + radius < e.y1.v;
}

function contains(s: Solid, x: number, y: number): boolean {
  const e = s.extent;
  if (s.round && s.axis === "z") {
    const [cx, cy] = [(e.x0.v + e.x1.v) / 2, (e.y0.v + e.y1.v) / 2];
    return Math.hypot(x - cx, y - cy) <= (e.x1.v - e.x0.v) / 2 + 1e-9;
  }
  return x >= e.x0.v - 1e-9 && x <= e.x1.v + 1e-9 && y >= e.y0.v - 1e-9 && y <= e.y1.v + 1e-9;
}

function topAt(solids: Solid[], x: number, y: number, whole: Extent): Length {
  const tops = solids.filter((s) => contains(s, x, y)).map((s) => s.extent.z1);
  return tops.length === 0 ? whole.z1 : tops.reduce((a, b) => (b.v > a.v + 1e-9 ? b : a));
}

function sentence(name: string): string {
  const words = name.toLowerCase().replace(/_/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
