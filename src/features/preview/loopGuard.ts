import { parse } from "sucrase/dist/esm/parser/index.js";
import { TokenType as tt } from "sucrase/dist/esm/parser/tokenizer/types.js";

/**
 * Puts a watch into the condition of every `while`, `do` and `for (;;)` loop, so that one that never ends throws instead of
 * freezing the frame. Lines are kept. Loops over iterables are left alone; the heartbeat catches what slips through.
 */

const GUARD = "__loopGuard";
/** A loop that runs longer than this without a pause is stopped. */
export const LOOP_LIMIT_MS = 1_500;

/** Once stopped, a loop that React tries again gets this long, so that both tries end before the heartbeat's limit. */
const SECOND_LIMIT_MS = 200;

/** Declares the guard; goes on the first line in front of the code. The count starts afresh after every pause. */
const PRELUDE = `const ${GUARD} = (() => { let n = 0, start = 0, limit = ${LOOP_LIMIT_MS}; return (line) => { if (n === 0) { start = Date.now(); queueMicrotask(() => { n = 0; }); } if ((++n & 511) === 0 && Date.now() - start > limit) { n = 0; limit = ${SECOND_LIMIT_MS}; throw Object.assign(new Error("The loop on line " + line + " did not end within ${LOOP_LIMIT_MS / 1_000} s and was stopped."), { appLine: line }); } return true; }; })();`;

type Insertion = { at: number; text: string };

/** @param source TypeScript with JSX; throws sucrase's SyntaxError when it cannot be parsed */
export function guardLoops(source: string): string {
  const { tokens } = parse(source, true, true, false);
  const insertions: Insertion[] = [];

  /** Index of the token that closes the bracket opened at `open`. */
  const closeOf = (open: number): number => {
    let depth = 0;
    for (let index = open; index < tokens.length; index++) {
      const type = tokens[index]?.type;
      if (type === tt.parenL || type === tt.braceL || type === tt.bracketL || type === tt.dollarBraceL) depth++;
      if (type === tt.parenR || type === tt.braceR || type === tt.bracketR) depth--;
      if (depth === 0) return index;
    }
    return -1;
  };

  tokens.forEach((token, index) => {
    const open = index + 1;
    const first = tokens[open];
    if (first?.type !== tt.parenL || (token.type !== tt._while && token.type !== tt._for)) return;
    const close = closeOf(open);
    const last = tokens[close];
    if (!last) return;
    const line = source.slice(0, token.start).split("\n").length;
    const call = `${GUARD}(${line})`;
    if (token.type === tt._while) {
      insertions.push({ at: first.end, text: `${call} && (` }, { at: last.start, text: ")" });
      return;
    }
    const semicolons: number[] = [];
    let depth = 0;
    for (let inner = open + 1; inner < close; inner++) {
      const type = tokens[inner]?.type;
      if (type === tt.parenL || type === tt.braceL || type === tt.bracketL || type === tt.dollarBraceL) depth++;
      if (type === tt.parenR || type === tt.braceR || type === tt.bracketR) depth--;
      if (depth === 0 && type === tt.semi) semicolons.push(inner);
    }
    const [before, after] = semicolons.map((at) => tokens[at]);
    if (!before || !after || semicolons.length !== 2) return;
    const isEmpty = semicolons[1] === (semicolons[0] ?? 0) + 1;
    if (isEmpty) insertions.push({ at: before.end, text: ` ${call}` });
    else insertions.push({ at: before.end, text: ` ${call} && (` }, { at: after.start, text: ")" });
  });

  if (insertions.length === 0) return source;
  let guarded = source;
  for (const { at, text } of insertions.sort((a, b) => b.at - a.at))
    guarded = guarded.slice(0, at) + text + guarded.slice(at);
  return `${PRELUDE} ${guarded}`;
}
