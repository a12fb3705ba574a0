import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { defineConfig, type Plugin } from "vite";
import { makeTypePack } from "./typePack.ts";

/** Builds what the preview frame loads into dist/preview/: the frame itself, the modules apps may import, and their types. */

const root = path.resolve(import.meta.dirname, "..");
const require = createRequire(path.join(root, "package.json"));

/** CommonJS packages have no static names: each gets an entry that spells them out. ES modules are passed on whole. */
const COMMON_JS = {
  react: "react",
  "react-dom": "react-dom",
  "react-dom-client": "react-dom/client",
  "react-jsx-runtime": "react/jsx-runtime",
};
const ES_MODULES = { recharts: "recharts", "lucide-react": "lucide-react" };

function vendorEntries(): Plugin {
  const prefix = "vendor:";
  return {
    name: "vendor-entries",
    enforce: "pre",
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null;
      const module = id.slice(prefix.length + 1);
      if (Object.values(ES_MODULES).includes(module)) return `export * from ${JSON.stringify(module)};`;
      const names = Object.keys(require(module) as object).filter((name) => /^[A-Za-z]\w*$/.test(name));
      return `import whole from ${JSON.stringify(module)};\nexport const { ${names.join(", ")} } = whole;\nexport default whole;`;
    },
  };
}

function staticFiles(): Plugin {
  return {
    name: "static-files",
    generateBundle() {
      this.emitFile({
        type: "asset",
        fileName: "frame.html",
        source: readFileSync(path.join(root, "preview/frame.html")),
      });
      this.emitFile({
        type: "asset",
        fileName: "vendor/tailwind.js",
        source: readFileSync(path.join(root, "node_modules/@tailwindcss/browser/dist/index.global.js")),
      });
      this.emitFile({ type: "asset", fileName: "types.json", source: JSON.stringify(makeTypePack(root)) });
    },
  };
}

export default defineConfig({
  root: path.join(root, "preview"),
  base: "./",
  publicDir: false,
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [vendorEntries(), staticFiles()],
  build: {
    outDir: path.join(root, "dist/preview"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 2_000,
    rollupOptions: {
      preserveEntrySignatures: "strict",
      input: {
        frame: path.join(root, "preview/frame.ts"),
        workspace: path.join(root, "preview/sdk/workspace.ts"),
        ...Object.fromEntries(
          Object.entries({ ...COMMON_JS, ...ES_MODULES }).map(([name, module]) => [name, `vendor:${module}`]),
        ),
      },
      output: { format: "es", entryFileNames: "vendor/[name].js", chunkFileNames: "vendor/chunks/[name]-[hash].js" },
    },
  },
});
