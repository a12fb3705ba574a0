/** The parts of an assembly: which triangles and lines are whose, and the model without the hidden ones. */
import type { CadModel } from "./cadModel";

type Run = { start: number; count: number };

/** `colour` is CSS, null where the file gives the part none of its own. Triangles and segments are runs of the model's. */
export type ModelPart = { name: string; colour: string | null; triangles: Run; segments: Run };

/**
 * The model without its hidden parts. The frame keeps its size, and faces and edges keep their numbers: what is hidden
 * becomes an empty run, so a comment on face 12 still means face 12.
 */
export function withoutParts(model: CadModel, hidden: ReadonlySet<number>): CadModel {
  const kept = model.parts.filter((_, index) => !hidden.has(index));
  if (hidden.size === 0 || kept.length === model.parts.length) return model;
  const triangles = kept.map((part) => part.triangles);
  const segments = kept.map((part) => part.segments);
  return {
    ...model,
    indices: joined(model.indices, triangles, 3),
    segments: joined(model.segments, segments, 6),
    faces: shifted(model.faces, triangles),
    edges: shifted(model.edges, segments),
  };
}

function joined<Numbers extends Uint32Array | Float32Array>(values: Numbers, runs: readonly Run[], width: number) {
  const total = runs.reduce((sum, run) => sum + run.count * width, 0);
  const out = values.slice(0, total) as Numbers; // a part of the same kind of array
  let at = 0;
  for (const run of runs) {
    out.set(values.subarray(run.start * width, (run.start + run.count) * width), at);
    at += run.count * width;
  }
  return out;
}

/** Moves each run to where its part now begins. Both lists are sorted by start. */
function shifted<Named extends Run>(ranges: readonly Named[], kept: readonly Run[]): Named[] {
  let part = 0;
  let before = 0;
  return ranges.map((range) => {
    for (let run = kept[part]; run !== undefined && range.start >= run.start + run.count; run = kept[part]) {
      before += run.count;
      part += 1;
    }
    const run = kept[part];
    return run === undefined || range.start < run.start
      ? { ...range, start: before, count: 0 }
      : { ...range, start: before + range.start - run.start };
  });
}

/** What is hidden after a press on one part: alone, it comes back; else all others go. */
export function isolate(count: number, hidden: ReadonlySet<number>, index: number): ReadonlySet<number> {
  const isAlone = !hidden.has(index) && hidden.size === count - 1;
  return isAlone ? new Set() : new Set(Array.from({ length: count }, (_, at) => at).filter((at) => at !== index));
}

export function toggled(hidden: ReadonlySet<number>, index: number): ReadonlySet<number> {
  const next = new Set(hidden);
  if (!next.delete(index)) next.add(index);
  return next;
}
