// A small client of the HTTP API for tests and benches.

export type Artifact = { id: string; format: string; url: string; bytes: number; sha256: string };

export type Generation = {
  id: string;
  status: string;
  stage: string;
  code: string | null;
  provider: string | null;
  error: { code: string; message: string; hint: string; stage: string } | null;
  question: { text: string; choices: { label: string; prompt: string }[] } | null;
  warnings: { code: string; message: string }[];
  attempts: { provider: string; outcome: string }[];
  facts: {
    volumeMm3: number;
    bboxMm: { min: number[]; max: number[]; size: number[] };
    solids: number;
    isValid: boolean;
    isWatertight: boolean;
  } | null;
  parameters: {
    name: string;
    label: string;
    value: number | boolean | string;
    min: number | null;
    max: number | null;
  }[];
  artifacts: Artifact[];
  spec: { rule: string; expected: string; measured: string; pass: boolean }[];
  timings: Record<string, number> | null;
};

const ENDED = new Set(["succeeded", "failed", "canceled", "needs_input"]);

export class Api {
  readonly #base: string;
  readonly #key: string;

  constructor(base: string, key: string) {
    this.#base = base;
    this.#key = key;
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; headers: Headers; body: unknown }> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.#key}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
  }

  async create(body: Record<string, unknown>): Promise<string> {
    const answer = await this.call("POST", "/api/v1/generations", body);
    if (answer.status !== 201 && answer.status !== 200)
      throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    return (answer.body as { id: string }).id; // the status says that it is this shape
  }

  async get(id: string): Promise<Generation> {
    return (await this.call("GET", `/api/v1/generations/${id}`)).body as Generation; // the contract's shape
  }

  /** Asks until the generation has ended. @throws Error after `limitMs` */
  async waitForEnd(id: string, limitMs = 60_000): Promise<Generation> {
    const stopAt = Date.now() + limitMs;
    for (;;) {
      const generation = await this.get(id);
      if (ENDED.has(generation.status)) return generation;
      if (Date.now() > stopAt) throw new Error(`still ${generation.status}/${generation.stage} after ${limitMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
