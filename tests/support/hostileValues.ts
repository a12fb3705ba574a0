import fc from "fast-check";

/** Arguments made from a function's own validator: of the right shape with hostile content, or of a wrong shape. */

/** A validator as Convex exports it. */
export type ValidatorJson =
  | { type: "null" | "number" | "bigint" | "boolean" | "string" | "bytes" | "any" }
  | { type: "id"; tableName: string }
  | { type: "literal"; value: string | number | boolean }
  | { type: "array"; value: ValidatorJson }
  | { type: "record"; keys: ValidatorJson; values: { fieldType: ValidatorJson } }
  | { type: "union"; value: ValidatorJson[] }
  | { type: "object"; value: Record<string, { fieldType: ValidatorJson; optional: boolean }> };

/** The validator of a registered function's arguments. */
export function validatorOf(registered: unknown): ValidatorJson {
  return JSON.parse((registered as { exportArgs: () => string }).exportArgs()) as ValidatorJson;
}

const TEXTS = [
  "",
  " ",
  "\u0000",
  "\u202Eevil",
  "\uD83D\uDE00".repeat(50),
  `x${"\u{1F600}".repeat(40)}`,
  `x${"\u{1F600}".repeat(2_000)}`,
  "\uD83D",
  "é".repeat(100),
  "../../etc/passwd",
  "__proto__",
  "constructor",
  "toString",
  "_id",
  "$ne",
  "NaN",
  "-1",
  "9".repeat(400),
  "2026-02-30",
  "0000-00",
  "9999-99",
  "'; DROP TABLE users; --",
  "<img src=x onerror=alert(1)>",
  "%00%2e%2e%2f",
  "http://127.0.0.1:1/",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "data:text/html,x",
  "{}",
  "[",
  "null",
  "j57d5ar7yq4s6vb3b8x0e9wz8h6jx1m2",
  "x".repeat(5_000),
  "x".repeat(300_000),
];
const NUMBERS = [0, -0, 1, -1, 0.1, 1e-320, 2 ** 53, -(2 ** 53), 1e308, -1e308, NaN, Infinity, -Infinity, 1_000_000];
/** Field names that Convex takes for a record's keys: printable ASCII that begins with neither `$` nor `_`. */
const KEYS = ["A", "WIDTH", "constructor", "toString", "a b", "x".repeat(200), "hasOwnProperty", "9"];

/** Texts often are one of `known` (ids of rows that are there). Cursors are the backend's own text: off where it has none. */
export type Hostility = { known: readonly string[]; hasCursors: boolean };

/** Values of the shape that `validator` asks for. */
function shaped(validator: ValidatorJson, hostility: Hostility): fc.Arbitrary<unknown> {
  switch (validator.type) {
    case "null":
      return fc.constant(null);
    case "number":
      return fc.oneof(fc.constantFrom(...NUMBERS), fc.double(), fc.integer({ min: -3, max: 300 }));
    case "bigint":
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "boolean":
      return fc.boolean();
    case "id":
    case "string":
      return fc.oneof(
        fc.constantFrom(...TEXTS),
        fc.string({ maxLength: 40, unit: "grapheme" }),
        texts(hostility.known),
      );
    case "bytes":
      return fc.uint8Array({ maxLength: 64 }).map((bytes) => new Uint8Array(bytes).buffer);
    case "any":
      return fc.oneof(fc.constant(null), fc.constantFrom(...TEXTS), fc.constant({}), fc.constant([]));
    case "literal":
      return fc.constant(validator.value);
    case "array":
      return fc.array(shaped(validator.value, hostility), { maxLength: 4 });
    case "record":
      return fc.dictionary(fc.constantFrom(...KEYS), shaped(validator.values.fieldType, hostility), { maxKeys: 4 });
    case "union":
      return fc.oneof(...validator.value.map((member) => shaped(member, hostility)));
    case "object": {
      const fields = Object.entries(validator.value);
      const required = fields.filter(([, { optional }]) => !optional).map(([name]) => name);
      const makers = fields.map(([name, field]) => {
        const isCursor = name === "cursor" || name === "endCursor";
        return [
          name,
          isCursor && !hostility.hasCursors ? fc.constant(null) : shaped(field.fieldType, hostility),
        ] as const;
      });
      return fc.record(Object.fromEntries(makers), { requiredKeys: required });
    }
  }
}

function texts(known: readonly string[]): fc.Arbitrary<string> {
  return known.length === 0 ? fc.constant("") : fc.constantFrom(...known);
}

/** Values that no validator of ours takes where another type is asked for. */
const STRANGE: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 7, NaN, "text", 12n),
  fc.constant([]),
  fc.constant({}),
  fc.constant([[[[[[[[[[]]]]]]]]]]),
  fc.constant({ length: 2, then: "x" }),
);

/** Arguments of a wrong shape: a field of another type, one too many, or one too few. */
function misshaped(base: Record<string, unknown>): fc.Arbitrary<Record<string, unknown>> {
  const names = Object.keys(base);
  const more = fc.tuple(fc.constantFrom(...KEYS, "workspaceID", "userId", "role", "isOwner"), STRANGE);
  const surplus = more.map(([name, value]) => ({ ...base, [name]: value }));
  if (names.length === 0) return surplus;
  const name = fc.constantFrom(...names);
  const other = fc.tuple(name, STRANGE).map(([field, value]) => ({ ...base, [field]: value }));
  const fewer = name.map((field) => Object.fromEntries(Object.entries(base).filter(([each]) => each !== field)));
  return fc.oneof(other, surplus, fewer);
}

/**
 * Arguments for a function with `validator`, some of the way from `base` (arguments that it takes): one field replaced,
 * all replaced, or the shape broken.
 */
export function hostileArguments(
  validator: ValidatorJson,
  base: Record<string, unknown>,
  hostility: Hostility,
): fc.Arbitrary<Record<string, unknown>> {
  if (validator.type !== "object") throw new Error(`arguments are an object, not ${validator.type}`);
  const fields = Object.entries(validator.value);
  const all = shaped(validator, hostility) as fc.Arbitrary<Record<string, unknown>>;
  if (fields.length === 0) return misshaped(base);
  const one = fc
    .constantFrom(...fields)
    .chain(([name, field]) => shaped(field.fieldType, hostility).map((value) => ({ ...base, [name]: value })));
  return fc.oneof(
    { weight: 3, arbitrary: one },
    { weight: 1, arbitrary: all },
    { weight: 1, arbitrary: misshaped(base) },
  );
}
