import type { ProviderId } from "../lib/providers";
import { open } from "../lib/sealedText";
import { settings } from "../lib/settings";
import { isModelProvider, settingOf, type ProviderEnv } from "./catalog";

/** The environment with the workspace's own keys in place of its. Actions only: it holds secrets in the clear. */
export async function envFor({
  workspaceId,
  sealedKeys,
}: {
  workspaceId: string;
  sealedKeys: Readonly<Record<string, string>>;
}): Promise<ProviderEnv> {
  const env: Record<string, string | undefined> = { ...settings.providers() };
  const secretsKey = settings.secretsKey();
  if (secretsKey === null) return env;
  for (const [provider, sealed] of Object.entries(sealedKeys)) {
    const id = provider as ProviderId;
    const opened = await open(secretsKey, keyContext(workspaceId, provider), sealed);
    // A key that does not open was sealed under another SECRETS_KEY: the environment's own, if any, stands.
    if (opened !== null && isModelProvider(id)) env[settingOf(id)] = opened;
  }
  return env;
}

/** What a sealed key is bound to. */
export function keyContext(workspaceId: string, provider: string): string {
  return `${workspaceId}:${provider}`;
}
