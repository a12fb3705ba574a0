import type { Id } from "../_generated/dataModel";
import type { ActionCtx } from "../_generated/server";
import { decodeBase64 } from "../lib/base64";
import type { ProducedFile } from "../lib/executorEvents";
import { mimeType } from "../lib/formats";
import { settings } from "../lib/settings";
import { keyOf, type Stored } from "../lib/stores";
import { partFormats } from "../lib/uploadTargets";
import { dropBytes, supabaseFiles, writeBytes } from "../model/fileStore";
import type { FileUpload } from "../providers/executor";
import type { Batch } from "./batch";

/**
 * The files of one run: where the executor may send them, which have come, and which no row names yet. Files of a run
 * that may not record them any more would lie in the store for ever, so they are dropped at its end.
 */
export class FileKeeper {
  readonly #ctx: ActionCtx;
  readonly #folder: string;
  readonly #onFile: (file: Batch["files"][number]) => void;
  readonly #files = new Map<string, Promise<void>>();
  readonly #unrecorded = new Map<string, Stored>();

  /** @param folder where this run's files lie in a store that has paths */
  constructor(ctx: ActionCtx, folder: string, onFile: (file: Batch["files"][number]) => void) {
    this.#ctx = ctx;
    this.#folder = folder;
    this.#onFile = onFile;
  }

  /** Upload addresses by format; null where the executor cannot reach the store. @throws SupabaseFault */
  async targets(convexUploads: Record<string, string> | null): Promise<Record<string, FileUpload> | null> {
    if (settings.storage() === "supabase") {
      const supabase = supabaseFiles();
      const targets = await Promise.all(
        partFormats.map(async (format) => [format, await supabase.uploadTarget(this.#path(format))] as const),
      );
      return Object.fromEntries(targets);
    }
    if (convexUploads === null) return null;
    return Object.fromEntries(Object.entries(convexUploads).map(([format, url]) => [format, { method: "POST", url }]));
  }

  /** Each format once: the result names again what came before it. */
  keep(file: ProducedFile): void {
    if (this.#files.has(file.format)) return;
    const kept = this.#store(file);
    kept.catch(() => undefined); // awaited in `settle`
    this.#files.set(file.format, kept);
  }

  /** Another round of the script makes all files anew. */
  forget(): void {
    this.#files.clear();
  }

  /** Waits until every file that came is stored. @throws what storing threw */
  async settle(): Promise<void> {
    await Promise.all(this.#files.values());
  }

  /** Rows name these now. */
  recorded({ files }: Batch): void {
    for (const { stored } of files) this.#unrecorded.delete(keyOf(stored));
  }

  async dropUnrecorded(): Promise<void> {
    await Promise.allSettled(this.#files.values());
    if (this.#unrecorded.size > 0) await dropBytes(this.#ctx, [...this.#unrecorded.values()]);
  }

  async #store({ format, bytes, sha256, content }: ProducedFile): Promise<void> {
    const stored = await this.#place(format, content);
    this.#unrecorded.set(keyOf(stored), stored);
    this.#onFile({ format, stored, bytes, sha256 });
  }

  async #place(format: string, content: ProducedFile["content"]): Promise<Stored> {
    const kind = settings.storage();
    if (content.kind === "base64") {
      const bytes = new Blob([decodeBase64(content.base64)], { type: mimeType(format) });
      return await writeBytes(this.#ctx, kind, this.#path(format), bytes);
    }
    // Convex answers an upload with an id; in Supabase the path that it was sent to is its name.
    if (kind === "supabase") return { kind, path: this.#path(format) };
    if (content.storageId === null) throw new Error("The store did not say under which id it keeps the file.");
    return { kind, storageId: content.storageId as Id<"_storage"> };
  }

  #path(format: string): string {
    return `${this.#folder}.${format}`;
  }
}
