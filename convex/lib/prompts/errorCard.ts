/** One hint per class of fault that models run into, for faults whose executor sent none, and what to forbid next time. */

type Entry = { sign: RegExp; hint: string };

const hints: readonly Entry[] = [
  {
    sign: /cadquery|\bcq\b|Workplane/i,
    hint: "That is CadQuery. In build123d: Box(…) - Cylinder(…), placed with Pos and Rot.",
  },
  {
    sign: /max_fillet|fillet/i,
    hint: "The radius is too large for an edge beside it. Round fewer edges, or less, as the last step.",
  },
  { sign: /chamfer/i, hint: "The chamfer is longer than a face beside it. Make it smaller, as the last step." },
  { sign: /offset_3d|openings|offset/i, hint: "Hollow by subtracting a smaller inner body instead of offset." },
  { sign: /closed wires|make_face/i, hint: "The outline is open: end it where it began, or pass close=True." },
  { sign: /StdFail_NotDone|revolve/i, hint: "Keep the profile wholly on one side of the axis." },
  { sign: /Location\(/, hint: "Location takes tuples: Location((x, y, z)). Pos(x, y, z) is shorter." },
  {
    sign: /unexpected keyword/i,
    hint: "Use the argument names of the card: radius, height, amount, length, axis, openings.",
  },
  { sign: /positional argument|takes \d+/i, hint: "Look up the arguments in the card and name them." },
  { sign: /has no attribute '(x|y|z)'/, hint: "A vector's attributes are .X, .Y and .Z." },
  {
    sign: /has no attribute/i,
    hint: "That name does not exist. Use what the card shows; a builder's body is builder.part.",
  },
  { sign: /NameError|is not defined/i, hint: "That name does not exist in build123d, or is defined further down." },
  { sign: /TS2304|TS2552|Cannot find name/i, hint: "Import it, define it, or correct its spelling." },
  { sign: /TS2307|Cannot find module/i, hint: "Only react, lucide-react and recharts can be imported." },
  { sign: /TS2305|no exported member/i, hint: "The package has no such export: choose one that it certainly has." },
  { sign: /TS2532|TS18048|possibly '?undefined'?/i, hint: "Handle undefined before using the value." },
  { sign: /TS7006|TS7031|implicitly has an 'any' type/i, hint: "Give the parameter a type." },
  {
    sign: /TS2345|TS2322|not assignable/i,
    hint: "Make value and declared type agree; correct the one that is wrong, without any.",
  },
];

/** The first hint that fits the message or the line that failed; empty when none does. */
export function hintFor(message: string, line: string): string {
  return hints.find(({ sign }) => sign.test(message) || sign.test(line))?.hint ?? "";
}

const operations: ReadonlyArray<readonly [sign: RegExp, words: string]> = [
  [/max_fillet|\bfillet\b/i, "fillets"],
  [/\bchamfer\b/i, "chamfers"],
  [/\boffset(_3d)?\b|openings/i, "offset"],
  [/\bthicken\b/i, "thicken"],
  [/\bloft\b/i, "loft"],
  [/\bsweep\b|Helix/i, "sweep"],
  [/\brevolve\b/i, "revolve"],
  [/\bSpline\b|\bBezier\b/i, "splines"],
  [/CounterBoreHole|CounterSinkHole|\bHole\b/, "Hole objects (subtract cylinders)"],
  [/\bText\b/, "letters"],
];

/** The operation that failed, as the next prompt forbids it; null when the fault names none. */
export function forbiddenAfter(message: string, line: string): string | null {
  const named = operations.find(([sign]) => sign.test(line)) ?? operations.find(([sign]) => sign.test(message));
  return named?.[1] ?? null;
}
