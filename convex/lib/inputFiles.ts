import { refuse } from "./errors";

/** STEP and STL files that people bring: a part on its own, and `inputs["name"]` in every script of its thread. */

/** As much as the executor reads of one file. */
export const MAX_INPUT_BYTES = 16 * 1024 * 1024;

export type InputFormat = "step" | "stl";

const FORMAT_BY_ENDING: Record<string, InputFormat> = { step: "step", stp: "step", stl: "stl" };
const MAX_NAME_CHARACTERS = 40;
const STL_HEAD_BYTES = 84;
const STL_TRIANGLE_BYTES = 50;
/** Comments may stand before the first word of a file. */
const HEAD_BYTES = 1024;

export const inputEndings = Object.keys(FORMAT_BY_ENDING).map((ending) => `.${ending}`);

/**
 * What a file is, by its ending, its size and its first bytes; the page asks before it sends, the backend asks again.
 * Throws `invalid`, `too_large`, `unprocessable`.
 */
export async function checkInputFile(fileName: string, content: Blob): Promise<{ name: string; format: InputFormat }> {
  const ending = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? "";
  const format = FORMAT_BY_ENDING[ending];
  const shown = fileName.slice(0, 80);
  if (format === undefined) {
    throw refuse(
      "invalid",
      `${shown} is no STEP or STL file.`,
      `Bring a file that ends in ${inputEndings.join(", ")}.`,
    );
  }
  if (content.size > MAX_INPUT_BYTES) {
    throw refuse(
      "too_large",
      `${shown} has ${content.size} bytes; at most ${MAX_INPUT_BYTES} are read.`,
      "Export fewer bodies, or a coarser mesh.",
    );
  }
  if (!(await (format === "step" ? isStep(content) : isStl(content)))) {
    throw refuse(
      "unprocessable",
      `${shown} ends in .${ending}, and its content is ${content.size === 0 ? "empty" : "something else"}.`,
      "Export it again from where it was drawn.",
    );
  }
  return { name: inputName(fileName), format };
}

/** The key under which scripts find it: letters, digits, - and _ alone, since it stands in code. */
export function inputName(fileName: string): string {
  const name = fileName
    .replace(/\.[a-z]+$/i, "")
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9_-]+/g, "_")
    .slice(0, MAX_NAME_CHARACTERS)
    .replaceAll(/^_+|_+$/g, "");
  return name === "" ? "part" : name;
}

/** `name`, or `name_2`, `name_3` … where the thread has a file of that name already. */
export function freeInputName(name: string, taken: readonly string[]): string {
  for (let count = 1; ; count++) {
    const ending = count === 1 ? "" : `_${count}`;
    const candidate = `${name.slice(0, MAX_NAME_CHARACTERS - ending.length)}${ending}`;
    if (!taken.includes(candidate)) return candidate;
  }
}

/** The script of the version that a file becomes: the file as it came. `others` are what came before it. */
export function inputScript(name: string, others: readonly string[] = []): string {
  const before = others.map((other) => `inputs["${other}"]`).join(", ");
  return `from build123d import *

# The file as it came. Every script of this thread finds it as a part under this name.
${before === "" ? "" : `# Files that came before it: ${before}\n`}result = inputs["${name}"]
`;
}

async function isStep(content: Blob): Promise<boolean> {
  return (await content.slice(0, HEAD_BYTES).text()).includes("ISO-10303-21");
}

/** Binary files say how many triangles follow; files in words begin with one. */
async function isStl(content: Blob): Promise<boolean> {
  const head = await content.slice(0, HEAD_BYTES).arrayBuffer();
  if (head.byteLength >= STL_HEAD_BYTES) {
    const triangles = new DataView(head).getUint32(STL_HEAD_BYTES - 4, true);
    if (triangles > 0 && content.size >= STL_HEAD_BYTES + triangles * STL_TRIANGLE_BYTES) return true;
  }
  return /^\s*solid\b[^]*\bfacet\b/.test(new TextDecoder().decode(head));
}
