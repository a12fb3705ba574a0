import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { internalAction, internalMutation, internalQuery } from "./functions";
import { mimeType } from "./lib/formats";
import { fieldsOf, isSameStore, storedOf, vStored, type Stored } from "./lib/stores";
import { dropBytes, dropBytesLater, readBytes, supabaseFiles, writeBytes } from "./model/fileStore";

/** Upkeep of stored files: removal outside Convex, and moving all of them from one store to another. */

const PAGE = 20;

export const dropSupabase = internalAction({
  args: { paths: v.array(v.string()) },
  returns: v.null(),
  handler: async (_ctx, { paths }) => {
    await supabaseFiles().remove(paths);
    return null;
  },
});

/**
 * Moves every file into the named store, a page at a time, and schedules itself for the next: safe to stop and to start
 * again. Each file is read back and compared before the old bytes go. Run it with
 * `npx convex run files:migrate '{"to":"supabase"}'`; the log says how far it is.
 */
export const migrate = internalAction({
  args: {
    to: v.union(v.literal("convex"), v.literal("supabase")),
    cursor: v.optional(v.union(v.string(), v.null())),
    moved: v.optional(v.number()),
    lost: v.optional(v.number()),
  },
  returns: v.object({ moved: v.number(), lost: v.number(), isDone: v.boolean() }),
  handler: async (ctx, { to, cursor = null, ...before }): Promise<{ moved: number; lost: number; isDone: boolean }> => {
    const page: MigrationPage = await ctx.runQuery(internal.files.pageOutside, { to, cursor });
    let { moved = 0, lost = 0 } = before;
    for (const { artifactId, stored, path, format, sha256 } of page.items) {
      const bytes = await readBytes(ctx, stored);
      if (bytes === null) {
        lost += 1;
        console.warn(`files:migrate: the bytes of ${artifactId} are gone; left as it is.`);
        continue;
      }
      const target = await writeBytes(ctx, to, path, new Blob([bytes], { type: mimeType(format) }));
      const copy = await readBytes(ctx, target);
      if (copy === null || (await sha256Of(copy)) !== sha256) {
        await dropBytes(ctx, [target]);
        throw new Error(
          `The copy of ${artifactId} in ${to} differs from the original. Nothing was lost; run it again.`,
        );
      }
      if (await ctx.runMutation(internal.files.moveTo, { artifactId, from: stored, to: target })) moved += 1;
      else await dropBytes(ctx, [target]);
    }
    if (page.isDone) {
      console.log(`files:migrate: ${moved} files moved to ${to}, ${lost} lost before.`);
    } else {
      await ctx.scheduler.runAfter(0, internal.files.migrate, { to, cursor: page.cursor, moved, lost });
    }
    return { moved, lost, isDone: page.isDone };
  },
});

type MigrationPage = {
  items: { artifactId: Id<"artifacts">; stored: Stored; path: string; format: string; sha256: string }[];
  cursor: string;
  isDone: boolean;
};

export const pageOutside = internalQuery({
  args: { to: v.union(v.literal("convex"), v.literal("supabase")), cursor: v.union(v.string(), v.null()) },
  handler: async (ctx, { to, cursor }): Promise<MigrationPage> => {
    const page = await ctx.db.query("artifacts").paginate({ numItems: PAGE, cursor });
    return {
      items: page.page
        .map((artifact) => ({ artifact, stored: storedOf(artifact) }))
        .filter(({ stored }) => stored.kind !== to)
        .map(({ artifact, stored }) => ({
          artifactId: artifact._id,
          stored,
          path: `${artifact.workspaceId}/${artifact.generationId}/${artifact._id}.${artifact.format}`,
          format: artifact.format,
          sha256: artifact.sha256,
        })),
      cursor: page.continueCursor,
      isDone: page.isDone,
    };
  },
});

/** False where the row went or points elsewhere by now: the copy is then nobody's. */
export const moveTo = internalMutation({
  args: { artifactId: v.id("artifacts"), from: vStored, to: vStored },
  returns: v.boolean(),
  handler: async (ctx, { artifactId, from, to }) => {
    const artifact = await ctx.db.get("artifacts", artifactId);
    if (artifact === null || !isSameStore(storedOf(artifact), from)) return false;
    await ctx.db.patch("artifacts", artifactId, fieldsOf(to));
    await dropBytesLater(ctx, from);
    return true;
  },
});

async function sha256Of(bytes: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await bytes.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
