import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { bradleyTerry } from "../lib/benchmarks/bradleyTerry";
import type { VoteChoice, VotePair, VoteRow } from "../lib/benchmarks/views";
import { refuse } from "../lib/errors";
import { addressOf, artifactsOf } from "./artifacts";
import * as Generations from "./generations";
import { requireRow } from "./rows";

/** Blind pairs: two sides on the same case and sample, judged without a name. */

const MAX_CASES_LOOKED_AT = 60;
const MAX_CELLS_OF_A_CASE = 1_400;
const MAX_VOTES = 20_000;
const MAX_PAIRS = 800;
/** Chess's scale: 400 points are odds of ten to one. */
const POINTS = 400 / Math.LN10;
const MIDDLE = 1500;
/** So that a side without a loss, or without a win, has a finite strength. */
const PRIOR = 0.5;

export async function nextPair(
  ctx: QueryCtx,
  run: Doc<"runs">,
  user: Doc<"users">,
  now: number,
): Promise<VotePair | null> {
  const votes = await ctx.db
    .query("votes")
    .withIndex("by_run_and_user_and_case", (q) => q.eq("runId", run._id).eq("userId", user._id))
    .take(MAX_VOTES);
  if (run.nextCase === 0) return null;
  const judged = new Set(votes.map((vote) => keyOf(vote.caseId, vote.sample, vote.left, vote.right)));
  const totals = await totalsOf(ctx, run._id);
  // Each voter goes through the cases from a place of their own, and on from there with each vote.
  const first = (hash(user._id) + votes.length) % run.nextCase;
  for (let step = 0; step < Math.min(run.nextCase, MAX_CASES_LOOKED_AT); step += 1) {
    const index = (first + step) % run.nextCase;
    const cells = (
      await ctx.db
        .query("cells")
        .withIndex("by_run_and_case", (q) => q.eq("runId", run._id).eq("caseIndex", index))
        .take(MAX_CELLS_OF_A_CASE)
    ).filter(isShown);
    let best: { a: Doc<"cells">; b: Doc<"cells">; votes: number } | null = null;
    for (const a of cells) {
      for (const b of cells) {
        if (a.sample !== b.sample || a.side >= b.side || judged.has(keyOf(a.caseId, a.sample, a.side, b.side)))
          continue;
        const count = votesOf(totals.find((row) => row.a === a.side && row.b === b.side));
        if (best === null || count < best.votes) best = { a, b, votes: count };
      }
    }
    if (best === null) continue;
    const row = totals.find((each) => each.a === best.a.side && each.b === best.b.side);
    const isSwapped = row !== undefined && row.aLeft * 2 > votesOf(row);
    const [left, right] = isSwapped ? [best.b, best.a] : [best.a, best.b];
    const item = await ctx.db.get("suiteCases", left.caseId);
    if (item === null) continue;
    const [leftFace, rightFace] = await Promise.all([faceOf(ctx, left, now), faceOf(ctx, right, now)]);
    return {
      pairId: `${left._id}~${right._id}`,
      prompt: item.prompt,
      kind: item.kind,
      left: leftFace,
      right: rightFace,
      isOwnPrompt: item.authorId === user._id,
      votedCount: votes.length,
    };
  }
  return null;
}

/** Throws `not_found` where one of the cells is gone, `invalid` for two that are no pair, `conflict` for a second vote. */
export async function cast(
  ctx: MutationCtx,
  run: Doc<"runs">,
  user: Doc<"users">,
  pairId: string,
  choice: VoteChoice,
  now: number,
): Promise<void> {
  const [leftId = "", rightId = ""] = pairId.split("~");
  const [left, right] = await Promise.all([
    requireRow(ctx, "cells", leftId, run.workspaceId, "cell"),
    requireRow(ctx, "cells", rightId, run.workspaceId, "cell"),
  ]);
  const isPair =
    left.runId === run._id &&
    right.runId === run._id &&
    left.caseId === right.caseId &&
    left.sample === right.sample &&
    left.side !== right.side;
  if (!isPair || !isShown(left) || !isShown(right))
    throw refuse("invalid", "These two answers are no pair.", "Judge the pair that is shown.");
  const earlier = await ctx.db
    .query("votes")
    .withIndex("by_run_and_user_and_case", (q) =>
      q.eq("runId", run._id).eq("userId", user._id).eq("caseId", left.caseId).eq("sample", left.sample),
    )
    .take(MAX_PAIRS);
  const key = keyOf(left.caseId, left.sample, left.side, right.side);
  if (earlier.some((vote) => keyOf(vote.caseId, vote.sample, vote.left, vote.right) === key))
    throw refuse("conflict", "You judged this pair already.", "Go on to the next one.");
  const item = await ctx.db.get("suiteCases", left.caseId);
  await ctx.db.insert("votes", {
    workspaceId: run.workspaceId,
    runId: run._id,
    userId: user._id,
    caseId: left.caseId,
    sample: left.sample,
    left: left.side,
    right: right.side,
    choice,
    isOwnPrompt: item?.authorId === user._id,
    at: now,
  });
  await count(ctx, run, left.side, right.side, choice);
}

/** Strengths of the sides that were compared with one another, on chess's scale; empty before the first vote. */
export async function ratings(ctx: QueryCtx, run: Doc<"runs">): Promise<VoteRow[]> {
  const totals = await totalsOf(ctx, run._id);
  const decided = totals.filter((row) => row.winsA + row.winsB + row.ties > 0);
  const sides = largestGroup(decided);
  if (sides.length < 2) return [];
  const place = new Map(sides.map((side, index) => [side, index]));
  const wins = sides.map(() => sides.map(() => 0));
  const votes = sides.map(() => 0);
  for (const { a, b, winsA, winsB, ties, bothBad } of totals) {
    const [i, j] = [place.get(a), place.get(b)];
    if (i === undefined || j === undefined) continue;
    wins[i]![j]! += winsA + ties / 2;
    wins[j]![i]! += winsB + ties / 2;
    const cast = winsA + winsB + ties + bothBad;
    votes[i]! += cast;
    votes[j]! += cast;
  }
  return bradleyTerry(wins, PRIOR)
    .map(({ ability, low, high }, index) => ({
      side: sides[index]!,
      rating: MIDDLE + POINTS * ability,
      low: MIDDLE + POINTS * low,
      high: MIDDLE + POINTS * high,
      votes: votes[index]!,
    }))
    .sort((x, y) => y.rating - x.rating);
}

/** Sides that a chain of comparisons connects: strengths mean nothing across two groups. */
function largestGroup(pairs: readonly { a: number; b: number }[]): number[] {
  let groups: Set<number>[] = [];
  for (const { a, b } of pairs) {
    const touched = groups.filter((group) => group.has(a) || group.has(b));
    const joined = new Set([a, b, ...touched.flatMap((group) => [...group])]);
    groups = [...groups.filter((group) => !touched.includes(group)), joined];
  }
  const [largest] = groups.sort((x, y) => y.size - x.size);
  return [...(largest ?? [])].sort((x, y) => x - y);
}

async function count(
  ctx: MutationCtx,
  run: Doc<"runs">,
  left: number,
  right: number,
  choice: VoteChoice,
): Promise<void> {
  const [a, b] = [Math.min(left, right), Math.max(left, right)];
  const row = await ctx.db
    .query("voteTotals")
    .withIndex("by_run_and_pair", (q) => q.eq("runId", run._id).eq("a", a).eq("b", b))
    .unique();
  const winner = choice === "left" ? left : choice === "right" ? right : null;
  const next = {
    winsA: (row?.winsA ?? 0) + Number(winner === a),
    winsB: (row?.winsB ?? 0) + Number(winner === b),
    ties: (row?.ties ?? 0) + Number(choice === "tie"),
    bothBad: (row?.bothBad ?? 0) + Number(choice === "both_bad"),
    aLeft: (row?.aLeft ?? 0) + Number(left === a),
  };
  if (row === null) await ctx.db.insert("voteTotals", { workspaceId: run.workspaceId, runId: run._id, a, b, ...next });
  else await ctx.db.patch("voteTotals", row._id, next);
}

async function totalsOf(ctx: QueryCtx, runId: Id<"runs">): Promise<Doc<"voteTotals">[]> {
  return await ctx.db
    .query("voteTotals")
    .withIndex("by_run_and_pair", (q) => q.eq("runId", runId))
    .take(MAX_PAIRS);
}

async function faceOf(ctx: QueryCtx, cell: Doc<"cells">, now: number): Promise<VotePair["left"]> {
  const generation = cell.generationId === undefined ? null : await ctx.db.get("generations", cell.generationId);
  if (generation === null) return {};
  if (generation.kind === "app") {
    const code = await Generations.codeOf(ctx, generation);
    return code === null ? {} : { code: code.text };
  }
  const glb = (await artifactsOf(ctx, generation._id)).find(({ format }) => format === "glb");
  return glb === undefined ? {} : { glbUrl: addressOf(glb._id, now) };
}

/** Something to look at: the answer was a part or an app, right or wrong. */
function isShown({ state, outcome, reason }: Doc<"cells">): boolean {
  return (
    state === "ended" &&
    (outcome === "passed" || outcome === "failed") &&
    reason !== "Script" &&
    reason !== "Asked back"
  );
}

const votesOf = (row: Doc<"voteTotals"> | undefined): number =>
  row === undefined ? 0 : row.winsA + row.winsB + row.ties + row.bothBad;

const keyOf = (caseId: string, sample: number, left: number, right: number): string =>
  `${caseId}:${sample}:${Math.min(left, right)}:${Math.max(left, right)}`;

/** FNV-1a: spreads voters over the cases. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}
