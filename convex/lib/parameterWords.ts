import { labelFromValues } from "./titles";
import type { Parameter, ParameterValue } from "./validators";

/** Reads a very plain change of one named parameter (`make the holes 6 mm`, `thickness 8`). Pure. */

export type WordChange = { values: Record<string, ParameterValue>; label: string };

/** What people call a dimension besides its label; each line is one meaning. */
const synonyms: readonly (readonly string[])[] = [
  ["thickness", "thick", "thicker", "thinner"],
  ["width", "wide", "wider", "narrower"],
  ["length", "long", "longer", "shorter"],
  ["height", "high", "tall", "taller", "higher", "lower"],
  ["depth", "deep", "deeper"],
  ["hole", "holes", "bore", "bores"],
  ["diameter", "diameters"],
  ["radius", "radii"],
  ["edge", "edges"],
  ["tooth", "teeth"],
  ["count", "number"],
];

/** Words of a plain change that name nothing. A prompt with any other word is not plain. */
const plainWords = new Set(
  "please can could you make set change let the a an it its this that them all to be at of is are should now with into by mm millimetre millimetres millimeter millimeters deg degree degrees each instead and size sized".split(
    " ",
  ),
);

const UNIT_WORDS: Record<string, number> = { mm: 1, cm: 10 };

/** The change, or null where the words do not fix exactly one parameter and one value within its limits. */
export function changeFromWords(prompt: string, parameters: readonly Parameter[]): WordChange | null {
  const text = prompt.toLowerCase().replace(/[.!?]+\s*$/, "");
  const numbers = [...text.matchAll(/(?<![\w.])(-?\d+(?:[.,]\d+)?)\s*(mm|cm|°)?(?![\w.])/g)];
  const [number] = numbers;
  if (numbers.length !== 1 || number === undefined) return null;
  // A relative change ("by 2 mm", "2 mm thicker than before") needs more than a value.
  if (/\b(by|more|less|than)\b|%/.test(text)) return null;

  const words = text
    .replace(number[0], " ")
    .split(/[^a-z]+/)
    .filter((word) => word !== "")
    .map(meaning);
  const named = words.filter((word) => !plainWords.has(word));
  if (named.length === 0) return null;

  const candidates = parameters.filter((parameter) => {
    const own = labelWords(parameter);
    return named.every((word) => own.includes(word));
  });
  // "make the holes 6 mm" fits "Hole diameter" alone, also where a hole depth or distance has the word too.
  const exact = candidates.filter((parameter) => labelWords(parameter).length === new Set(named).size);
  const diameters = candidates.filter((parameter) => labelWords(parameter).includes("diameter"));
  const [parameter, ...others] = exact.length > 0 ? exact : diameters.length > 0 ? diameters : candidates;
  if (parameter === undefined || others.length > 0) return null;

  const value = Number(number[1]?.replace(",", ".")) * (UNIT_WORDS[number[2] ?? ""] ?? 1);
  if (!accepts(parameter, value)) return null;
  return {
    values: { [parameter.name]: value },
    label: labelFromValues([{ label: parameter.label, value }]),
  };
}

function labelWords({ label, name }: Parameter): string[] {
  return (label || name.replaceAll("_", " "))
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "")
    .map(meaning);
}

function meaning(word: string): string {
  return synonyms.find((line) => line.includes(word))?.[0] ?? word.replace(/(?<=[a-z]{3})s$/, "");
}

function accepts({ unit, min, max }: Parameter, value: number): boolean {
  if (unit === "bool" || unit === "choice" || !Number.isFinite(value)) return false;
  if (unit === "count" && !Number.isInteger(value)) return false;
  return (min === null || value >= min) && (max === null || value <= max);
}
