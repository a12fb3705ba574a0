import type { Question, Warning } from "../validators";

/** Shapes of the parts library: what it is asked, what it answers, what a family is. */

/** What the words of a prompt fix; the pipeline checks each rule against the measured facts. `null` = not fixed. */
export type SpecRule =
  | { rule: string; kind: "bbox"; size: [number | null, number | null, number | null] }
  | { rule: string; kind: "holes"; diameterMm: number; count: number }
  | { rule: string; kind: "volume"; mm3: number; tolerance: number }
  | { rule: string; kind: "solids"; count: number };

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
