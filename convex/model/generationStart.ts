import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { refuse } from "../lib/errors";
import { MAX_IDEMPOTENCY_KEY_CHARACTERS } from "../lib/limits";
import { checkValues } from "../lib/parameterValues";
import { AUTO } from "../lib/providers";
import { labelFromPrompt, labelFromValues, titleFromPrompt } from "../lib/titles";
import type { Kind, ParameterValue, Reference } from "../lib/validators";
import * as Generations from "./generations";
import * as Jobs from "./jobs";
import * as Members from "./members";
import * as Threads from "./threads";
import { profileOf } from "./routerSettings";
import { requireBudgetFor } from "./spend";
import {
  checkCode,
  checkCreatedAt,
  checkProfile,
  checkPrompt,
  checkProvider,
  checkProviderLabel,
  checkReference,
  isBuild123d,
} from "./startChecks";
import * as Workspaces from "./workspaces";

/** The ways in which a generation begins: a prompt, a finished program, changed parameters, edited code. */

export type StartRequest = {
  prompt: string;
  kind?: Kind;
  provider?: string;
  model?: string;
  profile?: string;
  parentId?: string;
  idempotencyKey?: string;
  reference?: Reference;
  code?: string;
  createdAt?: number | bigint;
};

export type Started = { generationId: Id<"generations">; isNew: boolean };

/** Starts a generation from a prompt, or stores a finished one with its code. The same idempotency key, the same id. */
export async function start(
  ctx: MutationCtx,
  { user, workspace }: Members.Access,
  request: StartRequest,
): Promise<Started> {
  const earlier = await findByKey(ctx, workspace, request.idempotencyKey);
  if (earlier !== null) return { generationId: earlier._id, isNew: false };

  const prompt = checkPrompt(request.prompt);
  const parent = request.parentId === undefined ? null : await requireParent(ctx, workspace, request.parentId);
  const now = Date.now();
  const shared = {
    prompt,
    parent,
    label: labelFromPrompt(prompt),
    createdAt: checkCreatedAt(request.createdAt, now),
    ...(request.model === undefined ? {} : { requestedModel: request.model }),
    profile: checkProfile(request.profile) ?? (await profileOf(ctx, workspace._id)),
    ...(request.reference === undefined ? {} : { reference: checkReference(request.reference) }),
    ...(request.idempotencyKey === undefined ? {} : { idempotencyKey: request.idempotencyKey }),
  };

  if (request.code !== undefined) {
    const code = checkCode(request.code);
    const provider = checkProviderLabel(request.provider);
    const generation = await insert(ctx, user, workspace, {
      ...shared,
      kind: request.kind ?? (isBuild123d(code) ? "cad" : "app"),
      origin: "import",
      requestedProvider: provider ?? AUTO,
      ...(provider === undefined ? {} : { provider }),
      ...(request.model === undefined ? {} : { model: request.model }),
      status: "succeeded",
      stage: "done",
      endedAt: shared.createdAt,
    });
    await Generations.storeCode(ctx, generation, code);
    return { generationId: generation._id, isNew: true };
  }

  const requestedProvider = checkProvider(request.provider);
  await requireBudgetFor(ctx, workspace._id, requestedProvider, now);
  const generation = await insert(ctx, user, workspace, {
    ...shared,
    kind: request.kind ?? parent?.kind ?? "cad",
    origin: user.kind === "key" ? "api" : "prompt",
    requestedProvider,
    status: "queued",
    stage: "routing",
  });
  await Jobs.enqueue(ctx, generation, now);
  return { generationId: generation._id, isNew: true };
}

export type HiddenRequest = {
  prompt: string;
  kind: Kind;
  label: string;
  idempotencyKey: string;
  /** Who is to write it; or the finished script of a reference, which no model touches. */
  work: { provider: string; model?: string; profile: string; repairs: boolean } | { code: string };
};

/**
 * Starts a generation of a benchmark in a thread of its own that no list shows. The same key, the same generation: one
 * that was paid for is not paid twice.
 */
export async function startHidden(
  ctx: MutationCtx,
  { user, workspace }: Pick<Members.Access, "user" | "workspace">,
  { work, ...request }: HiddenRequest,
): Promise<Doc<"generations">> {
  const earlier = await findByKey(ctx, workspace, request.idempotencyKey);
  if (earlier !== null) return earlier;
  const now = Date.now();
  const generation = await insert(ctx, user, workspace, {
    ...request,
    parent: null,
    origin: "benchmark",
    isHidden: true,
    status: "queued",
    createdAt: now,
    ...("code" in work
      ? { requestedProvider: AUTO, profile: "balanced", stage: "starting" }
      : {
          requestedProvider: work.provider,
          ...(work.model === undefined ? {} : { requestedModel: work.model }),
          profile: work.profile,
          ...(work.repairs ? {} : { isWithoutRepairs: true }),
          stage: "routing",
        }),
  });
  if ("code" in work) await Generations.storeCode(ctx, generation, work.code);
  await Jobs.enqueue(ctx, generation, now);
  return generation;
}

/** A child with the same code and other values: runs without a model. Throws `unprocessable`, `conflict`. */
export async function startFromParameters(
  ctx: MutationCtx,
  user: Doc<"users">,
  parent: Doc<"generations">,
  values: Record<string, ParameterValue>,
): Promise<Id<"generations">> {
  const [code, result] = await Promise.all([Generations.codeOf(ctx, parent), Generations.resultOf(ctx, parent)]);
  if (code === null || result === null) {
    throw refuse(
      "conflict",
      `Version ${parent.number} has no measured parameters: it is ${parent.status}.`,
      "Change the parameters of a version that succeeded and was run here.",
    );
  }
  checkValues(result.parameters, values);
  const changes = result.parameters.flatMap(({ name, label }) => {
    const value = values[name];
    return value === undefined ? [] : [{ label, value }];
  });
  return await startFromText(ctx, user, parent, code.text, {
    origin: "parameters",
    label: labelFromValues(changes),
    // The code is the parent's, so the parent's own changes still have to be made.
    values: { ...parent.values, ...values },
    ...(parent.provider === undefined ? {} : { provider: parent.provider }),
    ...(parent.model === undefined ? {} : { model: parent.model }),
  });
}

/** A child with code edited by hand. Throws `invalid`, `too_large`. */
export async function startFromCode(
  ctx: MutationCtx,
  user: Doc<"users">,
  parent: Doc<"generations">,
  text: string,
): Promise<Id<"generations">> {
  return await startFromText(ctx, user, parent, checkCode(text), { origin: "edit", label: "Edited code" });
}

/**
 * A child with the code and the values of an earlier version, so that it is the newest again. No model takes part.
 * Throws `conflict` for a version without code.
 */
export async function startFromVersion(
  ctx: MutationCtx,
  user: Doc<"users">,
  version: Doc<"generations">,
): Promise<Id<"generations">> {
  const code = await Generations.codeOf(ctx, version);
  if (code === null) {
    throw refuse(
      "conflict",
      `Version ${version.number} has no code to restore: it is ${version.status}.`,
      "Restore a version that succeeded.",
    );
  }
  return await startFromText(ctx, user, version, code.text, {
    origin: "restore",
    label: `v${version.number} restored`,
    ...(version.values === undefined ? {} : { values: version.values }),
    ...(version.provider === undefined ? {} : { provider: version.provider }),
    ...(version.model === undefined ? {} : { model: version.model }),
  });
}

/**
 * A version that runs a given script on a file of that name: the next one after `parent`, or the first of a thread of
 * its own. No model takes part.
 */
export async function startFromFile(
  ctx: MutationCtx,
  user: Doc<"users">,
  workspace: Doc<"workspaces">,
  { fileName, code, parent }: { fileName: string; code: string; parent: Doc<"generations"> | null },
): Promise<Doc<"generations">> {
  const now = Date.now();
  const generation = await insert(ctx, user, workspace, {
    parent,
    kind: "cad",
    prompt: checkPrompt(fileName),
    label: labelFromPrompt(fileName),
    origin: "import",
    requestedProvider: AUTO,
    profile: await profileOf(ctx, workspace._id),
    status: "queued",
    stage: "starting",
    createdAt: now,
  });
  await Generations.storeCode(ctx, generation, code);
  await Jobs.enqueue(ctx, generation, now);
  return generation;
}

async function startFromText(
  ctx: MutationCtx,
  user: Doc<"users">,
  parent: Doc<"generations">,
  text: string,
  draft: Pick<Draft, "origin" | "label" | "values" | "provider" | "model">,
): Promise<Id<"generations">> {
  const workspace = await ctx.db.get("workspaces", parent.workspaceId);
  if (workspace === null) throw Members.notFound("workspace", parent.workspaceId);
  const now = Date.now();
  const generation = await insert(ctx, user, workspace, {
    ...draft,
    parent,
    kind: parent.kind,
    prompt: parent.prompt,
    requestedProvider: parent.requestedProvider,
    profile: parent.profile,
    status: "queued",
    stage: "starting",
    createdAt: now,
  });
  await Generations.storeCode(ctx, generation, text);
  await Jobs.enqueue(ctx, generation, now);
  return generation._id;
}

type Draft = Pick<
  Doc<"generations">,
  | "kind"
  | "prompt"
  | "label"
  | "origin"
  | "status"
  | "stage"
  | "requestedProvider"
  | "requestedModel"
  | "profile"
  | "provider"
  | "model"
  | "values"
  | "reference"
  | "idempotencyKey"
  | "isHidden"
  | "isWithoutRepairs"
  | "createdAt"
  | "endedAt"
> & { parent: Doc<"generations"> | null };

async function insert(
  ctx: MutationCtx,
  user: Doc<"users">,
  workspace: Doc<"workspaces">,
  { parent, ...fields }: Draft,
): Promise<Doc<"generations">> {
  const followed = parent === null ? null : await ctx.db.get("threads", parent.threadId);
  const thread =
    followed ??
    (await Threads.open(
      ctx,
      workspace,
      user,
      fields.kind,
      titleFromPrompt(fields.prompt),
      fields.createdAt,
      fields.isHidden,
    ));
  const id = await ctx.db.insert("generations", {
    ...fields,
    workspaceId: workspace._id,
    threadId: thread._id,
    ...(parent === null ? {} : { parentId: parent._id }),
    number: thread.headNumber + 1,
    authorId: user._id,
    authorName: user.name,
    // A follow-up of a hidden version stays with it.
    ...(thread.isHidden === true ? { isHidden: true } : {}),
    warnings: [],
  });
  const generation = (await ctx.db.get("generations", id))!; // inserted in this very transaction
  await Threads.addHead(ctx, thread, generation, fields.createdAt);
  if (generation.isHidden !== true) await Workspaces.countGeneration(ctx, workspace);
  return generation;
}

async function findByKey(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  key: string | undefined,
): Promise<Doc<"generations"> | null> {
  if (key === undefined) return null;
  if (key === "" || key.length > MAX_IDEMPOTENCY_KEY_CHARACTERS) {
    throw refuse(
      "invalid",
      `An idempotency key has 1 to ${MAX_IDEMPOTENCY_KEY_CHARACTERS} characters; this one has ${key.length}.`,
      "Send a UUID.",
    );
  }
  return await ctx.db
    .query("generations")
    .withIndex("by_workspace_and_idempotencyKey", (q) => q.eq("workspaceId", workspace._id).eq("idempotencyKey", key))
    .unique();
}

async function requireParent(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  parentId: string,
): Promise<Doc<"generations">> {
  const id = ctx.db.normalizeId("generations", parentId);
  const parent = id === null ? null : await ctx.db.get("generations", id);
  if (parent === null || parent.workspaceId !== workspace._id) throw Members.notFound("generation", parentId);
  return parent;
}
