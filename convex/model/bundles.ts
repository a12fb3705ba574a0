import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { bundleTexts } from "../lib/bundle";
import { refuse } from "../lib/errors";
import { artifactsOf, withFileName } from "./artifacts";
import * as Generations from "./generations";

/** One version as files that explain themselves, for a .zip and for a commit. */

export type Bundle = {
  folder: string;
  title: string;
  number: number;
  texts: Record<string, string>;
  artifacts: { name: string; row: Doc<"artifacts"> }[];
};

/** Throws `conflict` for a version without code. */
export async function bundleOf(ctx: QueryCtx, generation: Doc<"generations">): Promise<Bundle> {
  const [thread, code, result, rows] = await Promise.all([
    ctx.db.get("threads", generation.threadId),
    Generations.codeOf(ctx, generation),
    Generations.resultOf(ctx, generation),
    artifactsOf(ctx, generation._id),
  ]);
  if (code === null) {
    throw refuse("conflict", "This version has no code to export.", "Wait until it is made, or choose another one.");
  }
  const artifacts = await Promise.all(
    rows.map(async (row) => ({ name: (await withFileName(ctx, row)).fileName, row })),
  );
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
    fileNames: artifacts.map(({ name }) => name),
  });
  return { folder: folderName(title, generation.threadId), title, number: generation.number, texts, artifacts };
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
