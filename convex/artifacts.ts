import { v } from "convex/values";
import { internal } from "./_generated/api";
import { generationMutation, internalMutation, workspaceAction, workspaceMutation } from "./functions";
import { decodeBase64 } from "./lib/base64";
import { hintByFailure, refuse } from "./lib/errors";
import { mimeType } from "./lib/formats";
import { MAX_THUMBNAIL_LINKS } from "./lib/limits";
import { settings } from "./lib/settings";
import { vStored } from "./lib/stores";
import { madeFormats } from "./lib/uploadTargets";
import * as Artifacts from "./model/artifacts";
import { artifactsOf, linkTo, type ArtifactLink } from "./model/artifacts";
import { runToResult } from "./model/executorRuns";
import { dropBytes, writeBytes } from "./model/fileStore";
import { readInputs } from "./model/inputFiles";
import { record } from "./model/events";
import * as RateLimits from "./model/rateLimits";
import { requireRow } from "./model/rows";
import * as Versions from "./model/versions";
import type { RunSource } from "./model/versions";

const MAKE_TIMEOUT_S = 60;

const vLink = v.object({ artifactId: v.id("artifacts"), format: v.string(), url: v.string(), bytes: v.number() });
const vMadeFormat = v.union(...madeFormats.map((format) => v.literal(format)));

/** Links that work without a key for at least one hour. A mutation, because a query has no clock. */
export const links = generationMutation({
  role: "viewer",
  args: {},
  returns: v.array(vLink),
  handler: async (ctx) => {
    const artifacts = await artifactsOf(ctx, ctx.generation._id);
    return artifacts.map((artifact) => linkTo(artifact, Date.now()));
  },
});

/** As `links`, for the pictures of a page of history. Ids that are not in the workspace are left out. */
export const thumbnailLinks = workspaceMutation({
  role: "viewer",
  args: { artifactIds: v.array(v.string()) },
  returns: v.array(vLink),
  handler: async (ctx, { artifactIds }) => {
    if (artifactIds.length > MAX_THUMBNAIL_LINKS) {
      throw refuse(
        "too_large",
        `${artifactIds.length} links were asked for; the limit is ${MAX_THUMBNAIL_LINKS}.`,
        "Ask for fewer at a time.",
      );
    }
    const found = await Promise.all(
      artifactIds.map(async (artifactId) => {
        const id = ctx.db.normalizeId("artifacts", artifactId);
        const artifact = id === null ? null : await ctx.db.get("artifacts", id);
        return artifact?.workspaceId === ctx.workspace._id ? [linkTo(artifact, Date.now())] : [];
      }),
    );
    return found.flat();
  },
});

/**
 * A link to one more format of a version that succeeded: made by its own script and values, stored, and answered from
 * the store from then on. Viewers may ask, for the file says nothing that the version's STEP file does not.
 * Throws `conflict` for a version that was not measured here, `rate_limited`, `unprocessable` where the shape has no
 * such file, and `internal` where the executor fails.
 */
export const make = workspaceAction({
  role: "viewer",
  args: { generationId: v.string(), format: vMadeFormat },
  returns: vLink,
  handler: async (ctx, { generationId, format }): Promise<ArtifactLink> => {
    const { workspaceId, userId } = ctx.access;
    const wanted = { workspaceId, userId, generationId, format };
    const { link, source }: Making = await ctx.runMutation(internal.artifacts.startMaking, wanted);
    if (link !== null) return link;
    const result = await runToResult({
      jobId: `make-${crypto.randomUUID()}`,
      code: source.code,
      parameters: source.values,
      formats: [format],
      workspace: workspaceId,
      timeoutS: MAKE_TIMEOUT_S,
      ...(source.inputs.length === 0 ? {} : { inputs: await readInputs(ctx, source.inputs) }),
    });
    const file = result.files.find((each) => each.format === format);
    if (file?.content.kind !== "base64")
      throw refuse("internal", `The executor sent no ${format.toUpperCase()} file.`, hintByFailure.executor_protocol);
    const bytes = new Blob([decodeBase64(file.content.base64)], { type: mimeType(format) });
    const path = `${workspaceId}/${generationId}/${crypto.randomUUID()}.${format}`;
    const stored = await writeBytes(ctx, settings.storage(), path, bytes);
    const about = { stored, bytes: bytes.size, sha256: file.sha256 };
    try {
      const kept: Kept = await ctx.runMutation(internal.artifacts.keepMade, { ...wanted, ...about });
      if (!kept.isNew) await dropBytes(ctx, [stored]);
      return kept.link;
    } catch (error) {
      await dropBytes(ctx, [stored]); // the version went meanwhile
      throw error;
    }
  },
});

type Making = { link: ArtifactLink; source: null } | { link: null; source: RunSource };
type Kept = { link: ArtifactLink; isNew: boolean };
const vWanted = {
  workspaceId: v.id("workspaces"),
  userId: v.id("users"),
  generationId: v.string(),
  format: vMadeFormat,
};

/** The stored file's link, or what to run for it; a run is counted, so that one person leaves the executor to others too. */
export const startMaking = internalMutation({
  args: vWanted,
  handler: async (ctx, { workspaceId, userId, generationId, format }): Promise<Making> => {
    const version = await requireRow(ctx, "generations", generationId, workspaceId, "version");
    const known = (await artifactsOf(ctx, version._id)).find((artifact) => artifact.format === format);
    if (known !== undefined) return { link: linkTo(known, Date.now()), source: null };
    const { code, values, inputs } = await Versions.sourceOf(ctx, version);
    await RateLimits.countMaking(ctx, userId);
    return { link: null, source: { code, values, inputs } };
  },
});

/** Names the bytes, unless somebody else's click was first: `isNew` is false then, and the bytes are nobody's. */
export const keepMade = internalMutation({
  args: { ...vWanted, stored: vStored, bytes: v.number(), sha256: v.string() },
  handler: async (ctx, { workspaceId, userId, generationId, format, ...file }): Promise<Kept> => {
    const version = await requireRow(ctx, "generations", generationId, workspaceId, "version");
    const { row, isNew } = await Artifacts.keepMade(ctx, version, { format, ...file });
    const user = await ctx.db.get("users", userId);
    // An account may go while the executor works; the file stays.
    if (isNew && user !== null) {
      await record(ctx, user, workspaceId, {
        verb: "version.exported",
        object: Versions.objectOf(version),
        after: { format },
      });
    }
    return { link: linkTo(row, Date.now()), isNew };
  },
});
