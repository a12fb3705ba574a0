// Runs a command to its end, keeping the last lines for the message when it fails.
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { root } from "./paths.mjs";

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, inherit?: boolean, logFile?: string, signal?: AbortSignal }} [options]
 *   `inherit`: the command writes where this process writes; `logFile`: into that file, from its beginning; `signal`: ends it
 * @returns {Promise<{ status: number, output: string }>} status 127 when the command does not exist
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const log = options.logFile === undefined ? null : openSync(options.logFile, "w");
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: options.inherit ? "inherit" : ["ignore", log ?? "pipe", log ?? "pipe"],
      shell: process.platform === "win32" && command === "npm",
      signal: options.signal,
    });
    if (log !== null) closeSync(log);
    let output = "";
    const take = (chunk) => {
      const text = chunk.toString();
      output = (output + text).slice(-20_000);
      const lines = text.split("\n").filter((line) => line.trim());
      if (lines.length > 0) options.onLine?.(lines.at(-1));
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    child.on("error", (error) => resolve({ status: 127, output: `${output}${error.message}` }));
    child.on("close", (status, signal) => resolve({ status: status ?? (signal ? 128 : 1), output }));
  });
}
