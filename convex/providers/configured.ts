import type { Author } from "../lib/llmRouter";
import type { ProviderId } from "../lib/providers";
import { settings } from "../lib/settings";
import { configuredModels } from "./modelAuthor";
import { partsLibraryAuthor } from "./partsLibrary";

/** The providers that can be asked as this deployment is set up. One without its key is simply not here. */
export function configuredProviders(): ReadonlyMap<ProviderId, Author> {
  const authors: Author[] = [...configuredModels(settings.providers()), partsLibraryAuthor];
  return new Map(authors.map((author) => [author.id, author]));
}
