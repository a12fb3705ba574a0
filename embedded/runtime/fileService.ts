/** `ctx.storage` on top of the file store: ids, URLs, upload tokens and the `_storage` system table. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { FunctionError, RequestError } from "../protocol/errors.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import { tableNumberOf } from "../protocol/ids.ts";
import type { FileStore, ReceivedFile } from "../storage/files.ts";
import type { Transaction } from "../storage/transaction.ts";

const UPLOAD_TOKEN_LIFE_MS = 60 * 60 * 1000;

export class FileService {
  readonly store: FileStore;
  readonly #secret: string;
  /** The backend's own address. */
  readonly cloudUrl: () => string;

  constructor(store: FileStore, secret: string, cloudUrl: () => string) {
    this.store = store;
    this.#secret = secret;
    this.cloudUrl = cloudUrl;
  }

  uploadUrl(component: string, nowMs: number): string {
    const body = Buffer.from(JSON.stringify({ component, expiresAtMs: nowMs + UPLOAD_TOKEN_LIFE_MS })).toString(
      "base64url",
    );
    return `${this.cloudUrl()}/api/storage/upload?token=${body}.${this.#sign(body)}`;
  }

  /** The component that an upload token is for. @throws RequestError 401 for a bad or old token. */
  readUploadToken(token: string): string {
    const [body = "", signature = ""] = token.split(".");
    const expected = Buffer.from(this.#sign(body));
    const given = Buffer.from(signature);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
      throw new RequestError(
        401,
        "StorageTokenInvalid",
        "Uploading the file failed: the upload token is not valid. Ask for a new upload URL.",
      );
    }
    const { component, expiresAtMs } = JSON.parse(Buffer.from(body, "base64url").toString()) as {
      component: string;
      expiresAtMs: number;
    };
    if (Date.now() > expiresAtMs) {
      throw new RequestError(
        401,
        "StorageTokenInvalid",
        "Uploading the file failed: the upload URL is older than 1 hour. Ask for a new upload URL.",
      );
    }
    return component;
  }

  /** Makes the `_storage` document of received bytes. */
  add(transaction: Transaction, component: string, file: ReceivedFile, contentType: string | null): string {
    const table = transaction.documents.catalog.get(component, "_storage");
    const fields: JsonObject = { sha256: file.sha256, size: file.size };
    if (contentType !== null && contentType !== "") fields.contentType = contentType;
    const id = transaction.insert(table, fields);
    this.store.own(file.uuid, id);
    return id;
  }

  /** Null when there is no such file. */
  url(transaction: Transaction, component: string, storageId: Json): string | null {
    const found = this.find(transaction, component, storageId);
    return found === null ? null : `${this.cloudUrl()}/api/storage/${found.uuid}`;
  }

  /** Removes a file. Returns what to do after the commit. @throws FunctionError when there is none. */
  remove(transaction: Transaction, component: string, storageId: Json): () => void {
    const found = this.find(transaction, component, storageId);
    if (found === null) throw new FunctionError(`storage id ${String(storageId)} not found`);
    transaction.remove(transaction.documents.catalog.get(component, "_storage"), found.document._id as string);
    this.store.disown(found.document._id as string);
    return () => this.store.drop(found.uuid);
  }

  find(transaction: Transaction, component: string, storageId: Json): { document: JsonObject; uuid: string } | null {
    if (typeof storageId !== "string")
      throw new FunctionError(`Invalid storage ID ${JSON.stringify(storageId)}: it must be a string`);
    const table = transaction.documents.catalog.get(component, "_storage");
    const isUuid = /^[0-9a-f-]{36}$/.test(storageId);
    const id = isUuid ? this.store.storageIdOf(storageId) : storageId;
    if (id === null) return null;
    if (tableNumberOf(id) !== table.number) {
      throw new FunctionError(`Invalid storage ID "${storageId}": it is not the ID of a stored file`);
    }
    const json = transaction.get(table, id);
    const uuid = this.store.uuidOf(id);
    return json === null || uuid === null ? null : { document: JSON.parse(json) as JsonObject, uuid };
  }

  #sign(body: string): string {
    return createHmac("sha256", this.#secret).update(`upload:${body}`).digest("base64url");
  }
}
