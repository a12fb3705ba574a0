// `npm run codegen`: writes convex/_generated without a deployment and without a network.
import { readFileSync, writeFileSync } from "node:fs";
import { reportFailure, say } from "./lib/messages.mjs";
import { at, findNode24 } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";
import { ensureNodePackages } from "./lib/setup.mjs";

try {
  await ensureNodePackages();
  // --system-udfs is the CLI's own switch for generating types without asking a deployment.
  const { status, output } = await run(findNode24(), [
    at("node_modules/convex/bin/main.js"),
    "codegen",
    "--system-udfs",
    "--typecheck",
    "disable",
  ]);
  if (status !== 0) say(output);
  else await addComponents();
  process.exitCode = status;
} catch (error) {
  process.exitCode = reportFailure(error);
}

/** Without a deployment Convex's tool leaves `components` out; this is what it writes with one. */
async function addComponents() {
  const config = readFileSync(at("convex/convex.config.ts"), "utf8");
  const packages = [...config.matchAll(/^import (\w+) from "(.+)\/convex\.config";$/gm)];
  const used = packages.filter(([, name]) => config.includes(`app.use(${name})`));
  const types = used.map(
    ([, name, source]) => `  ${name}: import("${source}/_generated/component.js").ComponentApi<"${name}">;\n`,
  );
  const typesFile = at("convex/_generated/api.d.ts");
  writeFileSync(
    typesFile,
    `${readFileSync(typesFile, "utf8").trimEnd()}\n\nexport declare const components: {\n${types.join("")}};\n`,
  );
  const codeFile = at("convex/_generated/api.js");
  const code = readFileSync(codeFile, "utf8").replace("import { anyApi }", "import { anyApi, componentsGeneric }");
  writeFileSync(codeFile, `${code.trimEnd()}\nexport const components = componentsGeneric();\n`);
}
