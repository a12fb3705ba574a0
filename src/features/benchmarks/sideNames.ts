// Pure: how the sides of a run are called. What all sides have in common is left out of their names.
import type { Side } from "../../../convex/lib/benchmarks/views";
import { providerName } from "../../lib/providerNames";

export type SideName = {
  /** The model, or the provider where it has none: `Qwen3-Coder-30B`. */
  name: string;
  /** The provider and what else tells this side from the others: `Hugging Face · Best · no repairs`. */
  detail: string;
  /** For a column's head or a plot: unique within the run. */
  short: string;
};

const PROFILE_LABEL = { fast: "Fast", balanced: "Balanced", best: "Best" } as const;

/** The last piece of `owner/model`. */
export const modelName = (model: string): string => model.split("/").at(-1) ?? model;

export function sideNames(sides: readonly Side[]): SideName[] {
  const differ = <Value>(of: (side: Side) => Value) => new Set(sides.map(of)).size > 1;
  const hasProfiles = differ(({ profile }) => profile);
  const hasRepairs = differ(({ repairs }) => repairs);
  const named = sides.map((side) => {
    const more = [
      ...(hasProfiles ? [PROFILE_LABEL[side.profile]] : []),
      ...(hasRepairs ? [side.repairs ? "repairs" : "no repairs"] : []),
    ];
    const [provider = side.provider, ...rest] = providerName(side.provider).split(", ");
    const name = side.model === undefined ? provider : modelName(side.model);
    const origin = side.model === undefined ? rest.join(", ") : provider;
    return { name, origin, more };
  });
  const isTaken = (name: string) => named.filter((other) => other.name === name).length > 1;
  return named.map(({ name, origin, more }) => ({
    name,
    detail: [origin, ...more].filter((text) => text !== "").join(" · "),
    short: isTaken(name) ? [name, ...(more.length > 0 ? more : [origin])].join(" ") : name,
  }));
}
