import type { Question } from "../validators";
import type { Family } from "./family";
import type { Reading } from "./reading";
import { attributesOf, subjectsOf } from "./labels";
import { isNeutral } from "./vocabulary";

/** Picks the family that a prompt names, or the three nearest when none is named clearly. */

export type Choice = { family: Family; score: number } | null;

type Match = { family: Family; from: number; to: number; words: number; text: string };

const CLAUSE_END =
  /[,:;.!?(\n]|\b(?:with|having|for|featuring|that|which|including|containing|from|as|on|in|whose|inside|without|where|must|rated)\b|\b(?:is|are) (?!a |an )/;
const SELF =
  /^(?:please |hey |hi |ok |can you |could you |i (?:want|need|would like|'d like)(?: to)? |(?:let's |we're |we are )?(?:mak(?:e|ing)|creat(?:e|ing)|design|model|generate|build|draw|sketch|start(?:ing)? with|begin(?:ning)? with|give|produce|print)(?: me| us)? |this (?:part )?is |it is |write (?:python code |code )?(?:using cadquery |using build123d )?to create |an? openscad model for |write an openscad model for )+/;

export function chooseFamily(r: Reading, families: Family[]): Choice {
  const text = r.plain;
  const start = SELF.exec(text)?.[0].length ?? 0;
  const endAt = text.slice(start).search(CLAUSE_END);
  const mainEnd = endAt < 0 ? text.length : start + endAt;
  const matches = families.flatMap((family) => family.names.flatMap((name) => matchesOf(text, family, name)));
  const inMain = matches.filter((m) => m.from >= start && m.to <= mainEnd + 1 && !isComparison(text, m));
  // "a threaded rod bracket" names a bracket: the last noun is the head; a longer phrase that reaches there wins.
  let pool = inMain;
  let penalty = 0;
  if (pool.length === 0) {
    // "Gallows frame, ... angle iron": what leads is unknown, so what follows is only a detail of it.
    const lead = text.slice(start, mainEnd).match(/[a-z]{2,}/g) ?? [];
    if (
      lead.some(
        (word) =>
          !isNeutral(word) &&
          !BETWEEN.has(word) &&
          subjectsOf([word]).length === 0 &&
          attributesOf([word]).length === 0,
      )
    )
      return null;
    const firstSentence = text.search(/[.\n]/) < 0 ? text.length : text.search(/[.\n]/);
    pool = matches.filter(
      (m) =>
        !isComparison(text, m) &&
        !/\b(?:for|to|fit|fits|hold|holds|into|inside|from|on|onto|like|around|under) (?:(?:a|an|the|my|your|two|standard|small) )*$/.test(
          text.slice(Math.max(0, m.from - 30), m.from),
        ),
    );
    const early = pool.filter((m) => m.from < firstSentence);
    if (early.length > 0) pool = early;
    penalty = 0.5;
    pool = pool.slice().sort((a, b) => a.from - b.from || b.words - a.words);
    const best = pool.reduce<Match | null>((top, m) => (top === null || m.words > top.words ? m : top), null);
    return best && !strayHead(r, best) ? { family: best.family, score: best.words - penalty } : null;
  }
  const head = pool.reduce((top, m) => (m.to > top.to || (m.to === top.to && m.words > top.words) ? m : top));
  const strongest = pool.reduce((top, m) => (m.words > top.words ? m : top), head);
  const winner = strongest.words >= head.words + 2 ? strongest : head;
  if (strayHead(r, winner)) return null;
  return { family: winner.family, score: winner.words };
}

/** "gear pump", "ring light": an unknown noun right behind the name means another thing. */
function strayHead(r: Reading, m: Match): boolean {
  const next = /^([a-z]+)/.exec(r.plain.slice(m.to).trimStart())?.[1];
  if (next === undefined || isNeutral(next) || BETWEEN.has(next)) return false;
  if (subjectsOf([next]).length > 0 || attributesOf([next]).length > 0)
    return /^(?:hooks?|shelf|shelves|bearings?)$/.test(next) === true;
  return true;
}

const BETWEEN = new Set([
  "having",
  "featuring",
  "including",
  "bored",
  "drilled",
  "tapped",
  "threaded",
  "spaced",
  "rated",
  "suitable",
  "sized",
  "plus",
  "hollow",
  "filleted",
  "chamfered",
  "rounded",
  "tapered",
  "mounted",
  "capped",
  "rotated",
  "twisted",
  "truncated",
  "inscribed",
  "circumscribed",
  "stepped",
  "iso",
  "din",
  "nema",
  "assembly",
  "without",
  "blank",
  "part",
  "piece",
  "frustum",
  "pattern",
  "set",
  "pair",
  "stock",
  "template",
  "dummy",
  "nema",
  "rated",
]);

function isComparison(text: string, m: Match): boolean {
  const after = text.slice(m.to, m.to + 8);
  const before = text.slice(Math.max(0, m.from - 24), m.from);
  return /^ ?(?:like|style|type|shaped)\b/.test(after) || /\b(?:like an?|resembl\w+ an?) $/.test(before);
}

/** Name patterns as they are matched: compiled once, since a prompt is matched against every family. */
const compiled = new WeakMap<RegExp, RegExp>();

function matchesOf(text: string, family: Family, name: RegExp): Match[] {
  const found: Match[] = [];
  let pattern = compiled.get(name);
  if (pattern === undefined) compiled.set(name, (pattern = new RegExp(`\\b(?:${name.source})\\b`, "g")));
  for (const match of text.matchAll(pattern)) {
    found.push({
      family,
      from: match.index,
      to: match.index + match[0].length,
      words: match[0].trim().split(/\s+/).length,
      text: match[0],
    });
  }
  return found;
}

/** The three families whose names and examples share most with the prompt; without any overlap, three useful ones. */
export function nearest(r: Reading, families: Family[], first: Family | null, text: string): Question {
  const words = new Set(
    r.tokens.flatMap((t) => (t.kind === "word" && (!isNeutral(t.text) || t.text === "round") ? [stem(t.text)] : [])),
  );
  const scored = families.map((family, index) => {
    const own = new Set(
      `${family.title} ${family.names.map((x) => x.source).join(" ")}`
        .toLowerCase()
        .match(/[a-z]+/g)
        ?.map(stem) ?? [],
    );
    const examples = new Set(
      `${family.example} ${family.exemplars.join(" ")}`
        .toLowerCase()
        .match(/[a-z]+/g)
        ?.map(stem) ?? [],
    );
    let score = family === first ? 100 : 0;
    for (const word of words) score += own.has(word) ? 3 : examples.has(word) ? 1 : 0;
    const preferred = ["plate", "lBracket", "enclosure"].indexOf(family.id);
    return { family, score, tie: preferred >= 0 ? preferred - 10 : index };
  });
  scored.sort((a, b) => b.score - a.score || a.tie - b.tie);
  return { text, choices: scored.slice(0, 3).map(({ family }) => ({ label: family.title, prompt: family.example })) };
}

function stem(word: string): string {
  return word.replace(/(?:ies)$/, "y").replace(/(?:es|s|ed|ing)$/, "");
}
