import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { bundleTexts } from "../lib/bundle";
import { refuse } from "../lib/errors";
import type { Stored } from "../lib/stores";
import { artifactsOf, withFileName } from "./artifacts";
import * as Generations from "./generations";
import { filesOf } from "./inputFiles";

/** One version as files that explain themselves, for a .zip and for a commit. */

export type Bundle = {
  folder: string;
  title: string;
  number: number;
  texts: Record<string, string>;
  files: { name: string; id: Id<"artifacts"> | Id<"inputFiles">; stored: Stored }[];
};

/** Throws `conflict` for a version without code. */
export async function bundleOf(ctx: QueryCtx, generation: Doc<"generations">): Promise<Bundle> {
  const [thread, code, result, rows, brought] = await Promise.all([
    ctx.db.get("threads", generation.threadId),
    Generations.codeOf(ctx, generation),
    Generations.resultOf(ctx, generation),
    artifactsOf(ctx, generation._id),
    filesOf(ctx, generation.threadId),
  ]);
  if (code === null) {
    throw refuse("conflict", "This version has no code to export.", "Wait until it is made, or choose another one.");
  }
  const artifacts = await Promise.all(rows.map(async (row) => ({ ...(await withFileName(ctx, row)), id: row._id })));
  // A file that came after this version is no part of it: its script does not name it.
  const inputs = brought
    .filter(({ name }) => code.text.includes(`"${name}"`) || code.text.includes(`'${name}'`))
    .map(({ _id, name, format, storageId }) => ({
      ...{ id: _id, name, format, path: `inputs/${name}.${format}` },
      stored: { kind: "convex" as const, storageId },
    }));
  const title = thread?.title ?? "Part";
  const texts = bundleTexts({
    title,
    number: generation.number,
    kind: generation.kind,
    prompt: generation.prompt,
    code: code.text,
    provider: generation.provider ?? null,
    model: generation.model ?? null,
    createdAt: generation.createdAt,
    parameters: result?.parameters ?? [],
    facts: result?.facts ?? null,
    spec: result?.spec ?? [],
    warnings: generation.warnings,
    fileNames: artifacts.map(({ fileName }) => fileName),
    inputs,
  });
  const files = [
    ...artifacts.map(({ id, fileName, stored }) => ({ id, name: fileName, stored })),
    ...inputs.map(({ id, path, stored }) => ({ id, name: path, stored })),
  ];
  return { folder: folderName(title, generation.threadId), title, number: generation.number, texts, files };
}

/** `mounting-plate-80x60-3f9a`: readable, and the same for every version of one thread, so that Git shows what changed. */
function folderName(title: string, threadId: Id<"threads">): string {
  const words = title
    .replaceAll("×", "x")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "");
  return `${words || "part"}-${threadId.slice(-4)}`;
}
