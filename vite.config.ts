import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv, type Plugin } from "vite";
// @ts-expect-error The scripts are plain JavaScript: they run before anything is installed.
import { policyInPage as untyped } from "./scripts/web/pagePolicy.mjs";

const policyInPage = untyped as (environment: Record<string, string | undefined>) => string | null;

/** Puts the page's own policy into a build for a static host. */
function pagePolicyInBuild(): Plugin {
  let policy: string | null = null;
  return {
    name: "page-policy",
    apply: "build",
    configResolved({ mode, envDir }) {
      policy = policyInPage(loadEnv(mode, envDir === false ? process.cwd() : envDir, ["VITE_", "SUPABASE_URL"]));
    },
    transformIndexHtml() {
      if (policy === null) return [];
      const attrs = { "http-equiv": "Content-Security-Policy", content: policy };
      return [{ tag: "meta", attrs, injectTo: "head-prepend" }];
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), pagePolicyInBuild()],
  build: {
    target: "es2023",
    // A data: URL would need a wider content policy than our own origin.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
});
