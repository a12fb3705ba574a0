// Suites that were written for convex-test, over the real server: `npm run torture -- conformance` runs them all.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("../../..", import.meta.url));

export default defineConfig({
  root,
  resolve: { alias: { "convex-test": fileURLToPath(new URL("./convexTest.ts", import.meta.url)) } },
  test: {
    include: (process.env.CONFORMANCE_FILES ?? "").split(";").filter(Boolean),
    exclude: [],
    environment: "node",
    // Each test starts a server of its own.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/@convex-dev\//] } },
  },
});
