/** Keeps what a local model thinks aloud (`<think>…</think>`) out of its answer, while both stream. */

const OPENING = ["<think>", "<thinking>", "<seed:think>"];
const CLOSING = ["</think>", "</thinking>", "</seed:think>"];
const TAGS = [...OPENING, ...CLOSING];

export type ThoughtFilter = {
  /** Answers the part of the answer that is now certain. */
  push: (piece: string) => string;
  /** Answers the rest. `isCut`: the model ran out of tokens, so what is still a thought stays one. */
  end: (isCut: boolean) => string;
  /** A closing tag without an opening one came: all that was answered before it was a thought. */
  restarted: () => boolean;
};

/**
 * @param startsInThought the chat template opened the thought already, so that only its end is in the reply: nothing is
 *   let through before it is certain that this is no thought
 */
export function thoughtFilter(startsInThought: boolean): ThoughtFilter {
  let state: "undecided" | "thought" | "answer" = startsInThought ? "undecided" : "answer";
  let pending = "";
  /** Up to here `pending` holds no tag. */
  let searched = 0;
  /** What was answered of the current line. */
  let line = "";
  let hadThought = false;
  let hasRestarted = false;

  const take = (length: number): string => {
    const text = pending.slice(0, length);
    pending = pending.slice(length);
    searched = 0;
    return text;
  };
  const answer = (text: string): string => {
    line = text.includes("\n") ? text.slice(text.lastIndexOf("\n") + 1) : line + text;
    return text;
  };
  const skipBlank = () => {
    pending = pending.trimStart();
  };

  const push = (piece: string): string => {
    pending += piece;
    let out = "";
    for (;;) {
      const tag = firstTag(pending, searched, state === "thought" ? CLOSING : TAGS);
      if (tag === null) {
        const rest = pending.length - tagStart(pending);
        searched = rest;
        if (state === "thought") take(rest);
        if (state === "answer") out += answer(take(rest));
        return out;
      }
      if (state === "thought") {
        take(tag.end);
        skipBlank();
        state = "answer";
        continue;
      }
      const before = pending.slice(0, tag.start);
      const lineBefore = before.includes("\n") ? before.slice(before.lastIndexOf("\n") + 1) : line + before;
      // Only at the start of a line: a program may hold the word in a string.
      const isAtLineStart = lineBefore.trim() === "";
      if (tag.isOpening && isAtLineStart) {
        take(tag.end);
        if (before.trim() !== "") out += answer(before);
        state = "thought";
        hadThought = true;
      } else if (!tag.isOpening && (state === "undecided" || (isAtLineStart && !hadThought))) {
        // An end without a beginning: everything so far was the thought.
        take(tag.end);
        skipBlank();
        out = "";
        line = "";
        state = "answer";
        hadThought = true;
        hasRestarted = true;
      } else if (state === "undecided") {
        searched = tag.end;
      } else {
        out += answer(take(tag.end));
      }
    }
  };

  const end = (isCut: boolean): string => {
    const rest = state === "answer" || (state === "undecided" && !isCut) ? pending : "";
    pending = "";
    return rest;
  };

  return { push, end, restarted: () => hasRestarted };
}

type Tag = { start: number; end: number; isOpening: boolean };

function firstTag(text: string, from: number, tags: readonly string[]): Tag | null {
  let first: Tag | null = null;
  for (const tag of tags) {
    const start = text.indexOf(tag, from);
    if (start >= 0 && (first === null || start < first.start)) {
      first = { start, end: start + tag.length, isOpening: !tag.startsWith("</") };
    }
  }
  return first;
}

/** How many characters at the end may still become a tag. */
function tagStart(text: string): number {
  const at = text.lastIndexOf("<");
  if (at < 0) return 0;
  const tail = text.slice(at);
  return TAGS.some((tag) => tag.startsWith(tail)) ? tail.length : 0;
}
