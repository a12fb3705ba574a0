import type { Anchor } from "./peopleValidators";

/** The sentence that tells a model where on the part a comment is; its numbers are no sizes. Pure, millimetres. */

const SENTENCE = /\nThis is about the point \([^\n]*$/;

export function placeSentence({ faceId, point, camera }: Anchor): string {
  const face = faceId === undefined ? "" : ` on face ${faceId}`;
  const view = camera === undefined ? "" : `, seen from ${coordinates(camera.position)}`;
  return `\nThis is about the point ${coordinates(point)}${face}${view}.`;
}

/** The prompt without that sentence, for a reader that takes every number for a size. */
export function withoutPlace(prompt: string): string {
  return prompt.replace(SENTENCE, "");
}

function coordinates({ x, y, z }: Anchor["point"]): string {
  return `(${[x, y, z].map((mm) => Math.round(mm * 100) / 100).join(", ")})`;
}
