// Variables that work only together, as the guides list them, for `npm run doctor`.

/** Of each group all are needed as soon as `begins` is set. */
const GROUPS = [
  {
    what: "Clerk sign-in",
    guide: "convex-cloud.md",
    begins: "CLERK_JWT_ISSUER_DOMAIN",
    needs: ["CLERK_WEBHOOK_SECRET"],
  },
  {
    what: "Clerk sign-in",
    guide: "convex-cloud.md",
    begins: "VITE_CLERK_PUBLISHABLE_KEY",
    needs: ["CLERK_JWT_ISSUER_DOMAIN"],
  },
  {
    what: "Files in Supabase",
    guide: "convex-cloud.md",
    begins: "SUPABASE_URL",
    needs: ["SUPABASE_SERVICE_ROLE_KEY"],
  },
  { what: "The executor elsewhere", guide: "convex-cloud.md", begins: "WORKER_URL", needs: ["WORKER_TOKEN"] },
];

/**
 * @param {Record<string, string | undefined>} environment
 * @returns {{ what: string, guide: string, begins: string, missing: string[] }[]} the groups that are set in part
 */
export function incompleteGroups(environment) {
  return GROUPS.flatMap(({ what, guide, begins, needs }) => {
    const missing = needs.filter((name) => !environment[name]);
    return environment[begins] && missing.length > 0 ? [{ what, guide, begins, missing }] : [];
  });
}

/** The variables that `.env.example` explains. */
export function explainedVariables(example) {
  return [...example.matchAll(/^# ([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
}
