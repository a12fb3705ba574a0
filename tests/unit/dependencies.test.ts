import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
// @ts-expect-error The scripts are plain JavaScript: they run before anything is installed.
import { faultsOf, isAllowed, readPackageLock, readRequirements } from "../../scripts/lib/dependencies.mjs";

type Dependency = { name: string; version: string; purl: string; isDev: boolean; hash: object | null };
const root = path.resolve(import.meta.dirname, "../..");
const packageLock = (entry: object) => JSON.stringify({ packages: { "": {}, "node_modules/@a/b": entry } });
const good = { version: "1.2.3", license: "MIT", integrity: "sha512-q80=", dev: true };

test("the lock file of npm gives name, version, licence and hash of each package", () => {
  expect(readPackageLock(packageLock(good))).toEqual([
    {
      name: "@a/b",
      version: "1.2.3",
      licence: "MIT",
      purl: "pkg:npm/%40a/b@1.2.3",
      isDev: true,
      isBundled: false,
      hash: { algorithm: "SHA-512", hex: "abcd" },
    },
  ]);
});

test("every pinned line of a requirements file is read with its hash", () => {
  const text = readFileSync(path.join(root, "modal-worker/requirements.txt"), "utf8");
  const found = readRequirements(text) as Dependency[];
  expect(found).toHaveLength(text.match(/^[A-Za-z0-9._-]+(\[.*\])?==/gm)!.length);
  expect(found.filter(({ hash }) => hash === null)).toEqual([]);
});

test.each(["MIT", "MIT AND ISC AND BSD-3-Clause", "(GPL-3.0-only OR MIT)", "Apache-2.0"])("%s is taken", (licence) => {
  expect(isAllowed(licence)).toBe(true);
});

test.each(["GPL-3.0-only", "MIT AND AGPL-3.0-only", "UNLICENSED", "SEE LICENSE IN LICENSE.md", "constructor"])(
  "%s is not taken",
  (licence) => {
    expect(isAllowed(licence)).toBe(false);
  },
);

test.each([
  ["under a licence that nobody agreed to", { ...good, license: "GPL-3.0-only" }, "GPL-3.0-only"],
  ["without a licence", { ...good, license: undefined }, "no licence"],
  ["without a hash", { ...good, integrity: undefined }, "no hash"],
])("a package %s fails the check by name", (_name, entry, word) => {
  const faults = faultsOf(readPackageLock(packageLock(entry))) as string[];
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain("@a/b 1.2.3");
  expect(faults[0]).toContain(word);
});

describe("the commands", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "keys-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("npm run sbom writes every package of both lock files once", () => {
    const file = path.join(folder, "bom.json");
    execFileSync(process.execPath, [path.join(root, "scripts/sbom.mjs"), file]);
    const bom = JSON.parse(readFileSync(file, "utf8")) as { bomFormat: string; components: { purl: string }[] };
    expect(bom.bomFormat).toBe("CycloneDX");
    const purls = bom.components.map(({ purl }) => purl);
    expect(new Set(purls).size).toBe(purls.length);
    expect(purls.some((purl) => purl.startsWith("pkg:npm/convex@"))).toBe(true);
    expect(purls.some((purl) => purl.startsWith("pkg:pypi/build123d@"))).toBe(true);
  });

  test("npm run rotate-keys puts a new key first and believes the one before it", () => {
    writeFileSync(path.join(folder, "secrets.json"), "{}");
    const rotate = () => {
      execFileSync(process.execPath, [path.join(root, "scripts/rotateKeys.mjs"), "--data", folder]);
      const { accountKeys } = JSON.parse(readFileSync(path.join(folder, "secrets.json"), "utf8")) as {
        accountKeys: { keyId: string }[];
      };
      return accountKeys.map(({ keyId }) => keyId);
    };
    const first = rotate();
    const second = rotate();
    expect(second).toHaveLength(2);
    expect(second[1]).toBe(first[0]);
    expect(rotate()).not.toContain(first[0]);
  });
});
