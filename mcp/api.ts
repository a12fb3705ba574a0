// The HTTP API of an installation, as a program without a browser calls it.

export type Connection = { url: string; apiKey: string };

export type Artifact = { id: string; format: string; url: string; bytes: number; sha256: string };

/** The fields of the API's generation that the tools use; the whole object is handed on as it came. */
export type Generation = {
  id: string;
  kind: "cad" | "app";
  status: string;
  stage: string;
  question: { text: string; choices: { label: string; prompt: string }[] } | null;
  error: { code: string; message: string; hint: string } | null;
  warnings: { code: string; message: string }[];
  code: string | null;
  facts: Record<string, unknown> | null;
  spec: { rule: string; expected: string; measured: string; pass: boolean }[];
  parameters: { name: string; label: string; unit: string; value: unknown; min: unknown; max: unknown }[];
  artifacts: Artifact[];
  attempts: unknown[];
  provider: string | null;
  model: string | null;
  timings: Record<string, number> | null;
};

const ENDED: ReadonlySet<string> = new Set(["succeeded", "failed", "canceled", "needs_input"]);
const FIRST_PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 2_000;

/** A refusal of the API, or an installation that does not answer. `message` is meant to be read by a person. */
export class ApiRefusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "ApiRefusal";
    this.code = code;
  }
}

export class HttpApi {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @throws ApiRefusal with the API's own code, or `unreachable` */
  async call(method: "GET" | "POST", path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
    const response = await this.#fetch(new URL(path, this.#connection.url), {
      method,
      headers: { Authorization: `Bearer ${this.#connection.apiKey}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer;
    const { error } = (answer ?? {}) as { error?: { code: string; message: string; hint: string } };
    throw error === undefined
      ? new ApiRefusal("bad_reply", `${this.#connection.url} answered ${response.status} without a reason.`)
      : new ApiRefusal(error.code, `${error.message} ${error.hint}`.trim());
  }

  async generation(id: string, signal?: AbortSignal): Promise<Generation> {
    return (await this.call("GET", `/api/v1/generations/${encodeURIComponent(id)}`, undefined, signal)) as Generation;
  }

  /** Asks until the generation has ended or `timeoutMs` is over; then as far as it is. Tells each new stage once. */
  async waitForEnd(
    id: string,
    options: { timeoutMs: number; signal?: AbortSignal; onStage: (stage: string) => void },
  ): Promise<Generation> {
    const giveUpAt = Date.now() + options.timeoutMs;
    let told = "";
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const generation = await this.generation(id, options.signal);
      if (generation.stage !== told) options.onStage((told = generation.stage));
      if (ENDED.has(generation.status) || Date.now() >= giveUpAt) return generation;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** The bytes behind a signed link. @throws ApiRefusal */
  async download(artifact: Artifact): Promise<Uint8Array> {
    const response = await this.#fetch(new URL(artifact.url, this.#connection.url), {});
    if (!response.ok) throw new ApiRefusal("bad_reply", `The file answered ${response.status}.`);
    return new Uint8Array(await response.arrayBuffer());
  }

  async #fetch(url: URL, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new ApiRefusal(
        "unreachable",
        `${this.#connection.url} does not answer. Start NaturalCAD (npm start), or set NATURALCAD_URL to where it runs.`,
      );
    }
  }
}
