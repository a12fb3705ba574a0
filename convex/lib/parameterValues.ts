import { refuse } from "./errors";
import type { Parameter, ParameterValue } from "./validators";

/** Checks of values for a script's named constants. Pure. */

/** Throws `unprocessable`, naming the parameter, the value and the limits. */
export function checkValues(parameters: readonly Parameter[], values: Record<string, ParameterValue>): void {
  if (Object.keys(values).length === 0) {
    throw refuse("unprocessable", "No parameter was given.", "Send at least one value by its parameter's name.");
  }
  for (const [name, value] of Object.entries(values)) {
    const parameter = parameters.find((candidate) => candidate.name === name);
    if (parameter === undefined) {
      const known = parameters.map((candidate) => candidate.name).join(", ") || "none";
      throw refuse("unprocessable", `There is no parameter ${name.slice(0, 64)}.`, `This version has: ${known}.`);
    }
    checkValue(parameter, value);
  }
}

function checkValue(parameter: Parameter, value: ParameterValue): void {
  const { name, label, unit } = parameter;
  const said = `${label} (${name})`;
  switch (unit) {
    case "bool":
      if (typeof value === "boolean") return;
      throw refuse("unprocessable", `${said} is ${shown(value)}, not true or false.`, "Send true or false.");
    case "choice": {
      const choices = parameter.choices ?? [];
      if (typeof value === "string" && choices.includes(value)) return;
      throw refuse(
        "unprocessable",
        `${said} is ${shown(value)}, not one of its choices.`,
        `Choose ${choices.join(", ")}.`,
      );
    }
    case "count":
    case "mm":
    case "deg":
      return checkNumber(parameter, value, said, unit === "count" ? "" : ` ${unit}`);
    default:
      unit satisfies never;
  }
}

function checkNumber({ unit, min, max }: Parameter, value: ParameterValue, said: string, suffix: string): void {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw refuse("unprocessable", `${said} is ${shown(value)}, not a number.`, "Send a number.");
  }
  if (unit === "count" && !Number.isInteger(value)) {
    throw refuse("unprocessable", `${said} is ${value}, not a whole number.`, "Send a whole number.");
  }
  if ((min !== null && value < min) || (max !== null && value > max)) {
    const limits =
      min !== null && max !== null ? `${min} to ${max}` : min !== null ? `at least ${min}` : `at most ${max}`;
    throw refuse(
      "unprocessable",
      `${said} is ${value}${suffix}; the limits are ${limits}${suffix}.`,
      "Choose a value within the limits, or edit the code.",
    );
  }
}

function shown(value: ParameterValue): string {
  return typeof value === "string" ? `“${value.slice(0, 40)}”` : String(value);
}
