/** Exports and imports of snapshots: their records, which Convex's tools watch, and the work itself. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { backup } from "node:sqlite";
import { RequestError } from "../protocol/errors.ts";
import type { JsonObject } from "../protocol/json.ts";
import { integerJson } from "../protocol/json.ts";
import { newId, tableNumberOf } from "../protocol/ids.ts";
import type { TableInfo } from "../storage/catalog.ts";
import type { Engine } from "./engine.ts";
import type { SnapshotEntry } from "./snapshotZip.ts";
import { readSnapshot, writeSnapshot } from "./snapshotZip.ts";
import { rows } from "./systemQueries.ts";
import { EXPORTS, IMPORTS } from "./systemTables.ts";

const MAX_UNPACKED_BYTES = 2 * 1024 * 1024 * 1024;

export type ImportRequest = {
  tableName?: string;
  componentPath?: string;
  mode: "requireEmpty" | "append" | "replace" | "replaceAll";
  format: "zip" | "jsonLines" | "jsonArray" | "csv";
};

/** What an import is refused for, as people read it. */
class ImportRefused extends Error {}

export class Snapshots {
  readonly #engine: Engine;
  readonly #folder: string;
  readonly #fileOf: (uuid: string) => string;
  readonly #waiting = new Map<string, { file: string; request: ImportRequest }>();
  #isExporting = false;

  constructor(engine: Engine, dataFolder: string) {
    this.#engine = engine;
    this.#folder = join(dataFolder, "snapshots");
    this.#fileOf = (uuid) => join(dataFolder, "files", uuid);
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Starts an export; its record tells when it is done. @throws RequestError 400 while another runs */
  async startExport(includesFiles: boolean): Promise<void> {
    if (this.#isExporting)
      throw new RequestError(400, "ExportInProgress", "An export is being made. Wait for it to end.");
    this.#isExporting = true;
    const startTs = this.#engine.clock.lastTs;
    const id = await this.#engine.write((transaction) =>
      transaction.insert(this.#table(EXPORTS), { state: "in_progress", start_ts: integerJson(startTs) }),
    );
    void this.#export(id, startTs, includesFiles).finally(() => (this.#isExporting = false));
  }

  /** The finished export of a timestamp. @throws RequestError 404 */
  async exportFile(ts: string): Promise<string> {
    const wanted = integerJson(BigInt(ts)).$integer;
    const found = await this.#engine.write((transaction) =>
      rows(transaction, EXPORTS).find(
        (row) => (row.start_ts as JsonObject).$integer === wanted && row.state === "completed",
      ),
    );
    if (found === undefined) throw new RequestError(404, "ExportNotFound", `There is no export with timestamp ${ts}.`);
    return this.#fileFor(ts);
  }

  /** Takes an uploaded file; answers the id of the import's record, which tells how it goes on. */
  async startImport(file: string, request: ImportRequest): Promise<string> {
    const id = await this.#engine.write((transaction) =>
      transaction.insert(this.#table(IMPORTS), { state: { state: "uploaded" } }),
    );
    this.#waiting.set(id, { file, request });
    void this.#check(id);
    return id;
  }

  /** Goes on with an import that waits for a yes. @throws RequestError 404 */
  async confirm(id: string): Promise<void> {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) throw new RequestError(404, "ImportNotFound", `No import ${id} waits for confirmation.`);
    await this.#set(id, { state: "in_progress", progress_message: "Importing", checkpoint_messages: [] });
    void this.#perform(id, waiting);
  }

  uploadFile(token: string): string {
    return join(this.#folder, `upload-${token}`);
  }

  async #export(id: string, startTs: bigint, includesFiles: boolean): Promise<void> {
    const copy = join(this.#folder, `copy-${startTs}.sqlite3`);
    try {
      await backup(this.#engine.documents.sql, copy);
      await writeSnapshot(copy, this.#fileFor(String(startTs)), includesFiles ? this.#fileOf : null);
      const done = {
        state: "completed",
        complete_ts: integerJson(this.#engine.clock.lastTs),
        zip_object_key: `${startTs}`,
      };
      await this.#engine.write((transaction) => transaction.patch(this.#table(EXPORTS), id, done));
    } catch (error) {
      console.error("export failed:", error);
      await this.#engine.write((transaction) => transaction.patch(this.#table(EXPORTS), id, { state: "failed" }));
    } finally {
      rmSync(copy, { force: true });
    }
  }

  async #check(id: string): Promise<void> {
    const { file, request } = this.#waiting.get(id)!;
    try {
      const plan = this.#plan(file, request);
      const existing = plan
        .filter(({ table }) => this.#engine.documents.count(table) > 0)
        .map(({ table }) => table.name);
      if (request.mode === "requireEmpty" && existing.length > 0) {
        throw new ImportRefused(
          `Tables ${existing.join(", ")} are not empty. Import with --replace to take their place, or --append to add to them.`,
        );
      }
      const counts = plan.map(({ table, documents }) => `${table.name}: ${documents.length} documents`);
      const state = {
        state: "waiting_for_confirmation",
        message_to_confirm: existing.length > 0 ? `Import into ${counts.join(", ")}. Mode: ${request.mode}.` : "",
        require_manual_confirmation: existing.length > 0 && request.mode !== "append",
      };
      await this.#set(id, state);
    } catch (error) {
      await this.#fail(id, error);
    }
  }

  async #perform(id: string, { file, request }: { file: string; request: ImportRequest }): Promise<void> {
    try {
      const plan = this.#plan(file, request);
      const written = await this.#engine.write(() => this.#write(plan, request));
      await this.#set(id, { state: "completed", num_rows_written: integerJson(BigInt(written)) });
      this.#end(id, file);
    } catch (error) {
      await this.#fail(id, error);
    }
  }

  /** What goes where. Nothing is written. @throws ImportRefused */
  #plan(file: string, { tableName, componentPath = "", format, mode }: ImportRequest): TablePlan[] {
    if (format !== "zip") {
      if (format === "csv") throw new ImportRefused("CSV is not read here. Convert it to JSON lines.");
      const text = readFileSync(file, "utf8");
      const documents = format === "jsonArray" ? (JSON.parse(text) as JsonObject[]) : parseLines(text, file);
      return [
        {
          table: this.#engine.documents.catalog.get(componentPath, tableName!),
          number: null,
          documents,
          files: new Map(),
        },
      ];
    }
    const entries = readSnapshot(file, MAX_UNPACKED_BYTES);
    const plans: TablePlan[] = [];
    for (const entry of entries.filter(({ name, table }) => name === "documents.jsonl" && table !== "_tables")) {
      const { component, table } = entry;
      const text = Buffer.from(entry.bytes).toString("utf8");
      plans.push({
        table: this.#engine.documents.catalog.get(component, table),
        number: numberIn(entries, component, table),
        documents: parseLines(text, `${table}/documents.jsonl`),
        files: table === "_storage" ? filesIn(entries, component) : new Map(),
      });
    }
    if (mode === "replaceAll") {
      for (const table of this.#engine.documents.catalog.all()) {
        const isPlanned = plans.some((plan) => plan.table === table);
        if (!isPlanned && !table.name.startsWith("_"))
          plans.push({ table, number: null, documents: [], files: new Map() });
      }
    }
    return plans;
  }

  /** All or nothing. @throws ImportRefused */
  #write(plan: readonly TablePlan[], { mode }: ImportRequest): number {
    const undo: (() => void)[] = [];
    try {
      return this.#writeOrThrow(plan, mode, undo);
    } catch (error) {
      for (const step of undo.reverse()) step();
      throw error;
    }
  }

  #writeOrThrow(plan: readonly TablePlan[], mode: ImportRequest["mode"], undo: (() => void)[]): number {
    const { documents, functions, files, clock } = this.#engine;
    const replaces = mode === "replace" || mode === "replaceAll";
    let written = 0;
    if (replaces) {
      for (const { table } of plan) for (const old of [...documents.every(table)]) this.#remove(table, old);
    }
    // Numbers are part of every id: a table takes the one that it had where the snapshot was made.
    const wanted = plan.flatMap(({ table, number }) => (number === null ? [] : [[table, number] as const]));
    undo.push(documents.catalog.renumber(new Map(wanted), (table) => documents.count(table) === 0));
    for (const { table, documents: imported, files: bytes } of plan) {
      for (const document of imported) {
        const id = document._id;
        const isOwnId = typeof id === "string" && tableNumberOf(id) === table.number;
        const complete: JsonObject = {
          ...document,
          _id: isOwnId ? id : newId(table.number),
          _creationTime: document._creationTime ?? clock.nextCreationTimeMs(),
        };
        if (documents.get(table, String(complete._id)) !== null) {
          throw new ImportRefused(`The document ${String(complete._id)} of ${table.name} is there already.`);
        }
        const problem = functions.schemas.check(table, complete);
        if (problem !== null) throw new ImportRefused(problem);
        if (table.name === "_storage") {
          const content = bytes.get(String(id));
          if (content === undefined) continue; // the snapshot was made without its files
          const received = files.store.receiveBytes(content);
          undo.push(() => files.store.drop(received.uuid));
          files.store.own(received.uuid, String(complete._id));
          complete.sha256 = received.sha256;
          complete.size = received.size;
          delete complete.internalId;
        }
        documents.insert(table, complete);
        written += 1;
      }
    }
    return written;
  }

  #remove(table: TableInfo, document: JsonObject): void {
    if (table.name === "_storage") {
      const uuid = this.#engine.files.store.uuidOf(String(document._id));
      this.#engine.files.store.disown(String(document._id));
      if (uuid !== null) this.#engine.files.store.drop(uuid);
    }
    this.#engine.documents.remove(table, document);
  }

  async #fail(id: string, error: unknown): Promise<void> {
    if (!(error instanceof ImportRefused)) console.error("import failed:", error);
    const message = error instanceof Error ? error.message : String(error);
    await this.#set(id, { state: "failed", error_message: message });
    this.#end(id, this.#waiting.get(id)?.file);
  }

  #end(id: string, file: string | undefined): void {
    this.#waiting.delete(id);
    if (file !== undefined) rmSync(file, { force: true });
  }

  async #set(id: string, state: JsonObject): Promise<void> {
    await this.#engine.write((transaction) => transaction.patch(this.#table(IMPORTS), id, { state }));
  }

  #table(name: string): TableInfo {
    return this.#engine.documents.catalog.get("", name);
  }

  #fileFor(ts: string): string {
    return join(this.#folder, `snapshot_${ts}.zip`);
  }
}

type TablePlan = { table: TableInfo; number: number | null; documents: JsonObject[]; files: Map<string, Uint8Array> };

function parseLines(text: string, where: string): JsonObject[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return [JSON.parse(line) as JsonObject];
    } catch {
      throw new ImportRefused(`Line ${index + 1} of ${where} is not JSON.`);
    }
  });
}

function numberIn(entries: readonly SnapshotEntry[], component: string, table: string): number | null {
  const names = entries.find(
    (entry) => entry.component === component && entry.table === "_tables" && entry.name === "documents.jsonl",
  );
  if (names === undefined) return null;
  const row = parseLines(Buffer.from(names.bytes).toString("utf8"), "_tables/documents.jsonl").find(
    ({ name }) => name === table,
  );
  return typeof row?.id === "number" ? row.id : null;
}

function filesIn(entries: readonly SnapshotEntry[], component: string): Map<string, Uint8Array> {
  const files = entries.filter(
    (entry) => entry.component === component && entry.table === "_storage" && entry.name !== "documents.jsonl",
  );
  return new Map(files.map(({ name, bytes }) => [name.split(".")[0]!, bytes]));
}
