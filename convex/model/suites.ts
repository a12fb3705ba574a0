import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { builtInSuites, type BuiltInSuite } from "../lib/benchmarks/builtInSuites";
import { MAX_SUITE_CASES, type Case } from "../lib/benchmarks/suite";
import type { CaseView, SuiteView } from "../lib/benchmarks/views";
import { refuse } from "../lib/errors";
import { titleFromPrompt } from "../lib/titles";
import * as Members from "./members";
import { requireRow } from "./rows";

/** Suites in versions. A built-in one becomes rows when it is first run or changed; until then it is read from the code. */

const BUILT_IN = "built-in:";
const MAX_SUITES = 500;
const MAX_NAME_CHARACTERS = 80;

/** A suite as callers name it: rows, or one that comes with the product and was not run here yet. */
export type Named = { suite: Doc<"suites"> } | { builtIn: BuiltInSuite };

/** Throws `not_found` for an id that is unknown or of another workspace. */
export async function requireSuite(ctx: QueryCtx, workspaceId: Id<"workspaces">, id: string): Promise<Named> {
  if (!id.startsWith(BUILT_IN)) return { suite: await requireRow(ctx, "suites", id, workspaceId, "suite") };
  const builtIn = builtInSuites.find((each) => `${BUILT_IN}${each.id}` === id);
  if (builtIn === undefined) throw Members.notFound("suite", id);
  const suite = await rowOf(ctx, workspaceId, builtIn);
  return suite === null ? { builtIn } : { suite };
}

/** Built-in ones first, then people's own, newest first. */
export async function list(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<SuiteView[]> {
  const rows = await ctx.db
    .query("suites")
    .withIndex("by_workspace_and_name_and_version", (q) => q.eq("workspaceId", workspaceId))
    .take(MAX_SUITES);
  const untouched = builtInSuites.filter(
    ({ id, version }) => !rows.some((row) => row.builtIn === id && row.version === version),
  );
  return [
    ...untouched.map(builtInView),
    ...rows.filter(({ builtIn }) => builtIn !== undefined).map(suiteView),
    ...rows
      .filter(({ builtIn }) => builtIn === undefined)
      .sort((a, b) => b._creationTime - a._creationTime)
      .map(suiteView),
  ];
}

export function suiteView(row: Doc<"suites">): SuiteView {
  const { _id, name, version, kind, builtIn, caseCount, isRun } = row;
  return { id: _id, name, version, kind, source: builtIn === undefined ? "own" : "built_in", caseCount, isRun };
}

function builtInView({ id, name, version, kind, cases }: BuiltInSuite): SuiteView {
  return { id: BUILT_IN + id, name, version, kind, source: "built_in", caseCount: cases.length, isRun: false };
}

export function caseView(row: Doc<"suiteCases">): CaseView {
  const { _id, key, index, kind, prompt, family, difficulty, expect } = row;
  const hasReference = row.referenceScript !== undefined;
  return {
    id: _id,
    key,
    index,
    kind,
    title: titleFromPrompt(prompt),
    prompt,
    family,
    difficulty,
    expect,
    hasReference,
  };
}

/** A case of a built-in suite that has no rows here. */
export function builtInCaseView(suite: BuiltInSuite, index: number): CaseView {
  const { id: key, kind, prompt, family, difficulty, expect, referenceScript } = suite.cases[index]!;
  const hasReference = referenceScript !== undefined;
  return {
    id: `${BUILT_IN}${suite.id}:${key}`,
    key,
    index,
    kind,
    title: titleFromPrompt(prompt),
    prompt,
    family,
    difficulty,
    expect,
    hasReference,
  };
}

/** The case in the words of the suite format. */
export function caseOf(row: Doc<"suiteCases">): Case {
  const { key: id, prompt, kind, family, difficulty, expect, expected, referenceScript } = row;
  return {
    id,
    prompt,
    kind,
    family,
    difficulty,
    expect,
    expected,
    ...(referenceScript === undefined ? {} : { referenceScript }),
  };
}

export async function casesOf(ctx: QueryCtx, suiteId: Id<"suites">): Promise<Doc<"suiteCases">[]> {
  return await ctx.db
    .query("suiteCases")
    .withIndex("by_suite_and_index", (q) => q.eq("suiteId", suiteId))
    .take(MAX_SUITE_CASES);
}

/** The suite as rows; those of a built-in one are made here. */
export async function materialized(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  named: Named,
): Promise<Doc<"suites">> {
  if ("suite" in named) return named.suite;
  const { id, name, version, kind, cases } = named.builtIn;
  const suite = await insert(ctx, { workspaceId, name, version, kind, builtIn: id, caseCount: 0, isRun: false });
  return await addCases(ctx, suite, cases);
}

/** A new suite of the workspace's own. Throws `invalid` for its name, `conflict` for one that is taken. */
export async function create(ctx: MutationCtx, workspaceId: Id<"workspaces">, name: string): Promise<Doc<"suites">> {
  const cleaned = name.trim();
  if (cleaned === "" || cleaned.length > MAX_NAME_CHARACTERS) {
    throw refuse(
      "invalid",
      `A suite's name has 1 to ${MAX_NAME_CHARACTERS} characters; this one has ${cleaned.length}.`,
      "Choose another name.",
    );
  }
  if ((await newestVersion(ctx, workspaceId, cleaned)) > 0 || builtInSuites.some((each) => each.name === cleaned)) {
    throw refuse("conflict", `There is a suite “${cleaned}” already.`, "Add to that one, or choose another name.");
  }
  return await insert(ctx, { workspaceId, name: cleaned, version: 1, kind: "cad", caseCount: 0, isRun: false });
}

/** The suite itself while nothing ran on it, else its next version with the same cases. */
export async function editable(ctx: MutationCtx, workspaceId: Id<"workspaces">, named: Named): Promise<Doc<"suites">> {
  if ("suite" in named && !named.suite.isRun && named.suite.builtIn === undefined) return named.suite;
  const source = "suite" in named ? named.suite : named.builtIn;
  const newest = Math.max(await newestVersion(ctx, workspaceId, source.name), source.version);
  const { name, kind } = source;
  const next = await insert(ctx, { workspaceId, name, version: newest + 1, kind, caseCount: 0, isRun: false });
  if ("builtIn" in named) return await addCases(ctx, next, named.builtIn.cases);
  const rows = await casesOf(ctx, named.suite._id);
  const authors = new Map(rows.map(({ key, authorId }) => [key, authorId]));
  return await addCases(ctx, next, rows.map(caseOf), (key) => authors.get(key));
}

/** Appends cases whose keys are new. Gives the suite as it stands then. */
export async function addCases(
  ctx: MutationCtx,
  suite: Doc<"suites">,
  cases: readonly Case[],
  authorOf: (key: string) => Id<"users"> | undefined = () => undefined,
): Promise<Doc<"suites">> {
  let index = suite.caseCount;
  let kind: Doc<"suites">["kind"] | null = suite.caseCount === 0 ? null : suite.kind;
  for (const { id: key, ...fields } of cases) {
    const authorId = authorOf(key);
    await ctx.db.insert("suiteCases", {
      workspaceId: suite.workspaceId,
      suiteId: suite._id,
      index,
      key,
      ...fields,
      ...(authorId === undefined ? {} : { authorId }),
    });
    index += 1;
    kind = kind === null || kind === fields.kind ? fields.kind : "mixed";
  }
  await ctx.db.patch("suites", suite._id, { caseCount: index, kind: kind ?? suite.kind });
  return (await ctx.db.get("suites", suite._id))!; // patched in this very transaction
}

/** Throws `conflict` while runs name it. */
export async function remove(ctx: MutationCtx, suite: Doc<"suites">): Promise<void> {
  const run = await ctx.db
    .query("runs")
    .withIndex("by_suite", (q) => q.eq("suiteId", suite._id))
    .first();
  if (run !== null) {
    throw refuse("conflict", `Run ${run.number} was made with this suite.`, "A suite that was run stays as it is.");
  }
  for (const row of await casesOf(ctx, suite._id)) await ctx.db.delete("suiteCases", row._id);
  await ctx.db.delete("suites", suite._id);
}

async function newestVersion(ctx: QueryCtx, workspaceId: Id<"workspaces">, name: string): Promise<number> {
  const newest = await ctx.db
    .query("suites")
    .withIndex("by_workspace_and_name_and_version", (q) => q.eq("workspaceId", workspaceId).eq("name", name))
    .order("desc")
    .first();
  return newest?.version ?? 0;
}

async function rowOf(ctx: QueryCtx, workspaceId: Id<"workspaces">, { id, name, version }: BuiltInSuite) {
  const rows = await ctx.db
    .query("suites")
    .withIndex("by_workspace_and_name_and_version", (q) =>
      q.eq("workspaceId", workspaceId).eq("name", name).eq("version", version),
    )
    .take(2);
  return rows.find(({ builtIn }) => builtIn === id) ?? null;
}

async function insert(ctx: MutationCtx, fields: Omit<Doc<"suites">, "_id" | "_creationTime">): Promise<Doc<"suites">> {
  const id = await ctx.db.insert("suites", fields);
  return (await ctx.db.get("suites", id))!; // inserted in this very transaction
}
