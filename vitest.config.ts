import { defineConfig } from "vitest/config";

const unitFolders = [
  "convex/**/*.test.ts",
  "src/**/*.test.{ts,tsx}",
  "scripts/**/*.test.ts",
  "benchmark/**/*.test.ts",
  "tests/unit/**/*.test.ts",
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: unitFolders,
          environment: "node",
          pool: "threads",
          // A limit against a hang: `npm test` runs the executor's suite beside this one.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "embedded",
          include: ["embedded/**/*.test.ts"],
          environment: "node",
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: "contract",
          include: ["tests/contract/**/*.test.ts"],
          environment: "node",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "product",
          include: ["tests/product/**/*.test.ts"],
          environment: "node",
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Each file starts the whole product; two at once would only take the processor from each other.
          fileParallelism: false,
        },
      },
    ],
  },
});
