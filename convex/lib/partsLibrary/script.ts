import { AskBack } from "./types";

/** Writes a build123d script: constants with their slider grammar first, then the steps, then `result`. */

type Unit = "mm" | "deg" | "count";

export class Script {
  private readonly constants: string[] = [];
  private readonly names = new Map<string, number>();
  private readonly body: string[] = [];

  constructor(private readonly title: string) {}

  /**
   * Declares a constant and returns its name. `label` is what people read beside the slider.
   * The range is a quarter to four times the value unless given.
   */
  mm(name: string, value: number, label: string, min?: number, max?: number): string {
    return this.constant(name, value, "mm", label, min ?? tidy(value / 4), max ?? tidy(value * 4));
  }

  count(name: string, value: number, label: string, min = 1, max = Math.max(4 * value, 12)): string {
    return this.constant(name, value, "count", label, min, max);
  }

  deg(name: string, value: number, label: string, min: number, max: number): string {
    return this.constant(name, value, "deg", label, min, max);
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  add(...lines: string[]): void {
    this.body.push(...lines);
  }

  text(): string {
    return [
      "from build123d import *",
      ...(this.body.some((l) => /\bmath\./.test(l)) ? ["import math"] : []),
      "",
      `# ${this.title}`,
      ...this.constants,
      "",
      ...this.body,
      "",
    ].join("\n");
  }

  private constant(name: string, value: number, unit: Unit, label: string, min: number, max: number): string {
    if (!Number.isFinite(value))
      throw new AskBack(`${label} could not be worked out from the prompt. Which size should it have?`);
    const standing = this.names.get(name);
    if (standing === value) return name;
    // Two things of one kind and different sizes: each has its own slider.
    if (standing !== undefined) return this.constant(nextName(name), value, unit, label, min, max);
    this.names.set(name, value);
    const low = Math.min(min, value);
    const high = Math.max(max, value);
    this.constants.push(
      `${name} = ${literal(value, unit)}  # ${unit}, ${plainNumber(low)}..${plainNumber(high)}, ${label}`,
    );
    return name;
  }
}

/** HOLE_DIAMETER, HOLE_DIAMETER_2, HOLE_DIAMETER_3. */
function nextName(name: string): string {
  const counted = /^(.*)_(\d+)$/.exec(name);
  return counted === null ? `${name}_2` : `${counted[1]}_${Number(counted[2]) + 1}`;
}

/** A value as Python writes it: lengths with a point, counts without. */
export function literal(value: number, unit: Unit = "mm"): string {
  if (unit === "count") return String(Math.round(value));
  const text = plainNumber(value);
  return text.includes(".") || text.includes("e") ? text : `${text}.0`;
}

export function plainNumber(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}

function tidy(value: number): number {
  if (value >= 20) return Math.round(value);
  if (value >= 2) return Math.round(value * 2) / 2;
  return Math.round(value * 1000) / 1000;
}
