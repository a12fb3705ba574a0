import { v } from "convex/values";
import { internal } from "./_generated/api";
import { internalMutation, internalQuery, workspaceAction, workspaceMutation, workspaceQuery } from "./functions";
import { refuse } from "./lib/errors";
import { isBilled, parseProvider, providerIds, providerLabels, type ProviderId } from "./lib/providers";
import { parseProfile, profileIds } from "./lib/profiles";
import { seal } from "./lib/sealedText";
import { record } from "./model/events";
import { requireSecretsKey } from "./model/artifacts";
import { providerCards, vProviderCard } from "./model/providerCards";
import * as ProviderHealth from "./model/providerHealth";
import * as RouterSettings from "./model/routerSettings";
import { envFor, keyContext } from "./providers/env";
import { isModelProvider } from "./providers/catalog";
import { probe as probeOnWire } from "./providers/probe";

const MAX_KEY_CHARACTERS = 512;
const MAX_MODEL_CHARACTERS = 128;
const SHOWN_CHARACTERS = 4;
/** Several people with the page open make one look. */
const PROBE_AGAIN_AFTER_MS = 30_000;

export const get = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.object({ profile: v.string(), providers: v.array(vProviderCard) }),
  handler: async (ctx) => ({
    profile: await RouterSettings.profileOf(ctx, ctx.workspace._id),
    providers: await providerCards(ctx, ctx.workspace._id),
  }),
});

/** Changes what is given and leaves the rest. `model: null` hands the choice back to the profile. */
export const update = workspaceMutation({
  role: "owner",
  args: {
    order: v.optional(v.array(v.string())),
    disabled: v.optional(v.array(v.string())),
    profile: v.optional(v.string()),
    model: v.optional(v.object({ provider: v.string(), model: v.union(v.string(), v.null()) })),
  },
  returns: v.null(),
  handler: async (ctx, { order, disabled, profile, model }) => {
    const { workspace } = ctx;
    const before = await RouterSettings.routerSettings(ctx, workspace._id);
    const models = { ...before.models };
    if (model !== undefined) {
      const provider = requireProvider(model.provider);
      if (model.model === null) delete models[provider];
      else models[provider] = checkModel(model.model);
      await ProviderHealth.reset(ctx, workspace._id, provider);
    }
    const next = {
      ...(order === undefined ? {} : { order: [...new Set(order.map(requireProvider))] }),
      ...(disabled === undefined ? {} : { disabled: [...new Set(disabled.map(requireProvider))] }),
      ...(profile === undefined ? {} : { profile: checkProfile(profile) }),
      ...(model === undefined ? {} : { models }),
    };
    if (next.order?.length === 0) {
      throw refuse("invalid", "Auto would have no provider.", "Keep at least one in the order.");
    }
    await RouterSettings.change(ctx, workspace._id, next);
    await record(ctx, ctx.user, workspace._id, {
      verb: "providers.changed",
      object: { table: "workspaces", id: workspace._id, label: workspace.name },
      before: readable(before),
      after: readable(await RouterSettings.routerSettings(ctx, workspace._id)),
    });
    return null;
  },
});

/** Stores a key, encrypted. An action, since only actions have random numbers that nobody can guess. */
export const setKey = workspaceAction({
  role: "owner",
  args: { provider: v.string(), key: v.string() },
  returns: v.null(),
  handler: async (ctx, { provider: name, key }): Promise<null> => {
    const provider = requireProvider(name);
    if (!isBilled(provider)) {
      throw refuse("invalid", `${providerLabels[provider]} takes no key here.`, "Set its address in the environment.");
    }
    const text = key.trim();
    if (text.length < 8 || text.length > MAX_KEY_CHARACTERS || !/^[\x21-\x7e]+$/.test(text)) {
      throw refuse(
        "invalid",
        `A key has 8 to ${MAX_KEY_CHARACTERS} letters, digits and signs of ASCII without spaces; this one has ${text.length} characters.`,
        "Copy the whole key from the provider's page.",
      );
    }
    const { workspaceId, userId } = ctx.access;
    const sealed = await seal(requireSecretsKey(), keyContext(workspaceId, provider), text);
    const ending = text.slice(-SHOWN_CHARACTERS);
    await ctx.runMutation(internal.providerSettings.storeKey, { workspaceId, userId, provider, sealed, ending });
    return null;
  },
});

export const storeKey = internalMutation({
  args: {
    workspaceId: v.id("workspaces"),
    userId: v.id("users"),
    provider: v.string(),
    sealed: v.string(),
    ending: v.string(),
  },
  returns: v.null(),
  handler: async (ctx, { workspaceId, userId, provider, sealed, ending }) => {
    const user = await ctx.db.get("users", userId);
    if (user === null) return null;
    const known = (await RouterSettings.keyRows(ctx, workspaceId)).find((row) => row.provider === provider);
    const row = { workspaceId, provider, sealed, ending, setBy: user.name, setAt: Date.now() };
    if (known === undefined) await ctx.db.insert("providerKeys", row);
    else await ctx.db.patch("providerKeys", known._id, row);
    await ProviderHealth.reset(ctx, workspaceId, provider);
    await record(ctx, user, workspaceId, {
      verb: "providerKey.set",
      object: { table: "providerKeys", id: provider, label: providerLabels[provider as ProviderId] ?? provider },
    });
    return null;
  },
});

/** Forgets a stored key; without one this does nothing. */
export const removeKey = workspaceMutation({
  role: "owner",
  args: { provider: v.string() },
  returns: v.null(),
  handler: async (ctx, { provider: name }) => {
    const provider = requireProvider(name);
    const row = (await RouterSettings.keyRows(ctx, ctx.workspace._id)).find((key) => key.provider === provider);
    if (row === undefined) return null;
    await ctx.db.delete("providerKeys", row._id);
    await ProviderHealth.reset(ctx, ctx.workspace._id, provider);
    await record(ctx, ctx.user, ctx.workspace._id, {
      verb: "providerKey.removed",
      object: { table: "providerKeys", id: provider, label: providerLabels[provider] },
    });
    return null;
  },
});

/** Looks at one provider without a paid call; asked by the settings page while it is open, and by nothing else. */
export const probe = workspaceAction({
  role: "editor",
  args: { provider: v.string() },
  returns: v.null(),
  handler: async (ctx, { provider: name }): Promise<null> => {
    const provider = requireProvider(name);
    if (!isModelProvider(provider)) return null;
    const { workspaceId } = ctx.access;
    const { sealedKeys, probedAt } = await ctx.runQuery(internal.providerSettings.probeInput, {
      workspaceId,
      provider,
    });
    if (probedAt !== null && Date.now() - probedAt < PROBE_AGAIN_AFTER_MS) return null;
    const seen = await probeOnWire(provider, await envFor({ workspaceId, sealedKeys }));
    await ctx.runMutation(internal.providerSettings.noteProbe, { workspaceId, provider, ...seen });
    return null;
  },
});

export const probeInput = internalQuery({
  args: { workspaceId: v.id("workspaces"), provider: v.string() },
  returns: v.object({ sealedKeys: v.record(v.string(), v.string()), probedAt: v.union(v.number(), v.null()) }),
  handler: async (ctx, { workspaceId, provider }) => {
    const [keys, health] = await Promise.all([
      RouterSettings.keyRows(ctx, workspaceId),
      ProviderHealth.healthRows(ctx, workspaceId),
    ]);
    return {
      sealedKeys: Object.fromEntries(keys.map((row) => [row.provider, row.sealed])),
      probedAt: health.find((row) => row.provider === provider)?.probe?.at ?? null,
    };
  },
});

export const noteProbe = internalMutation({
  args: { workspaceId: v.id("workspaces"), provider: v.string(), ok: v.boolean(), message: v.string() },
  returns: v.null(),
  handler: async (ctx, { workspaceId, provider, ok, message }) => {
    await ProviderHealth.noteProbe(ctx, workspaceId, provider, { ok, message, at: Date.now() });
    return null;
  },
});

function requireProvider(name: string): ProviderId {
  const id = parseProvider(name);
  if (id !== null && id !== "auto") return id;
  throw refuse("invalid", `There is no provider “${name.slice(0, 64)}”.`, `Use ${providerIds.join(", ")}.`);
}

function checkProfile(name: string): string {
  if (parseProfile(name) !== null) return name;
  throw refuse("invalid", `There is no profile “${name.slice(0, 32)}”.`, `Use ${profileIds.join(", ")}.`);
}

function checkModel(model: string): string {
  const text = model.trim();
  if (text !== "" && text.length <= MAX_MODEL_CHARACTERS && !/\s/.test(text)) return text;
  throw refuse(
    "invalid",
    `A model's id has 1 to ${MAX_MODEL_CHARACTERS} letters, digits and signs of ASCII without spaces; this one has ${text.length} characters.`,
    "Copy the id from the provider's list of models.",
  );
}

function readable({ order, disabled, models, profile }: RouterSettings.RouterSettings) {
  return {
    order: order.join(", "),
    off: disabled.join(", "),
    profile,
    models: Object.entries(models)
      .map(([provider, model]) => `${provider}: ${model}`)
      .join(", "),
  };
}
