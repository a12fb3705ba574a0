import type { Facts, Parameter, ParameterValue } from "./validators";

/** The executor's events as they come over the wire, read strictly: nothing that it says is trusted to have a shape. Pure. */

export type ExecutorStage = "queued" | "starting" | "running" | "measuring" | "exporting" | "uploading";

export type ProducedFile = {
  format: string;
  bytes: number;
  sha256: string;
  /** `storageId` is null where the store names no id of its own. */
  content: { kind: "uploaded"; storageId: string | null } | { kind: "base64"; base64: string };
};

export type ExecutorTimings = { startMs: number; runMs: number; measureMs: number; exportMs: number };

export type ExecutorError = {
  code: string;
  message: string;
  hint: string;
  line: number | null;
  traceback: string | null;
};

export type ExecutorEvent =
  | { type: "stage"; stage: ExecutorStage; position: number | null }
  | { type: "log"; stream: string; text: string }
  | { type: "ping" }
  | { type: "artifact"; file: ProducedFile }
  | { type: "result"; facts: Facts; parameters: Parameter[]; files: ProducedFile[]; timings: ExecutorTimings }
  | ({ type: "error" } & ExecutorError);

const stages: readonly string[] = ["queued", "starting", "running", "measuring", "exporting", "uploading"];
const units: readonly string[] = ["mm", "deg", "count", "bool", "choice"];

/** One line of the stream; null for a kind of event that this version does not know. Throws on a malformed one. */
export function parseExecutorEvent(line: string): ExecutorEvent | null {
  const event = record(JSON.parse(line), "event");
  switch (event.type) {
    case "stage": {
      if (typeof event.stage !== "string" || !stages.includes(event.stage)) return null;
      const position = typeof event.position === "number" ? event.position : null;
      return { type: "stage", stage: event.stage as ExecutorStage, position };
    }
    case "log":
      return { type: "log", stream: text(event.stream, "stream"), text: text(event.text, "text") };
    case "ping":
      return { type: "ping" };
    case "artifact":
      return { type: "artifact", file: parseFile(event.artifact) };
    case "result":
      return {
        type: "result",
        facts: { ...parseFacts(event.facts), ...parseHoles(event.features) },
        parameters: list(event.parameters, "parameters").map(parseParameter),
        files: list(event.artifacts, "artifacts").map(parseFile),
        timings: parseTimings(event.timings),
      };
    case "error":
      return {
        type: "error",
        code: text(event.code, "code"),
        message: text(event.message, "message"),
        hint: typeof event.hint === "string" ? event.hint : "",
        line: typeof event.line === "number" ? event.line : null,
        traceback: typeof event.traceback === "string" ? event.traceback : null,
      };
    default:
      return null;
  }
}

/** Volumes in mm³; `added` and `removed` are GLB as base64, null where there is nothing of it. */
export type ShapeComparison = {
  iou: number;
  addedMm3: number | null;
  removedMm3: number | null;
  added: string | null;
  removed: string | null;
};

/** The answer of a comparison with its difference as meshes. Throws on a malformed one. */
export function parseComparison(body: string): ShapeComparison {
  const answer = record(JSON.parse(body), "comparison");
  const base64 = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  return {
    iou: number(answer.iou, "iou"),
    addedMm3: numberOrNull(answer.addedMm3),
    removedMm3: numberOrNull(answer.removedMm3),
    added: base64(answer.added),
    removed: base64(answer.removed),
  };
}

/** How far a shape is from its reference: distances in mm, errors as shares of the reference, `topology` 1 where it is the same. */
export type ShapeFigures = {
  iou: number;
  normalizedIou?: number;
  chamfer?: number;
  hausdorff?: number;
  volumeError?: number;
  sizeError?: number;
  topology?: number;
};

/** The figures of a comparison; what the executor could not measure is left out. Throws on a malformed answer. */
export function parseShapeFigures(body: string): ShapeFigures {
  const answer = record(JSON.parse(body), "comparison");
  const found: ShapeFigures = { iou: number(answer.iou, "iou") };
  const take = (name: Exclude<keyof ShapeFigures, "iou">, value: number | null) => {
    if (value !== null) found[name] = value;
  };
  take("normalizedIou", numberOrNull(answer.alignedIou));
  take("chamfer", numberOrNull(answer.chamferMm));
  take("hausdorff", numberOrNull(answer.hausdorffMm));
  const volumePct = numberOrNull(answer.volumeErrorPct);
  take("volumeError", volumePct === null ? null : Math.abs(volumePct) / 100);
  if (Array.isArray(answer.bboxErrorMm) && typeof answer.a === "object" && answer.a !== null) {
    const size = vector(record(record(answer.a, "a").bboxMm, "bboxMm").size, "size");
    const off = vector(answer.bboxErrorMm, "bboxErrorMm");
    const shares = off.map((mm, axis) => Math.abs(mm) / Math.max(size[axis] ?? 0, 1e-9));
    take("sizeError", Math.max(...shares));
  }
  if (typeof answer.topology === "object" && answer.topology !== null)
    take("topology", record(answer.topology, "topology").matches === true ? 1 : 0);
  return found;
}

function parseFile(value: unknown): ProducedFile {
  const file = record(value, "artifact");
  const shared = {
    format: text(file.format, "format"),
    bytes: number(file.bytes, "bytes"),
    sha256: text(file.sha256, "sha256"),
  };
  if (typeof file.base64 === "string") {
    return { ...shared, content: { kind: "base64", base64: file.base64 } };
  }
  const upload = record(file.upload, "upload");
  const body = typeof upload.body === "string" ? (JSON.parse(upload.body) as unknown) : upload.body;
  const { storageId } = record(body, "upload body");
  return {
    ...shared,
    content: { kind: "uploaded", storageId: storageId === undefined ? null : text(storageId, "storageId") },
  };
}

function parseFacts(value: unknown): Facts {
  const facts = record(value, "facts");
  const box = record(facts.bboxMm, "bboxMm");
  return {
    volumeMm3: number(facts.volumeMm3, "volumeMm3"),
    areaMm2: number(facts.areaMm2, "areaMm2"),
    bboxMm: { min: vector(box.min, "min"), max: vector(box.max, "max"), size: vector(box.size, "size") },
    centerOfMassMm: vector(facts.centerOfMassMm, "centerOfMassMm"),
    solids: number(facts.solids, "solids"),
    faces: number(facts.faces, "faces"),
    edges: number(facts.edges, "edges"),
    isValid: facts.isValid === true,
    isWatertight: facts.isWatertight === true,
    ...parseFindings(facts),
  };
}

/** What newer executors measure beyond the rest; nothing where they do not. */
function parseFindings(facts: Record<string, unknown>): Partial<Facts> {
  const found: Partial<Facts> = {};
  if (typeof facts.minWallMm === "number") {
    found.minWallMm = number(facts.minWallMm, "minWallMm");
    found.minWallIsEstimate = facts.minWallIsEstimate === true;
  }
  if (typeof facts.massG === "number") found.massG = number(facts.massG, "massG");
  if (Array.isArray(facts.holeList)) {
    found.holeList = facts.holeList.map((value) => {
      const hole = record(value, "hole");
      return {
        diameterMm: number(hole.diameterMm, "diameterMm"),
        depthMm: number(hole.depthMm, "depthMm"),
        axis: vector(hole.axis, "axis"),
        at: vector(hole.at, "at"),
      };
    });
  }
  if (Array.isArray(facts.parts)) {
    found.parts = facts.parts.map((value) => {
      const part = record(value, "part");
      const color = typeof part.color === "string" ? part.color : null;
      return { name: text(part.name, "name"), color, volumeMm3: number(part.volumeMm3, "volumeMm3") };
    });
  }
  if (Array.isArray(facts.printability)) {
    found.printability = facts.printability.map((value) => {
      const finding = record(value, "finding");
      return {
        kind: text(finding.kind, "kind"),
        severity: text(finding.severity, "severity"),
        message: text(finding.message, "message"),
        ...(typeof finding.areaMm2 === "number" ? { areaMm2: finding.areaMm2 } : {}),
      };
    });
  }
  return found;
}

/** Nothing where the executor does not count holes. */
function parseHoles(features: unknown): Pick<Facts, "holes"> {
  if (features === undefined || features === null) return {};
  const { holes } = record(features, "features");
  if (holes === undefined || holes === null) return {};
  return {
    holes: list(holes, "holes").map((value) => {
      const hole = record(value, "hole");
      return { diameterMm: number(hole.diameterMm, "diameterMm"), count: number(hole.count, "count") };
    }),
  };
}

function parseParameter(value: unknown): Parameter {
  const parameter = record(value, "parameter");
  if (typeof parameter.unit !== "string" || !units.includes(parameter.unit)) {
    throw new Error(`The executor sent a parameter with the unit ${String(parameter.unit)}.`);
  }
  const name = text(parameter.name, "name");
  return {
    name,
    label: typeof parameter.label === "string" && parameter.label !== "" ? parameter.label : name,
    unit: parameter.unit as Parameter["unit"],
    value: parameterValue(parameter.value),
    default: parameterValue(parameter.default),
    min: numberOrNull(parameter.min),
    max: numberOrNull(parameter.max),
    step: numberOrNull(parameter.step),
    choices: Array.isArray(parameter.choices) ? parameter.choices.map(String) : null,
  };
}

function parseTimings(value: unknown): ExecutorTimings {
  const timings = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const ms = (name: string) => (typeof timings[name] === "number" ? timings[name] : 0);
  return { startMs: ms("startMs"), runMs: ms("runMs"), measureMs: ms("measureMs"), exportMs: ms("exportMs") };
}

function parameterValue(value: unknown): ParameterValue {
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "string") return value;
  throw new Error("The executor sent a parameter without a value.");
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`The executor's ${name} is not an object.`);
}

function list(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`The executor's ${name} is not a list.`);
}

function text(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw new Error(`The executor's ${name} is not text.`);
}

function number(value: unknown, name: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new Error(`The executor's ${name} is not a number.`);
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function vector(value: unknown, name: string): number[] {
  const numbers = list(value, name).map((entry) => number(entry, name));
  if (numbers.length === 3) return numbers;
  throw new Error(`The executor's ${name} has ${numbers.length} numbers, not 3.`);
}
