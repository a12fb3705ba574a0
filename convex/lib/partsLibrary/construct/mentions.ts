import { nounOf, type Kind, type NounClass } from "./nouns";
import { countOf, type Range, type Text } from "./text";

/**
 * Cuts a prompt into what it speaks of: each solid, cut or edge with the words that belong to it. "The plate" after "on"
 * or "through" is a place; at the head of a sentence it is the plate again.
 */

export type Mention = {
  kind: Kind;
  class: NounClass;
  noun: string;
  /** The words in front of the noun: "a 70 mm diameter by 8 mm thick". */
  before: Range;
  /** Its words, from the determiner to the next mention. */
  range: Range;
  /** Sizes of a solid that stand behind its holes: "a disc …, a 10 mm bore, thickness 8". */
  more: Range[];
  /** What stands before the first mention of its sentence: "on top of the plate there is". */
  lead: Range | null;
  count: number | null;
  definite: boolean;
  sentence: number;
  places: Place[];
};

/** "through the base", "on top of the plate": the noun referred to and the words in front of it. */
export type Place = { noun: string; kind: Kind; words: string };

type Noun = { text: string; kind: Kind; class: NounClass; from: number; to: number };

const DETERMINER = /^(?:a|an|the|its|another|each|this|that|any)$/;
const BEFORE_NOUN =
  /^(?:[§#M°×~]|by|mm|in|of|square|rectangular|round|circular|cylindrical|solid|hollow|vertical|horizontal|upright|flat|thick|thin|long|short|tall|high|wide|deep|diameter|radius|dia|outer|inner|outside|inside|od|id|central|centered|center|concentric|coaxial|through|blind|straight|through|mounting|bolt|screw|clearance|tapped|threaded|plain|large|small|raised|top|bottom|upper|lower|first|second|third|fourth|fifth|last|next|main|wide|equal|identical|equally|evenly|spaced|rounded|corner|rear|front|left|right|back|side|base|cover|cross|width|height|length|thickness|shallow|deep|axis[xyz]|hexagonal|hex|triangular|counterbored|countersunk|support|reinforcing|internal|divider|screw|dowel|cable|shaft|hub|flange|pin|bearing|motor|drilled|full|open|same|separate|smaller|larger|narrow|long|cone|truncated|across|flats|per|tube|pipe|wall|plug|v|shaped|[a-z]|nominal|overall|total|uniform|exact|exactly|integral|single)$/;
/** "through both the", "on top of the": what follows is where, not what. */
const PLACE_BEFORE =
  /\b(?:in|on|onto|of|to|from|through|into|above|below|beneath|at|around|under|over|inside|along|across|beside|than|between) (?:(?:all|both) (?:of )?)?(?:the|its|this|that|each|both)(?: (?:square|round|rectangular|circular|vertical|horizontal|central|center|top|bottom|first|second|upper|lower|outer|inner|main|base|cover|mounting|rear|front|left|right|large|larger|small|smaller|long|short|whole|entire))* $/;

/** The mentions in order, or null where a sentence cannot be cut. */
export function mentionsOf(text: Text): Mention[] | null {
  const line = text.all();
  const mentions: Mention[] = [];
  let sentence = 0;
  let from = 0;
  while (from < line.length) {
    const dot = line.slice(from).search(/ [.;!?] /);
    const to = dot < 0 ? line.length : from + dot + 1;
    if (/[a-z§#M]/.test(line.slice(from, to)))
      mentions.push(...ofSentence(text, line, { from, to }, sentence, mentions));
    sentence++;
    from = to + 2;
  }
  return mentions;
}

function nounsIn(line: string, range: Range): Noun[] {
  const found: Noun[] = [];
  const piece = line.slice(range.from, range.to);
  for (const match of piece.matchAll(/[a-z]+/g)) {
    const two = /^[a-z]+ [a-z]+/.exec(piece.slice(match.index))?.[0];
    const text = two !== undefined && nounOf(two) !== null ? two : match[0];
    const noun = nounOf(text);
    if (noun === null) continue;
    const at = range.from + match.index;
    const last = found.at(-1);
    if (last !== undefined && at < last.to) continue;
    // "base plate", "hub flange": the last of a run is the head.
    if (last !== undefined && line.slice(last.to, at) === " ") found.pop();
    found.push({ text, ...noun, from: at, to: at + text.length });
  }
  return found;
}

function ofSentence(text: Text, line: string, range: Range, sentence: number, earlier: Mention[]): Mention[] {
  const nouns = nounsIn(line, range);
  const own: Mention[] = [];
  let free = range.from;
  const waiting: Place[] = [];
  let lastPlace: number | null = null;
  nouns.forEach((noun) => {
    const start = startOf(line, free, noun.from, own.length === 0);
    const before = line.slice(free, noun.from);
    const isPlace =
      PLACE_BEFORE.test(line.slice(range.from, noun.from)) ||
      (lastPlace !== null && /^ and (?:the|its) (?:[a-z]+ )?$/.test(line.slice(lastPlace, noun.from)));
    const previous = own.at(-1);
    lastPlace = null;
    if (isPlace) {
      const place = { noun: noun.text, kind: noun.kind, words: before.trim() };
      if (previous) previous.places.push(place);
      else waiting.push(place);
      lastPlace = noun.to;
      return;
    }
    const words = line.slice(start, noun.from);
    const count = /(?:^|\s)#(?=\s)/.exec(words);
    const value = count === null ? null : countOf(text.valueAt(start + count.index + (count[0].length - 1)));
    if (previous && /^ (?:is|are) $/.test(line.slice(free, start)) && /^(?:an?|#) /.test(words)) {
      // "the flange is a cylinder with …": one thing with two names.
      previous.kind = noun.kind;
      if (!/[§#M]/.test(line.slice(previous.before.from, previous.before.to)))
        previous.before = { from: start, to: noun.from };
      free = noun.to;
      return;
    }
    if (previous) previous.range.to = start;
    own.push({
      kind: noun.kind,
      class: noun.class,
      noun: noun.text,
      before: { from: start, to: noun.from },
      range: { from: start, to: range.to },
      more: [],
      lead: previous ? null : { from: range.from, to: start },
      count: value,
      definite: /^\s*(?:the|its|this|each)\b/.test(words.replace(/~/g, "")) || false,
      sentence,
      places: previous ? [] : [...waiting],
    });
    free = noun.to;
  });
  if (own.length === 0) {
    // A sentence of its own about what came last: "Outside dimensions are …".
    const last = earlier.at(-1);
    if (last && nouns.length === 0)
      own.push({
        ...last,
        before: { from: range.to, to: range.to },
        range,
        more: [],
        lead: null,
        count: null,
        definite: true,
        sentence,
        places: [],
      });
    else if (nouns.length > 0) {
      const noun = nouns[0]!;
      own.push({
        kind: noun.kind,
        class: noun.class,
        noun: noun.text,
        before: { from: range.from, to: noun.from },
        range,
        more: [],
        lead: null,
        count: null,
        definite: true,
        sentence,
        places: waiting,
      });
    }
  }
  handBack(line, own);
  return own;
}

const SOLID_SIZE =
  /^ (?:(?:and|with|an?|the|overall|total) )*(?:(?:thickness|height|length|width)(?: of| is|:)? § |§ (?:thick|tall|high|long|wide)(?: overall)? |§ corner radi(?:us|i) |corner radi(?:us|i)(?: of)? § )$/;

/** "a disc …, with a 10 mm bore, thickness 8": what a hole cannot have belongs to the solid before it. */
function handBack(line: string, own: Mention[]): void {
  own.forEach((mention, i) => {
    if (mention.kind !== "hole") return;
    const solid = own.slice(0, i).findLast((m) => m.class === "solid");
    if (!solid) return;
    for (;;) {
      const words = line.slice(mention.range.from, mention.range.to);
      const end = words.replace(/ (?:,|and) ?$/, " ").length;
      const comma = Math.max(words.slice(0, end).lastIndexOf(" , "), words.slice(0, end).lastIndexOf(" and "));
      const tail = comma < 0 ? "" : words.slice(comma + 1, end).replace(/^(?:,|and)/, "");
      if (!SOLID_SIZE.test(tail)) return;
      solid.more.push({ from: mention.range.from + comma + 1, to: mention.range.to });
      mention.range = { from: mention.range.from, to: mention.range.from + comma + 1 };
    }
  });
}

/** Where the noun's own words start: back over sizes and adjectives to the determiner. */
function startOf(line: string, from: number, noun: number, isFirst: boolean): number {
  const words = [...line.slice(from, noun).matchAll(/\S+/g)];
  let start = noun;
  for (let i = words.length - 1; i >= 0; i--) {
    const { 0: word, index } = words[i]!;
    if (DETERMINER.test(word)) return from + index;
    if (word === "#") return from + index;
    if (word === "," || word === "and") {
      // "a 30 mm diameter, 40 mm long section": over the comma only where a determiner follows with nothing but sizes.
      const rest = words.slice(0, i).map(([text]) => text);
      const reach = rest.findLastIndex((text) => DETERMINER.test(text) || text === "#");
      const between = rest.slice(reach + 1);
      const isOne =
        (reach >= 0 || isFirst) &&
        !between.includes("×") &&
        between.some((text) => text === "§") &&
        between.every((text) => BEFORE_NOUN.test(text) || text === "," || text === "and") &&
        words.slice(i + 1).some(([text]) => text === "§");
      if (!isOne) return start;
      continue;
    }
    if (!BEFORE_NOUN.test(word)) return start;
    start = from + index;
  }
  return start;
}
