import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { settings } from "../lib/settings";
import { fileExtension } from "../lib/formats";
import { fieldsOf, isSameStore, storedOf, type Stored } from "../lib/stores";
import { linkExpiry, signedPath } from "../lib/signing";
import { fileName } from "../lib/titles";
import { dropBytesLater } from "./fileStore";

/** Produced files and the links to them. The bytes live in the store and go with the last row that names them. */

const MAX_FORMATS = 20;

export type StoredFile = { format: string; stored: Stored; bytes: number; sha256: string };
export type ArtifactLink = { artifactId: Id<"artifacts">; format: string; url: string; bytes: number };

export async function artifactsOf(ctx: QueryCtx, generationId: Id<"generations">): Promise<Doc<"artifacts">[]> {
  return await ctx.db
    .query("artifacts")
    .withIndex("by_generation", (q) => q.eq("generationId", generationId))
    .take(MAX_FORMATS);
}

/** One row per format: a file that comes again (a second run) replaces the first and its bytes. */
export async function put(ctx: MutationCtx, generation: Doc<"generations">, file: StoredFile): Promise<void> {
  const { stored, ...about } = file;
  const known = (await artifactsOf(ctx, generation._id)).find(({ format }) => format === file.format);
  if (known === undefined) {
    await ctx.db.insert("artifacts", {
      workspaceId: generation.workspaceId,
      generationId: generation._id,
      ...about,
      ...fieldsOf(stored),
    });
    return;
  }
  const before = storedOf(known);
  if (!isSameStore(before, stored)) await dropBytesLater(ctx, before);
  await ctx.db.patch("artifacts", known._id, { ...about, ...fieldsOf(stored) });
}

/** As `put`, but a row that is there already stays: whoever asked for the same file a moment later gets that one. */
export async function keepMade(
  ctx: MutationCtx,
  generation: Doc<"generations">,
  file: StoredFile,
): Promise<{ row: Doc<"artifacts">; isNew: boolean }> {
  const find = async () => (await artifactsOf(ctx, generation._id)).find(({ format }) => format === file.format);
  const known = await find();
  if (known !== undefined) return { row: known, isNew: false };
  await put(ctx, generation, file);
  return { row: (await find())!, isNew: true }; // inserted in this very transaction
}

/** Links that work without a key until they expire; the same for a whole hour, so that a browser may keep the file. */
export function linkTo(artifact: Doc<"artifacts">, nowMs: number): ArtifactLink {
  return {
    artifactId: artifact._id,
    format: artifact.format,
    url: addressOf(artifact._id, nowMs),
    bytes: artifact.bytes,
  };
}

/** As `linkTo`, where only the file's id is at hand. */
export function addressOf(fileId: Id<"artifacts"> | Id<"documentPages"> | Id<"inputFiles">, nowMs: number): string {
  return settings.filesOrigin() + signedPath(requireSecretsKey(), fileId, linkExpiry(nowMs));
}

/** Throws `internal` where the deployment has no key to sign with. */
export function requireSecretsKey(): string {
  const key = settings.secretsKey();
  if (key === null) {
    throw refuse("internal", "File links cannot be signed: SECRETS_KEY is not set.", "Set SECRETS_KEY on the backend.");
  }
  return key;
}

/** The stored file with the name that it is saved under. */
export async function withFileName(ctx: QueryCtx, artifact: Doc<"artifacts">) {
  const generation = await ctx.db.get("generations", artifact.generationId);
  const thread = generation === null ? null : await ctx.db.get("threads", generation.threadId);
  const { format, bytes, sha256 } = artifact;
  return {
    stored: storedOf(artifact),
    format,
    bytes,
    sha256,
    fileName: fileName(thread?.title ?? "part", generation?.number ?? 1, fileExtension(format)),
  };
}
