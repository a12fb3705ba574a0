import { createClient } from "@supabase/supabase-js";
import type { FileUpload } from "./executor";

/**
 * Client of Supabase Storage: one private bucket. The browser and the executor only ever get signed addresses; the
 * service role's key stays in the backend.
 */

export type SupabaseSettings = { url: string; serviceRoleKey: string; bucket: string };

/** Supabase could not be reached, or refused. */
export class SupabaseFault extends Error {
  constructor(what: string, cause: { message: string }) {
    super(`${what}: ${cause.message}`, { cause });
    this.name = "SupabaseFault";
  }
}

export class SupabaseFiles {
  readonly #files;

  constructor({ url, serviceRoleKey, bucket }: SupabaseSettings) {
    const client = createClient(url, serviceRoleKey, { auth: { persistSession: false, autoRefreshToken: false } });
    this.#files = client.storage.from(bucket);
  }

  /** An address that takes the bytes of `path` with one PUT, for two hours. @throws SupabaseFault */
  async uploadTarget(path: string): Promise<FileUpload> {
    const { data, error } = await this.#files.createSignedUploadUrl(path, { upsert: true });
    if (error !== null) throw new SupabaseFault("Supabase gave no upload address", error);
    return { method: "PUT", url: data.signedUrl, headers: { "x-upsert": "true" } };
  }

  /** @throws SupabaseFault */
  async put(path: string, bytes: Blob, contentType: string): Promise<void> {
    // The client wraps a Blob in a form; plain bytes travel as they are.
    const { error } = await this.#files.upload(path, await bytes.arrayBuffer(), { contentType, upsert: true });
    if (error !== null) throw new SupabaseFault("Supabase did not take a file", error);
  }

  /** The bytes; null where there is no such file. @throws SupabaseFault */
  async get(path: string): Promise<Blob | null> {
    const { data, error } = await this.#files.download(path);
    if (error === null) return data;
    if ("status" in error && (error.status === 404 || error.status === 400)) return null;
    throw new SupabaseFault("Supabase did not give a file", error);
  }

  /** An address that gives the bytes for `seconds` without a key. @throws SupabaseFault */
  async downloadAddress(path: string, seconds: number, downloadName: string | null): Promise<string> {
    const { data, error } = await this.#files.createSignedUrl(
      path,
      seconds,
      downloadName === null ? {} : { download: downloadName },
    );
    if (error !== null) throw new SupabaseFault("Supabase gave no address", error);
    return data.signedUrl;
  }

  /** Files that are not there are no fault. @throws SupabaseFault */
  async remove(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    const { error } = await this.#files.remove([...paths]);
    if (error !== null) throw new SupabaseFault("Supabase did not remove files", error);
  }
}
