import { providerLabels } from "../lib/providers";
import { read, settingOf, type ModelProviderId, type ProviderEnv } from "./catalog";

/** A look at a provider that costs nothing: its list of models. */

const PROBE_TIMEOUT_MS = 5_000;

/** Reachable, and with a key that it takes? `message` is for people and holds no secret. Never throws. */
export async function probe(id: ModelProviderId, env: ProviderEnv): Promise<{ ok: boolean; message: string }> {
  const key = read(env, settingOf(id));
  const label = providerLabels[id];
  if (key === null) return { ok: false, message: "Not configured." };
  const startedAt = Date.now();
  try {
    const { url, headers } = requestFor(id, key, env);
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(PROBE_TIMEOUT_MS), redirect: "error" });
    await response.body?.cancel();
    const ms = Date.now() - startedAt;
    if (response.status === 401 || response.status === 403) {
      return { ok: false, message: `${label} refused the key (HTTP ${response.status}).` };
    }
    if (response.status >= 500) return { ok: false, message: `${label} failed (HTTP ${response.status}).` };
    // Some servers have no list of models: an answer is an answer.
    return { ok: true, message: `Answered in ${ms} ms.` };
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === "TimeoutError";
    const message = isTimeout ? `No answer within ${PROBE_TIMEOUT_MS / 1000} s.` : `${label} could not be reached.`;
    return { ok: false, message };
  }
}

function requestFor(id: ModelProviderId, key: string, env: ProviderEnv): { url: string; headers: HeadersInit } {
  const bearer = { Authorization: `Bearer ${key}` };
  const base = (address: string) => address.replace(/\/+$/, "");
  switch (id) {
    case "anthropic": {
      const address = base(read(env, "ANTHROPIC_BASE_URL") ?? "https://api.anthropic.com").replace(/\/v1$/, "");
      return { url: `${address}/v1/models`, headers: { ...bearer, "anthropic-version": "2023-06-01" } };
    }
    case "huggingface":
      return {
        url: `${base(read(env, "HF_BASE_URL") ?? "https://router.huggingface.co/v1")}/models`,
        headers: bearer,
      };
    case "openrouter":
      // Its list of models is open to everyone: only this address looks at the key.
      return {
        url: `${base(read(env, "OPENROUTER_BASE_URL") ?? "https://openrouter.ai/api/v1")}/key`,
        headers: bearer,
      };
    case "local":
      return { url: `${base(key)}/models`, headers: {} };
    case "seedCoder": {
      const token = read(env, "SEED_CODER_TOKEN");
      return { url: `${base(key)}/models`, headers: token === null ? {} : { Authorization: `Bearer ${token}` } };
    }
    default:
      return id satisfies never;
  }
}
