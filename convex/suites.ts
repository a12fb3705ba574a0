import { paginationOptsValidator, type PaginationResult } from "convex/server";
import { v } from "convex/values";
import { workspaceMutation, workspaceQuery } from "./functions";
import { readSuite, rowOfCase, type BadRow, type Case, type Expected } from "./lib/benchmarks/suite";
import type { CaseView, SuiteView } from "./lib/benchmarks/views";
import { refuse } from "./lib/errors";
import type { SpecRule } from "./lib/validators";
import * as Events from "./model/events";
import * as Generations from "./model/generations";
import { requireRow } from "./model/rows";
import { specOf } from "./model/specs";
import * as Suites from "./model/suites";

const MAX_TEXT_CHARACTERS = 8_000_000;
const MAX_BAD_ROWS = 1_000;

export const list = workspaceQuery({
  role: "viewer",
  args: {},
  handler: async (ctx): Promise<SuiteView[]> => await Suites.list(ctx, ctx.workspace._id),
});

export const cases = workspaceQuery({
  role: "viewer",
  args: { suiteId: v.string(), paginationOpts: paginationOptsValidator },
  handler: async (ctx, { suiteId, paginationOpts }): Promise<PaginationResult<CaseView>> => {
    const named = await Suites.requireSuite(ctx, ctx.workspace._id, suiteId);
    if ("builtIn" in named) {
      const all = named.builtIn.cases.map((_, index) => Suites.builtInCaseView(named.builtIn, index));
      const from = Number(paginationOpts.cursor ?? 0) || 0;
      const to = from + Math.max(1, paginationOpts.numItems);
      return { page: all.slice(from, to), isDone: to >= all.length, continueCursor: `${to}` };
    }
    const page = await ctx.db
      .query("suiteCases")
      .withIndex("by_suite_and_index", (q) => q.eq("suiteId", named.suite._id))
      .paginate(paginationOpts);
    return { ...page, page: page.page.map(Suites.caseView) };
  },
});

/**
 * Adds the rows that can be used and names the others by line. Into a suite that was run, or one that comes with the
 * product, they go as its next version, whose id comes back. Throws `unprocessable` where no row can be used.
 */
export const importCases = workspaceMutation({
  role: "editor",
  args: {
    suiteId: v.optional(v.string()),
    name: v.optional(v.string()),
    text: v.string(),
    format: v.union(v.literal("jsonl"), v.literal("csv")),
  },
  handler: async (ctx, { suiteId, name, text, format }): Promise<{ suiteId: string; added: number; bad: BadRow[] }> => {
    if (text.length > MAX_TEXT_CHARACTERS) {
      throw refuse(
        "too_large",
        `The file has ${text.length} characters; at most ${MAX_TEXT_CHARACTERS} are taken at once.`,
        "Bring it in pieces.",
      );
    }
    const workspaceId = ctx.workspace._id;
    const named = suiteId === undefined ? null : await Suites.requireSuite(ctx, workspaceId, suiteId);
    const known =
      named === null
        ? []
        : "suite" in named
          ? (await Suites.casesOf(ctx, named.suite._id)).map(({ key }) => key)
          : named.builtIn.cases.map(({ id }) => id);
    const { cases: good, bad } = readSuite(text, format, new Set(known));
    if (good.length === 0) {
      const first = bad[0];
      throw refuse(
        "unprocessable",
        first === undefined
          ? "The file holds no case."
          : `None of ${bad.length} rows can be used. Line ${first.line}: ${first.reason}.`,
        "Each row needs an id and a prompt.",
      );
    }
    const target =
      named === null
        ? await Suites.create(ctx, workspaceId, name ?? "")
        : await Suites.editable(ctx, workspaceId, named);
    const suite = await Suites.addCases(ctx, target, good);
    await Events.record(ctx, ctx.user, workspaceId, {
      verb: "suite.imported",
      object: { table: "suites", id: suite._id, label: suite.name },
      after: { added: good.length, bad: bad.length, version: suite.version },
    });
    return { suiteId: suite._id, added: good.length, bad: bad.slice(0, MAX_BAD_ROWS) };
  },
});

/** The prompt of a generation as a case; its spec comes along, and its own shape as the reference. Gives the suite's id, the next version's where it was run. */
export const addGeneration = workspaceMutation({
  role: "editor",
  args: { suiteId: v.string(), generationId: v.string() },
  returns: v.string(),
  handler: async (ctx, { suiteId, generationId }) => {
    const workspaceId = ctx.workspace._id;
    const named = await Suites.requireSuite(ctx, workspaceId, suiteId);
    const generation = await requireRow(ctx, "generations", generationId, workspaceId, "generation");
    const target = await Suites.editable(ctx, workspaceId, named);
    const key = freeKey(
      (await Suites.casesOf(ctx, target._id)).map((row) => row.key),
      generation.label,
    );
    const [spec, code] = await Promise.all([specOf(ctx, generation), Generations.codeOf(ctx, generation)]);
    const isRight = generation.status === "succeeded" && generation.kind === "cad";
    const added: Case = {
      id: key,
      prompt: generation.prompt,
      kind: generation.kind,
      family: "own",
      difficulty: "",
      expect: generation.status === "needs_input" ? "question" : "part",
      expected: expectedOf(spec?.rules ?? []),
      // Changed parameters are not in the script: what it makes is then not this version.
      ...(isRight && code !== null && generation.values === undefined ? { referenceScript: code.text } : {}),
    };
    const suite = await Suites.addCases(ctx, target, [added], () => generation.authorId);
    await Events.record(ctx, ctx.user, workspaceId, {
      verb: "suite.case_added",
      object: { table: "suites", id: suite._id, label: suite.name },
      after: { case: key, version: suite.version },
    });
    return suite._id;
  },
});

/** The whole suite in the format that it can be imported from. */
export const exportText = workspaceQuery({
  role: "viewer",
  args: { suiteId: v.string() },
  returns: v.string(),
  handler: async (ctx, { suiteId }) => {
    const named = await Suites.requireSuite(ctx, ctx.workspace._id, suiteId);
    const found =
      "suite" in named ? (await Suites.casesOf(ctx, named.suite._id)).map(Suites.caseOf) : named.builtIn.cases;
    return found.map((each) => `${JSON.stringify(rowOfCase(each))}\n`).join("");
  },
});

/** Throws `conflict` for a suite that was run, and for one that comes with the product. */
export const remove = workspaceMutation({
  role: "editor",
  args: { suiteId: v.string() },
  returns: v.null(),
  handler: async (ctx, { suiteId }) => {
    const named = await Suites.requireSuite(ctx, ctx.workspace._id, suiteId);
    if ("builtIn" in named || named.suite.builtIn !== undefined) {
      throw refuse("conflict", "This suite comes with the product.", "Remove one of your own.");
    }
    await Suites.remove(ctx, named.suite);
    await Events.record(ctx, ctx.user, ctx.workspace._id, {
      verb: "suite.removed",
      object: { table: "suites", id: named.suite._id, label: named.suite.name },
    });
    return null;
  },
});

function expectedOf(rules: readonly SpecRule[]): Expected {
  const expected: Expected = {};
  for (const rule of rules) {
    if (rule.kind === "bbox") {
      const sizes = rule.size.flatMap((length) => (length === null ? [] : [length]));
      if (sizes.length === 3) expected.sizes = sizes;
    } else if (rule.kind === "volume") {
      expected.volume = { low: rule.mm3 - rule.tolerance, high: rule.mm3 + rule.tolerance };
    } else if (rule.kind === "solids") expected.solids = rule.count;
    else if (rule.kind === "holes") {
      (expected.holes ??= []).push({ diameterMm: rule.diameterMm, count: rule.count });
    }
  }
  return expected;
}

function freeKey(taken: readonly string[], label: string): string {
  const base =
    label
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 60) || "case";
  for (let number = 1; ; number += 1) {
    const key = `own/${number === 1 ? base : `${base}-${number}`}`;
    if (!taken.includes(key)) return key;
  }
}
