// What an agent can do in a workspace: each tool's name, its arguments as JSON Schema, and what it does.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { ApiRefusal, type Generation, type HttpApi } from "./api.ts";

export type ToolContext = { api: HttpApi; signal: AbortSignal; onStage: (stage: string) => void };

export type Tool = {
  name: string;
  title: string;
  description: string;
  inputSchema: { type: "object"; properties: Record<string, object>; required?: string[] };
  isReadOnly: boolean;
  run: (args: Record<string, unknown>, context: ToolContext) => Promise<unknown>;
};

const DEFAULT_WAIT_S = 120;
const MAX_WAIT_S = 600;

const idProperty = { type: "string", description: "Id of a generation, as `generate` gave it" };
const waitProperty = {
  type: "number",
  minimum: 0,
  maximum: MAX_WAIT_S,
  description: `Seconds to wait for the end; default ${DEFAULT_WAIT_S}. 0 returns at once: ask \`status\` later`,
};

export const tools: readonly Tool[] = [
  {
    name: "generate",
    title: "Generate",
    description:
      "Makes a CAD part or a small manufacturing app from a prompt, as a new version that everyone in the workspace sees. " +
      "Sizes are millimetres. With parentId the prompt is a change to that version. A prompt that is unclear is answered with a question.",
    inputSchema: {
      type: "object",
      properties: {
        prompt: { type: "string", minLength: 1, maxLength: 20_000 },
        kind: { type: "string", enum: ["cad", "app"] },
        provider: { type: "string", description: "auto, or the id of a provider" },
        model: { type: "string" },
        profile: { type: "string", enum: ["fast", "balanced", "best"] },
        parentId: { type: "string", description: "The version that the prompt changes" },
        idempotencyKey: { type: "string", description: "The same key again gives the same generation" },
        waitSeconds: waitProperty,
      },
      required: ["prompt"],
    },
    isReadOnly: false,
    run: async ({ waitSeconds, ...body }, context) => {
      const { id } = (await context.api.call("POST", "/api/v1/generations", body, context.signal)) as { id: string };
      return await summaryAfter(id, waitSeconds, context);
    },
  },
  {
    name: "status",
    title: "Status",
    description:
      "Where a generation stands: stage, error or question, warnings, checks, files, and the trail of providers.",
    inputSchema: { type: "object", properties: { id: idProperty }, required: ["id"] },
    isReadOnly: true,
    run: async ({ id }, { api, signal }) => summaryOf(await api.generation(text("id", id), signal)),
  },
  {
    name: "list",
    title: "List",
    description: "The newest generations of the workspace.",
    inputSchema: {
      type: "object",
      properties: { limit: { type: "integer", minimum: 1, maximum: 100 }, cursor: { type: "string" } },
    },
    isReadOnly: true,
    run: async ({ limit = 20, cursor }, { api, signal }) => {
      const query = new URLSearchParams({
        limit: String(limit),
        ...(cursor === undefined ? {} : { cursor: String(cursor) }),
      });
      const page = (await api.call("GET", `/api/v1/generations?${query}`, undefined, signal)) as {
        items: (Generation & { prompt: string; createdAt: number })[];
        cursor: string | null;
      };
      return {
        items: page.items.map(({ id, kind, prompt, status, createdAt }) => ({ id, kind, prompt, status, createdAt })),
        cursor: page.cursor,
      };
    },
  },
  {
    name: "parameters",
    title: "Parameters",
    description:
      "Without values: the named sizes of a part with unit, value and range. With values: runs the script again with them, without a model, as a new version.",
    inputSchema: {
      type: "object",
      properties: {
        id: idProperty,
        values: { type: "object", additionalProperties: { type: ["number", "boolean", "string"] } },
        waitSeconds: waitProperty,
      },
      required: ["id"],
    },
    isReadOnly: false,
    run: async ({ id, values, waitSeconds }, context) => {
      if (values === undefined) return (await context.api.generation(text("id", id), context.signal)).parameters;
      const path = `/api/v1/generations/${encodeURIComponent(text("id", id))}/parameters`;
      const child = (await context.api.call("POST", path, { values }, context.signal)) as { id: string };
      return await summaryAfter(child.id, waitSeconds, context);
    },
  },
  {
    name: "facts",
    title: "Facts",
    description:
      "What was measured: volume, area, bounding box, centre of mass, solids, holes, validity; and each check of the spec.",
    inputSchema: { type: "object", properties: { id: idProperty }, required: ["id"] },
    isReadOnly: true,
    run: async ({ id }, { api, signal }) => {
      const { status, facts, spec } = await api.generation(text("id", id), signal);
      return { status, facts, spec };
    },
  },
  {
    name: "code",
    title: "Code",
    description: "The script (build123d) or component (TypeScript React) of a generation.",
    inputSchema: { type: "object", properties: { id: idProperty }, required: ["id"] },
    isReadOnly: true,
    run: async ({ id }, { api, signal }) => (await api.generation(text("id", id), signal)).code,
  },
  {
    name: "download",
    title: "Download",
    description:
      "Saves one file of a part into a folder of this machine and says where. An existing file is never overwritten.",
    inputSchema: {
      type: "object",
      properties: {
        id: idProperty,
        format: { type: "string", description: "stl, step, glb, 3mf, …" },
        folder: { type: "string", description: "An existing folder; default is the one the server was started in" },
      },
      required: ["id", "format"],
    },
    isReadOnly: false,
    run: async ({ id, format, folder = "." }, { api, signal }) => {
      const generation = await api.generation(text("id", id), signal);
      const artifact = generation.artifacts.find((candidate) => candidate.format === format);
      if (artifact === undefined) {
        const there = generation.artifacts.map((candidate) => candidate.format).join(", ") || "none";
        throw new ApiRefusal("not_found", `This generation has no ${String(format)} file; it has ${there}.`);
      }
      const file = path.resolve(text("folder", folder), `${generation.id.slice(-8)}.${artifact.format}`);
      await writeFile(file, await api.download(artifact), { flag: "wx" });
      return { file, bytes: artifact.bytes, sha256: artifact.sha256 };
    },
  },
  {
    name: "cancel",
    title: "Cancel",
    description: "Stops a generation that still runs.",
    inputSchema: { type: "object", properties: { id: idProperty }, required: ["id"] },
    isReadOnly: false,
    run: async ({ id }, { api, signal }) =>
      await api.call("POST", `/api/v1/generations/${encodeURIComponent(text("id", id))}/cancel`, {}, signal),
  },
];

async function summaryAfter(id: string, waitSeconds: unknown, context: ToolContext): Promise<object> {
  const seconds = Math.min(typeof waitSeconds === "number" ? waitSeconds : DEFAULT_WAIT_S, MAX_WAIT_S);
  const { api, signal, onStage } = context;
  return summaryOf(await api.waitForEnd(id, { timeoutMs: seconds * 1000, signal, onStage }));
}

/** All of a generation but its code, which has a tool of its own. */
function summaryOf(generation: Generation): object {
  const { code: _code, ...rest } = generation;
  return rest;
}

function text(name: string, value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw new ApiRefusal(
    "invalid",
    `“${name}” is text that is not empty; this is ${JSON.stringify(value) ?? "missing"}.`,
  );
}
