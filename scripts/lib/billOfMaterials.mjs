// A bill of materials in the words of CycloneDX 1.6.
import { isAllowed } from "./dependencies.mjs";

/** The same lock files give the same bill: it holds no date and no serial number. */
export function billOfMaterials(version, dependencies) {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", name: "naturalcad", version, "bom-ref": "naturalcad" } },
    components: dependencies.map(({ name, version: own, licence, purl, isDev, hash }) => ({
      type: "library",
      "bom-ref": purl,
      name,
      version: own,
      purl,
      scope: isDev ? "excluded" : "required",
      ...(hash === null ? {} : { hashes: [{ alg: hash.algorithm, content: hash.hex }] }),
      ...(licence === null
        ? {}
        : { licenses: [isAllowed(licence) ? { expression: licence } : { license: { name: licence } }] }),
    })),
  };
}
