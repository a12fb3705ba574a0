import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import * as Events from "./events";
import * as Members from "./members";

const DEFAULT_NAME = "Workshop";
const DEFAULT_SLUG = "workshop";
const MAX_NAME_CHARACTERS = 60;
const MAX_SLUG_CHARACTERS = 40;
/** How long a deleted workspace can be brought back. */
export const GRACE_MS = 7 * 24 * 3_600_000;

/** The one workspace of single-machine mode; null before anybody came. */
export async function findDefault(ctx: QueryCtx): Promise<Doc<"workspaces"> | null> {
  return await ctx.db
    .query("workspaces")
    .withIndex("by_isDefault", (q) => q.eq("isDefault", true))
    .unique();
}

/** Makes the default workspace and the user's ownership of it, where missing. */
export async function ensureDefaultFor(ctx: MutationCtx, user: Doc<"users">): Promise<void> {
  const known = await findDefault(ctx);
  const workspaceId =
    known?._id ??
    (await ctx.db.insert("workspaces", {
      name: DEFAULT_NAME,
      slug: DEFAULT_SLUG,
      isDefault: true,
      generationCount: 0,
    }));
  await Members.ensure(ctx, workspaceId, user._id, "owner");
}

/** Keeps the count of generations in the mutation that adds one. */
export async function countGeneration(ctx: MutationCtx, workspace: Doc<"workspaces">): Promise<void> {
  await ctx.db.patch("workspaces", workspace._id, { generationCount: workspace.generationCount + 1 });
}

/** A workspace of the user's own, with an address made from its name. Throws `invalid` for the name. */
export async function create(ctx: MutationCtx, user: Doc<"users">, name: string): Promise<Id<"workspaces">> {
  const id = await createWithoutOwner(ctx, user, name);
  await Members.ensure(ctx, id, user._id, "owner");
  return id;
}

/** As `create`, by a `user` who is not to be a member: the members come from elsewhere. */
export async function createWithoutOwner(
  ctx: MutationCtx,
  user: Doc<"users">,
  name: string,
): Promise<Id<"workspaces">> {
  const cleaned = requireName(name);
  const id = await ctx.db.insert("workspaces", {
    name: cleaned,
    slug: await freeSlug(ctx, cleaned),
    isDefault: false,
    generationCount: 0,
  });
  await Events.record(ctx, user, id, {
    verb: "workspace.created",
    object: { table: "workspaces", id, label: cleaned },
  });
  return id;
}

/** Throws `invalid` for a name that is empty or too long. */
export function requireName(name: string): string {
  const cleaned = name.trim();
  if (cleaned === "" || cleaned.length > MAX_NAME_CHARACTERS) {
    throw refuse(
      "invalid",
      `The name of a workspace has 1 to ${MAX_NAME_CHARACTERS} characters; this one has ${cleaned.length}.`,
      "Choose another name.",
    );
  }
  return cleaned;
}

async function freeSlug(ctx: QueryCtx, name: string): Promise<string> {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, MAX_SLUG_CHARACTERS);
  const base = plain === "" ? "workspace" : plain;
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`;
    const taken = await ctx.db
      .query("workspaces")
      .withIndex("by_slug", (q) => q.eq("slug", slug))
      .first();
    if (taken === null) return slug;
  }
}
