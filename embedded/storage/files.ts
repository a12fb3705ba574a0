/**
 * Stored files: bytes in `files/<uuid>` of the data folder, and which document of `_storage` they belong to. Bytes
 * are complete and on disk before the document is committed, and removed after its removal is.
 */
import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  createReadStream,
  createWriteStream,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import type { ReadStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Sql } from "./database.ts";

export type ReceivedFile = { uuid: string; sha256: string; size: number };

export class FileStore {
  readonly #folder: string;
  readonly #statements;

  constructor(sql: Sql, dataFolder: string) {
    this.#folder = join(dataFolder, "files");
    mkdirSync(this.#folder, { recursive: true });
    this.#statements = {
      insert: sql.prepare("INSERT INTO files VALUES (?, ?)"),
      remove: sql.prepare("DELETE FROM files WHERE storage_id = ?"),
      byUuid: sql.prepare("SELECT storage_id FROM files WHERE uuid = ?"),
      byId: sql.prepare("SELECT uuid FROM files WHERE storage_id = ?"),
    };
    // What a crash left half received belongs to nobody.
    for (const name of readdirSync(this.#folder)) if (name.endsWith(".part")) rmSync(join(this.#folder, name));
  }

  /** Takes in a stream of bytes. The file is nobody's until `own` is committed. */
  async receive(bytes: Readable): Promise<ReceivedFile> {
    const uuid = randomUUID();
    const part = this.#part(uuid);
    const hash = createHash("sha256");
    let size = 0;
    try {
      await pipeline(
        bytes,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            hash.update(chunk);
            size += chunk.length;
            yield chunk;
          }
        },
        createWriteStream(part, { flush: true }),
      );
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
    renameSync(part, this.#path(uuid));
    return { uuid, sha256: hash.digest("base64"), size };
  }

  /** As `receive`, for bytes at hand. */
  receiveBytes(bytes: Uint8Array): ReceivedFile {
    const uuid = randomUUID();
    const part = this.#part(uuid);
    const file = openSync(part, "w");
    try {
      writeSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, this.#path(uuid));
    return { uuid, sha256: createHash("sha256").update(bytes).digest("base64"), size: bytes.length };
  }

  /** Ties bytes to a document; part of the open transaction. */
  own(uuid: string, storageId: string): void {
    this.#statements.insert.run(uuid, storageId);
  }

  /** Unties them; part of the open transaction. Call `drop` once it is committed. */
  disown(storageId: string): void {
    this.#statements.remove.run(storageId);
  }

  /** Removes the bytes. */
  drop(uuid: string): void {
    rmSync(this.#path(uuid), { force: true });
  }

  uuidOf(storageId: string): string | null {
    return (this.#statements.byId.get(storageId) as { uuid: string } | undefined)?.uuid ?? null;
  }

  storageIdOf(uuid: string): string | null {
    return (this.#statements.byUuid.get(uuid) as { storage_id: string } | undefined)?.storage_id ?? null;
  }

  size(uuid: string): number {
    return statSync(this.#path(uuid)).size;
  }

  /** Bytes `start` to `end`, both inside. */
  read(uuid: string, range?: { start: number; end: number }): ReadStream {
    return createReadStream(this.#path(uuid), range);
  }

  #path(uuid: string): string {
    return join(this.#folder, uuid);
  }

  #part(uuid: string): string {
    return join(this.#folder, `${uuid}.part`);
  }
}
