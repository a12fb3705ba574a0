/** Tells of changes in a folder, once for all that come together, and never while the last one is still worked on. */
import { watch } from "node:fs";

/** An editor writes a file in several steps, and a checkout many files. */
const SETTLE_MS = 100;

/** @returns ends it */
export function watchFolder(folder: string, changed: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | null = null;
  let isWorking = false;
  let isDueAgain = false;
  const work = async (): Promise<void> => {
    isWorking = true;
    try {
      await changed();
    } finally {
      isWorking = false;
      if (isDueAgain) soon();
    }
  };
  const soon = (): void => {
    isDueAgain = isWorking;
    if (isWorking) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void work(), SETTLE_MS);
  };
  const watcher = watch(folder, { recursive: true }, soon);
  return () => {
    watcher.close();
    if (timer !== null) clearTimeout(timer);
  };
}
