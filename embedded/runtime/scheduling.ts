/** The rows of `_scheduled_functions`: added, canceled and moved from state to state. `scheduler.ts` runs them. */
import { FunctionError } from "../protocol/errors.ts";
import { tableNumberOf } from "../protocol/ids.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import type { TableInfo } from "../storage/catalog.ts";
import type { Documents } from "../storage/documents.ts";
import { concatKeys, encodeValue, pastPrefix } from "../storage/keys.ts";
import type { Transaction } from "../storage/transaction.ts";
import { addressOf } from "./address.ts";
import type { Registry } from "./registry.ts";
import { normalizePath } from "./registry.ts";

export type JobState =
  | { kind: "pending" }
  | { kind: "inProgress" }
  | { kind: "success" }
  | { kind: "failed"; error: string }
  | { kind: "canceled" };
export type Job = {
  _id: string;
  name: string;
  args: [Json];
  scheduledTime: number;
  completedTime?: number;
  state: JobState;
  /** The function's address where it is another component's than the job's. */
  target?: string;
};

const MAX_ARGS_BYTES = 4 * 1024 * 1024;
const MAX_DELAY_MS = 5 * 365 * 24 * 60 * 60 * 1000;

export class Scheduling {
  readonly #documents: Documents;
  readonly #registry: () => Registry;

  constructor(documents: Documents, registry: () => Registry) {
    this.#documents = documents;
    this.#registry = registry;
  }

  table(component: string): TableInfo {
    return this.#documents.catalog.get(component, "_scheduled_functions");
  }

  /** Adds a pending job to the component that asks; `address` may name another's function. @throws FunctionError for an unknown function, a time past 5 years or too many arguments. */
  add(transaction: Transaction, component: string, address: string, args: Json, atMs: number): string {
    const normal = normalizePath(address);
    const target = this.#registry().get(normal);
    const [module, name] = splitPath(normal.slice(normal.indexOf(";") + 1));
    if (target === undefined) {
      throw new FunctionError(`Attempted to schedule function at nonexistent path: ${module}.js:${name}`);
    }
    if (target.kind === "query")
      throw new FunctionError(`Unsupported function type for ${normal}: queries cannot be scheduled`);
    if (Math.abs(atMs - Date.now()) > MAX_DELAY_MS) {
      throw new FunctionError(
        "scheduledTs is more than 5 years away from now; functions are scheduled at most 5 years ahead or back",
      );
    }
    const size = JSON.stringify(args).length;
    if (size > MAX_ARGS_BYTES) {
      throw new FunctionError(
        `Arguments for scheduled function ${normal} are too large (${size} bytes, limit: ${MAX_ARGS_BYTES} bytes)`,
      );
    }
    transaction.charge("functionsScheduled", 1);
    transaction.charge("scheduledFunctionArgsBytes", size);
    return transaction.insert(this.table(component), {
      name: `${module}.js:${name}`,
      args: [args],
      scheduledTime: atMs,
      state: { kind: "pending" },
      ...(target.component === component ? {} : { target: normal }),
    });
  }

  /** Cancels what has not started; what runs goes on, but its end is no longer recorded. */
  cancel(transaction: Transaction, component: string, id: Json): void {
    const table = this.table(component);
    if (typeof id !== "string" || tableNumberOf(id) !== table.number) {
      throw new FunctionError(
        `Invalid argument \`id\` for \`scheduler.cancel\`: ${JSON.stringify(id)} is not the ID of a scheduled function`,
      );
    }
    const job = this.read(transaction, id);
    if (job === null) throw new FunctionError(`Scheduled function ${id} was not found`);
    if (job.state.kind === "pending" || job.state.kind === "inProgress")
      this.setState(transaction, job, { kind: "canceled" });
  }

  read(transaction: Transaction, id: string): Job | null {
    const table = this.#tableOf(id);
    const json = table === null ? null : transaction.get(table, id);
    return json === null ? null : (JSON.parse(json) as Job);
  }

  setState(transaction: Transaction, job: Job, state: JobState): void {
    const isOver = state.kind !== "pending" && state.kind !== "inProgress";
    const changes: JsonObject = { state: state as JsonObject };
    if (isOver) changes.completedTime = Date.now();
    transaction.patch(this.#tableOf(job._id)!, job._id, changes);
  }

  /** The function that a job runs. */
  addressOf(job: Job): string {
    return job.target ?? addressOf(this.#tableOf(job._id)?.component ?? "", job.name);
  }

  /** Tables of jobs that there are, the app's and its components'. */
  tables(): TableInfo[] {
    return this.#documents.catalog.all().filter(({ name }) => name === "_scheduled_functions");
  }

  /** Jobs of a state in order of their time, up to a time. */
  list(kind: JobState["kind"], untilMs: number, limit: number): Job[] {
    const jobs = this.tables().flatMap((table) => this.#listIn(table, kind, untilMs, limit));
    return jobs.sort((a, b) => a.scheduledTime - b.scheduledTime).slice(0, limit);
  }

  #tableOf(id: string): TableInfo | null {
    const table = this.#documents.catalog.byNumber(tableNumberOf(id) ?? -1);
    return table?.name === "_scheduled_functions" ? table : null;
  }

  #listIn(table: TableInfo, kind: JobState["kind"], untilMs: number, limit: number): Job[] {
    const index = table.stored.find(({ name }) => name === "by_state_and_time");
    if (index === undefined) return [];
    const prefix = encodeValue(kind);
    const range = { low: prefix, high: pastPrefix(concatKeys(prefix, encodeValue(untilMs))) };
    return this.#documents.scan(table, index, range, "asc", limit).map(({ json }) => JSON.parse(json) as Job);
  }
}

function splitPath(path: string): [module: string, name: string] {
  const colon = path.lastIndexOf(":");
  return [path.slice(0, colon), path.slice(colon + 1)];
}
