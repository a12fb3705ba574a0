import type { FunctionArgs, FunctionReference, FunctionReturnType } from "convex/server";
import type { FakeWorker, Upload } from "../fakes/worker";

/** A backend on trial: the cases know only this. */

export type Caller = {
  query<Q extends FunctionReference<"query">>(query: Q, args: FunctionArgs<Q>): Promise<FunctionReturnType<Q>>;
  mutation<M extends FunctionReference<"mutation">>(mutation: M, args: FunctionArgs<M>): Promise<FunctionReturnType<M>>;
};

export type Subject = {
  /** A browser of the app's own origin, with a guest's name. */
  guest(name: string): Promise<Caller>;
  anonymous: Caller;
  /** Somebody who holds the deployment: may call internal functions. */
  administrator: Caller;
  http(path: string, init?: RequestInit): Promise<Response>;
  worker: FakeWorker;
  /** How the fake executor's files reach this backend's store. */
  upload: Upload;
  /** Ends the process without a warning and starts it again on the same data; absent for a backend in memory. */
  crash?(): Promise<void>;
  close(): Promise<void>;
};

export const API_KEY = "an-api-key-of-this-test";
