import { answerFromAppTemplates } from "../lib/appTemplates/appTemplates";
import { withoutFences } from "../lib/documents";
import { withoutPlace } from "../lib/commentPlace";
import type { Author, Base, Draft } from "../lib/llmRouter";
import { changeFromWords } from "../lib/parameterWords";
import { answerFromPartsLibrary } from "../lib/partsLibrary/partsLibrary";
import { isChange, revise, withWords, wordsOf } from "../lib/partsLibrary/revise";
import { labelFromPrompt } from "../lib/titles";
import type { ParameterValue, Question } from "../lib/validators";

const MAX_NAMED_SLIDERS = 6;

/** A prompt without what stands in it for a model alone: quoted documents, and the place of a comment. */
const plainWords = (prompt: string): string => withoutPlace(withoutFences(prompt));

/** The parts library, and its app templates, as a provider: no key, no network, answers at once. */
export const partsLibraryAuthor: Author = {
  id: "partsLibrary",
  kinds: ["cad", "app"],
  model: null,
  isLocal: true,
  write: async ({ prompt, kind, base }) => ({
    draft: kind === "app" ? appDraftFor(plainWords(prompt), base) : draftFor(plainWords(prompt), base),
    model: null,
    usage: { inputTokens: null, outputTokens: null, cachedInputTokens: null },
    firstTokenMs: null,
  }),
};

function draftFor(prompt: string, base: Base | null): Draft {
  const change = base === null ? null : changeFromWords(prompt, base.parameters);
  if (base !== null && change !== null) {
    return {
      kind: "script",
      text: base.code,
      title: null,
      label: change.label,
      warnings: [],
      spec: [],
      values: { ...base.values, ...change.values },
    };
  }
  if (base !== null && isChange(prompt)) {
    return revisedDraft(prompt, base) ?? { kind: "question", question: changeQuestion(prompt, base) };
  }
  const answer = answerFromPartsLibrary(prompt);
  if (answer.kind === "question") {
    const revised = base === null ? null : revisedDraft(prompt, base);
    if (revised !== null) return revised;
    return { kind: "question", question: base === null ? answer.question : followUpQuestion(answer.question, base) };
  }
  const { script, title, label, warnings, spec } = answer;
  return { kind: "script", text: withWords(script, prompt), title, label, warnings, spec, values: null };
}

/** The standing part with one thing changed, and with the sliders as they stand; null where the words do not fix it. */
function revisedDraft(prompt: string, base: Base): Draft | null {
  const words = wordsOf(base.code);
  const revision = words === null ? null : revise(words, prompt);
  if (revision === null) return null;
  const { script, warnings, spec } = revision.part;
  const values = keptValues(base, script);
  return {
    kind: "script",
    text: withWords(script, revision.words),
    title: null,
    label: labelFromPrompt(prompt),
    warnings,
    // The rules speak of the sizes in the words; a slider that was moved has others.
    spec: values === null ? spec : [],
    values,
  };
}

/** The overrides of constants that the change left alone; null where there are none. */
function keptValues(base: Base, script: string): Record<string, ParameterValue> | null {
  const lines = new Set(script.split("\n"));
  const declarations = base.code.split("\n").filter((line) => lines.has(line));
  const kept = Object.entries(base.values).filter(([name]) =>
    declarations.some((line) => line.startsWith(`${name} = `)),
  );
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function appDraftFor(prompt: string, base: Base | null): Draft {
  const answer = answerFromAppTemplates(prompt);
  if (answer.kind === "app") {
    const { code, title, label, warnings } = answer;
    return { kind: "script", text: code, title, label, warnings, spec: [], values: null };
  }
  if (base === null) return answer;
  const text =
    "Changing an app by words needs a model, and none answered. Edit its code instead, or describe the whole app again.";
  return { kind: "question", question: { text, choices: answer.question.choices } };
}

/** A follow-up that the library cannot read as a part of its own: say what would understand it, and what works now. */
function followUpQuestion(question: Question, base: Base): Question {
  return {
    text: `This change needs a model, and none answered. ${waysWithout(base)} Or describe the whole part again.`,
    choices: question.choices,
  };
}

/** A change of the standing part that cannot be made by words alone; there is no other part to offer. */
function changeQuestion(prompt: string, base: Base): Question {
  return {
    text: `“${labelFromPrompt(prompt)}” needs a model for this part, and none answered. ${waysWithout(base)}`,
    choices: [],
  };
}

function waysWithout({ parameters }: Base): string {
  const sliders = parameters.slice(0, MAX_NAMED_SLIDERS).map(({ label }) => label);
  const plain = "Plain changes work without one: “10 mm longer”, “M5 instead of M4”, “remove the holes”.";
  return sliders.length === 0 ? plain : `${plain} So do its sliders: ${sliders.join(", ")}.`;
}
