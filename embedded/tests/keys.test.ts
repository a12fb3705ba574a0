import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeId, newId, tableNumberOf } from "../protocol/ids.ts";
import { floatJson, integerJson } from "../protocol/json.ts";
import type { Json } from "../protocol/json.ts";
import { compareKeys, concatKeys, encodeValue } from "../storage/keys.ts";

describe("[K3] ids", () => {
  test("an id is the one that Convex makes of the same table number and bytes", () => {
    const random = [251];
    while (random.length < 16) random.push((random.at(-1)! * 251) & 0xff);
    expect(encodeId(1017, new Uint8Array(random))).toBe("z43zp6c3e75gkmz1kfwj6mbbx5sw281h");
  });

  test("every id gives its table number back, and no changed id does", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.nat(), (tableNumber, place) => {
        const id = newId(tableNumber);
        expect(tableNumberOf(id)).toBe(tableNumber);
        const at = place % id.length;
        const changed = id.slice(0, at) + (id[at] === "7" ? "8" : "7") + id.slice(at + 1);
        expect(tableNumberOf(changed)).not.toBe(tableNumber);
      }),
    );
  });

  test("text that is no id has no table", () => {
    fc.assert(fc.property(fc.string(), (text) => tableNumberOf(text) === null));
  });
});

describe("[K2] keys", () => {
  const orderedAsNumbers = (arbitrary: fc.Arbitrary<number>, toJson: (value: number) => Json) =>
    fc.assert(
      fc.property(arbitrary, arbitrary, (left, right) => {
        const order = compareKeys(encodeValue(toJson(left)), encodeValue(toJson(right)));
        if (left !== right) expect(Math.sign(order)).toBe(left < right ? -1 : 1);
      }),
    );

  test("floats are ordered as numbers", () => orderedAsNumbers(fc.double({ noNaN: true }), floatJson));

  test("int64 are ordered as numbers", () =>
    orderedAsNumbers(fc.maxSafeInteger(), (value) => integerJson(BigInt(value))));

  test("strings are ordered by their UTF-8 bytes, also where one begins the other or holds zeros", () => {
    const text = fc.string({ unit: fc.constantFrom("\0", "a", "ü", "😀", "\u00ff") });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const order = compareKeys(encodeValue(left), encodeValue(right));
        expect(Math.sign(order)).toBe(Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right))));
      }),
    );
  });

  test("the first field decides before the second, whatever follows it", () => {
    const text = fc.string({ unit: fc.constantFrom("\0", "a", "b") });
    fc.assert(
      fc.property(text, text, text, text, (a1, a2, b1, b2) => {
        const key = (first: string, second: string): Uint8Array => concatKeys(encodeValue(first), encodeValue(second));
        if (a1 === b1) return;
        expect(Math.sign(compareKeys(key(a1, a2), key(b1, b2)))).toBe(
          Math.sign(Buffer.compare(Buffer.from(a1), Buffer.from(b1))),
        );
      }),
    );
  });
});
