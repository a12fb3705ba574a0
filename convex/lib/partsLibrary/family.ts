import type { Subject } from "./labels";
import type { Dim, Query, Reading } from "./reading";
import { formatMm } from "./reading";
import { plainNumber, Script } from "./script";
import { AskBack, type BuiltPart, type SpecRule } from "./types";

/** What a family of parts is, and the readings that many families share. */

export type Family = {
  id: string;
  title: string;
  /** Phrases that name the part, as regular expressions over lower-case words; longer ones weigh more. */
  names: RegExp[];
  /** A full prompt, offered when the library asks back and in the gallery. */
  example: string;
  /** Further prompts of this family; every one is run in the bench. */
  exemplars: string[];
  build: (r: Reading) => BuiltPart;
};

/** Subjects that mean the part itself. */
export const BODY: (Subject | "none")[] = [
  "none",
  "base",
  "plate",
  "block",
  "panel",
  "top",
  "back",
  "shaft",
  "tube",
  "flange",
  "cover",
  "leg",
  "hub",
  "head",
  "bearing",
  "lid",
  "ball",
];

export const ANY: Query["attr"] = undefined;

/** What is cut into a body: a depth behind one of these is its own. */
const CUTS: Subject[] = ["hole", "bore", "counterbore", "countersink", "slot", "pocket", "cutout", "groove", "keyway"];

/** A part in the making: its script and the rules that the words fix. */
export class Draft {
  readonly s: Script;
  readonly spec: SpecRule[] = [];

  constructor(
    readonly r: Reading,
    title: string,
  ) {
    this.s = new Script(title);
  }

  mm(name: string, label: string, dim: Dim | number, min?: number, max?: number): string {
    return this.s.mm(name, typeof dim === "number" ? dim : dim.value, label, min, max);
  }

  box(x: Dim | null, y: Dim | null, z: Dim | null): void {
    const size = [x, y, z].map((dim) => (dim?.given ? dim.value : null)) as [
      number | null,
      number | null,
      number | null,
    ];
    if (size.every((value) => value === null)) return;
    this.spec.push({
      rule: `Box ${size.map((v) => (v === null ? "?" : plainNumber(v))).join(" × ")} mm`,
      kind: "bbox",
      size,
    });
  }

  volume(mm3: number): void {
    this.spec.push({
      rule: `Volume ${plainNumber(Math.round(mm3 * 10) / 10)} mm³`,
      kind: "volume",
      mm3,
      tolerance: Math.max(mm3 * 0.001, 1e-3),
    });
  }

  done(label: string): BuiltPart {
    return { script: this.s.text(), label, spec: [...this.spec, { rule: "One solid", kind: "solids", count: 1 }] };
  }

  doneMany(label: string, solids: number): BuiltPart {
    return {
      script: this.s.text(),
      label,
      spec: [...this.spec, { rule: `${solids} solids`, kind: "solids", count: solids }],
    };
  }
}

export type BoxLabels = { length?: string; width?: string; height?: string };

/**
 * Length, width and height of a body: named ("120 mm long"), as a group (80x60x5), as a cube or square side, in any mix.
 * The first number of a group lies along X.
 */
export function readBox(
  r: Reading,
  fallback: [number, number, number],
  options: {
    subjects?: (Subject | "none")[];
    labels?: BoxLabels;
    thin?: boolean;
    cube?: boolean;
    square?: boolean;
    not?: RegExp;
  } = {},
): [Dim, Dim, Dim] {
  const subject = options.subjects ?? BODY;
  const not = options.not;
  const labels = { length: "Length", width: "Width", height: "Height", ...options.labels };
  const group = r.group(2, { subject, not });
  let x: number | null = null;
  let y: number | null = null;
  let z: number | null = null;
  if (group && group.length > 3)
    throw new AskBack(
      `The prompt gives ${group.length} sizes in a row; a body has three. Which are length, width and height?`,
    );
  if (group) {
    for (const m of group) r.use(m);
    const values = group.map((m) => m.mm);
    if (values.some((v) => !(v > 0)))
      throw new AskBack(
        `A size of ${formatMm(Math.min(...values))} is not possible; every size must be more than 0. Which sizes should it have?`,
      );
    [x, y] = [values[0] ?? null, values[1] ?? null];
    z = values[2] ?? null;
  }
  const named = (current: number | null, label: string, attrs: NonNullable<Query["attr"]>): number | null => {
    if (current !== null) return current;
    const notNear = attrs.includes("depth") ? CUTS : undefined;
    return r.maybe(label, { attr: attrs, subject: ["none"], not, notNear }, { attr: attrs, subject, not, notNear });
  };
  x = named(x, labels.length, ["x"]);
  y = named(y, labels.width, ["y"]);
  z = named(z, labels.height, ["z"]);
  z = named(z, labels.height, options.thin ? ["thickness", "height"] : ["height", "thickness"]);
  if (group?.length === 2 && z === null && r.find({ attr: ["depth"], subject, not }).length === 0) {
    // "20x10 mm bar, 150 mm long": the pair is the section.
    const long = r.maybe(
      labels.length,
      { attr: ["length"], subject: ["none"], not },
      { attr: ["length"], subject, not },
    );
    if (long !== null) [x, y, z] = [long, x, y];
  }
  x = named(x, labels.length, ["length"]);
  if (x === null && y !== null) x = named(x, labels.length, ["width"]);
  y = named(y, labels.width, ["width"]);
  if (y === null) y = named(y, labels.width, ["depth"]);
  if (z === null) z = named(z, labels.height, ["depth"]);
  // A side alone: "20 mm cube", "50 mm square plate".
  if (x === null && y === null) {
    const square = options.cube === true || r.says(/\bsquare\b|\bcube\b/);
    const side = square ? r.maybe("Side", { attr: ["side"], subject, not }, { attr: ["none"], subject, not }) : null;
    if (side !== null) [x, y, z] = [side, side, z ?? (options.cube ? side : null)];
    else if (square && z !== null && options.cube) [x, y] = [z, z];
  }
  if (options.cube) {
    const sides = [x, y, z].filter((side) => side !== null);
    if (sides.length === 1) [x, y, z] = [sides[0] ?? null, sides[0] ?? null, sides[0] ?? null];
  }
  if (options.square && x !== null && y === null) y = x;
  if (options.square && y !== null && x === null) x = y;
  if (z === null && x !== null) {
    // The one length that is left, "a 5 mm plate, 100 x 60".
    z = r.maybe(labels.height, { attr: ["none"], subject, not });
  }
  if (r.says(/\bsquare\b/) && !options.cube) {
    if (x !== null && y === null) y = x;
    if (y !== null && x === null) x = y;
  }
  const out = (value: number | null, label: string, or: number): Dim => {
    if (value !== null) return { value, given: true };
    r.assume(`${label} not given: ${formatMm(or)}`);
    return { value: or, given: false };
  };
  const scale = x !== null ? x / fallback[0] : y !== null ? y / fallback[1] : 1;
  const fit = (v: number): number => (scale === 1 ? v : Math.max(1, Math.round(v * scale)));
  return [
    out(x, labels.length, fit(fallback[0])),
    out(y, labels.width, fit(fallback[1])),
    out(z, labels.height, options.thin ? fallback[2] : fit(fallback[2])),
  ];
}

/** Rounded or bevelled edges asked for. `corner` is the radius seen from above. */
export type Edges = {
  corner: number | null;
  fillet: { size: number; where: EdgePlace } | null;
  chamfer: { size: number; where: EdgePlace } | null;
};
export type EdgePlace = "all" | "top" | "bottom" | "vertical" | "ends";

export function readEdges(r: Reading, limit: { length: number; width: number; height: number }, fallback = 2): Edges {
  const result: Edges = { corner: null, fillet: null, chamfer: null };
  const small = Math.min(limit.length, limit.width, limit.height);
  const cornerWords =
    /\bround(?:ed)? (?:(?:vertical|outer|outside|the|all|four|#|§) )*corners?\b|\bcorner radi(?:us|i)\b|\bcorner (?:fillets?|rounding)\b|\bcorners? (?:(?:are|is|each|should|be) )*(?:rounded|round|filleted)\b|\bfillet(?:ed|s)? (?:(?:the|all|on|vertical|outer|four|#|§) )*corners?\b|\bradius(?:ed)? corners?\b|\b§ corners?\b|\bcorners? (?:(?:with|of|a|have|has) )*§/;
  const corner = r.take(
    { attr: ["radius", "none", "diameter"], subject: ["corner"], not: /chamfer|bevel/ },
    { attr: ["radius"], near: ["corner"], subject: ["none", "fillet"] },
    { attr: ["radius", "none"], subject: ["fillet"], words: /\bcorners?\b|vertical/ },
  );
  if (corner || r.says(cornerWords)) {
    r.heard(cornerWords);
    r.heard(/\bcorners?\b|\bround(?:ed|ing)\b/);
    if (corner) r.heard(/\bfillet(?:s|ed)?\b/);
    const size = corner?.mm ?? Math.min(fallback * 2, Math.min(limit.length, limit.width) / 4);
    if (!corner) r.assume(`Corner radius not given: ${formatMm(size)}`);
    if (size > 0 && 2 * size >= Math.min(limit.length, limit.width) + 1e-9)
      throw new AskBack(
        `A corner radius of ${formatMm(size)} does not fit on a side of ${formatMm(Math.min(limit.length, limit.width))}. Which size is right?`,
      );
    result.corner = size > 0 ? size : null;
  }
  const obround =
    /\bobround\b|\bstadium(?: shaped)?\b|\b(?:semi ?circular|(?:fully )?round(?:ed)?|full radius) ends?\b|\bends? (?:are )?(?:fully )?rounded\b|\b(?:pill|capsule|oblong) shaped?\b/;
  if (result.corner === null && r.heard(obround)) result.corner = Math.min(limit.length, limit.width) / 2;
  const place = (word: string): EdgePlace => {
    if (/\btop (?:and|&) bottom\b/.test(word)) return "ends";
    if (/\btop\b|\bupper\b|\bone end\b/.test(word)) return "top";
    if (/\bbottom\b|\blower\b/.test(word)) return "bottom";
    if (/\bvertical\b/.test(word)) return "vertical";
    return "all";
  };
  for (const kind of ["fillet", "chamfer"] as const) {
    const words =
      kind === "fillet"
        ? /\bfillet(?:s|ed)?\b|\bround(?:ed|ing)? (?:\w+ )?edges?\b|\bedges? (?:(?:are|is|all) )*rounded\b|\bsoftened edges\b|\broundover\b/
        : /\bchamfer(?:s|ed)?\b|\bbevel(?:s|ed|led)?\b/;
    if (!r.says(words)) continue;
    const at = r.plain.search(words);
    // Its own clause: "on the four vertical edges. Bottom at Z=0" says nothing about the bottom's edges.
    const around =
      (r.plain
        .slice(Math.max(0, at - 40), at)
        .split(/[.;]/)
        .at(-1)
        ?.replace(/\b(?:its |the )?(?:bottom|top|base)(?: face)? (?:is )?(?:at|on) @/g, "") ?? "") +
      r.plain.slice(at, at + 70).split(/[.;]/)[0];
    const found = r.take(
      { subject: [kind] },
      { attr: ["radius", "none"], near: [kind], subject: ["none"] },
      ...(kind === "fillet"
        ? [
            { attr: ["radius" as const], subject: ["none" as const], words: /edge/ },
            { attr: ["none" as const, "edge" as const], words: /round/ },
          ]
        : []),
    );
    if (result.corner !== null && !found && kind === "fillet") continue;
    r.heard(words);
    const size = found?.mm ?? Math.round(Math.min(fallback, small / 4) * 10) / 10;
    if (!found) r.assume(`${kind === "fillet" ? "Fillet radius" : "Chamfer"} not given: ${formatMm(size)}`);
    const where = place(around);
    const room =
      where === "vertical"
        ? Math.min(limit.length, limit.width)
        : where === "top" || where === "bottom"
          ? Math.min(limit.length, limit.width, 2 * limit.height)
          : small;
    if (2 * size >= room)
      throw new AskBack(
        `A ${kind} of ${formatMm(size)} does not fit on a size of ${formatMm(room)}: it may be at most ${formatMm(room / 2)}. Which size is right?`,
      );
    result[kind] = { size, where };
  }
  r.count(/# (?:top|bottom|vertical|outer|outside|upper|lower|sharp|long|short) (?:\w+ )?edges\b/);
  r.heard(/\b(?:top|bottom|vertical|outer|outside|all|upper|lower|sharp) (?:\w+ )?edges?\b/);
  return result;
}

/** Writes the fillets and chamfers of `readEdges` onto `body` (before any hole is cut). */
export function writeEdges(d: Draft, body: string, edges: Edges): void {
  for (const kind of ["fillet", "chamfer"] as const) {
    const edge = edges[kind];
    if (!edge) continue;
    const selection: Record<EdgePlace, string> = {
      all: `${body}.edges()`,
      top: `${body}.faces().sort_by(Axis.Z)[-1].edges()`,
      bottom: `${body}.faces().sort_by(Axis.Z)[0].edges()`,
      vertical: `${body}.edges().filter_by(Axis.Z)`,
      ends: `${body}.faces().sort_by(Axis.Z)[-1].edges() + ${body}.faces().sort_by(Axis.Z)[0].edges()`,
    };
    const name = d.mm(
      kind === "fillet" ? "FILLET_RADIUS" : "CHAMFER",
      kind === "fillet" ? "Fillet radius" : "Chamfer",
      edge.size,
    );
    d.s.add(
      kind === "fillet"
        ? `${body} = fillet(${selection[edge.where]}, radius=${name})`
        : `${body} = chamfer(${selection[edge.where]}, length=${name})`,
    );
  }
}

export function given(value: number): Dim {
  return { value, given: true };
}

export function assumed(value: number): Dim {
  return { value, given: false };
}

export function n(value: number): string {
  return plainNumber(value);
}
