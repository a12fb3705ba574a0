/** Puts a functions folder and a data folder together into a running engine. */
import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { Checkpoints } from "../storage/checkpoints.ts";
import { openDatabase } from "../storage/database.ts";
import { Documents } from "../storage/documents.ts";
import { Durability } from "../storage/durability.ts";
import { FileStore } from "../storage/files.ts";
import { ActionRuntime } from "./actions.ts";
import { isSameCode, loadApplication, registerNodeActions } from "./application.ts";
import { Authenticator } from "./auth.ts";
import { Clock } from "./clock.ts";
import { Engine } from "./engine.ts";
import { FileService } from "./fileService.ts";
import { Scheduler } from "./scheduler.ts";
import { Snapshots } from "./snapshots.ts";
import { VARIABLES } from "./systemTables.ts";

export type RuntimeOptions = {
  functionsFolder: string;
  dataFolder: string;
  env: Record<string, string>;
  cloudUrl: string;
};
export type Runtime = {
  engine: Engine;
  actions: ActionRuntime;
  /** Another one after `reload`. */
  authenticator: Authenticator;
  snapshots: Snapshots;
  /** Called when results may be others though no document has changed. */
  onFunctionsChanged: (() => void)[];
  /** Call it after `_environment_variables` was written: functions see the new values from then on. */
  variablesChanged: () => void;
  /**
   * Serves what the functions folder holds by now, from the next call on; actions that run end in the code that they
   * began in. False when it is what is served already.
   * @throws SetupError for code that does not load, and for a schema that stored documents do not fit: all stays as it was
   */
  reload: () => Promise<boolean>;
  close: () => Promise<void>;
};

/** @throws SetupError for anything in the folders that keeps the functions from being served. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const functionsFolder = resolve(options.functionsFolder);
  const dataFolder = resolve(options.dataFolder);
  const { sql, file, close } = openDatabase(dataFolder);
  try {
    const documents = new Documents(sql);
    const variables = () => ({ ...options.env, ...storedVariables(documents) });
    const load = () => loadApplication(functionsFolder, dataFolder, variables(), documents);
    let served = await load();
    served.functions.schemas.apply();
    const secret = instanceSecret(documents);
    const files = new FileService(new FileStore(sql, dataFolder), secret, () => options.cloudUrl);
    const clock = new Clock(BigInt(documents.getMeta("last_ts") ?? "0"));
    const durability = new Durability(`${file}-wal`, endOnFailedFlush);
    const engine = new Engine(documents, durability, files, clock, served.functions);
    const checkpoints = new Checkpoints(sql, file);
    engine.onCommit.push(({ touched }) => checkpoints.committed(touched.length));
    const actions = new ActionRuntime(engine);
    const code = actions.load(served.components);
    registerNodeActions(served, code);
    actions.use(code);
    const scheduler = new Scheduler(engine, actions, served.crons);
    await scheduler.start();
    const functionsChanged = () => runtime.onFunctionsChanged.forEach((hear) => hear());
    const runtime: Runtime = {
      engine,
      actions,
      authenticator: new Authenticator(served.providers),
      snapshots: new Snapshots(engine, dataFolder),
      onFunctionsChanged: [],
      variablesChanged: () => {
        const app = served.components[0]!;
        app.env = variables();
        app.isolate.setEnv(app.env);
        functionsChanged();
      },
      reload: async () => {
        const next = await load();
        if (isSameCode(served, next)) return false;
        const nextCode = actions.load(next.components);
        registerNodeActions(next, nextCode);
        next.functions.schemas.apply();
        // Nothing waits from here on: no call sees half of the old and half of the new.
        for (const { isolate } of served.components) isolate.close();
        served = next;
        engine.functions = next.functions;
        actions.use(nextCode);
        scheduler.use(next.crons);
        runtime.authenticator = new Authenticator(next.providers);
        functionsChanged();
        // The new schema is on disk before anybody hears of it.
        await engine.write(() => {});
        return true;
      },
      close: async () => {
        scheduler.stop();
        // The last commits are in the queue: they go first.
        await engine.write(() => {});
        await actions.close();
        for (const { isolate } of served.components) isolate.close();
        await checkpoints.close();
        durability.close();
        documents.close();
        close();
      },
    };
    return runtime;
  } catch (error) {
    close();
    throw error;
  }
}

/** What the kernel could not write it may have dropped: only a new start reads what is really there. */
function endOnFailedFlush(error: Error): void {
  console.error(`storage/flush_failed: The disk did not take the last commits: ${error.message}. The process ends.`);
  process.exit(1);
}

/** What `npx convex env set` has set; it goes before the --env-file. */
function storedVariables(documents: Documents): Record<string, string> {
  const rows = [...documents.every(documents.catalog.get("", VARIABLES))];
  return Object.fromEntries(rows.map(({ name, value }) => [String(name), String(value)]));
}

function instanceSecret(documents: Documents): string {
  const stored = documents.getMeta("instance_secret");
  if (stored !== null) return stored;
  const secret = randomBytes(32).toString("hex");
  documents.setMeta("instance_secret", secret);
  return secret;
}
