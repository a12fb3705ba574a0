// Pure: reading what someone typed or dragged against a parameter's own limits.
import type { Parameter, ParameterValue } from "../../../convex/lib/validators";
import { formatLength } from "../../lib/format";

export type Entry = { kind: "value"; value: ParameterValue } | { kind: "problem"; message: string };

const unitWord = (parameter: Parameter) => (parameter.unit === "mm" ? " mm" : parameter.unit === "deg" ? "°" : "");

/** "12", "12,5" and "12 mm" are numbers; anything beyond the limits names them. */
export function readEntry(parameter: Parameter, text: string): Entry {
  const number = Number(
    text
      .trim()
      .replace(/\s*(mm|°|deg)$/i, "")
      .replace(",", "."),
  );
  if (text.trim() === "" || !Number.isFinite(number))
    return { kind: "problem", message: `${parameter.label} takes a number.` };
  const { min, max } = parameter;
  if ((min !== null && number < min) || (max !== null && number > max)) {
    return {
      kind: "problem",
      message: `${parameter.label} goes ${rangeOf(parameter)}.`,
    };
  }
  if (parameter.unit === "count" && !Number.isInteger(number)) {
    return { kind: "problem", message: `${parameter.label} takes a whole number.` };
  }
  return { kind: "value", value: number };
}

export function formatValue(parameter: Parameter, value: ParameterValue): string {
  return typeof value === "number" ? formatLength(value) : String(value);
}

export function unitOf(parameter: Parameter): string {
  return parameter.unit === "mm" ? "mm" : parameter.unit === "deg" ? "°" : "";
}

/** "from 1 to 20 mm" */
export function rangeOf(parameter: Parameter): string {
  return `from ${parameter.min ?? "−∞"} to ${parameter.max ?? "∞"}${unitWord(parameter)}`;
}

/**
 * Limits of a slider whose steps meet the script's own value: a browser counts steps from the lower limit, so that from
 * 1.25 in steps of 0.1 nobody could go from 5 to 5.1. The lower limit goes up by less than one step.
 * @param value where the slider stands; only for a parameter without an upper limit
 */
export function sliderLimits(parameter: Parameter, value: number): { min: number; max: number } {
  const min = parameter.min ?? 0;
  const max = parameter.max ?? Math.max(1, value * 4);
  const { step, default: own } = parameter;
  if (step === null || step <= 0 || typeof own !== "number" || own < min) return { min, max };
  const steps = Math.floor((own - min) / step + 1e-9);
  return { min: Number((own - steps * step).toFixed(9)), max };
}
