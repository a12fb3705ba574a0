import type { Question, Warning } from "../validators";
import type { AppRequest } from "./request";
import type { Wish } from "./wishes";

/** Shapes of the app templates: what they are asked, what they answer, what a template is. */

export type AppAnswer =
  | { kind: "app"; template: string; title: string; label: string; code: string; warnings: Warning[] }
  | { kind: "question"; question: Question };

/** One finished component: `title` is its heading, `label` says in a few words what was filled in. */
export type BuiltApp = { title: string; label: string; code: string; warnings: Warning[] };

export type AppTemplate = {
  id: string;
  /** What people read in the gallery and in a question. */
  name: string;
  detail: string;
  /** A prompt that gives this template. */
  example: string;
  /** Patterns on the lower-case prompt with their weight; the sum decides (see `FIT_AT`). */
  signs: [RegExp, number][];
  /** Wishes that the component fulfils; any other wish found in the prompt becomes a warning. */
  grants: Wish[];
  /** True when it shows the fields that the prompt lists; otherwise listed fields that it lacks become a warning. */
  takesFields?: boolean;
  build(request: AppRequest): BuiltApp;
};
