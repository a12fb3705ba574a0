import { BODY, Draft, n, type Family } from "../family";
import { formatMm } from "../reading";
import { AskBack } from "../types";
import { readOuter } from "./plates";

/** Plain solids beyond the box, the cylinder and the cone: stairs, capsules, ellipses. */

const ALIGN = "align=(Align.CENTER, Align.CENTER, Align.MIN)";

export const stairs: Family = {
  id: "stairs",
  title: "Stairs",
  names: [
    /(?:stair ?step(?:ped)?|stair(?:case)?|stepped) (?:solid|block|part|shape|body|wedge|piece)s?/,
    /stairs?(?: ?cases?)?/,
    /step (?:block|solid)s?/,
    /(?:# )?step stairs?/,
  ],
  example: "Stairs with three steps, each 30 mm deep and 20 mm high, 40 mm wide",
  exemplars: [
    "staircase 90 x 40 x 60 mm with 3 equal steps",
    "step block with 4 steps, 80 mm long, 30 mm wide, 40 mm high",
  ],
  build: (r) => {
    const count = r.count(/# (?:equal |identical |uniform )?(?:steps?|stairs?|treads?)\b/);
    r.heard(/\b(?:equal |identical |each )?(?:steps?|stairs?|treads?|staircase|step|stepped)\b|\bblock\b/);
    const tread = r.maybe(
      "Tread",
      { attr: ["depth", "length", "x"], subject: ["step"] },
      { attr: ["depth"], near: ["step"] },
    );
    const rise = r.maybe("Rise", { attr: ["height", "z"], subject: ["step"] }, { attr: ["height"], near: ["step"] });
    const group = r.group(2, { subject: [...BODY, "step"] });
    for (const m of group ?? []) r.use(m);
    const all = { subject: [...BODY, "step" as const] };
    const long = group?.[0]?.mm ?? r.maybe("Length", { attr: ["x", "length"], ...all });
    const wide = group?.[1]?.mm ?? r.maybe("Width", { attr: ["y", "width"], ...all });
    const high = group?.[2]?.mm ?? r.maybe("Height", { attr: ["z", "height"], ...all });
    const steps = count ?? (tread !== null && long !== null ? Math.round(long / tread) : 3);
    if (count === null && (tread === null || long === null)) r.assume("Number of steps not given: 3");
    if (steps < 2 || steps > 60 || !Number.isInteger(steps))
      throw new AskBack(`Stairs of ${n(steps)} steps are not made here. How many, 2 to 60?`);
    const [deep, tall] = [tread ?? (long ?? 90) / steps, rise ?? (high ?? 60) / steps];
    for (const [name, each, total] of [
      ["deep", tread, long],
      ["high", rise, high],
    ] as const) {
      if (each !== null && total !== null && Math.abs(each * steps - total) > 0.01)
        throw new AskBack(
          `${n(steps)} steps ${formatMm(each)} ${name} make ${formatMm(each * steps)}, not ${formatMm(total)}. Which size is right?`,
        );
    }
    if (tread === null && long === null) r.assume(`Tread not given: ${formatMm(deep)}`);
    if (rise === null && high === null) r.assume(`Rise not given: ${formatMm(tall)}`);
    if (wide === null) r.assume("Width not given: 40 mm");
    const d = new Draft(r, "Stairs rising along +X, bottom at Z=0");
    const c = d.s.count("STEPS", steps, "Steps", 2, 60);
    const [t, h, w] = [d.mm("TREAD", "Tread", deep), d.mm("RISE", "Rise", tall), d.mm("WIDTH", "Width", wide ?? 40)];
    d.s.add(
      `corners = [(${c} * ${t}, 0), (0, 0)]`,
      `for k in range(${c}):`,
      `    corners += [(k * ${t}, (k + 1) * ${h}), ((k + 1) * ${t}, (k + 1) * ${h})]`,
      `side = make_face(Polyline(*corners, close=True))`,
      `result = Pos(-${c} * ${t} / 2, ${w} / 2, 0) * extrude(Plane.XZ * side, amount=${w})`,
    );
    const isGiven = (tread ?? long) !== null && (rise ?? high) !== null && wide !== null;
    const dim = (value: number) => ({ value, given: isGiven });
    d.box(dim(steps * deep), dim(wide ?? 40), dim(steps * tall));
    if (isGiven) d.volume(((steps * (steps + 1)) / 2) * deep * tall * (wide ?? 40));
    return d.done(`Stairs, ${n(steps)} steps of ${n(deep)} × ${n(tall)} mm`);
  },
};

export const capsule: Family = {
  id: "capsule",
  title: "Capsule",
  names: [
    /capsules?(?: shaped? (?:solid|body|part)s?)?/,
    /(?:pill|capsule) shaped? (?:solid|body|part|bar)s?/,
    /sphero ?cylinders?/,
    /(?:cylinder|rod|pin|bar)s? with (?:two )?(?:hemispherical|spherical|domed) ends/,
  ],
  example: "Capsule 20 mm diameter, 70 mm long overall",
  exemplars: ["rod with hemispherical ends, 12 mm diameter, 80 mm overall length along X"],
  build: (r) => {
    r.heard(/\b(?:hemispherical|spherical|domed) ends\b|\bcapsules?\b|\bpill\b|\bcylinder\b/);
    const diameter = readOuter(r, 20);
    const length = r.dim(
      "Length",
      Math.round(diameter.value * 3),
      { attr: ["length", "height", "x", "z"], subject: BODY },
      { attr: ["none"], subject: BODY },
    );
    const isLying = r.says(/\b(?:along|parallel to|aligned with) (?:the )?(?:x|axisx)\b|\baxisx\b|\bhorizontal/);
    const isStraight = r.says(/\b(?:straight|cylindrical) (?:section|part|length|portion)\b/);
    const total = isStraight ? length.value + diameter.value : length.value;
    if (total <= diameter.value)
      throw new AskBack(
        `A capsule ${formatMm(diameter.value)} thick cannot be ${formatMm(total)} long in all. Which size is right?`,
      );
    const d = new Draft(r, isLying ? "Capsule lying along X, bottom at Z=0" : "Capsule standing on Z=0");
    const [o, l] = [d.mm("DIAMETER", "Diameter", diameter), d.mm("LENGTH", "Overall length", total)];
    d.s.add(
      `body = Pos(0, 0, ${o} / 2) * Cylinder(${o} / 2, ${l} - ${o}, ${ALIGN})`,
      `body += Pos(0, 0, ${o} / 2) * Sphere(${o} / 2) + Pos(0, 0, ${l} - ${o} / 2) * Sphere(${o} / 2)`,
      isLying ? `result = Pos(-${l} / 2, 0, ${o} / 2) * (Rot(0, 90, 0) * body)` : "result = body",
    );
    const all = { value: total, given: length.given };
    if (isLying) d.box(all, diameter, diameter);
    else d.box(diameter, diameter, all);
    const radius = diameter.value / 2;
    if (diameter.given && length.given)
      d.volume(Math.PI * radius ** 2 * (total - diameter.value) + (4 / 3) * Math.PI * radius ** 3);
    return d.done(`Capsule Ø${n(diameter.value)} × ${n(total)} mm`);
  },
};

export const ellipse: Family = {
  id: "ellipse",
  title: "Elliptical plate or column",
  names: [
    /ellip(?:tical|se)s?(?: shaped)?(?: (?:plate|dis[ck]|cylinder|block|prism|base|cover|column|bar|tile|disk))?s?/,
  ],
  example: "Elliptical plate, 80 mm long axis, 50 mm short axis, 6 mm thick",
  exemplars: ["elliptical disc with a 60 mm major axis and a 40 mm minor axis, 8 mm thick"],
  build: (r) => {
    r.heard(
      /\bellip(?:tical|se)s?\b|\b(?:major|minor|long|short|semi)(?: |-)?(?:major|minor)? ?(?:axis|axes|diameter)\b/,
    );
    const half = r.says(/\bsemi(?: |-)?(?:major|minor)\b/) ? 2 : 1;
    const group = r.group(2, { subject: BODY });
    for (const m of group ?? []) r.use(m);
    const all = {
      attr: ["none" as const, "diameter" as const, "length" as const, "width" as const, "radius" as const],
    };
    const long = group?.[0]?.mm ?? r.maybe("Long axis", { ...all, words: /\b(?:major|long)\b/ });
    const short = group?.[1]?.mm ?? r.maybe("Short axis", { ...all, words: /\b(?:minor|short)\b/ });
    const a =
      long === null ? r.dim("Length", 60, { attr: ["length"], subject: BODY }) : { value: long * half, given: true };
    const b =
      short === null ? r.dim("Width", 40, { attr: ["width"], subject: BODY }) : { value: short * half, given: true };
    const t =
      group?.[2] === undefined
        ? r.dim(
            "Thickness",
            5,
            { attr: ["thickness", "height", "depth"], subject: BODY },
            { attr: ["none"], subject: BODY },
          )
        : { value: group[2].mm, given: true };
    const d = new Draft(r, "Ellipse, long axis along X, bottom at Z=0");
    const [l, w, h] = [
      d.mm("LENGTH", "Long axis", a),
      d.mm("WIDTH", "Short axis", b),
      d.mm("THICKNESS", "Thickness", t),
    ];
    d.s.add(`result = extrude(Ellipse(${l} / 2, ${w} / 2), amount=${h})`);
    d.box(a, b, t);
    if (a.given && b.given && t.given) d.volume((Math.PI / 4) * a.value * b.value * t.value);
    return d.done(`Ellipse ${n(a.value)} × ${n(b.value)} × ${n(t.value)} mm`);
  },
};

export const solidFamilies = [stairs, capsule, ellipse];
