/** What HTTP and WebSocket share: engine, actions, subscriptions, who may call, and when sessions are flushed. */
import { createHash, timingSafeEqual } from "node:crypto";
import { RequestError } from "../protocol/errors.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { ActionRuntime } from "../runtime/actions.ts";
import type { Authenticator } from "../runtime/auth.ts";
import { actingAs } from "../runtime/auth.ts";
import type { Engine } from "../runtime/engine.ts";
import type { Caller } from "../runtime/identity.ts";
import { NOBODY } from "../runtime/identity.ts";
import type { Runtime } from "../runtime/start.ts";
import type { Session } from "./session.ts";
import { Subscriptions } from "./subscriptions.ts";

/** Sessions flushed before others get a turn on the thread. */
const FLUSH_SLICE = 32;

export class Backend {
  readonly runtime: Runtime;
  readonly engine: Engine;
  readonly actions: ActionRuntime;
  readonly subscriptions: Subscriptions;
  readonly sessions = new Set<Session>();
  readonly #adminKey: string;
  readonly #toFlush = new Set<Session>();
  #isFlushDue = false;

  constructor(runtime: Runtime, adminKey: string) {
    const { engine, actions } = runtime;
    this.runtime = runtime;
    this.engine = engine;
    this.actions = actions;
    this.subscriptions = new Subscriptions(engine);
    this.#adminKey = adminKey;
    runtime.onFunctionsChanged.push(() => this.subscriptions.invalidateAll());
    engine.onCommit.push(({ touched }) => {
      if (touched.length > 0) this.subscriptions.invalidate(touched);
      // Whoever waits for the own mutation comes before everyone who only watches.
      for (const session of this.#toFlush) {
        if (!session.owesTransition) continue;
        this.#toFlush.delete(session);
        session.flush();
      }
    });
  }

  get authenticator(): Authenticator {
    return this.runtime.authenticator;
  }

  flushSoon(session: Session): void {
    this.#toFlush.add(session);
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    setImmediate(() => this.#flushSlice());
  }

  sessionEnded(session: Session): void {
    this.sessions.delete(session);
    this.#toFlush.delete(session);
  }

  /** The caller of an Authorization header. @throws RequestError 401 or 403. */
  async callerOf(authorization: string | undefined): Promise<Caller> {
    if (authorization === undefined || authorization === "") return NOBODY;
    const [scheme = "", credentials = ""] = authorization.split(" ");
    if (scheme === "Bearer") return this.authenticator.check(credentials);
    if (scheme !== "Convex") {
      throw new RequestError(
        401,
        "InvalidAuthHeader",
        `Authorization scheme ${JSON.stringify(scheme)} is not known: use Bearer or Convex.`,
      );
    }
    const colon = credentials.indexOf(":");
    if (colon === -1) return this.adminCaller(credentials);
    const attributes = JSON.parse(Buffer.from(credentials.slice(colon + 1), "base64").toString("utf8")) as JsonObject;
    return this.adminCaller(credentials.slice(0, colon), attributes);
  }

  /** @throws RequestError 403 for any key but ours. */
  adminCaller(key: string, impersonating?: JsonObject): Caller {
    // Hashes have one length, so that the comparison takes one time.
    const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
    if (!timingSafeEqual(digest(key), digest(this.#adminKey))) {
      throw new RequestError(403, "BadDeployKey", "The provided admin key was invalid for this instance.");
    }
    return { isAdmin: true, identity: impersonating === undefined ? null : actingAs(impersonating), expiresAtMs: null };
  }

  #flushSlice(): void {
    let count = 0;
    for (const session of this.#toFlush) {
      this.#toFlush.delete(session);
      session.flush();
      if (++count === FLUSH_SLICE) break;
    }
    this.#isFlushDue = this.#toFlush.size > 0;
    if (this.#isFlushDue) setImmediate(() => this.#flushSlice());
  }
}
