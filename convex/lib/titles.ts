/** Short names made from longer texts. Pure. */

const TITLE_CHARACTERS = 60;
const LABEL_CHARACTERS = 40;
const FILE_NAME_CHARACTERS = 60;

/** What the history shows for a prompt until a provider names the part: its first line, whole words. */
export function titleFromPrompt(prompt: string): string {
  return capitalised(shortened(prompt, TITLE_CHARACTERS)) || "Untitled";
}

/** What the version strip shows for a prompt. */
export function labelFromPrompt(prompt: string): string {
  return capitalised(shortened(prompt, LABEL_CHARACTERS)) || "Untitled";
}

/** What the version strip shows for changed parameters: `Width 90, Bores 6`. */
export function labelFromValues(changes: readonly { label: string; value: number | boolean | string }[]): string {
  const words = changes.map(
    ({ label, value }) => `${label} ${value === true ? "on" : value === false ? "off" : value}`,
  );
  return shortened(words.join(", "), LABEL_CHARACTERS);
}

/** `Mounting plate 80×60` in version 1 as step: `mounting-plate-80x60-v1.step`. ASCII only, safe in a header. */
export function fileName(title: string, number: number, extension: string): string {
  const stem = title
    .replaceAll("×", "x")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, FILE_NAME_CHARACTERS)
    .replace(/^-+|-+$/g, "");
  return `${stem || "part"}-v${number}.${extension}`;
}

function shortened(text: string, limit: number): string {
  const line = text.trim().replace(/\s+/g, " ");
  if (line.length <= limit) return line.replace(/[.,;:]+$/, "");
  const cut = line.slice(0, limit);
  const lastSpace = cut.lastIndexOf(" ");
  return `${(lastSpace > limit / 2 ? cut.slice(0, lastSpace) : cut).replace(/[\s.,;:]+$/, "")}…`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
