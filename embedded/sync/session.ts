/**
 * One WebSocket: its query set, its identity, and the versions that client and server count together. Messages are
 * taken strictly in order, so that nothing overtakes an Authenticate (SPEC W1–W10).
 */
import { addressOf } from "../runtime/address.ts";
import type { WebSocket } from "ws";
import { RequestError } from "../protocol/errors.ts";
import type { Json, JsonObject } from "../protocol/json.ts";
import type { ClientMessage, StateVersion } from "../protocol/wire.ts";
import { decodeTs, encodeTs, parseClientMessage } from "../protocol/wire.ts";
import type { Caller } from "../runtime/identity.ts";
import { NOBODY } from "../runtime/identity.ts";
import type { MutationOutcome, Outcome } from "../runtime/outcomes.ts";
import { errorText, shownLog } from "../runtime/outcomes.ts";
import type { Backend } from "./backend.ts";
import { Outgoing } from "./outgoing.ts";
import type { SharedResult, Subscriber } from "./subscriptions.ts";
import { queryKey } from "./subscriptions.ts";

type SessionQuery = {
  path: string;
  args: Json;
  key: string;
  journal: string | null;
  result: SharedResult | null;
  sentHash: string | null;
};

const MAX_TIMER_MS = 2 ** 31 - 1;
const MAX_QUEUED_MESSAGES = 1000;

export class Session implements Subscriber {
  readonly #backend: Backend;
  readonly #socket: WebSocket;
  readonly #outgoing: Outgoing;
  #sessionId: string | null = null;
  readonly #ip: string | null;
  #caller: Caller;
  #querySet = 0;
  #identity = 0;
  #ts = 0n;
  readonly #queries = new Map<number, SessionQuery>();
  readonly #dirty = new Set<number>();
  /** Query ids by the result they show, so that news of a result finds them. */
  readonly #queriesOf = new Map<SharedResult, Set<number>>();
  readonly #inbox: ClientMessage[] = [];
  #isWorking = false;
  #owesTransition = false;
  #isClosed = false;
  #expiryTimer: NodeJS.Timeout | null = null;

  constructor(backend: Backend, socket: WebSocket, ip: string | null) {
    this.#backend = backend;
    this.#ip = ip;
    this.#caller = { ...NOBODY, ip };
    this.#socket = socket;
    this.#outgoing = new Outgoing(socket, backend.engine.durability, () => {
      backend.flushSoon(this);
      if (!this.#isWorking) void this.#work();
    });
    socket.on("message", (data) => this.#receive(data.toString()));
    socket.on("close", () => this.#close());
    // "close" follows; without a listener the error would end the process.
    socket.on("error", () => {});
  }

  resultIsOld(result: SharedResult): void {
    const queryIds = this.#queriesOf.get(result);
    if (queryIds === undefined) return;
    this.#queriesOf.delete(result);
    for (const queryId of queryIds) {
      this.#dirty.add(queryId);
      const query = this.#queries.get(queryId);
      if (query !== undefined) query.result = null;
    }
    this.#backend.flushSoon(this);
  }

  /** True when the client waits for a transition to believe its own mutation. */
  get owesTransition(): boolean {
    return this.#owesTransition;
  }

  /** Brings the client to the newest state, in one transition. */
  flush(): void {
    if (this.#isClosed || (this.#dirty.size === 0 && !this.#owesTransition)) return;
    // Skipping is safe: the next transition carries the newest results whole.
    if (this.#outgoing.isFull) return;
    this.#transition(this.#querySet, this.#identity, []);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    this.#close();
  }

  #receive(text: string): void {
    if (this.#isClosed) return;
    try {
      this.#inbox.push(parseClientMessage(text));
    } catch (error) {
      this.#fatal(error instanceof Error ? error.message : String(error));
      return;
    }
    if (this.#inbox.length > MAX_QUEUED_MESSAGES) this.#fatal(`More than ${MAX_QUEUED_MESSAGES} messages are waiting`);
    else if (!this.#isWorking) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    try {
      while (this.#inbox.length > 0 && !this.#isClosed && !this.#outgoing.isFull) {
        const message = this.#inbox.shift()!;
        // Only Authenticate waits; the rest is taken at once, without giving up the thread.
        if (message.type === "Authenticate") await this.#authenticate(message);
        else this.#take(message);
      }
    } catch (error) {
      console.error("session failed:", error);
      this.#fatal("Internal error");
    } finally {
      this.#isWorking = false;
    }
  }

  #take(message: Exclude<ClientMessage, { type: "Authenticate" }>): void {
    switch (message.type) {
      case "Connect":
        return this.#connect(message);
      case "ModifyQuerySet":
        return this.#modifyQuerySet(message);
      case "Mutation":
        return this.#mutate(message);
      case "Action":
        void this.#act(message);
        return;
      case "Event":
        return;
      default:
        message satisfies never;
    }
  }

  #connect(message: Extract<ClientMessage, { type: "Connect" }>): void {
    this.#sessionId = message.sessionId;
    if (message.maxObservedTimestamp == null) return;
    // A client may have seen the last commit before a crash lost our note of its time: go past it.
    if (!this.#backend.engine.clock.catchUp(decodeTs(message.maxObservedTimestamp))) {
      this.#fatal("maxObservedTimestamp is not a time of this backend. Reload the page.");
    }
  }

  #modifyQuerySet(message: Extract<ClientMessage, { type: "ModifyQuerySet" }>): void {
    if (message.baseVersion !== this.#querySet) {
      this.#fatal(
        `BaseVersionMismatch: Base version ${message.baseVersion} passed up doesn't match the current version ${this.#querySet}`,
      );
      return;
    }
    const removed: string[] = [];
    for (const change of message.modifications) {
      if (change.type === "Add") {
        const path = addressOf(change.componentPath ?? "", change.udfPath);
        const args = change.args[0] ?? {};
        const query: SessionQuery = {
          path,
          args,
          key: queryKey(path, args),
          journal: change.journal ?? null,
          result: null,
          sentHash: null,
        };
        this.#queries.set(change.queryId, query);
        this.#dirty.add(change.queryId);
      } else {
        this.#removeQuery(change.queryId);
        removed.push(`{"type":"QueryRemoved","queryId":${change.queryId}}`);
      }
    }
    this.#transition(message.newVersion, this.#identity, removed);
  }

  async #authenticate(message: Extract<ClientMessage, { type: "Authenticate" }>): Promise<void> {
    if (message.baseVersion !== this.#identity) {
      this.#fatal(
        `BaseVersionMismatch: Identity version ${message.baseVersion} doesn't match the current version ${this.#identity}`,
      );
      return;
    }
    try {
      this.#caller = { ...(await this.#callerOf(message)), ip: this.#ip };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.#outgoing.send(
        JSON.stringify({
          type: "AuthError",
          error: error.message,
          baseVersion: message.baseVersion,
          authUpdateAttempted: true,
        }),
      );
      this.close(1000, "InvalidAuth");
      return;
    }
    if (this.#isClosed) return;
    this.#armExpiry();
    for (const queryId of this.#queries.keys()) {
      this.#dropResult(queryId);
      this.#dirty.add(queryId);
    }
    this.#transition(this.#querySet, message.baseVersion + 1, []);
  }

  #callerOf(message: Extract<ClientMessage, { type: "Authenticate" }>): Promise<Caller> | Caller {
    switch (message.tokenType) {
      case "None":
        return NOBODY;
      case "User":
        return this.#backend.authenticator.check(message.value);
      case "Admin":
        return this.#backend.adminCaller(message.value, message.impersonating);
    }
  }

  #mutate(message: Extract<ClientMessage, { type: "Mutation" }>): void {
    const requestKey = this.#sessionId === null ? null : { session: this.#sessionId, request: message.requestId };
    const request = {
      path: addressOf(message.componentPath ?? "", message.udfPath),
      args: message.args[0] ?? {},
      caller: this.#caller,
      requestKey,
    };
    this.#backend.engine.mutate(request, (outcome: MutationOutcome) => {
      if (this.#isClosed) return;
      const { requestId } = message;
      if (outcome.ok) {
        this.#outgoing.send(
          `{"type":"MutationResponse","requestId":${requestId},"success":true,"result":${outcome.value},"ts":"${encodeTs(outcome.ts)}","logLines":${JSON.stringify(shownLog(outcome, this.#backend.engine.isProduction))}}`,
        );
        // The client believes its mutation once a transition has reached its time.
        this.#owesTransition = true;
        this.#backend.flushSoon(this);
      } else {
        this.#outgoing.send(
          JSON.stringify({
            type: "MutationResponse",
            requestId,
            success: false,
            ...failureFields(outcome, this.#backend.engine.isProduction),
          }),
        );
      }
    });
  }

  async #act(message: Extract<ClientMessage, { type: "Action" }>): Promise<void> {
    const { requestId } = message;
    const outcome = await this.#backend.actions.run(
      addressOf(message.componentPath ?? "", message.udfPath),
      message.args[0] ?? {},
      this.#caller,
    );
    if (this.#isClosed) return;
    // What the action's mutations have changed goes first: its caller may look at once.
    this.flush();
    if (outcome.ok) {
      this.#outgoing.sendStored(
        `{"type":"ActionResponse","requestId":${requestId},"success":true,"result":${outcome.value},"logLines":${JSON.stringify(shownLog(outcome, this.#backend.engine.isProduction))}}`,
      );
    } else {
      this.#outgoing.sendStored(
        JSON.stringify({
          type: "ActionResponse",
          requestId,
          success: false,
          ...failureFields(outcome, this.#backend.engine.isProduction),
        }),
      );
    }
  }

  /** Runs what is dirty and sends one transition to the newest timestamp. */
  #transition(querySet: number, identity: number, modifications: string[]): void {
    const { subscriptions, engine } = this.#backend;
    const queryIds = [...this.#dirty];
    this.#dirty.clear();
    for (const queryId of queryIds) {
      const query = this.#queries.get(queryId);
      if (query === undefined) continue;
      const result = subscriptions.subscribe(
        { path: query.path, args: query.args, key: query.key, journal: query.journal, caller: this.#caller },
        this,
      );
      query.result = result;
      const shown = this.#queriesOf.get(result);
      if (shown === undefined) this.#queriesOf.set(result, new Set([queryId]));
      else shown.add(queryId);
      // The page that this result ends at must be where later runs end too, or pages would gap.
      query.journal = result.outcome.journal ?? query.journal;
      if (query.sentHash === result.hash) continue;
      query.sentHash = result.hash;
      const type = result.outcome.ok ? "QueryUpdated" : "QueryFailed";
      modifications.push(`{"type":"${type}","queryId":${queryId},${result.payload}}`);
    }
    // Without results it tells of nothing that is not on disk, so it need not wait for what is on its way there.
    const isNow = queryIds.length === 0 && !this.#outgoing.hasUnsent;
    const ts = isNow && !engine.durability.isSettled ? engine.toldTs : engine.clock.lastTs;
    const start = JSON.stringify(this.#version());
    this.#querySet = querySet;
    this.#identity = identity;
    if (ts > this.#ts) this.#ts = ts;
    this.#owesTransition = false;
    const end = JSON.stringify(this.#version());
    const text = `{"type":"Transition","startVersion":${start},"endVersion":${end},"modifications":[${modifications.join(",")}],"serverTs":${Date.now() * 1e6}}`;
    if (isNow) this.#outgoing.send(text);
    else this.#outgoing.sendStored(text);
  }

  #version(): StateVersion {
    return { querySet: this.#querySet, ts: encodeTs(this.#ts), identity: this.#identity };
  }

  #removeQuery(queryId: number): void {
    this.#dropResult(queryId);
    this.#queries.delete(queryId);
    this.#dirty.delete(queryId);
  }

  #dropResult(queryId: number): void {
    const query = this.#queries.get(queryId);
    const result = query?.result;
    if (query === undefined || result == null) return;
    query.result = null;
    const shown = this.#queriesOf.get(result);
    shown?.delete(queryId);
    if (shown?.size !== 0) return;
    this.#queriesOf.delete(result);
    this.#backend.subscriptions.unsubscribe(result, this);
  }

  #armExpiry(): void {
    if (this.#expiryTimer !== null) clearTimeout(this.#expiryTimer);
    this.#expiryTimer = null;
    const { expiresAtMs } = this.#caller;
    if (expiresAtMs === null) return;
    const leftMs = expiresAtMs - Date.now();
    if (leftMs > MAX_TIMER_MS) return;
    this.#expiryTimer = setTimeout(
      () => {
        this.#outgoing.send(
          JSON.stringify({
            type: "AuthError",
            error: "Convex token identity expired",
            baseVersion: this.#identity,
            authUpdateAttempted: false,
          }),
        );
        this.close(1000, "InvalidAuth");
      },
      Math.max(0, leftMs),
    );
  }

  #fatal(error: string): void {
    this.#outgoing.send(JSON.stringify({ type: "FatalError", error }));
    this.close(1008, error.slice(0, 100));
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#outgoing.close();
    if (this.#expiryTimer !== null) clearTimeout(this.#expiryTimer);
    for (const queryId of [...this.#queries.keys()]) this.#removeQuery(queryId);
    this.#backend.sessionEnded(this);
  }
}

function failureFields(outcome: Extract<Outcome, { ok: false }>, isProduction: boolean): JsonObject {
  const fields: JsonObject = { result: errorText(outcome, isProduction), logLines: shownLog(outcome, isProduction) };
  if (outcome.data !== undefined) fields.errorData = outcome.data;
  return fields;
}
