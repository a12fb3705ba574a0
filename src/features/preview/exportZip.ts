import { strToU8, zipSync } from "fflate";
import { usesWorkspace } from "../../../convex/lib/apps";
import rowsSource from "../../../convex/lib/workspaceRows.ts?raw";
import sampleClientSource from "../../../preview/sdk/sampleClient.ts?raw";
import samplesSource from "../../../preview/sdk/samples.ts?raw";
import workspaceSource from "../../../preview/sdk/workspace.ts?raw";

/** An app as a project that runs by itself: `npm install`, `npm run dev`. Versions are the ones the preview runs with. */

const DEPENDENCIES = {
  "lucide-react": "1.75.0",
  react: "19.3.1",
  "react-dom": "19.3.1",
  recharts: "3.10.1",
};
const DEV_DEPENDENCIES = {
  "@tailwindcss/vite": "4.3.3",
  "@types/react": "19.3.0",
  "@types/react-dom": "19.3.0",
  "@vitejs/plugin-react": "6.3.0",
  tailwindcss: "4.3.3",
  typescript: "6.0.3",
  vite: "8.3.8",
};
const ALWAYS = new Set(["react", "react-dom"]);

/** "Purchase orders, Line 3" → "purchase-orders-line-3", a name that npm and file systems take. */
export function packageNameOf(title: string): string {
  const name = title
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return name === "" ? "app" : name;
}

function imports(code: string, module: string): boolean {
  return new RegExp(`from\\s+["']${module}["']`).test(code);
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

/** The module "workspace" outside a workspace: the same types and hooks on sample rows in memory. */
const WORKSPACE_FILES = {
  "src/workspace/rows.ts": rowsSource,
  "src/workspace/samples.ts": samplesSource,
  "src/workspace/sampleClient.ts": sampleClientSource,
  "src/workspace/workspace.ts": workspaceSource,
  "src/workspace/connection.ts": `import { sampleClient } from "./sampleClient.ts";

// Connect your own backend here: anything that answers as sampleClient does.
const only = sampleClient();

export const client = () => only;
`,
};

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * @param app `code` is one file with a default export
 * @returns path → text of every file of the project
 */
export function projectFiles(app: { title: string; code: string }): Record<string, string> {
  const name = packageNameOf(app.title);
  const hasRows = usesWorkspace(app.code);
  const dependencies = Object.fromEntries(
    Object.entries(DEPENDENCIES).filter(([module]) => ALWAYS.has(module) || imports(app.code, module)),
  );
  return {
    "package.json": json({
      name,
      private: true,
      version: "1.0.0",
      type: "module",
      engines: { node: ">=20.19" },
      scripts: { dev: "vite --open", build: "tsc --noEmit && vite build", preview: "vite preview" },
      dependencies,
      devDependencies: DEV_DEPENDENCIES,
    }),
    "README.md": `# ${app.title}\n\nMade with NaturalCAD. The app is one file, \`src/App.tsx\`.\n\n\`\`\`\nnpm install\nnpm run dev\n\`\`\`\n\n${hasRows ? "In NaturalCAD it shows the rows of its workspace; here `src/workspace/` gives it sample rows that last until the page is closed. `src/workspace/connection.ts` is the place for a backend of your own.\n\n" : ""}\`npm run build\` checks the types and writes the site to \`dist/\`.\n`,
    "index.html": `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escapeHtml(app.title)}</title>
  </head>
  <body>
    <div id="root"></div>
    <script type="module" src="/src/main.tsx"></script>
  </body>
</html>
`,
    "vite.config.ts": `import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), tailwindcss()],${
    hasRows
      ? '\n  resolve: { alias: { workspace: new URL("./src/workspace/workspace.ts", import.meta.url).pathname } },'
      : ""
  }
});
`,
    "tsconfig.json": json({
      compilerOptions: {
        target: "ES2023",
        lib: ["ES2023", "DOM", "DOM.Iterable"],
        module: "ESNext",
        moduleResolution: "bundler",
        jsx: "react-jsx",
        strict: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: true,
        noEmit: true,
        ...(hasRows
          ? { allowImportingTsExtensions: true, paths: { workspace: ["./src/workspace/workspace.ts"] } }
          : {}),
        types: ["vite/client"],
      },
      include: ["src"],
    }),
    ".gitignore": "node_modules/\ndist/\n",
    "src/index.css":
      '@import "tailwindcss";\n\n/* The app follows the colours of the system. */\n:root {\n  color-scheme: light dark;\n}\n\nbody {\n  margin: 0;\n}\n',
    "src/main.tsx": `import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import App from "./App";
import "./index.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root.");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
`,
    "src/App.tsx": app.code,
    ...(hasRows ? WORKSPACE_FILES : {}),
  };
}

/** The project as a .zip, in one folder that carries its name. The same app gives the same bytes. */
export function exportZip(app: { title: string; code: string }): { fileName: string; bytes: Uint8Array<ArrayBuffer> } {
  const name = packageNameOf(app.title);
  // A fixed time, local as zip stores it, so that equal apps make equal files.
  const mtime = new Date(2026, 0, 1);
  const entries = Object.entries(projectFiles(app)).map(([path, text]) => [`${name}/${path}`, strToU8(text)] as const);
  return {
    fileName: `${name}.zip`,
    bytes: zipSync(Object.fromEntries(entries), { level: 6, mtime }) as Uint8Array<ArrayBuffer>,
  };
}
