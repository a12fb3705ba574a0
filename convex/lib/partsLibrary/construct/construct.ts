import { Draft } from "../family";
import { Reading } from "../reading";
import { plainNumber } from "../script";
import { AskBack, type LibraryAnswer } from "../types";
import { writeCuts, writeEdge } from "./cutting";
import { middle, minus, ZERO } from "./expression";
import { featuresOf, type Feature } from "./features";
import { mentionsOf } from "./mentions";
import { isGlue, nounOf, PART_NAMES } from "./nouns";
import { rewritten, takeFrame, TAKES_BACK } from "./phrases";
import { placeSolids } from "./placing";
import { Names } from "./shapes";
import { around, NotBuilt, pos, singular, UP } from "./solids";
import { Text, type Range } from "./text";

/**
 * Builds a part from a description of its solids ("a flange …, add a hub …, drill six holes …") instead of from the name
 * of a family. Strict: it answers only where every size and every word of the prompt found its place, so that what it
 * makes is what was said; all else is left to the families.
 */

type Part = Extract<LibraryAnswer, { kind: "part" }>;

/** What was built; `composite` where it is more than one solid with holes, so more than most families know. */
export type Built = { part: Part; composite: boolean };

/** The part, or null where anything was left over. Never throws. Lengths are mm, Z is up, the part stands on Z = 0. */
export function construct(prompt: string, refused?: (reason: string) => void): Built | null {
  const r = new Reading(prompt);
  try {
    return build(r);
  } catch (error) {
    if (!(error instanceof NotBuilt || error instanceof AskBack)) throw error;
    refused?.(error.message);
    return null;
  }
}

function build(r: Reading): Built {
  const text = new Text(r, rewritten);
  const whole = { from: 0, to: text.length };
  if (!text.isWhole) throw new NotBuilt("a size was lost");
  takeFrame(text, whole);
  if (text.says(TAKES_BACK, [whole])) throw new NotBuilt("takes back");
  const mentions = mentionsOf(text);
  if (mentions === null || mentions.length === 0) throw new NotBuilt("no nouns");
  const features = featuresOf(text, mentions);
  const bodies = features.filter((f) => f.class === "solid");
  if (bodies.length === 0 || bodies.length > 8) throw new NotBuilt("no solids");
  const title = titleOf(features);
  const draft = new Draft(r, title);
  const names = new Names(draft, bodies.length === 1);
  const solids = placeSolids(text, bodies, names);
  const extent = around(solids.map((s) => s.extent));
  const edges = features.filter((f) => f.class === "edge").map((f) => writeEdge(text, f, solids, draft));
  const cuts = writeCuts(
    text,
    features.filter((f) => f.class === "cut"),
    solids,
    extent,
    draft,
    r,
  );
  checkLeft(text, whole);
  draft.s.add(...solids.flatMap((s, i) => s.code.map((line, k) => `part ${i === 0 && k === 0 ? "=" : "+="} ${line}`)));
  const height = minus(extent.z1, extent.z0);
  for (const s of solids) {
    if (!s.isBoredThrough) continue;
    if (s.bore === null || s.axis !== "z") throw new NotBuilt("which bore");
    const at = pos(middle(s.extent.x0, s.extent.x1), middle(s.extent.y0, s.extent.y1), extent.z0);
    s.cuts = [`${at}Cylinder(${s.bore.name} / 2, ${height.code}, ${UP})`];
  }
  draft.s.add(...edges, ...solids.flatMap((s) => s.cuts.map((line) => `part -= ${line}`)), ...cuts.lines);
  if (Math.abs(extent.z0.v) > 1e-9 && solids.every((s) => s.axis === "z"))
    draft.s.add(`part = Pos(0, 0, ${minus(ZERO, extent.z0).code}) * part`);
  draft.s.add("result = part");
  const isCutBall = solids.some((s) => s.kind === "sphere" || s.kind === "hemisphere") && cuts.lines.length > 0;
  const size = [minus(extent.x1, extent.x0), minus(extent.y1, extent.y0), minus(extent.z1, extent.z0)].map(
    (l) => Math.round(l.v * 1e6) / 1e6,
  ) as [number, number, number];
  // A hole through the pole of a ball makes it lower.
  if (!isCutBall) draft.spec.push({ rule: `Box ${size.map(plainNumber).join(" × ")} mm`, kind: "bbox", size });
  draft.spec.push(...cuts.rules);
  const part = draft.done(`${title.split(" ")[0]!} ${size.map(plainNumber).join(" × ")} mm`);
  return {
    part: {
      kind: "part",
      family: "construct",
      title,
      script: part.script,
      label: part.label,
      warnings: r.warnings,
      spec: part.spec,
    },
    composite:
      bodies.length > 1 ||
      (features.length > 2 && features.some((f) => f.class === "cut" && f.kind !== "hole")) ||
      features.length > 4,
  };
}

/** "Flange with hub and holes": what people find it by. */
function titleOf(features: Feature[]): string {
  const solids = features.filter((f) => f.class === "solid");
  const first = singular(solids[0]!.noun);
  const others = solids.slice(1).map((f) => ((f.count ?? 1) > 1 ? f.noun : singular(f.noun)));
  const cuts = features
    .filter((f) => f.class === "cut")
    .map((f) => ((f.count ?? 1) > 1 ? `${singular(f.noun)}s` : singular(f.noun)));
  const details = [...new Set([...others, ...cuts].map((noun) => noun.replace(/^through /, "")))].filter(
    (noun) => noun !== first,
  );
  const name = first.charAt(0).toUpperCase() + first.slice(1);
  if (details.length === 0) return name;
  const shown = details.slice(0, 3);
  const last = shown.pop()!;
  return `${name} with ${shown.length > 0 ? `${shown.join(", ")} and ` : ""}${last}`;
}

/** @throws NotBuilt when a size or a word that may matter was not used. */
function checkLeft(text: Text, whole: Range): void {
  text.takeAll(PART_NAMES, [whole]);
  text.takeAll(/\bhalf spheres?\b|\btruncated cones?\b/, [whole]);
  const left = text.left([whole]).filter((word) => !isGlue(word) && nounOf(word) === null && !/^#$/.test(word));
  if (left.length > 0) throw new NotBuilt(`not understood: ${left.join(" ")}`);
}
