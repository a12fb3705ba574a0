/**
 * The schema of `schema.ts` as the engine uses it: validators by table, indexes brought in line with what is
 * stored, and stored documents checked before a changed schema is taken.
 */
import { createHash } from "node:crypto";
import { SetupError } from "../protocol/errors.ts";
import type { JsonObject } from "../protocol/json.ts";
import { findMismatch } from "../protocol/validate.ts";
import type { ValidatorJson } from "../protocol/validatorJson.ts";
import type { TableInfo } from "../storage/catalog.ts";
import { EXPORTS, IMPORTS, VARIABLES } from "./systemTables.ts";
import type { Documents } from "../storage/documents.ts";

type IndexJson = { indexDescriptor: string; fields: string[] };
export type SearchIndexJson = { indexDescriptor: string; searchField: string; filterFields: string[] };
export type VectorIndexJson = {
  indexDescriptor: string;
  vectorField: string;
  dimensions: number;
  filterFields: string[];
};
type TableJson = {
  tableName: string;
  indexes: IndexJson[];
  stagedDbIndexes?: IndexJson[];
  searchIndexes: SearchIndexJson[];
  vectorIndexes?: VectorIndexJson[];
  documentType: ValidatorJson;
};
export type SchemaJson = { tables: TableJson[]; schemaValidation: boolean };

/** Indexes that the engine keeps on system tables for itself. */
const SYSTEM_INDEXES: Record<string, IndexJson[]> = {
  _scheduled_functions: [{ indexDescriptor: "by_state_and_time", fields: ["state.kind", "scheduledTime"] }],
};
/** System tables that the app alone has. */
const APP_TABLES = [EXPORTS, IMPORTS, VARIABLES];

export class TableSchemas {
  readonly #documents: Documents;
  readonly #tables = new Map<string, TableJson>();
  readonly #components: string[];
  readonly #validating = new Set<string>();

  /** @param schemas by component path; null for a component without one */
  constructor(documents: Documents, schemas: ReadonlyMap<string, SchemaJson | null>) {
    this.#documents = documents;
    this.#components = [...schemas.keys()];
    for (const [component, schema] of schemas) {
      if (schema?.schemaValidation) this.#validating.add(component);
      for (const table of schema?.tables ?? []) {
        this.#tables.set(`${component}\0${table.tableName}`, {
          ...table,
          documentType: withSystemFields(table.tableName, table.documentType),
        });
      }
    }
  }

  #of(table: TableInfo): TableJson | undefined {
    return this.#tables.get(`${table.component}\0${table.name}`);
  }

  searchIndex(table: TableInfo, name: string): SearchIndexJson | undefined {
    return this.#of(table)?.searchIndexes.find((index) => index.indexDescriptor === name);
  }

  vectorIndex(table: TableInfo, name: string): VectorIndexJson | undefined {
    return this.#of(table)?.vectorIndexes?.find((index) => index.indexDescriptor === name);
  }

  isStaged(table: TableInfo, name: string): boolean {
    return this.#of(table)?.stagedDbIndexes?.some((index) => index.indexDescriptor === name) ?? false;
  }

  /** Convex's text for a document that does not fit its table, or null. */
  check = (table: TableInfo, document: JsonObject): string | null => {
    if (!this.#validating.has(table.component)) return null;
    const validator = this.#of(table)?.documentType;
    if (validator === undefined) return null;
    const mismatch = findMismatch(validator, document, (number) => this.#documents.catalog.byNumber(number)?.name);
    if (mismatch === null) return null;
    return `Failed to insert or update a document in table "${table.name}" because it does not match the schema: ${mismatch}`;
  };

  /**
   * Makes the stored tables and indexes those of the schema, in one transaction.
   * @throws SetupError "schema/mismatch" when stored documents do not fit; nothing is changed then.
   */
  apply(): void {
    const { catalog } = this.#documents;
    for (const component of this.#components) {
      for (const name of Object.keys(SYSTEM_INDEXES)) catalog.get(component, name);
      catalog.get(component, "_storage");
    }
    for (const name of APP_TABLES) catalog.get("", name);
    for (const key of this.#tables.keys()) catalog.get(...splitKey(key));
    this.#documents.transaction(() => {
      // First: what follows changes the catalog in memory, which no rollback undoes.
      this.#checkStored();
      catalog.save();
      for (const table of catalog.all()) this.#alignIndexes(table);
    });
  }

  #alignIndexes(table: TableInfo): void {
    const wanted = SYSTEM_INDEXES[table.name] ?? this.#of(table)?.indexes ?? [];
    const { catalog } = this.#documents;
    for (const index of [...table.stored]) {
      if (index === table.byCreationTime) continue;
      const kept = wanted.find(({ indexDescriptor }) => indexDescriptor === index.name);
      if (JSON.stringify(kept?.fields) !== JSON.stringify(index.fields)) catalog.removeIndex(table, index);
    }
    for (const { indexDescriptor, fields } of wanted) {
      if (table.stored.some((index) => index.name === indexDescriptor)) continue;
      this.#documents.backfill(table, catalog.addIndex(table, indexDescriptor, fields));
    }
  }

  /** Reading every document takes time, so a table is read only when its validator is not the one it was checked with. */
  #checkStored(): void {
    for (const [key, { documentType }] of this.#tables) {
      const [component, name] = splitKey(key);
      if (!this.#validating.has(component)) continue;
      const hash = createHash("sha256").update(JSON.stringify(documentType)).digest("hex");
      const checkedKey = `schema_checked:${component === "" ? name : `${component};${name}`}`;
      if (this.#documents.getMeta(checkedKey) === hash) continue;
      const table = this.#documents.catalog.get(component, name);
      for (const document of this.#documents.every(table)) {
        const mismatch = findMismatch(
          documentType,
          document,
          (number) => this.#documents.catalog.byNumber(number)?.name,
        );
        if (mismatch === null) continue;
        throw new SetupError(
          "schema/mismatch",
          `Schema validation failed.\nDocument with ID "${String(document._id)}" in table "${name}" does not match the schema: ${mismatch}\nChange the schema so that it takes this document, or change the document with the previous version of the functions.`,
        );
      }
      this.#documents.setMeta(checkedKey, hash);
    }
  }
}

function splitKey(key: string): [component: string, table: string] {
  const at = key.indexOf("\0");
  return [key.slice(0, at), key.slice(at + 1)];
}

/** Object validators with sorted fields, and with `_id` and `_creationTime` as every stored document has them. */
function withSystemFields(tableName: string, validator: ValidatorJson): ValidatorJson {
  switch (validator.type) {
    case "object": {
      const fields = {
        ...validator.value,
        _id: { fieldType: { type: "id", tableName } as const, optional: false },
        _creationTime: { fieldType: { type: "number" } as const, optional: false },
      };
      return { type: "object", value: Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))) };
    }
    case "union":
      return { type: "union", value: validator.value.map((member) => withSystemFields(tableName, member)) };
    default:
      return validator;
  }
}
