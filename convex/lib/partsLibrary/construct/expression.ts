import { plainNumber } from "../script";

/** A length that is known and can be written in Python: `v` in mm, `code` with the names of constants. */
export type Length = { v: number; code: string };

export const ZERO: Length = { v: 0, code: "0" };

export function number(v: number): Length {
  return { v, code: plainNumber(v) };
}

export function plus(a: Length, b: Length): Length {
  if (a.code === "0") return b;
  if (b.code === "0") return a;
  return { v: a.v + b.v, code: `${a.code} + ${b.code}` };
}

export function minus(a: Length, b: Length): Length {
  if (b.code === "0") return a;
  if (a.code === b.code) return ZERO;
  const right = /[+-] /.test(b.code) ? `(${b.code})` : b.code;
  return { v: a.v - b.v, code: a.code === "0" ? `-${right}` : `${a.code} - ${right}` };
}

export function half(a: Length): Length {
  if (a.code === "0") return ZERO;
  return { v: a.v / 2, code: /[ +-]/.test(a.code) ? `(${a.code}) / 2` : `${a.code} / 2` };
}

export function times(a: Length, factor: number): Length {
  if (a.code === "0" || factor === 0) return ZERO;
  if (factor === 1) return a;
  return { v: a.v * factor, code: `${/[ +-]/.test(a.code) ? `(${a.code})` : a.code} * ${plainNumber(factor)}` };
}

/** Halfway between two places; 0 where they lie even about it. */
export function middle(from: Length, to: Length): Length {
  return Math.abs(from.v + to.v) < 1e-9 ? ZERO : half(plus(from, to));
}
