import type { Author } from "../lib/llmRouter";
import type { ProviderId } from "../lib/providers";
import { envFor } from "./env";
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
