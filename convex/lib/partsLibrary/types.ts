import type { Question, SpecRule, Warning } from "../validators";

export type { SpecRule };

/** Shapes of the parts library: what it is asked, what it answers, what a family is. */

export type LibraryAnswer =
  | {
      kind: "part";
      family: string;
      title: string;
      script: string;
      label: string;
      warnings: Warning[];
      spec: SpecRule[];
    }
  | { kind: "question"; question: Question };

/** A script with the facts that its author promises. */
/** `as` names the family that really made it, where one family hands on to another. */
export type BuiltPart = { script: string; label: string; spec: SpecRule[]; as?: string };

/** Raised inside a family when the prompt contradicts itself or leaves out what cannot be guessed. */
export class AskBack extends Error {}
