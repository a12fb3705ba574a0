/** Finds the one program in a model's reply, however it wrapped it, and refuses prose. */

export type CodeLanguage = "python" | "tsx";

export type ExtractedCode = { kind: "code"; code: string } | { kind: "none"; reason: "empty" | "prose" | "cut" };

type Block = { tag: string; body: string; isClosed: boolean };

const TAGS: Record<CodeLanguage, readonly string[]> = {
  python: ["python", "py", "python3", "build123d"],
  tsx: ["tsx", "jsx", "ts", "typescript", "js", "javascript", "react", "typescriptreact"],
};

/**
 * @param finishReason "length" says that the model ran out of tokens: a program that ends with the reply is then half a
 *   program and is refused as "cut"
 */
export function extractCode(
  reply: string,
  language: CodeLanguage,
  finishReason: "stop" | "length" = "stop",
): ExtractedCode {
  const text = reply.replace(/\r\n?/g, "\n").replace(/^\uFEFF/, "");
  if (text.trim() === "") return { kind: "none", reason: "empty" };

  const blocks = fencedBlocks(text);
  const candidates = blocks.filter((block) => mayBe(block, language));
  const closed = candidates.filter((block) => block.isClosed);
  const whole = bestOf(closed.filter((block) => isWhole(block.body, language)));
  if (whole !== null) return code(whole.body);

  if (finishReason === "length")
    return { kind: "none", reason: blocks.length > 0 || looksLike(text, language) ? "cut" : "prose" };

  // The last fence is often forgotten.
  const open = candidates.find((block) => !block.isClosed);
  if (open !== undefined && isWhole(open.body, language)) return code(open.body);
  // A script that was explained step by step: whole only once it is put together.
  const joined = candidates.map((block) => trimBlankLines(block.body)).join("\n\n");
  if (candidates.length > 1 && isWhole(joined, language)) return code(joined);
  // Without the marks of a whole program: the longest block that is code at all. The run tells what it lacks.
  const longest = bestOf(candidates.filter((block) => looksLike(block.body, language)));
  if (longest !== null) return code(longest.body);

  if (blocks.length > 0) return { kind: "none", reason: "prose" };
  const bare = withoutProse(text, language);
  return bare === null ? { kind: "none", reason: "prose" } : code(bare);
}

/** Two programs that differ in comments and spacing alone would fail alike. */
export function isSameCode(a: string, b: string, language: CodeLanguage): boolean {
  return bones(a, language) === bones(b, language);
}

function bones(source: string, language: CodeLanguage): string {
  const comment = language === "python" ? /^#.*$| #.*$/ : /^\/\/.*$| \/\/.*$/;
  return source
    .split("\n")
    .map((line) => {
      const indent = line.length - line.trimStart().length;
      const rest = line.trim().replace(/\s+/g, " ").replace(comment, "").trimEnd();
      return rest === "" ? "" : `${indent} ${rest}`;
    })
    .filter((line) => line !== "")
    .join("\n");
}

function code(body: string): ExtractedCode {
  return { kind: "code", code: `${trimBlankLines(dedent(body))}\n` };
}

const MAX_FENCE_CHARACTERS = 200;

function fencedBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let current: { fence: string; tag: string; lines: string[] } | null = null;
  for (const line of text.split("\n")) {
    // A line longer than this is no fence, and the pattern would be slow on it.
    const mark = line.length > MAX_FENCE_CHARACTERS ? null : /^\s*(`{3,}|~{3,})\s*([^\s`]*)[^`]*$/.exec(line);
    if (current === null) {
      if (mark) current = { fence: mark[1] ?? "```", tag: (mark[2] ?? "").toLowerCase(), lines: [] };
      continue;
    }
    if (mark && mark[2] === "" && (mark[1] ?? "").startsWith(current.fence)) {
      blocks.push({ tag: current.tag, body: current.lines.join("\n"), isClosed: true });
      current = null;
      continue;
    }
    current.lines.push(line);
  }
  if (current !== null) {
    // One lone mark at the very end closes a program that was never opened.
    const before = text.slice(0, text.lastIndexOf(current.fence));
    if (current.tag === "" && current.lines.join("").trim() === "") {
      blocks.push({ tag: "", body: before, isClosed: true });
    } else {
      blocks.push({ tag: current.tag, body: current.lines.join("\n"), isClosed: false });
    }
  }
  return blocks.filter((block) => block.body.trim() !== "");
}

function mayBe({ tag, body }: Block, language: CodeLanguage): boolean {
  const name = tag.replace(/[^a-z0-9].*$/, "");
  if (TAGS[language].includes(name)) return true;
  return name === "" && looksLike(body, language);
}

/** The longest; of two equally long ones the later, since models put the corrected version last. */
function bestOf(blocks: Block[]): Block | null {
  let best: Block | null = null;
  for (const block of blocks) if (best === null || block.body.length >= best.body.length) best = block;
  return best;
}

function isWhole(source: string, language: CodeLanguage): boolean {
  return language === "python"
    ? /^[ \t]*(from|import)[ \t]+build123d\b/m.test(source) && /^result\b[^=\n]*=(?!=)/m.test(dedent(source))
    : /^[ \t]*export[ \t]+default\b|\bexport[ \t]*\{[^}]{0,500}\bas[ \t]+default\b/m.test(source);
}

/** Every repetition is bounded and stays on its line: a reply of any kind is read in linear time. */
const MARKS: Record<CodeLanguage, RegExp[]> = {
  python: [
    /^[ \t]*(from[ \t]+[\w.]+[ \t]+import[ \t]+\S|import[ \t]+[\w.]+)/m,
    /^[ \t]*[A-Za-z_]\w{0,80}[ \t]*(:[ \t]*\w{1,80}[ \t]*)?=[ \t]*\S/m,
    /^[ \t]*with[ \t]+\w+\(.{0,300}:[ \t]*$/m,
    /^[ \t]*(def|class|for|if)\b.{0,300}:[ \t]*(#.{0,300})?$/m,
  ],
  tsx: [
    /^[ \t]*import[ \t].{0,300}from[ \t]{1,20}["']/m,
    /^[ \t]*export[ \t]+(default|const|function)\b/m,
    /^[ \t]*(const|let|function|type|interface)[ \t]+\w+/m,
    /<\/?[A-Za-z][^<>\n]{0,300}>/,
  ],
};

function looksLike(text: string, language: CodeLanguage): boolean {
  return MARKS[language].filter((mark) => mark.test(text)).length >= 2;
}

/** A program without fences, with the sentences before and behind it taken off; null when nothing of it is code. */
function withoutProse(text: string, language: CodeLanguage): string | null {
  const lines = text.split("\n");
  const isFirst =
    language === "python"
      ? /^(from\s+[\w.]+\s+import\s+\S|import\s+[\w.]+(\s+as\s+\w+)?\s*$)/
      : /^(import\s.+from\s+["']|import\s+["']|["']use client["']|export\s+(default|const|function)\b)/;
  const start = lines.findIndex((line) => isFirst.test(line));
  if (start < 0) return null;
  let end = lines.length;
  // Prose behind the program: sentences at the left margin that are no statement.
  while (end > start && isProse(lines[end - 1] ?? "", language)) end -= 1;
  const body = lines.slice(start, end).join("\n");
  return isWhole(body, language) || looksLike(body, language) ? body : null;
}

function isProse(line: string, language: CodeLanguage): boolean {
  if (line.trim() === "") return true;
  if (/^(\s|[)\]}#@<>;])/.test(line) || /^\/[/*]/.test(line)) return false;
  if (/[=(){};]\s*$/.test(line)) return false;
  const isStatement =
    language === "python"
      ? /^[A-Za-z_][\w.[\]]*\s*(=|\(|[+\-*/&|]=|:)/.test(line) ||
        /^(from|import|with|for|if|else|elif|def|class|try|except|return)\b.*[:)\w]$/.test(line)
      : /^(import|export|const|let|var|function|return|type|interface)\b/.test(line);
  return !isStatement || /^[-*]\s/.test(line);
}

function dedent(source: string): string {
  const lines = source.split("\n");
  const depths = lines.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const depth = depths.length === 0 ? 0 : Math.min(...depths);
  return depth === 0 ? source : lines.map((line) => line.slice(depth)).join("\n");
}

function trimBlankLines(source: string): string {
  return source.replace(/^\s*\n/, "").trimEnd();
}
