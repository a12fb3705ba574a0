import { chooseFamily, nearest } from "./choose";
import { construct } from "./construct/construct";
import type { Family } from "./family";
import { families } from "./families/families";
import { Reading, type Measure } from "./reading";
import { AskBack, type LibraryAnswer, type SpecRule } from "./types";

/**
 * The provider that needs no model: reads a prompt, picks a family of parts, and writes its script.
 * Whatever it assumed or could not meet is a warning; whatever it cannot place is a question.
 */

const MAX_PROMPT = 4000;
/**
 * Answers at once and never throws: a bad prompt is a question with three choices. Lengths are mm, Z is up.
 * A family that leaves something out yields to a part built up from its solids, which leaves out nothing.
 */
export function answerFromPartsLibrary(prompt: string): LibraryAnswer {
  if (prompt.length > MAX_PROMPT) {
    return ask(
      new Reading(prompt.slice(0, MAX_PROMPT)),
      null,
      `The prompt has ${prompt.length.toLocaleString("en")} characters; the parts library reads up to ${MAX_PROMPT.toLocaleString("en")}. Say in a few lines which part it is, with its sizes.`,
    );
  }
  const r = new Reading(prompt);
  if (r.tokens.every((token) => token.kind === "stop"))
    return ask(r, null, "The prompt is empty. Which part should it be, and how large?");
  const refusal = refusedAtOnce(r);
  if (refusal) return ask(r, null, refusal);
  const answer = fromFamily(r);
  const built = construct(prompt);
  if (built === null) return answer;
  // Where both read all of it, the families know the small parts best and the builder those of many solids and cuts.
  const isWhole = answer.kind === "part" && answer.warnings.every(({ code }) => code !== "not_met");
  return isWhole && !built.composite && agree(answer.spec, built.part.spec) ? answer : built.part;
}

/** Two readings of one prompt promise the same size and the same holes. */
function agree(a: SpecRule[], b: SpecRule[]): boolean {
  const size = (rules: SpecRule[]): string | null => {
    const box = rules.find(({ kind }) => kind === "bbox");
    if (box?.kind !== "bbox" || box.size.some((side) => side === null)) return null;
    return (box.size as number[])
      .map((side) => side.toFixed(2))
      .sort()
      .join();
  };
  const [one, other] = [size(a), size(b)];
  return one === null || other === null || one === other;
}

function fromFamily(r: Reading): LibraryAnswer {
  const choice = chooseFamily(r, families);
  if (choice === null) return ask(r, null, "The parts library has no part that fits these words. Is it one of these?");
  const { family } = choice;
  try {
    const built = family.build(r);
    const maker = families.find((other) => other.id === built.as) ?? family;
    coverNames(r, family);
    coverNames(r, maker);
    const question = judgeLeftovers(r, family);
    if (question) return ask(r, family, question);
    return {
      kind: "part",
      family: maker.id,
      title: maker.title,
      script: built.script,
      label: built.label,
      warnings: r.warnings,
      spec: built.spec,
    };
  } catch (error) {
    if (error instanceof AskBack) return ask(r, family, error.message);
    throw error;
  }
}

function ask(r: Reading, first: Family | null, text: string): LibraryAnswer {
  return { kind: "question", question: nearest(r, families, first, text) };
}

/** Prompts that no part can answer, whatever else they say. */
function refusedAtOnce(r: Reading): string | null {
  if (
    r.says(
      /\b(?:request|ask(?: me)?(?: for)?|identify|seek) (?:the )?(?:clarification|correction|component count conflict|conflict)\b|\bclarif(?:y|ication) before\b/,
    )
  ) {
    return "The prompt asks to be asked before anything is made. Which of its requirements should hold?";
  }
  if (
    r.says(
      /(?<!\b(?:on|along|about|from|to|at) (?:(?:the|its|a|long|short|vertical|horizontal|main) )*)\bcenter ?line\b|\bsingle line\b|\bpolyline\b|\bfloor ?plan\b|\bfloor route\b|\b1d\b|\bwire ?frame\b|\bcircuit diagram\b|\bschematic\b/,
    )
  ) {
    return "This describes a line or a drawing, not a solid part. Which solid should it be?";
  }
  if (r.says(/\b(?:laser cut|2d|dxf|svg|flat) (?:sketch|drawing|profile|outline)\b|\b2d\b/)) {
    return "This asks for a flat profile; the parts library makes solids. Should it be a plate, and how thick?";
  }
  if (r.says(/\bhinges?\b/) && !r.says(/\bexactly (?:two|four|five|six|seven)\b/)) return null; // a part here made of three solids
  if (r.says(/\btables?\b/) && r.says(/\blegs\b/) && r.says(/\bexactly five\b|\bexactly # (?:separate )?solids\b/))
    return null; // and one of five
  const solids =
    /\bexactly (#|one|single) (?:separate )?(?:solids?|parts?|components?|bodies)\b|\b(?:separate|distinct|individual) (?:solid )?(?:solids|bodies|components)\b/.exec(
      r.plain,
    );
  if (solids && (solids[1] === "#" || solids[1] === undefined))
    return "This asks for an assembly of several solids; the parts library makes one part at a time. Which part comes first?";
  if (
    r.says(/\b(?:assembly|assemblies)(?! (?:clearance|gap|tolerance|play|fit))\b|\b(?:planetary|mechanism|gearbox)\b/)
  )
    return "This asks for an assembly; the parts library makes one part at a time. Which part comes first?";
  return null;
}

function coverNames(r: Reading, family: Family): void {
  for (const name of family.names) r.heard(new RegExp(`\\b(?:${name.source})\\b`));
}

/** Turns what nobody explained into warnings; returns a question when too much is left or it contradicts what was used. */
function judgeLeftovers(r: Reading, family: Family): string | null {
  const { lengths, others, words } = r.leftovers();
  const isSaid = (m: Measure): boolean => r.measures.some((u) => u.used && u.mm === m.mm);
  const isRestated = (m: Measure): boolean => {
    const group = lengths.filter((other) => other.group === m.group);
    return group.length >= 3 && group.every(isSaid);
  };
  const open = lengths.filter((m) => !(isParenthesised(r, m.token) && isSaid(m)) && !isRestated(m));
  for (const m of open) {
    const twin = r.measures.find(
      (u) =>
        u.used &&
        u.attr !== null &&
        u.attr === m.attr &&
        u.subject === m.subject &&
        u.mm !== m.mm &&
        u.attr !== "edge" &&
        u.attr !== "spacing",
    );
    const qualified =
      /\b(?:outer|inner|outside|inside|top|bottom|upper|lower|large|larger|small|smaller|left|right|first|second|third|other|end|minor|major|tip|root|pitch|each|from|between)\b/;
    if (twin && !qualified.test(m.words) && !qualified.test(twin.words)) {
      return `The prompt gives two different sizes for the same thing: ${twin.text} and ${m.text}. Which one is right?`;
    }
  }
  const used = r.measures.length - open.length;
  if (open.length >= 3 && open.length > used) {
    return `Only ${used} of the ${r.measures.length} sizes fit a ${family.title.toLowerCase()}; left over: ${open
      .slice(0, 4)
      .map((m) => m.text)
      .join(", ")}. What do they measure?`;
  }
  const content = r.tokens.filter((t) => t.kind === "word").length;
  if (words.length >= 4 && words.length > content * 0.4) {
    return `Too many words of the prompt are not understood (${words
      .slice(0, 5)
      .map((w) => `“${w}”`)
      .join(", ")}). Which part is it?`;
  }
  for (const m of open) r.notMet(`“${m.text}” was not used`);
  for (const text of others) r.notMet(`“${text}” was not used`);
  if (words.length > 0)
    r.notMet(
      `Not understood, so not made: ${words
        .slice(0, 8)
        .map((w) => `“${w}”`)
        .join(", ")}`,
    );
  return null;
}

function isParenthesised(r: Reading, token: number): boolean {
  const [before, after] = [r.tokens[token - 1], r.tokens[token + 1]];
  return before?.kind === "stop" && before.text === "(" && after?.kind === "stop" && after.text === ")";
}
