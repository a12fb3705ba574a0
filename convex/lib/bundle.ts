import type { Facts, Kind, Parameter, SpecRow, Warning } from "./validators";

/** Everything of one version as files that explain themselves: what a ZIP or a commit holds. Pure. */

export type BundleSource = {
  title: string;
  number: number;
  kind: Kind;
  prompt: string;
  code: string;
  provider: string | null;
  model: string | null;
  createdAt: number;
  parameters: readonly Parameter[];
  facts: Facts | null;
  spec: readonly SpecRow[];
  warnings: readonly Warning[];
  /** The names of the produced files that lie beside. */
  fileNames: readonly string[];
  /** Files that the script reads as `inputs["name"]`, with their place in the bundle. */
  inputs: readonly { name: string; format: "step" | "stl"; path: string }[];
};

/** The text files of a bundle by name; the produced files are added beside them under their own names. */
export function bundleTexts(source: BundleSource): Record<string, string> {
  const script = source.kind === "cad" ? "part.py" : "App.tsx";
  return {
    "README.md": readme(source, script),
    [script]: withNewline(source.code),
    ...(source.inputs.length === 0 ? {} : { "run.py": runner(source.inputs, script) }),
    "prompt.txt": withNewline(source.prompt),
    "generation.json": json({
      title: source.title,
      version: source.number,
      kind: source.kind,
      provider: source.provider,
      model: source.model,
      createdAt: new Date(source.createdAt).toISOString(),
      warnings: source.warnings,
    }),
    ...(source.parameters.length === 0 ? {} : { "parameters.json": json(source.parameters) }),
    ...(source.facts === null ? {} : { "facts.json": json(source.facts) }),
    ...(source.spec.length === 0 ? {} : { "checks.json": json(source.spec) }),
  };
}

function readme(source: BundleSource, script: string): string {
  const { title, number, prompt, provider, model, facts, spec, parameters, fileNames } = source;
  const picture = fileNames.find((name) => name.endsWith(".png"));
  const author = [provider, model].filter((word) => word !== null).join(", ") || "a person";
  const lines = [
    `# ${oneLine(title)}, version ${number}`,
    "",
    ...(picture === undefined ? [] : [`![${oneLine(title)}](${picture})`, ""]),
    ...prompt.split("\n").map((line) => `> ${line}`),
    "",
    `Written by ${author}. Lengths are millimetres, Z is up.`,
    "",
  ];
  if (facts !== null) {
    const size = facts.bboxMm.size.map(round).join(" × ");
    lines.push("## Measured", "");
    lines.push(`- size ${size} mm`, `- volume ${round(facts.volumeMm3)} mm³`, `- area ${round(facts.areaMm2)} mm²`);
    lines.push(
      `- ${facts.solids} ${facts.solids === 1 ? "solid" : "solids"}, ${facts.isWatertight ? "closed" : "not closed"}`,
      "",
    );
  }
  if (spec.length > 0) {
    lines.push("## Checks", "", "| rule | asked | measured | |", "| --- | --- | --- | --- |");
    for (const row of spec) {
      lines.push(
        `| ${cell(row.rule)} | ${cell(row.expected)} | ${cell(row.measured)} | ${row.pass ? "pass" : "fail"} |`,
      );
    }
    lines.push("");
  }
  if (parameters.length > 0) {
    lines.push("## Parameters", "", "| name | value | unit |", "| --- | --- | --- |");
    for (const { label, value, unit } of parameters)
      lines.push(`| ${cell(label)} | ${cell(String(value))} | ${unit} |`);
    lines.push("");
  }
  if (source.kind === "cad") {
    const start = source.inputs.length === 0 ? script : "run.py";
    lines.push("## Make it again", "", "```sh", "pip install build123d", `python ${start}`, "```", "");
    lines.push(
      source.inputs.length === 0
        ? `\`${script}\` leaves the part in \`result\`; \`export_step(result, "part.step")\` writes it.`
        : `\`run.py\` gives \`${script}\` its files (${source.inputs.map(({ path }) => `\`${path}\``).join(", ")}) and writes \`made.step\`.`,
      "",
    );
  }
  return lines.join("\n");
}

/** What the executor does before a script with files: reads them, and leaves them in `inputs`. */
function runner(inputs: BundleSource["inputs"], script: string): string {
  const entries = inputs.map(({ name, format, path }) =>
    format === "step" ? `    "${name}": import_step("${path}"),` : `    "${name}": Mesher().read("${path}")[0],`,
  );
  return `import runpy

from build123d import Mesher, export_step, import_step

inputs = {
${entries.join("\n")}
}
made = runpy.run_path("${script}", init_globals={"inputs": inputs})
export_step(made["result"], "made.step")
`;
}

const round = (value: number): string => String(Math.round(value * 100) / 100);
const oneLine = (text: string): string => text.replace(/\s+/g, " ").replace(/[[\]<>]/g, "");
const cell = (text: string): string => oneLine(text).replaceAll("|", "\\|");
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const withNewline = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);
