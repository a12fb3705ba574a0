// Starts the long-running parts and makes sure that none outlives this process: they are told on Ctrl-C and SIGTERM,
// and each holds the read end of a pipe from us, so that they notice when we are killed outright.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { SetupError } from "./messages.mjs";
import { root } from "./paths.mjs";

const GRACE_MS = 5_000;

/** @throws {SetupError} start/port-taken */
export function checkPortIsFree(port, host, flag, what) {
  if (port === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => {
      if (error.code === "EADDRINUSE") {
        reject(
          new SetupError(
            "start/port-taken",
            `Port ${port} (${what}) is taken by another program.`,
            `Stop that program, or choose another port: npm start -- ${flag} ${port + 1}`,
          ),
        );
      } else if (error.code === "EACCES") {
        reject(
          new SetupError(
            "start/port-refused",
            `Port ${port} (${what}) may not be opened by this user.`,
            `Choose a port above 1023: npm start -- ${flag} 3000`,
          ),
        );
      } else reject(error);
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

export class Processes {
  #children = new Map();
  #isStopping = false;
  #onUnexpectedEnd;

  /** @param {(name: string, detail: string) => void} onUnexpectedEnd called once per child that ends by itself */
  constructor(onUnexpectedEnd) {
    this.#onUnexpectedEnd = onUnexpectedEnd;
  }

  get isStopping() {
    return this.#isStopping;
  }

  /**
   * Starts one part and resolves with the words after "ready" on its standard output.
   * @param {string} name what people read in front of its lines
   * @param {{ command: string, args: string[], cwd?: string, env: NodeJS.ProcessEnv }} spec
   */
  start(name, { command, args, cwd, env }) {
    const child = spawn(command, args, {
      cwd: cwd ?? root,
      env: { ...env, EXIT_WITH_PARENT: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#children.set(name, child);
    child.stdin.on("error", () => undefined); // the child may end first; its exit is reported below
    let lastLines = "";
    return new Promise((resolve, reject) => {
      let isReady = false;
      let pending = "";
      child.stdout.on("data", (chunk) => {
        pending += chunk.toString();
        const lines = pending.split("\n");
        pending = lines.pop();
        for (const line of lines) {
          if (!isReady && line.startsWith("ready ")) {
            isReady = true;
            resolve(line.slice("ready ".length).trim().split(/\s+/));
          } else if (line.trim()) process.stdout.write(`[${name}] ${line}\n`);
        }
      });
      child.stderr.on("data", (chunk) => {
        lastLines = (lastLines + chunk.toString()).slice(-4_000);
        for (const line of chunk.toString().split("\n")) if (line.trim()) process.stderr.write(`[${name}] ${line}\n`);
      });
      child.on("error", (error) =>
        reject(
          new SetupError(
            "start/spawn",
            `${name} could not be started: ${error.message}`,
            "Run `npm start` again; if it stays, delete node_modules and .venv.",
          ),
        ),
      );
      child.on("exit", (status, signal) => {
        this.#children.delete(name);
        const how = signal ? `signal ${signal}` : `status ${status}`;
        if (!isReady) {
          reject(
            new SetupError(
              "start/failed",
              `${name} ended with ${how} before it answered.\n${lastLines.trim()}`,
              "The lines above say why.",
            ),
          );
        } else if (!this.#isStopping) this.#onUnexpectedEnd(name, how);
      });
    });
  }

  /** Ends every child: asks first, kills after five seconds. Safe to call twice. */
  async stop() {
    this.#isStopping = true;
    const children = [...this.#children.values()];
    await Promise.all(
      children.map(
        (child) =>
          new Promise((resolve) => {
            if (child.exitCode !== null || child.signalCode !== null) return resolve();
            const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
            child.once("exit", () => {
              clearTimeout(timer);
              resolve();
            });
            child.kill("SIGTERM");
          }),
      ),
    );
  }

  /** For the last moment of this process, when nothing can be awaited. */
  killNow() {
    for (const child of this.#children.values()) child.kill("SIGKILL");
  }
}
