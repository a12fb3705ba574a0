import { answerFromPartsLibrary } from "./partsLibrary";
import type { LibraryAnswer } from "./types";

/**
 * Changes a part of the library by words (`M5 instead of M4`, `remove the holes`, `add a 20 mm hole in the middle`):
 * the words that the standing script was written from are changed, and read again. Pure.
 *
 * A script of the library names those words in its first lines, so any version of it can be revised, also one that
 * was restored or branched; after an edit by hand the words no longer give that code, and nothing is revised.
 */

type Part = Extract<LibraryAnswer, { kind: "part" }>;

export type Revision = { words: string; part: Part };

const HEADER = "# As said: ";
/** Longer words are left out of the script: it would be more prompt than code. */
const MAX_WORDS = 600;

const NEWLINE = " ⏎ ";

/** The script with the words that it was written from in its first line. */
export function withWords(script: string, words: string): string {
  // A comment has one line; where the prompt's lines end is part of what it says.
  const line = words
    .trim()
    .replace(/\s*\n\s*/g, NEWLINE)
    .replace(/\s+/g, " ");
  return line === "" || line.length > MAX_WORDS ? script : `${HEADER}${line}\n${script}`;
}

/** The words of a script that the library wrote and nobody has changed since; null for any other code. */
export function wordsOf(code: string): string | null {
  if (!code.startsWith(HEADER)) return null;
  const words = code.slice(HEADER.length, code.indexOf("\n")).replaceAll(NEWLINE, "\n");
  const answer = answerFromPartsLibrary(words);
  return answer.kind === "part" && withWords(answer.script, words) === code ? words : null;
}

/** Begins like a change of what stands, not like a part of its own. */
export function isChange(prompt: string): boolean {
  return CHANGE.test(plain(prompt));
}

/**
 * The part as changed, or null where these words do not fix one change that the library can make in full.
 * `words`: what the standing part was made from.
 */
export function revise(words: string, followUp: string): Revision | null {
  const standing = answerFromPartsLibrary(words);
  if (standing.kind === "question") return null;
  for (const candidate of candidates(words, plain(followUp))) {
    const part = answerFromPartsLibrary(candidate);
    if (part.kind === "question" || part.script === standing.script) continue;
    // What the library says it did not make or did not understand must not be the change.
    if (shortfalls(part) > shortfalls(standing)) continue;
    return { words: candidate, part };
  }
  return null;
}

const shortfalls = ({ warnings }: Part): number => warnings.filter(({ code }) => code !== "assumed").length;

const POLITE = /^(?:(?:please|now|then|ok|okay|can you|could you|would you|let's|i want to|i'd like to)[, ]+)+/i;
const CHANGE =
  /^(?:also |and )?(?:add|remove|delete|drop|omit|replace|change|swap|make (?:it|the|them|this|that|its|all|every|each)|use|put|give|include|drill|cut|mill|bore|round|fillet|chamfer|bevel|break|take|turn|move|without|no|instead|with|plus|and|also)\b|\binstead of\b|\brather than\b/i;
const ADDING =
  /^(?:and |also |plus )*(?:(?:add|include|put|drill|cut|mill|bore|give (?:it|the \w+)|with|and|plus|also)\s+)(.+)$/i;
const SHAPING = /^(?:and |also )*((?:round|fillet|chamfer|bevel|break)\b.+)$/i;
const REMOVING =
  /^(?:and |also )*(?:remove|delete|drop|omit|take (?:out|away|off)|without|no)\s+(?:the |all |any |all the |its )*([a-z][a-z -]*?)(?: again| too| please)?$/i;
const EXCHANGES: readonly { pattern: RegExp; from: number; to: number }[] = [
  {
    pattern: /^(?:use |make (?:it |them )?|with )?(.+?) (?:instead of|rather than|in place of) (.+)$/i,
    to: 1,
    from: 2,
  },
  { pattern: /^(?:replace|swap) (.+?) (?:with|by|for) (.+)$/i, from: 1, to: 2 },
  { pattern: /^(?:change|turn) (.+?) (?:to|into) (.+)$/i, from: 1, to: 2 },
  { pattern: /^not (.+?),? but (.+)$/i, from: 1, to: 2 },
];
const COUNTS = "two|three|four|five|six|seven|eight|nine|ten|twelve|\\d+";
const SIZES = /\d+(?:\.\d+)?(?: ?mm)?(?: ?[x×*] ?\d+(?:\.\d+)?(?: ?mm)?){1,2}/gi;
const THREAD = /\bM\d+(?:\.\d+)?\b/gi;
/** Words of an exchange without a "from": beside these and the thing that changes there may be none. */
const FILLER =
  /\b(?:make|change|use|set|it|them|this|that|the|a|an|to|into|be|should|is|are|now|instead|with|for|have|has|size|sizes|holes?|screws?|bolts?|threads?|clearance|mm|all|of|there|in|total|please)\b/gi;

/** What a lid that comes later takes back. */
const LIDLESS =
  /,?\s*\b(?:(?:and |with )?(?:an? )?open (?:(?:at|on) (?:the )?)?top|without (?:a )?(?:lid|cover|top)|(?:and |with )?no (?:lid|cover|top))\b|\bopen(?:-topped| topped)? (?=box|container|tray|enclosure)/gi;

/** The words as they may have been meant, the surest first. */
function* candidates(said: string, followUp: string): Generator<string> {
  const words = said.replace(/[.\s]+$/, "");
  yield* exchanged(words, followUp);
  const removing = REMOVING.exec(followUp);
  if (removing?.[1] !== undefined) yield* removed(words, removing[1].trim());
  const added = ADDING.exec(followUp)?.[1] ?? null;
  if (added !== null) {
    yield `${words}, with ${added}`;
    if (/\b(?:lid|cover)\b/i.test(added)) yield `${words.replace(LIDLESS, "")}, with ${added}`;
  }
  const shaped = SHAPING.exec(followUp)?.[1] ?? null;
  if (shaped !== null) yield `${words}, ${shaped}`;
}

/** One thing for another: both named, or the new one alone where the standing words have one of its kind. */
function* exchanged(words: string, followUp: string): Generator<string> {
  for (const { pattern, from, to } of EXCHANGES) {
    const found = pattern.exec(followUp);
    const [old, fresh] = [withoutArticle(found?.[from]), withoutArticle(found?.[to])];
    if (old === "" || fresh === "") continue;
    const [less, more] = [countedNoun(old), countedNoun(fresh)];
    // "six holes instead of four", "the four holes to six": what is counted is said once.
    if (less !== null && more !== null && (less.noun === "" || more.noun === "" || less.noun === more.noun)) {
      yield* counted(words, more.count, more.noun || less.noun);
    } else {
      yield* replacedEach(words, old, fresh);
    }
    return;
  }
  for (const kind of [THREAD, SIZES]) {
    const [fresh, ...more] = followUp.match(kind) ?? [];
    const standing = [...new Set((words.match(kind) ?? []).map((text) => text.toLowerCase()))];
    const rest = followUp.replace(kind, " ").replace(FILLER, " ");
    const [old] = standing;
    if (fresh === undefined || more.length > 0 || standing.length !== 1 || old === undefined || /\w/.test(rest))
      continue;
    if (arity(old) === arity(fresh)) yield* replacedEach(words, old, fresh);
  }
  const count = new RegExp(
    `^(?:make|use|change|set|with|have|it should have)?\\s*(?:it |that |them |there )?(?:to |be )?(${COUNTS}) ([a-z]+s|teeth)$`,
    "i",
  ).exec(followUp);
  if (count?.[1] !== undefined && count[2] !== undefined) yield* counted(words, count[1], count[2]);
}

const arity = (size: string): number => size.split(/[x×*]/i).length;

/** `six holes` as number and noun, `six` with an empty noun; null for anything else. */
function countedNoun(text: string): { count: string; noun: string } | null {
  const found = new RegExp(`^(${COUNTS}|one)(?: ([a-z]+))?$`, "i").exec(text);
  return found?.[1] === undefined ? null : { count: found[1], noun: found[2] ?? "" };
}

const withoutArticle = (text: string | undefined): string => (text ?? "").trim().replace(/^(?:the|a|an) /i, "");

/** Every place of the standing text, as whole words; nothing where it is not there. */
function* replacedEach(words: string, old: string, fresh: string): Generator<string> {
  const pattern = new RegExp(`(?<![\\w.])${old.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w]|\\.\\d)`, "gi");
  if (pattern.test(words)) yield words.replace(pattern, () => fresh);
}

/** Another number of the same things: `four 5 mm holes` → `six 5 mm holes`; where there are two such groups, nothing. */
function* counted(words: string, fresh: string, noun: string): Generator<string> {
  const stem = noun.replace(/s$/i, "");
  const places = [...words.matchAll(new RegExp(`\\b${stem}(?:s|es)?\\b`, "gi"))];
  const pattern = new RegExp(
    `\\b(?:${COUNTS}|one|an?)((?: (?!(?:${COUNTS}|one)\\b(?! ?mm))[^ ,;]+){0,3}[ -]${stem}(?:s|es)?\\b)`,
    "i",
  );
  if (stem !== "" && places.length === 1 && pattern.test(words))
    yield words.replace(pattern, (_, rest: string) => `${fresh}${rest}`);
}

const JOINT = /(\s*[,;]\s*(?:and |with )?|\s*\.\s+|\s+(?:with|and|plus|having|that has|which has)\s+)/i;

/** Without the clause that names the thing; then also without one or two that follow it and may speak of it. */
function* removed(words: string, noun: string): Generator<string> {
  const pieces = words.split(JOINT);
  const stem = noun.replace(/s$/i, "").replace(/[^a-z -]/gi, "");
  const named = new RegExp(`\\b${stem}(?:s|es|ed)?\\b`, "i");
  const at = pieces.findIndex((piece, index) => index >= 2 && index % 2 === 0 && named.test(piece));
  if (at < 0) return;
  for (let clauses = 1; clauses <= 3 && at + 2 * (clauses - 1) < pieces.length; clauses++) {
    const kept = [...pieces];
    const [joint] = kept.splice(at - 1, 2 * clauses);
    // "plate with holes and a slot" keeps its "with".
    if (kept[at - 1] !== undefined && joint !== undefined) kept[at - 1] = joint;
    yield kept.join("");
  }
}

function plain(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/[.!?]+$/, "")
    .replace(POLITE, "")
    .trim();
}
