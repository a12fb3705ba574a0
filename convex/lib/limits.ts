/** What callers may send. The page checks the same figures before it sends. */

export const MAX_PROMPT_CHARACTERS = 20_000;
export const MAX_CODE_CHARACTERS = 200_000;
export const MAX_PROVIDER_LABEL_CHARACTERS = 64;
export const MAX_IDEMPOTENCY_KEY_CHARACTERS = 200;
export const MAX_RECENT = 100;
export const DEFAULT_RECENT = 10;
export const MAX_VERSIONS_OF_A_THREAD = 200;
export const MAX_THUMBNAIL_LINKS = 100;
export const MAX_BODY_BYTES = 1024 * 1024;
