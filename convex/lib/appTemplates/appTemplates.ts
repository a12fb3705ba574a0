import { usesWorkspace } from "../apps";
import type { Question, Warning } from "../validators";
import { APP_TEMPLATES } from "./registry";
import { MAX_FIELDS, readFields, readRequest, type AppRequest } from "./request";
import type { AppAnswer, AppTemplate } from "./types";
import { openWishes } from "./wishes";

/** Apps without a model: the template that the words of a prompt fit best, filled from the prompt; a question when none fits. */

/** A template whose signs add up to less than this does not fit. */
const FIT_AT = 4;
const MAX_WARNINGS = 12;

/** Templates whose content comes from the prompt alone, and what a list of names in it speaks for them. */
const OPEN_TEMPLATES = new Set(["table", "form", "checklist"]);
const LISTED_FIELDS = 2;
/** Offered when no word of a prompt points anywhere. */
const USUAL_CHOICES = new Set(["inventory-form", "purchase-orders", "kpi-card"]);

const OTHER_STANDARD = /\b(?:csa|iso|iec|ul|asme|astm|ansi|nfpa|iatf|din|en|aws|ieee)[\s-]?[a-z]{0,2}\d[\w.:-]*\b/g;

function scoreOf(template: AppTemplate, request: AppRequest): number {
  const fit = template.signs.reduce((sum, [sign, weight]) => sum + (sign.test(request.text) ? weight : 0), 0);
  if (!OPEN_TEMPLATES.has(template.id) || fit <= 0) return fit;
  // These show nothing of their own: without names in the prompt there is nothing to show.
  return request.fields.length < 2 ? 0 : fit + LISTED_FIELDS;
}

/** Share of the words of the prompt that the template's own description has, for prompts that no sign fits. */
function nearness(template: AppTemplate, text: string): number {
  const own = new Set(
    `${template.name} ${template.detail} ${template.example}`.toLowerCase().match(/[a-z]{4,}/g) ?? [],
  );
  const words = text.match(/[a-z]{4,}/g) ?? [];
  return words.filter((word) => own.has(word)).length / Math.max(1, words.length);
}

function questionFor(request: AppRequest, scores: Map<AppTemplate, number>): Question {
  const nearest = [...APP_TEMPLATES]
    .map((template) => ({
      template,
      value:
        (scores.get(template) ?? 0) + nearness(template, request.text) + (USUAL_CHOICES.has(template.id) ? 0.01 : 0),
    }))
    .sort((a, b) => b.value - a.value)
    .slice(0, 3);
  const isForm = /\b(?:form|table|list|log)\b/.test(request.text) && request.fields.length < 2;
  return {
    text:
      request.text === ""
        ? "What should the app do? Without a model, it is made from one of the app templates."
        : isForm
          ? "Which fields or columns should it have? Name at least two, or take one of these."
          : "No app template fits this prompt, and no model wrote one. These come nearest.",
    choices: nearest.map(({ template }) => ({ label: template.name, prompt: template.example })),
  };
}

function missingFields(template: AppTemplate, request: AppRequest, code: string): Warning[] {
  if (template.takesFields || request.fields.length < 2) return [];
  const text = code.toLowerCase();
  const missing = request.fields.filter((field) => !text.includes(field.toLowerCase().replace(/s$/, "")));
  return missing.length === 0 ? [] : [{ code: "app_fields", message: `Not in this template: ${missing.join(", ")}.` }];
}

/** @returns an app filled from the prompt with what it leaves open, or a question with the three nearest templates */
export function answerFromAppTemplates(prompt: string): AppAnswer {
  const request = readRequest(prompt);
  const scores = new Map(APP_TEMPLATES.map((template) => [template, scoreOf(template, request)]));
  const best = APP_TEMPLATES.reduce<AppTemplate | undefined>(
    (found, template) => ((scores.get(template) ?? 0) > (found ? (scores.get(found) ?? 0) : 0) ? template : found),
    undefined,
  );
  if (!best || (scores.get(best) ?? 0) < FIT_AT) return { kind: "question", question: questionFor(request, scores) };

  const built = best.build(request);
  const listed = readFields(prompt).length;
  const warnings: Warning[] = [
    ...built.warnings,
    ...missingFields(best, request, built.code),
    ...openWishes(request.text, best.grants, usesWorkspace(built.code)),
  ];
  if (best.takesFields && listed > MAX_FIELDS) {
    warnings.push({
      code: "app_fields",
      message: `The prompt lists ${listed} fields; the first ${MAX_FIELDS} are in the app.`,
    });
  }
  const standards = (request.text.match(OTHER_STANDARD) ?? []).filter((name) => !/a[\s-]?277/.test(name));
  if (standards.length > 0) {
    warnings.push({
      code: "app_standard",
      message: `It does not check against ${[...new Set(standards)].join(", ").toUpperCase()}.`,
    });
  }
  return { kind: "app", template: best.id, ...built, warnings: warnings.slice(0, MAX_WARNINGS) };
}
