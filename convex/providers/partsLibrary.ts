import { answerFromAppTemplates } from "../lib/appTemplates/appTemplates";
import { withoutFences } from "../lib/documents";
import { withoutPlace } from "../lib/commentPlace";
import type { Author, Base, Draft } from "../lib/llmRouter";
import { changeFromWords } from "../lib/parameterWords";
import { answerFromPartsLibrary } from "../lib/partsLibrary/partsLibrary";
import type { Question } from "../lib/validators";

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
  const answer = answerFromPartsLibrary(prompt);
  if (answer.kind === "question") {
    return { kind: "question", question: base === null ? answer.question : followUpQuestion(answer.question, base) };
  }
  const { script, title, label, warnings, spec } = answer;
  return { kind: "script", text: script, title, label, warnings, spec, values: null };
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
  const sliders = base.parameters.slice(0, MAX_NAMED_SLIDERS).map(({ label }) => label);
  const now =
    sliders.length === 0
      ? "Describe the whole part again instead."
      : `Its sliders work without one: ${sliders.join(", ")}. Or describe the whole part again.`;
  return { text: `Changing a part by words needs a model, and none is configured. ${now}`, choices: question.choices };
}
