import { galleryPrompts } from "../partsLibrary/gallery";
import { answerFromPartsLibrary } from "../partsLibrary/partsLibrary";

/** Finished parts of the library that resemble what is asked for: a model copies good habits more readily than rules. */

export type Example = { prompt: string; code: string };

const STOP_WORDS = new Set(
  "a an and at by for from in is it made of on one or part that the this to with mm make create design model".split(
    " ",
  ),
);
const MAX_EXAMPLE_CHARACTERS = 4000;

/** At most `count` examples, the nearest first; fewer where nothing resembles. The same prompt gets the same ones. */
export function examplesFor(prompt: string, count = 2): Example[] {
  const wanted = words(prompt);
  const ranked = galleryPrompts
    .map((entry) => ({ entry, score: likeness(wanted, words(`${entry.title} ${entry.prompt} ${entry.family}`)) }))
    .sort((a, b) => b.score - a.score);
  const examples: Example[] = [];
  const families = new Set<string>();
  for (const { entry } of ranked) {
    if (examples.length === count) break;
    if (families.has(entry.family)) continue;
    const answer = answerFromPartsLibrary(entry.prompt);
    if (answer.kind !== "part" || answer.script.length > MAX_EXAMPLE_CHARACTERS) continue;
    families.add(entry.family);
    examples.push({ prompt: entry.prompt, code: answer.script });
  }
  return examples;
}

function likeness(a: Set<string>, b: Set<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return shared / Math.sqrt(Math.max(1, a.size) * Math.max(1, b.size));
}

function words(text: string): Set<string> {
  const found = text.toLowerCase().match(/[a-z]{2,}/g) ?? [];
  return new Set(found.filter((word) => !STOP_WORDS.has(word)).map((word) => word.replace(/(?<=..)s$/, "")));
}
