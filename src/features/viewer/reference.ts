/** What is chosen on the part, in the words that go with a prompt: "this face" then has a meaning. */
import type { Reference } from "../../../convex/lib/validators";
import { formatMm, measure, type Pick } from "./measurement";

export type Chosen = {
  /** A few words for a chip: "Top face". */
  title: string;
  reference: Reference;
};

/** Null for nothing chosen. Two picks measure between them, and the last one is meant. Always in mm, as the script is. */
export function chosenOf(picks: readonly Pick[]): Chosen | null {
  const pick = picks.at(-1);
  const reading = pick === undefined ? null : measure([pick], "mm");
  if (pick === undefined || reading === null) return null;
  const title = reading.kind === "" ? reading.title : `${reading.title}, ${reading.kind}`;
  const sizes = reading.rows.filter(() => pick.kind !== "point").map(({ name, value }) => `${name} ${value}`);
  const place = `at ${pick.point.map(formatMm).join(", ")} mm`;
  const isFace = pick.kind === "face";
  return {
    title: reading.title,
    reference: {
      text: [title, ...sizes, place].join("; "),
      point: [...pick.point],
      ...(isFace && { faceId: pick.id }),
      ...(isFace && pick.shape.kind === "plane" && { normal: [...pick.shape.axis] }),
    },
  };
}
