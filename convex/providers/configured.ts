import type { Author } from "../lib/llmRouter";
import type { ProviderId } from "../lib/providers";
import { open } from "../lib/sealedText";
import { settings } from "../lib/settings";
import { isModelProvider, settingOf, type ProviderEnv } from "./catalog";
import { configuredModels } from "./modelAuthor";
import { partsLibraryAuthor } from "./partsLibrary";

/** What one workspace set beside the environment. */
export type WorkspaceProviders = {
  workspaceId: string;
  profile: string;
  disabled: readonly string[];
  models: Readonly<Record<string, string>>;
  /** Encrypted keys by provider. */
  sealedKeys: Readonly<Record<string, string>>;
};

/** The providers that can be asked in a workspace. One without its key, or switched off, is simply not here. */
export async function providersFor(workspace: WorkspaceProviders): Promise<ReadonlyMap<ProviderId, Author>> {
  const env = await envFor(workspace);
  const authors: Author[] = [...configuredModels(env, workspace), partsLibraryAuthor];
  return new Map(authors.filter(({ id }) => !workspace.disabled.includes(id)).map((author) => [author.id, author]));
}

/** The environment with the workspace's own keys in place of its. Actions only: it holds secrets in the clear. */
export async function envFor({
  workspaceId,
  sealedKeys,
}: Pick<WorkspaceProviders, "workspaceId" | "sealedKeys">): Promise<ProviderEnv> {
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
