/**
 * The globals of a query or mutation: the web's small tools made deterministic, and nothing that waits for the
 * outside. It is source text because it must run inside the vm context: what it makes then belongs to that
 * context's realm, where `instanceof ArrayBuffer` and the like hold.
 *
 * `host` comes from `isolate.ts`.
 */
export const PRELUDE = String.raw`
(host) => {
  "use strict";
  const global = globalThis;
  const hide = (name, value) => Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });
  const RealDate = Date;
  class FrozenDate extends RealDate {
    constructor(...args) { if (args.length === 0) super(host.now()); else super(...args); }
    static now() { return host.now(); }
  }
  hide("Date", new Proxy(FrozenDate, { apply: () => new FrozenDate().toString() }));
  FrozenDate.prototype.constructor = global.Date;
  Math.random = () => host.random();
  hide("performance", { now: () => host.now(), timeOrigin: 0, mark() {}, measure() {} });

  const text = (value) => String(value);
  class TextEncoder {
    get encoding() { return "utf-8"; }
    encode(value = "") { return new Uint8Array(host.utf8(text(value))); }
    encodeInto(value, target) {
      const bytes = this.encode(value).subarray(0, target.length);
      target.set(bytes);
      return { read: value.length, written: bytes.length };
    }
  }
  hide("TextEncoder", TextEncoder);
  hide("TextDecoder", host.TextDecoder);
  hide("URL", host.URL);
  hide("URLSearchParams", host.URLSearchParams);
  hide("Headers", host.Headers);
  hide("Request", host.Request);
  hide("Response", host.Response);
  hide("AbortController", host.AbortController);
  hide("AbortSignal", host.AbortSignal);
  hide("Event", host.Event);
  hide("EventTarget", host.EventTarget);
  hide("atob", (value) => host.atob(text(value)));
  hide("btoa", (value) => host.btoa(text(value)));
  hide("queueMicrotask", (work) => void Promise.resolve().then(work));

  const copy = (value, seen) => {
    if (typeof value === "function" || typeof value === "symbol") throw new TypeError("value could not be cloned");
    if (typeof value !== "object" || value === null) return value;
    if (seen.has(value)) return seen.get(value);
    let made;
    if (value instanceof RealDate) return new global.Date(value.getTime());
    if (value instanceof ArrayBuffer) return value.slice(0);
    if (ArrayBuffer.isView(value)) return new value.constructor(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
    if (value instanceof Map) {
      seen.set(value, (made = new Map()));
      for (const [key, item] of value) made.set(copy(key, seen), copy(item, seen));
      return made;
    }
    if (value instanceof Set) {
      seen.set(value, (made = new Set()));
      for (const item of value) made.add(copy(item, seen));
      return made;
    }
    if (value instanceof Error) {
      made = new Error(value.message);
      made.name = value.name;
      return made;
    }
    seen.set(value, (made = Array.isArray(value) ? [] : {}));
    for (const key of Object.keys(value)) made[key] = copy(value[key], seen);
    return made;
  };
  hide("structuredClone", (value) => copy(value, new Map()));

  class Blob {
    #bytes;
    constructor(parts = [], options = {}) {
      const chunks = [...parts].map((part) =>
        part instanceof Blob ? part.#bytes
        : part instanceof ArrayBuffer ? new Uint8Array(part)
        : ArrayBuffer.isView(part) ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
        : new TextEncoder().encode(part));
      this.#bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
      let at = 0;
      for (const chunk of chunks) { this.#bytes.set(chunk, at); at += chunk.length; }
      this.type = options.type ? text(options.type).toLowerCase() : "";
    }
    get size() { return this.#bytes.length; }
    async arrayBuffer() { return this.#bytes.slice().buffer; }
    async bytes() { return this.#bytes.slice(); }
    async text() { return new host.TextDecoder().decode(this.#bytes); }
    slice(start, end, type) { return new Blob([this.#bytes.slice(start, end)], { type }); }
  }
  hide("Blob", Blob);

  // Tokens are made of these, so they are the kernel's and not of the seed behind Math.random.
  const secretBytes = (target) => {
    new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(host.secretBytes(target.byteLength));
    return target;
  };
  const refuse = (what, instead) => () => {
    throw new Error("Can't use " + what + " in queries and mutations. " + instead);
  };
  const useAction = "Please consider using an action. See https://docs.convex.dev/functions/actions for more details.";
  const subtle = {};
  for (const name of ["digest", "sign", "verify", "encrypt", "decrypt", "generateKey", "importKey", "exportKey", "deriveBits", "deriveKey"])
    subtle[name] = refuse("crypto.subtle." + name + "()", useAction);
  hide("crypto", {
    subtle,
    getRandomValues: secretBytes,
    randomUUID: () => {
      const bytes = secretBytes(new Uint8Array(16));
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      return hex.slice(0, 8) + "-" + hex.slice(8, 12) + "-" + hex.slice(12, 16) + "-" + hex.slice(16, 20) + "-" + hex.slice(20);
    },
  });
  hide("fetch", refuse("fetch()", useAction));
  hide("setTimeout", refuse("setTimeout", useAction));
  hide("setInterval", refuse("setInterval", useAction));
  hide("setImmediate", refuse("setImmediate", useAction));
  hide("clearTimeout", () => {});
  hide("clearInterval", () => {});

  const console = {};
  for (const level of ["debug", "error", "info", "log", "trace", "warn"]) console[level] = (...args) => host.log(level, args);
  for (const level of ["time", "timeEnd", "timeLog", "group", "groupEnd", "assert", "count", "table", "dir"]) console[level] = () => {};
  hide("console", console);
  hide("process", { env: Object.freeze({ ...host.env }) });

  const call = (op, args) => {
    const answer = host.syscall(op, args);
    if (answer.ok) return answer.value;
    const error = new Error(answer.message);
    if (answer.data !== undefined) error.data = JSON.parse(answer.data);
    throw error;
  };
  hide("Convex", {
    syscall: (op, args) => call(op, args),
    asyncSyscall: async (op, args) => call(op, args),
    jsSyscall: (op) => { throw new Error("Unknown operation " + op + " in queries and mutations"); },
  });

  const modules = {};
  const loaded = new Map();
  const moduleAt = (path) => {
    // Asking the bundle makes a copy of the exports each time.
    if (!loaded.has(path)) loaded.set(path, modules[path]?.());
    return loaded.get(path);
  };
  return {
    load(factory) {
      const module = { exports: {} };
      factory(module, module.exports, (name) => { throw new Error('Could not load "' + name + '" in queries and mutations. Add "use node" to the file that needs it.'); });
      Object.assign(modules, module.exports);
    },
    module: moduleAt,
    /** Starts the function that host.next() names; the caller's script ends once every microtask has run. */
    start() {
      const { path, name, method, args } = host.next();
      try {
        // Callbacks of this realm: a host function as callback would be queued with the host's microtasks.
        moduleAt(path)[name][method](args).then((value) => host.returned(value), (error) => host.threw(error));
      } catch (error) {
        host.threw(error);
      }
    },
  };
}
`;
