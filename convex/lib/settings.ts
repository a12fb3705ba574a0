/** The settings of the backend: the only reader of the environment here (`auth.config.ts` apart, which Convex evaluates on its own). */

declare const process: { env: Record<string, string | undefined> };

function text(name: string): string | null {
  const value = process.env[name]?.trim();
  return value ? value : null;
}

/** Read anew on each call: a deployment changes its variables without a new push. */
export const settings = {
  /** In single-machine mode every browser of the app's own origin is the owner of the default workspace. */
  isSingleMachine: () => text("NATURALCAD_MODE") === "single",
  localIssuer: () => text("LOCAL_ISSUER"),
  /** Who signs the sessions of accounts: this backend itself, with `accountPrivateJwk`. */
  accountIssuer: () => text("ACCOUNT_ISSUER"),
  /** An ES256 key as JWK with its `kid`: JSON in base64. */
  accountPrivateJwk: () => text("ACCOUNT_PRIVATE_JWK"),
  /** Makes the first owner where no browser is trusted by its place. */
  setupToken: () => text("NATURALCAD_SETUP_TOKEN"),
  clerkIssuer: () => text("CLERK_JWT_ISSUER_DOMAIN"),
  clerkWebhookSecret: () => text("CLERK_WEBHOOK_SECRET"),
  apiKey: () => text("NATURALCAD_API_KEY"),
  secretsKey: () => text("SECRETS_KEY"),
  workerUrl: () => text("WORKER_URL")?.replace(/\/+$/, "") ?? null,
  workerToken: () => text("WORKER_TOKEN"),
  /** Which engine reads a new document; one that is not set up leaves it to the built-in one. */
  documentEngine: () => text("DOCUMENT_ENGINE"),
  doclingUrl: () => text("DOCLING_URL")?.replace(/\/+$/, "") ?? null,
  doclingToken: () => text("DOCLING_TOKEN"),
  dolphinUrl: () => text("DOLPHIN_URL")?.replace(/\/+$/, "") ?? null,
  dolphinToken: () => text("DOLPHIN_TOKEN"),
  /** Before the links to files, where the pages are served by another host than the files: no slash at the end. */
  filesOrigin: () => text("FILES_PUBLIC_URL")?.replace(/\/+$/, "") ?? "",
  storagePublicUrl: () => text("STORAGE_PUBLIC_URL"),
  /** What health calls this backend; `npm start` says "embedded". */
  backendName: () => text("NATURALCAD_BACKEND") ?? "convex",
  /** Where new files go; without a whole configuration of Supabase, Convex's own store. */
  storage: (): "convex" | "supabase" =>
    text("STORAGE") === "supabase" && settings.supabase() !== null ? "supabase" : "convex",
  supabase: () => {
    const [url, serviceRoleKey] = [text("SUPABASE_URL"), text("SUPABASE_SERVICE_ROLE_KEY")];
    if (url === null || serviceRoleKey === null) return null;
    return { url, serviceRoleKey, bucket: text("SUPABASE_BUCKET") ?? "naturalcad" };
  },
  /** Where the declarations that apps are checked against are served: `/preview/types.json` of the web app. */
  appTypesUrl: () => text("APP_TYPES_URL"),
  githubToken: () => text("GITHUB_TOKEN"),
  githubApiUrl: () => text("GITHUB_API_URL"),
  routerOrder: () => text("ROUTER_ORDER"),
  /** Keys, addresses and models of the providers, by the names of `providers/catalog.ts`. */
  providers: (): Readonly<Record<string, string | undefined>> => process.env,
};
