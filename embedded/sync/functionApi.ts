/** POST /api/query, /mutation, /action, /function, /query_ts and /query_at_ts (SPEC H1–H5). */
import type { IncomingMessage, ServerResponse } from "node:http";
import { RequestError } from "../protocol/errors.ts";
import type { Json } from "../protocol/json.ts";
import { isPlainObject, toLooseJson } from "../protocol/json.ts";
import { decodeTs, encodeTs } from "../protocol/wire.ts";
import { addressOf } from "../runtime/address.ts";
import type { Caller } from "../runtime/identity.ts";
import type { Outcome } from "../runtime/outcomes.ts";
import { errorText, shownLog } from "../runtime/outcomes.ts";
import type { FunctionKind } from "../runtime/registry.ts";
import type { Backend } from "./backend.ts";
import { readJson, sendJson } from "./httpBodies.ts";
import { addressOfPeer } from "./peer.ts";

/** A function ran and threw: neither the client's request nor the server is at fault. */
const FUNCTION_FAILED = 560;
const KINDS: Record<string, FunctionKind | null> = {
  query: "query",
  query_at_ts: "query",
  mutation: "mutation",
  action: "action",
  function: null,
};

export async function answerFunctionCall(
  backend: Backend,
  endpoint: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (endpoint === "query_ts") {
    sendJson(response, 200, JSON.stringify({ ts: encodeTs(backend.engine.toldTs) }));
    return;
  }
  const caller = { ...(await backend.callerOf(request.headers.authorization)), ip: addressOfPeer(request) };
  const body = await readJson(request);
  if (!isPlainObject(body) || typeof body.path !== "string") {
    throw new RequestError(400, "BadJsonBody", "The body must be a JSON object with a `path` and `args`.");
  }
  const component = typeof body.componentPath === "string" ? body.componentPath : "";
  if (component !== "" && !caller.isAdmin) {
    throw new RequestError(403, "BadDeployKey", "Only the administrator calls a component's functions by themselves.");
  }
  if (endpoint === "query_at_ts" && typeof body.ts === "string" && decodeTs(body.ts) > backend.engine.clock.lastTs) {
    throw new RequestError(400, "InvalidTimestamp", "`ts` is later than anything that has been committed.");
  }
  const { isProduction } = backend.engine;
  const isLoose = body.format === "json";
  const args = Array.isArray(body.args) ? (body.args[0] ?? {}) : (body.args ?? {});
  const outcome = await run(backend, KINDS[endpoint] ?? null, addressOf(component, body.path), args, caller);
  if (outcome.ok) {
    const value = isLoose ? JSON.stringify(toLooseJson(JSON.parse(outcome.value) as Json)) : outcome.value;
    sendJson(
      response,
      200,
      `{"status":"success","value":${value},"logLines":${JSON.stringify(shownLog(outcome, isProduction))}}`,
    );
    return;
  }
  const failure = {
    status: "error",
    errorMessage: errorText(outcome, isProduction),
    ...(outcome.data === undefined ? {} : { errorData: isLoose ? toLooseJson(outcome.data) : outcome.data }),
    logLines: shownLog(outcome, isProduction),
  };
  sendJson(response, FUNCTION_FAILED, JSON.stringify(failure));
}

function run(backend: Backend, kind: FunctionKind | null, path: string, args: Json, caller: Caller): Promise<Outcome> {
  const { engine, actions } = backend;
  const actual = kind ?? engine.functions.registry.get(path)?.kind ?? "query";
  switch (actual) {
    case "query":
      return engine.queryStored(path, args, caller);
    case "mutation":
      return engine.mutateAsync({ path, args, caller });
    case "action":
      return actions.run(path, args, caller);
  }
}
