import type { Message } from "../provider";
import type { Kind, ParameterValue } from "../validators";
import { appSystemPrompt } from "./appSystem";
import { cadSystemPrompt } from "./cadSystem";
import type { Example } from "./fewShots";

/** From what a person asked to what a model reads. */

/** The version that a follow-up changes, with the values that its sliders stand at. */
export type Standing = { code: string; values: Record<string, ParameterValue> };

export type PromptBrief = {
  kind: Kind;
  prompt: string;
  standing: Standing | null;
  /** A face, edge or part that the person selected, in words ("face 12: planar, 80 × 50 mm, facing +Z, at Z = 5"). */
  reference?: string | null;
  /** Shown before a first prompt; a follow-up has its own code to go by. */
  examples?: readonly Example[];
};

export type Composed = { system: string; messages: Message[] };

export function composePrompt(brief: PromptBrief): Composed {
  const { kind, standing, examples = [] } = brief;
  const shots = standing === null && kind === "cad" ? examples.flatMap(asTurns) : [];
  return {
    system: kind === "cad" ? cadSystemPrompt : appSystemPrompt,
    messages: [...shots, { role: "user", text: requestText(brief) }],
  };
}

/** The request alone, as one message: what a repair shows again. */
export function requestText({ kind, prompt, standing, reference = null }: PromptBrief): string {
  const pointed =
    reference === null ? [] : [`Selected in the viewer, meant by "this" or "here": ${onOneLine(reference)}`];
  if (standing === null) return [prompt, ...pointed].join("\n\n");
  return [
    "This is the standing version:",
    fenced(standing.code, kind),
    ...valueLines(standing.values),
    `Requested change: ${prompt}`,
    ...pointed,
    FOLLOW_UP[kind],
  ].join("\n\n");
}

/** Names of parts come from files: a line break in one would look like words of the person. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\s\u0085]+/g, " ").trim();
}

const FOLLOW_UP: Record<Kind, string> = {
  cad: `Change as little as possible: keep the names, order, comments and style of everything that the request does not touch, and all dimensions that it does not name.
A new dimension becomes a new constant. Return the whole script.`,
  app: `Change as little as possible: keep names, order and wording of everything that the request does not touch.
Return the whole file.`,
};

function valueLines(values: Record<string, ParameterValue>): string[] {
  const entries = Object.entries(values);
  if (entries.length === 0) return [];
  const list = entries.map(([name, value]) => `${name} = ${pythonLiteral(value)}`).join("\n");
  return [`Its sliders stand at these values now; write them into the constants:\n${list}`];
}

function pythonLiteral(value: ParameterValue): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

function asTurns({ prompt, code }: Example): Message[] {
  return [
    { role: "user", text: prompt },
    { role: "assistant", text: fenced(code, "cad") },
  ];
}

/** A fence longer than any in the code, so that the code cannot end it. */
export function fenced(code: string, kind: Kind): string {
  const longest = Math.max(2, ...(code.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${kind === "cad" ? "python" : "tsx"}\n${code.trimEnd()}\n${fence}`;
}
