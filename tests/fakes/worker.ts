import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A CAD executor on the wire: it speaks the worker API and makes no geometry. Each test says how it behaves. */

export type ExecuteCall = {
  jobId: string;
  code: string;
  parameters: Record<string, unknown>;
  quality?: string;
  formats: string[];
  inputs?: { name: string; format: string; base64: string }[];
  uploads?: Record<string, { method: string; url: string; headers?: Record<string, string> }>;
};

export type Behaviour =
  /** Answers 200 and these lines, then ends. */
  | { kind: "lines"; lines: (call: ExecuteCall) => unknown[] | Promise<unknown[]> }
  /** Answers 200 and these lines, then says nothing more until it is canceled. */
  | { kind: "hang"; lines: unknown[] | ((call: ExecuteCall) => Promise<unknown[]>) }
  /** Answers 200 and these lines, then drops the connection. */
  | { kind: "drop"; lines: unknown[] }
  | { kind: "status"; status: number };

export type FakeWorker = {
  url: string;
  token: string;
  behave(behaviour: Behaviour): void;
  /** What a comparison of two shapes answers. */
  compare: () => Record<string, unknown>;
  /** Every request for a run, in order. */
  calls: ExecuteCall[];
  canceledJobIds: string[];
  /** Resolves when a connection of a running job was closed by the caller. */
  nextHangUp(): Promise<void>;
  close(): Promise<void>;
};

export const plateFacts = {
  volumeMm3: 23607.3,
  areaMm2: 11_000,
  bboxMm: { min: [-40, -30, 0], max: [40, 30, 5], size: [80, 60, 5] },
  centerOfMassMm: [0, 0, 2.5],
  solids: 1,
  faces: 10,
  edges: 24,
  isValid: true,
  isWatertight: true,
};

/** What it recognises besides. */
export const plateHoles = [{ diameterMm: 5, count: 4 }];

export const plateParameters = [
  mm("LENGTH", "Length", 80, 20, 320),
  mm("THICKNESS", "Thickness", 5, 1, 20),
  mm("HOLE_DIAMETER", "Hole diameter", 5, 1, 20),
];

export const timings = { startMs: 2, runMs: 30, measureMs: 20, exportMs: 40 };

/** Bytes that tell which job and format made them. */
export function fileText(jobId: string, format: string): string {
  return `${format} of ${jobId}`;
}

/** How files reach the store: answers the body of the upload. */
export type Upload = (
  bytes: Uint8Array<ArrayBuffer>,
  target: { method: string; url: string; headers?: Record<string, string> } | undefined,
) => Promise<unknown>;

/** To where the call says. */
export const uploadOverHttp: Upload = async (bytes, target) => {
  if (target === undefined) throw new Error("The call names no upload target.");
  const response = await fetch(target.url, {
    method: target.method,
    body: bytes,
    ...(target.headers === undefined ? {} : { headers: target.headers }),
  });
  return await response.json();
};

/** A run that goes well; without `upload` files come back as base64. */
export function goodRun(upload?: Upload): Behaviour {
  return {
    kind: "lines",
    lines: async (call) => {
      const artifacts = await Promise.all(call.formats.map((format) => madeFile(call, format, upload)));
      return [
        { type: "stage", stage: "queued", position: 1 },
        ...["starting", "running", "measuring", "exporting"].map((stage) => ({ type: "stage", stage })),
        { type: "log", stream: "stdout", text: "hello from the script\n" },
        ...artifacts.map((made) => ({ type: "artifact", artifact: made })),
        {
          type: "result",
          facts: plateFacts,
          features: { holes: plateHoles },
          parameters: valuesIn(call),
          artifacts,
          timings,
        },
      ];
    },
  };
}

export function scriptError(code: string, message: string, line: number): Behaviour {
  const error = { type: "error", code, message, hint: "Mend the line.", line, traceback: "…" };
  return {
    kind: "lines",
    lines: () => [
      { type: "stage", stage: "starting" },
      { type: "stage", stage: "running" },
      { type: "log", stream: "stdout", text: "about to break\n" },
      error,
    ],
  };
}

export async function startFakeWorker(): Promise<FakeWorker> {
  const token = "fake-worker-token";
  let behaviour: Behaviour = goodRun();
  const calls: ExecuteCall[] = [];
  const canceledJobIds: string[] = [];
  const hanging = new Map<string, ServerResponse>();
  const hangUpListeners: (() => void)[] = [];

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end();
    if (request.url === "/v1/health") return sendJson(response, { ok: true, version: "fake-1" });
    const body = JSON.parse(await text(request)) as ExecuteCall;
    if (request.url === "/v1/cancel") {
      canceledJobIds.push(body.jobId);
      const job = hanging.get(body.jobId);
      job?.end(line({ type: "error", code: "canceled", message: "Canceled.", hint: "", line: null, traceback: null }));
      return sendJson(response, {});
    }
    if (request.url === "/v1/compare") return sendJson(response, fake.compare());
    calls.push(body);
    if (behaviour.kind === "status") return void response.writeHead(behaviour.status).end("no");
    response.writeHead(200, { "Content-Type": "application/x-ndjson" });
    response.on("close", () => {
      hanging.delete(body.jobId);
      if (!response.writableEnded) for (const listener of hangUpListeners.splice(0)) listener();
    });
    const lines = typeof behaviour.lines === "function" ? await behaviour.lines(body) : behaviour.lines;
    for (const event of lines) response.write(line(event));
    switch (behaviour.kind) {
      case "lines":
        return void response.end();
      case "drop":
        return void response.destroy();
      case "hang":
        return void hanging.set(body.jobId, response);
      default:
        behaviour satisfies never;
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const fake: FakeWorker = {
    compare: () => ({ iou: 1, addedMm3: 0, removedMm3: 0, added: null, removed: null }),
    url: `http://127.0.0.1:${port}`,
    token,
    behave: (next) => (behaviour = next),
    calls,
    canceledJobIds,
    nextHangUp: () => new Promise((resolve) => hangUpListeners.push(resolve)),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

/** What the executor says of one file. */
export async function madeFile(call: Pick<ExecuteCall, "jobId" | "uploads">, format: string, upload?: Upload) {
  const bytes = Uint8Array.from(Buffer.from(fileText(call.jobId, format)));
  const made = { format, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  if (upload === undefined) return { ...made, base64: Buffer.from(bytes).toString("base64") };
  return { ...made, upload: { status: 200, body: await upload(bytes, call.uploads?.[format]) } };
}

function valuesIn({ parameters }: ExecuteCall) {
  return plateParameters.map((parameter) => ({ ...parameter, value: parameters[parameter.name] ?? parameter.value }));
}

function mm(name: string, label: string, value: number, min: number, max: number) {
  return { name, label, unit: "mm", value, default: value, min, max, step: 0.5, choices: null };
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

function line(event: unknown): string {
  return `${JSON.stringify(event)}\n`;
}
