// The nightly backup of `npm start`: when it is due, how it is made, and what is said of it. A process of its own makes
// it, so that pages are served meanwhile.
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { finishedBackups, readList, SECRETS } from "./copies.mjs";
import { at } from "./paths.mjs";
import { run } from "./run.mjs";

const HOUR_OF_THE_NIGHT = 2;
const LOOK_EVERY_MS = 10 * 60_000;
/** After a failure it is tried again this much later, not at every look. */
const TRY_AGAIN_AFTER_MS = 60 * 60_000;

/**
 * Whether a two o'clock of local time has passed since the last backup: a machine that sleeps at night makes it up in
 * the morning. Times in ms since 1970.
 */
export function isDue(lastAt, now) {
  const night = new Date(now);
  night.setHours(HOUR_OF_THE_NIGHT, 0, 0, 0);
  if (night.getTime() > now) night.setDate(night.getDate() - 1);
  return lastAt < night.getTime();
}

/** When the newest backup was made; before the first one, when the installation was. In ms since 1970. */
export function lastBackupAt(to, data) {
  const newest = finishedBackups(to).at(-1);
  if (newest !== undefined) return Date.parse(readList(path.join(to, newest)).madeAt);
  const secrets = path.join(data, SECRETS);
  return existsSync(secrets) ? statSync(secrets).mtimeMs : Date.now();
}

/** What a person reads of a failed backup: the script's own sentence, or the system's reason. */
export function reasonIn(output) {
  if (/ENOSPC|disk is full/.test(output)) return "The disk is full.";
  if (/EACCES|EPERM|EROFS/.test(output)) return "The folder of the backups may not be written.";
  if (/ENOTDIR|EEXIST/.test(output)) return "The folder of the backups is a file.";
  const sentence = /^✗ (.+)$/m.exec(output)?.[1] ?? "";
  return sentence !== "" && !sentence.includes("Error:") ? sentence : "The lines that npm start printed say why.";
}

/**
 * Makes one backup, keeping the newest `keep`.
 * @param {{ data: string, to: string, keep: number, convexPort: number, signal?: AbortSignal }} options
 * @returns {Promise<{ ok: true, bytes: number, files: number } | { ok: false, reason: string, output: string }>}
 */
export async function makeNightly({ data, to, keep, convexPort, signal }) {
  const flags = ["--data", data, "--to", to, "--keep", String(keep), "--convex-port", String(convexPort)];
  const { status, output } = await run(process.execPath, [at("scripts/backup.mjs"), ...flags], { signal });
  if (status !== 0) return { ok: false, reason: reasonIn(output), output: output.trim() };
  const { entries } = readList(path.join(to, finishedBackups(to).at(-1)));
  return { ok: true, files: entries.length, bytes: entries.reduce((sum, entry) => sum + entry.bytes, 0) };
}

/**
 * Looks now and every ten minutes whether a backup is due. Returns a function that ends the looking, and a copy that
 * is being made.
 * @param {{ data: string, to: string, keep: number, convexPort: number }} options
 * @param {(result: Awaited<ReturnType<typeof makeNightly>>) => Promise<void>} tell called after each try
 */
export function startNightly(options, tell) {
  const ending = new AbortController();
  let isBusy = false;
  let notBefore = 0;
  async function look() {
    const now = Date.now();
    if (isBusy || now < notBefore) return;
    isBusy = true;
    try {
      if (!isDue(lastBackupAt(options.to, options.data), now)) return;
      const result = await makeNightly({ ...options, signal: ending.signal });
      if (ending.signal.aborted) return;
      notBefore = result.ok ? 0 : now + TRY_AGAIN_AFTER_MS;
      await tell(result);
    } catch (error) {
      notBefore = now + TRY_AGAIN_AFTER_MS;
      await tell({ ok: false, reason: reasonIn(String(error)), output: String(error) }).catch(() => undefined);
    } finally {
      isBusy = false;
    }
  }
  void look();
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    ending.abort();
  };
}
