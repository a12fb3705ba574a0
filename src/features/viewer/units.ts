/** Lengths and areas as the person wants to read them. The part itself is always in millimetres. */

export type Units = "mm" | "in";

const MM_PER_INCH = 25.4;
const DECIMALS = { mm: 2, in: 4 } as const;
const NUMBERS = {
  mm: new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  in: new Intl.NumberFormat("en-US", { minimumFractionDigits: 4, maximumFractionDigits: 4 }),
};

/** A length in mm, without its unit: two decimals of a millimetre or four of an inch, thousands marks, never "-0.00". */
export function formatIn(units: Units, mm: number): string {
  return format(units, units === "mm" ? mm : mm / MM_PER_INCH);
}

/** An area in mm² with its unit. */
export function areaIn(units: Units, mm2: number): string {
  return `${format(units, units === "mm" ? mm2 : mm2 / MM_PER_INCH ** 2)} ${units}²`;
}

function format(units: Units, value: number): string {
  return NUMBERS[units].format(Math.abs(value) < 0.5 * 10 ** -DECIMALS[units] ? 0 : value);
}
