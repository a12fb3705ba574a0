import type { Mention } from "./mentions";
import { NotBuilt, singular, TELLING } from "./solids";
import type { Text } from "./text";

/** Brings together what is said of one thing in several places: "a plate with a boss. The plate is …". */

export type Feature = {
  class: Mention["class"];
  kind: Mention["kind"];
  noun: string;
  adjectives: string;
  mentions: Mention[];
  count: number | null;
  sentence: number;
  /** The bore of this tube goes through what it stands on. */
  isBoredThrough?: boolean;
};

export function featuresOf(text: Text, mentions: Mention[]): Feature[] {
  const features: Feature[] = [];
  for (const mention of mentions) {
    const words = text.slice(mention.before);
    const adjectives = (words.match(TELLING) ?? [])
      .filter((word) => !/^(?:vertical|horizontal|top|bottom)$/.test(word))
      .join(" ");
    const isSized = signs(text, mention) > 0;
    const alike = features.findLast(
      (f) =>
        f.class === mention.class &&
        (singular(f.noun) === singular(mention.noun) || (mention.class === "cut" && f.kind === mention.kind)) &&
        (adjectives === "" || f.adjectives === adjectives),
    );
    if (
      mention.kind === "pocket" &&
      /\b(?:circular|round)\b|§ (?:in )?(?:diameter|dia)\b/.test(text.slice(mention.range))
    )
      mention.kind = "hole";
    const isAlone = mention.kind === "counterbore" && !features.some((f) => f.kind === "hole");
    if (isAlone) mention.kind = "hole";
    const holes = /^counter/.test(mention.kind) ? features.findLast((f) => f.kind === "hole") : undefined;
    if (holes) {
      holes.mentions.push({ ...mention, before: { from: mention.range.from, to: mention.range.from }, places: [] });
      continue;
    }
    if (mention.kind === "hole" && mention.definite && !isSized && !features.some((f) => f.kind === "hole")) {
      // "a tube …; the hole goes through the plate": the tube's bore, all the way.
      const tube = features.findLast((f) => f.kind === "tube");
      if (!tube) throw new NotBuilt("which hole");
      tube.isBoredThrough = true;
      continue;
    }
    const ownSize = /[§M]/.test(words);
    const joins =
      alike !== undefined &&
      (mention.class === "solid"
        ? mention.definite || !isSized || !alike.mentions.some((m) => signs(text, m) > 0)
        : (mention.definite && !ownSize) || !alike.mentions.some((m) => signs(text, m) > 0));
    if (joins && alike) {
      // A title names it first; its turn is where its sizes stand.
      if (isSized && !alike.mentions.some((m) => signs(text, m) > 0)) {
        features.splice(features.indexOf(alike), 1);
        features.push(alike);
        alike.kind = mention.kind;
        alike.sentence = mention.sentence;
      }
      alike.mentions.push(mention);
      alike.count ??= mention.count;
    } else
      features.push({
        class: mention.class,
        kind: mention.kind,
        noun: mention.noun,
        adjectives,
        mentions: [mention],
        count: mention.count,
        sentence: mention.sentence,
      });
  }
  // A title ("a plate with a boss") says nothing that the sentences after it do not say.
  return features.filter((f) => {
    const isSized = f.mentions.some((m) => signs(text, m) > 0 || m.places.length > 0);
    if (isSized) return true;
    const others = features.some(
      (g) =>
        g !== f &&
        g.class === f.class &&
        (g.sentence > f.sentence || f === features[0] || /^(?:section|step)/.test(g.noun)) &&
        g.mentions.some((m) => signs(text, m) > 0),
    );
    if (f.sentence === 0 && (others || f.class !== "solid")) return false;
    throw new NotBuilt(`${f.noun} without a size`);
  });
}

export function signs(text: Text, mention: Mention): number {
  return (text.slice(mention.range).match(/[§M°@]/g) ?? []).length;
}
