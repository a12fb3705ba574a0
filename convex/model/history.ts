import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import type { Kind, Status } from "../lib/validators";

/** The list of threads: pinned ones first, then by newest activity, through the index of one filter. */

/** How many people, providers and tags a filter offers. */
const MAX_CHOICES = 50;

export type HistoryFilter = {
  kind?: Kind;
  authorId?: Id<"users">;
  /** `running` stands for every status that has not ended. */
  status?: Status | "running";
  provider?: string;
  tag?: string;
  isArchived?: true;
};

/** One page. A tag with further filters can give a page shorter than asked for; whoever reads goes on to the next. */
export async function page(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  filter: HistoryFilter,
  options: PaginationOptions,
): Promise<PaginationResult<Doc<"threads">>> {
  if (filter.tag === undefined) return await narrowest(ctx, workspaceId, filter).paginate(options);
  const { tag } = filter;
  const result = await ctx.db
    .query("threadTags")
    .withIndex("by_workspace_and_tag_shown", (q) =>
      q.eq("workspaceId", workspaceId).eq("isArchived", filter.isArchived).eq("tag", tag),
    )
    .order("desc")
    .paginate(options);
  const threads = await Promise.all(result.page.map((row) => ctx.db.get("threads", row.threadId)));
  return {
    ...result,
    page: threads.filter((thread) => thread !== null && matches(thread, filter)) as Doc<"threads">[],
  };
}

function matches(thread: Doc<"threads">, { kind, authorId, status, provider }: HistoryFilter): boolean {
  return (
    (kind === undefined || thread.kind === kind) &&
    (authorId === undefined || thread.authorId === authorId) &&
    (provider === undefined || thread.headProvider === provider) &&
    (status === undefined || (status === "running" ? thread.isRunning === true : thread.headStatus === status))
  );
}

/** Walks the index of the filter that leaves the fewest rows; the others are judged row by row in the database. */
function narrowest(ctx: QueryCtx, workspaceId: Id<"workspaces">, filter: HistoryFilter) {
  const { kind, authorId, status, provider, isArchived } = filter;
  const threads = ctx.db.query("threads");
  const indexed =
    status === "running"
      ? threads.withIndex("by_workspace_running_shown", (q) =>
          q.eq("workspaceId", workspaceId).eq("isArchived", isArchived).eq("isRunning", true),
        )
      : authorId !== undefined
        ? threads.withIndex("by_workspace_and_author_shown", (q) =>
            q.eq("workspaceId", workspaceId).eq("isArchived", isArchived).eq("authorId", authorId),
          )
        : status !== undefined
          ? threads.withIndex("by_workspace_and_status_shown", (q) =>
              q.eq("workspaceId", workspaceId).eq("isArchived", isArchived).eq("headStatus", status),
            )
          : provider !== undefined
            ? threads.withIndex("by_workspace_and_provider_shown", (q) =>
                q.eq("workspaceId", workspaceId).eq("isArchived", isArchived).eq("headProvider", provider),
              )
            : kind !== undefined
              ? threads.withIndex("by_workspace_and_kind_shown", (q) =>
                  q.eq("workspaceId", workspaceId).eq("isArchived", isArchived).eq("kind", kind),
                )
              : threads.withIndex("by_workspace_shown", (q) =>
                  q.eq("workspaceId", workspaceId).eq("isArchived", isArchived),
                );
  const ordered = indexed.order("desc");
  const chosen = [kind, authorId, status, provider].filter((each) => each !== undefined).length;
  if (chosen < 2) return ordered;
  return ordered.filter((q) =>
    q.and(
      ...(kind === undefined ? [] : [q.eq(q.field("kind"), kind)]),
      ...(authorId === undefined ? [] : [q.eq(q.field("authorId"), authorId)]),
      ...(provider === undefined ? [] : [q.eq(q.field("headProvider"), provider)]),
      ...(status === undefined
        ? []
        : status === "running"
          ? [q.eq(q.field("isRunning"), true)]
          : [q.eq(q.field("headStatus"), status)]),
    ),
  );
}

export type Choices = { people: { id: Id<"users">; name: string }[]; providers: string[]; tags: string[] };

/** Who and what occurs in the history, at most 50 of each: every step jumps over all rows of the same value. */
export async function choices(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Choices> {
  const people = await distinct(async (after: Id<"users"> | undefined) => {
    const thread = await ctx.db
      .query("threads")
      .withIndex("by_workspace_and_author_shown", (q) => {
        const shown = q.eq("workspaceId", workspaceId).eq("isArchived", undefined);
        return after === undefined ? shown : shown.gt("authorId", after);
      })
      .first();
    return thread === null ? null : { value: thread.authorId, name: thread.authorName };
  });
  const providers = await distinct(async (after: string | undefined) => {
    const thread = await ctx.db
      .query("threads")
      .withIndex("by_workspace_and_provider_shown", (q) =>
        q.eq("workspaceId", workspaceId).eq("isArchived", undefined).gt("headProvider", after),
      )
      .first();
    return thread?.headProvider === undefined ? null : { value: thread.headProvider };
  });
  const tags = await distinct(async (after: string | undefined) => {
    const row = await ctx.db
      .query("threadTags")
      .withIndex("by_workspace_and_tag_shown", (q) => {
        const shown = q.eq("workspaceId", workspaceId).eq("isArchived", undefined);
        return after === undefined ? shown : shown.gt("tag", after);
      })
      .first();
    return row === null ? null : { value: row.tag };
  });
  return {
    people: people.map(({ value, name }) => ({ id: value, name })),
    providers: providers.map(({ value }) => value),
    tags: tags.map(({ value }) => value),
  };
}

async function distinct<V, R extends { value: V }>(next: (after: V | undefined) => Promise<R | null>): Promise<R[]> {
  const found: R[] = [];
  while (found.length < MAX_CHOICES) {
    const row = await next(found.at(-1)?.value);
    if (row === null) break;
    found.push(row);
  }
  return found;
}
