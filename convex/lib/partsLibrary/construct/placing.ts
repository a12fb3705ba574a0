import { half, middle, minus, number, plus, ZERO, type Length } from "./expression";
import { signs, type Feature } from "./features";
import { Names, shapeOf, sizesOf } from "./shapes";
import { around, axisOf, coordinatesOf, NotBuilt, singular, stand, type Axis, type Extent, type Solid } from "./solids";
import { lengthOf, type Text } from "./text";

/** Puts each solid where the words have it: on top, at an end, along an edge, behind the last of a chain. */

const SIDE_WORDS =
  /\b(?:(?:rising|standing|running|located|placed|extending|up|vertically|is|are) )*(?:on|along|at|from) (?:the |its )?(?:(rear|back|front|left|right)|(positive|negative) ([xy])) ?(?:hand )?(?:edge|side|end|face)?\b/;

const ON_TOP =
  /\b(?:(?:is|are|centered|centrally|located|placed|standing|stands|sits|sitting|fused|mounted|rising|rises|extending|extends|protruding|projecting|raised|up|upwards?|vertically|concentric|concentrically|added) )*(?:(?:on|onto|from|at) (?:the )?(?:top|upper)(?: (?:face|surface|side))?|rising(?: up)?|above|upwards?|(?:centered |centrally )on(?= the)|(?:on|from|at|in) (?:the |its )?(?:center|middle)(?= of)|(?:standing|stands|sitting|rising) (?:on|in|from) (?:the |its )?(?:center|middle)|around (?:the |its )?(?:bore|center hole|hole))(?: (?:of|from|in|at|on) (?:the |its )?(?:center|middle|top)(?: face| surface)?)*/;

export function placeSolids(text: Text, bodies: Feature[], names: Names): Solid[] {
  const placed: Solid[] = [];
  const lie = text.take(
    /\b(?:(?:the |its )?(?:(?:shaft|part|rod|cylinder|tube|axle|main) )?axis is|(?<=(?:shaft|axle|part|spool|pin|rod) )aligned (?:with|along)) (?:axis([xyz])|(?:along |parallel to )?(?:the )?([xyz])(?: axis)?\b)/,
    [{ from: 0, to: text.length }],
  );
  const lying = (lie?.groups[0] ?? lie?.groups[1] ?? "z") as Axis;
  const joint = bodies.findIndex((f) =>
    f.mentions.some((m) =>
      text.says(/\b(?:joined|connected|linked) (?:together )?by\b/, [m.range, ...(m.lead ? [m.lead] : [])]),
    ),
  );
  if (joint >= 0) return joined(text, bodies, joint, names);
  const totals = takeTotals(text);
  // "a hemisphere on top of a cylinder": the second carries the first.
  const order = [...bodies];
  for (let i = 0; i + 1 < order.length; i++) {
    const last = order[i]!.mentions.at(-1)!;
    if (
      i === 0 &&
      order[i + 1]!.sentence === order[i]!.sentence &&
      text.take(
        /\b(?:(?:sitting|standing|placed|centered|welded|fixed|mounted) )*(?:on top of|on|onto|to|atop|above) *$/,
        [last.range],
      )
    ) {
      const [above] = order.splice(i, 1);
      order.splice(i + 1, 0, above!);
      order[i + 1]!.adjectives += " on-top";
      break;
    }
  }
  // "the tube is centered on the base": what carries comes first, in whatever order they are described.
  for (let i = 0; i < order.length; i++) {
    const carrier = order.findIndex(
      (f, k) =>
        k > i &&
        order[i]!.mentions.some((m) =>
          m.places.some(
            (p) => singular(p.noun) === singular(f.noun) && /\b(?:on|above|from|atop|onto|top of)\b/.test(p.words),
          ),
        ),
    );
    if (carrier > i) {
      const [under] = order.splice(carrier, 1);
      order.splice(i, 0, under!);
    }
  }
  const isChain = order.filter((f) => /^(?:sections?|segments?|steps?|journals?)$/.test(f.noun)).length >= 2;
  let chainAxis: Axis = "z";
  order.forEach((feature, index) => {
    const ranges = feature.mentions.map((m) => m.range);
    const everywhere = [...ranges, ...feature.mentions.flatMap((m) => (m.lead ? [m.lead] : []))];
    const bothEnds =
      index === 0
        ? null
        : text.take(/\b(?:one )?(?:at|on) (?:each|both|either|the|#) (?:(?:two|#) )?ends?\b|\bon # ends\b/, everywhere);
    const isPair = bothEnds !== null && (/each|both|#/.test(bothEnds.text) || /s$/.test(bothEnds.text));
    const base = placed[0]?.extent ?? null;
    let isUpper = false;
    let target = targetOf(text, feature, placed);
    if (bodies.length > 1) {
      const stacking = text.takeAll(
        /\b(?:top|bottom|upper|lower|base)(?= (?:block|plate|cylinder|disc|section|part|step|box|base|flange)\b)/,
        ranges,
      );
      if (index === 0 && stacking.some(({ text: word }) => /top|upper/.test(word)))
        throw new NotBuilt("the upper one first");
      isUpper = index > 0 && stacking.some(({ text: word }) => /top|upper/.test(word));
    }
    // "bottom disc …, column …, top disc …": from the ground up, in the order of the words.
    if (isUpper && feature.mentions.every((m) => m.places.length === 0)) target = placed.at(-1) ?? target;
    const span = text.take(/\b(?:spanning|from|running from|starting at|starts at) @(?: to @)?/, ranges);
    const edge =
      index === 0
        ? null
        : text.take(
            /,? ?(?:and )?(?:is )?flush with (?:the |its )?(left|right|front|rear|back)(?: hand)?(?: (?:edge|side|end|face))?/,
            everywhere,
          );
    const sides =
      index === 0
        ? null
        : text.take(
            /\b(?:(?:rising|standing|located|placed|one|up) )*(?:on|along|at) (?:the |its )?(left and right|front and (?:rear|back)) (?:edges?|sides?|ends?)?/,
            everywhere,
          );
    const side = index === 0 || sides ? null : text.take(SIDE_WORDS, everywhere);
    const isDouble = isPair || sides !== null;
    if ((feature.count ?? 1) !== (isDouble ? 2 : 1) && !(isDouble && feature.count === null))
      throw new NotBuilt("several alike");
    const rising =
      index === 0
        ? null
        : (text.take(ON_TOP, everywhere) ?? (feature.adjectives.includes("on-top") ? { text: "" } : null));
    const below =
      index === 0
        ? null
        : text.take(
            /\b(?:below|underneath|beneath|from the (?:bottom|underside)(?: face)?|on the (?:bottom|underside))\b/,
            everywhere,
          );
    const amid =
      index === 0 || rising
        ? null
        : text.take(
            /\bin the (?:middle|center)(?: of (?:the |its )?(?:length|shaft|rod))?\b|\bhalfway(?: along)?\b/,
            everywhere,
          );
    const flush =
      index === 0
        ? null
        : text.take(/\b(?:at|around) (?:the |its |one )?(?:bottom|base|lower end|one end|end)\b/, everywhere);
    const said = axisOf(text, everywhere);
    const axis = index > 0 && isChain ? chainAxis : said === "z" && index === 0 ? lying : said;
    if (index === 0) chainAxis = axis;
    text.takeAll(
      /\b(?:centered|centrally|central|concentric|coaxial|in the (?:center|middle)|at the center)\b/,
      everywhere,
    );
    const at = index === 0 ? null : coordinatesOf(text, everywhere);
    const shape = shapeOf(text, feature.mentions, sizesOf(text, feature.mentions), names, target?.extent ?? base);
    let [cx, cy, low]: Length[] = [ZERO, ZERO, ZERO];
    let axisOfSolid = axis;
    if (index > 0 && target) {
      const e = target.extent;
      if (isChain) {
        const last = placed.at(-1)!.extent;
        low = axis === "z" ? last.z1 : axis === "x" ? last.x1 : last.y1;
      } else if (side) {
        ({ cx, cy, low } = againstSide(side.groups, shape, e));
      } else if (isPair) {
        // Placed below, at both ends.
      } else if (below) low = minus(e.z0, shape.z);
      else if (flush) {
        if (shape.z.v >= e.z1.v - e.z0.v || target.axis !== "z") {
          if (target.axis === "z") throw new NotBuilt("flange taller than its tube");
          axisOfSolid = target.axis;
          low = target.axis === "x" ? e.x0 : e.y0;
        } else low = e.z0;
      } else if (amid && target.axis === "z" && target.round && shape.round) {
        if (shape.z.v >= e.z1.v - e.z0.v) throw new NotBuilt("collar longer than its shaft");
        low = half(minus(plus(e.z0, e.z1), shape.z));
      } else if (
        rising ||
        isUpper ||
        /^(?:boss|hub|post|peg|stud|spigot|knob|pillar|column|upright|web|rib)/.test(feature.noun)
      ) {
        low = e.z1;
        cx = middle(e.x0, e.x1);
        cy = middle(e.y0, e.y1);
        if (edge?.groups[0] === "left") cx = plus(e.x0, half(shape.x));
        else if (edge?.groups[0] === "right") cx = minus(e.x1, half(shape.x));
        else if (edge?.groups[0] === "front") cy = plus(e.y0, half(shape.y));
        else if (edge) cy = minus(e.y1, half(shape.y));
      } else throw new NotBuilt(`where the ${feature.noun} stands`);
      if (at) {
        if (at.z.length > 0 || at.x.length > 1 || at.y.length > 1 || at.points.length > 0)
          throw new NotBuilt("places of a solid");
        if (at.x.length === 1) cx = number(at.x[0]!);
        if (at.y.length === 1) cy = number(at.y[0]!);
      }
    }
    if (index > 0 && axisOfSolid !== "z" && !isChain && placed[0]!.axis === "z")
      throw new NotBuilt("turned solid on another");
    if (sides && target) {
      for (const word of sides.groups[0]!.split(" and ")) {
        const place = againstSide([word === "back" ? "rear" : word], shape, target.extent);
        placed.push({
          noun: feature.noun,
          kind: feature.kind,
          adjectives: feature.adjectives,
          mentions: feature.mentions,
          axis: "z",
          ...stand(shape, "z", place.cx, place.cy, place.low),
          round: false,
          bore: null,
        });
      }
      return;
    }
    if (isPair && target) {
      const e = target.extent;
      const [near, far] = target.axis === "x" ? [e.x0, e.x1] : target.axis === "y" ? [e.y0, e.y1] : [e.z0, e.z1];
      if (!target.round || !shape.round || 2 * shape.z.v >= far.v - near.v) throw new NotBuilt("what is at both ends");
      for (const from of [near, minus(far, shape.z)])
        placed.push({
          noun: feature.noun,
          kind: feature.kind,
          adjectives: feature.adjectives,
          mentions: feature.mentions,
          axis: target.axis,
          ...stand(shape, target.axis, ZERO, ZERO, from),
          round: true,
          bore: shape.bore,
        });
      return;
    }
    const made = stand(shape, axisOfSolid, cx!, cy!, low!);
    if (span) checkSpan(span.values, made.extent);
    placed.push({
      noun: feature.noun,
      kind: feature.kind,
      adjectives: feature.adjectives,
      mentions: feature.mentions,
      axis: axisOfSolid,
      ...made,
      round: shape.round,
      bore: shape.bore,
      isBoredThrough: feature.isBoredThrough,
    });
  });
  checkTotals(totals, placed);
  return placed;
}

/** "from Z=0 to Z=40": a check, since the sizes said it before. */
function checkSpan(values: { kind: string }[], e: Extent): void {
  const ends = values.flatMap((v) => {
    const value = v as { kind: string; axis?: "x" | "y" | "z"; values?: number[] };
    return value.axis !== undefined && value.values ? value.values.map((at) => ({ axis: value.axis!, at })) : [];
  });
  for (const { axis, at } of ends)
    if (![e[`${axis}0`].v, e[`${axis}1`].v].some((v) => Math.abs(v - at) < 1e-6)) throw new NotBuilt("ends elsewhere");
}

type Total = { what: string; mm: number };

/** "with a total height of 45 mm": no size of one solid, but what all of them must come to. */
function takeTotals(text: Text): Total[] {
  return text
    .takeAll(/(?:so (?:that )?)?(?:with )?(?:the |an? )?\btotal (height|length|width) (?:(?:is|of|=) )*§/, [
      { from: 0, to: text.length },
    ])
    .map(({ groups, values }) => ({ what: groups[0] ?? "", mm: lengthOf(values[0]) ?? Number.NaN }));
}

function checkTotals(totals: Total[], solids: Solid[]): void {
  const all = around(solids.map((s) => s.extent));
  for (const { what, mm } of totals) {
    const sizes = [all.x1.v - all.x0.v, all.y1.v - all.y0.v, all.z1.v - all.z0.v];
    const size = what === "height" ? sizes[2]! : Math.max(...sizes);
    if (Math.abs(size - mm) > 1e-6) throw new NotBuilt("total does not agree");
  }
}

function targetOf(text: Text, feature: Feature, placed: Solid[]): Solid | null {
  for (const mention of feature.mentions)
    for (const place of mention.places) {
      const found = placed.findLast((s) => singular(s.noun) === singular(place.noun));
      if (found) return found;
    }
  const isLast = feature.mentions.some((m) =>
    text.says(/\bof (?:it|that|this)\b/, [m.range, ...(m.lead ? [m.lead] : [])]),
  );
  return (isLast ? placed.at(-1) : placed[0]) ?? null;
}

/** A wall on the rear edge: its thickness along Y, its length along the edge. */
function againstSide(
  groups: (string | undefined)[],
  shape: { x: Length; y: Length; z: Length; body: string },
  e: Extent,
): { cx: Length; cy: Length; low: Length } {
  const [word, sign, letter] = groups;
  const side =
    word === "rear" || word === "back" || (sign === "positive" && letter === "y")
      ? "+y"
      : word === "front" || (sign === "negative" && letter === "y")
        ? "-y"
        : word === "right" || (sign === "positive" && letter === "x")
          ? "+x"
          : "-x";
  // Sizes in a row name a wall lying flat: length, height, thickness. The thin one goes across the edge.
  const sizes = [shape.x, shape.y, shape.z];
  const thin = sizes.reduce((a, b) => (b.v < a.v ? b : a));
  const rest = sizes.filter((s) => s !== thin);
  const edge = side.endsWith("y") ? minus(e.x1, e.x0) : minus(e.y1, e.y0);
  const long = rest.find((s) => Math.abs(s.v - edge.v) < 1e-6) ?? rest[0]!;
  const tall = rest.find((s) => s !== long)!;
  if (rest.length !== 2) throw new NotBuilt("wall without a thickness");
  [shape.x, shape.y, shape.z] = side.endsWith("y") ? [long, thin, tall] : [thin, long, tall];
  shape.body = `Box(${shape.x.code}, ${shape.y.code}, ${shape.z.code}, align=(Align.CENTER, Align.CENTER, Align.MIN))`;
  const cx = side === "+x" ? minus(e.x1, half(thin)) : side === "-x" ? plus(e.x0, half(thin)) : middle(e.x0, e.x1);
  const cy = side === "+y" ? minus(e.y1, half(thin)) : side === "-y" ? plus(e.y0, half(thin)) : middle(e.y0, e.y1);
  return { cx, cy, low: e.z1 };
}

/** "two flanges joined by a core": one at each end of the other. */
function joined(text: Text, bodies: Feature[], at: number, names: Names): Solid[] {
  const others = bodies.filter((f) => f.mentions.some((m) => signs(text, m) > 0));
  const ends = bodies[at]!;
  const core = bodies[at + 1];
  if (core === undefined || others.length !== 2 || ends.count !== 2) throw new NotBuilt("what is joined");
  const whole = { from: 0, to: text.length };
  text.take(/\b(?:are |is )?(?:joined|connected|linked) (?:together )?by\b/, [whole]);
  const total = text.take(/\btotal (?:length|width|height) (?:of |is )?§/, [whole]);
  const apart = text.take(/\b(?:(?:whose|their|with|the) )*(?:centers? )(?:are |being )?§ apart/, [whole]);
  const axis = axisOf(text, [whole]);
  const direction = text.take(/\baxis([xy])\b/, [whole])?.groups[0] as Axis | undefined;
  const way = direction ?? axis;
  const end = shapeOf(text, ends.mentions, sizesOf(text, ends.mentions), names, null);
  const isBall = ends.kind === "sphere";
  const sizes = sizesOf(text, core.mentions);
  const length = lengthOf((isBall ? apart : total)?.values[0]);
  let coreLength: Length;
  let from: Length;
  let far: Length;
  if (length === null) {
    const given = sizes.by.length ?? sizes.by.height;
    if (given === undefined || isBall) throw new NotBuilt("how long the joint is");
    coreLength = names.mm(names.prefix(core.noun), "LENGTH", given);
    from = end.z;
    far = plus(end.z, coreLength);
  } else if (isBall) {
    coreLength = names.mm(names.prefix("center"), "DISTANCE", length);
    from = half(end.z);
    far = coreLength;
  } else {
    const totalLength = names.mm("", "TOTAL_LENGTH", length);
    if (length <= 2 * end.z.v) throw new NotBuilt("total too short");
    coreLength = minus(minus(totalLength, end.z), end.z);
    from = end.z;
    far = minus(totalLength, end.z);
  }
  const d = sizes.by.diameter ?? sizes.bare;
  if (d === null || d === undefined || core.kind !== "cylinder") throw new NotBuilt("joint without a diameter");
  const diameter = names.mm(names.prefix(core.noun), "DIAMETER", d);
  const bar = {
    round: true,
    x: diameter,
    y: diameter,
    z: coreLength,
    body: `Cylinder(${diameter.code} / 2, ${coreLength.code}, align=(Align.CENTER, Align.CENTER, Align.MIN))`,
    cuts: () => [],
    bore: null,
  };
  const solid = (feature: Feature, shape: typeof bar | typeof end, low: Length): Solid => ({
    noun: feature.noun,
    kind: feature.kind,
    adjectives: "",
    mentions: feature.mentions,
    axis: way,
    ...stand(shape, way, ZERO, ZERO, low),
    round: true,
    bore: null,
  });
  return [solid(ends, end, ZERO), solid(core, bar, from), solid(ends, end, far)];
}
