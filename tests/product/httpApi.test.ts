// The HTTP API of a running product, called the way a script calls it.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Api } from "../support/api";
import { startProduct, type Product } from "../support/product";

const PLATE_PROMPT = "80x60x5 mm mounting plate with four 5 mm holes 8 mm from the edges";
const PLATE_VOLUME_MM3 = 80 * 60 * 5 - 4 * Math.PI * 2.5 ** 2 * 5;

let product: Product;
let api: Api;
beforeAll(async () => {
  product = await startProduct();
  api = new Api(product.url, product.apiKey);
}, 120_000);
afterAll(() => product?.stop());

it("lets a key that never wrote anything read", async () => {
  const answer = await api.call("GET", "/api/v1/generations");
  expect(answer.status).toBe(200);
  expect((answer.body as { items: unknown[] }).items).toEqual([]);
});

describe("POST /api/v1/generations", () => {
  it("makes the plate: one valid solid of the right size and volume, with STL, STEP and GLB", async () => {
    const generation = await api.waitForEnd(await api.create({ prompt: PLATE_PROMPT }));
    expect(generation.status, JSON.stringify(generation.error)).toBe("succeeded");
    expect(generation.provider).toBe("partsLibrary");
    expect(generation.facts).toMatchObject({ solids: 1, isValid: true, isWatertight: true });
    const size = generation.facts?.bboxMm.size ?? [];
    [80, 60, 5].forEach((expected, axis) => expect(size[axis]).toBeCloseTo(expected, 3));
    expect(Math.abs((generation.facts?.volumeMm3 ?? 0) / PLATE_VOLUME_MM3 - 1)).toBeLessThan(0.001);
    expect(generation.spec.every((row) => row.pass)).toBe(true);
    const formats = generation.artifacts.map((artifact) => artifact.format);
    expect(formats).toEqual(expect.arrayContaining(["glb", "stl", "step"]));
    for (const artifact of generation.artifacts) {
      const response = await fetch(artifact.url); // no key: the signature is enough
      expect(response.status).toBe(200);
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.length).toBe(artifact.bytes);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(artifact.sha256);
    }
  });

  it("answers the same idempotency key with the same generation, also when both calls run at once", async () => {
    const body = { prompt: "20 mm cube", idempotencyKey: "twice" };
    const [one, two] = await Promise.all([
      api.call("POST", "/api/v1/generations", body),
      api.call("POST", "/api/v1/generations", body),
    ]);
    expect([one.status, two.status].sort()).toEqual([200, 201]);
    expect((one.body as { id: string }).id).toBe((two.body as { id: string }).id);
  });

  it.each([
    ["an empty prompt", { prompt: "  " }, 400, "invalid"],
    ["no prompt", {}, 400, "invalid"],
    ["a prompt of the wrong type", { prompt: 5 }, 400, "invalid"],
    ["a prompt of 100,000 characters", { prompt: "x".repeat(100_000) }, 413, "too_large"],
    ["an unknown provider", { prompt: "20 mm cube", provider: "nobody" }, 400, "invalid"],
    ["a kind that does not exist", { prompt: "20 mm cube", kind: "song" }, 400, "invalid"],
    ["a parent that does not exist", { prompt: "20 mm cube", parentId: "nope" }, 404, "not_found"],
    ["a body that is not JSON", "{", 400, "invalid"],
  ])("refuses %s in the house form", async (_name, body, status, code) => {
    const answer = await api.call("POST", "/api/v1/generations", body);
    expect(answer.status).toBe(status);
    const { error } = answer.body as { error: { code: string; message: string; hint: string } };
    expect(error.code).toBe(code);
    expect(error.message.length).toBeGreaterThan(10);
    expect(error.hint.length).toBeGreaterThan(5);
  });

  it("asks back with choices where the prompt contradicts itself", async () => {
    const generation = await api.waitForEnd(await api.create({ prompt: "20x20x5 mm plate with a 50 mm hole" }));
    expect(generation.status).toBe("needs_input");
    expect(generation.question?.choices.length).toBeGreaterThan(0);
    expect(generation.artifacts).toEqual([]);
  });
});

describe("parameters", () => {
  it("runs the script again without a model and keeps the parent", async () => {
    const parent = await api.waitForEnd(await api.create({ prompt: PLATE_PROMPT }));
    const answer = await api.call("POST", `/api/v1/generations/${parent.id}/parameters`, { values: { THICKNESS: 8 } });
    expect(answer.status).toBe(201);
    const child = await api.waitForEnd((answer.body as { id: string }).id);
    expect(child.status, JSON.stringify(child.error)).toBe("succeeded");
    expect(child.facts?.bboxMm.size[2]).toBeCloseTo(8, 3);
    expect((await api.get(parent.id)).facts?.bboxMm.size[2]).toBeCloseTo(5, 3);
  });

  it.each([
    ["beyond its range", { THICKNESS: 1e9 }],
    ["below its range", { THICKNESS: -1 }],
    ["of the wrong type", { THICKNESS: "thick" }],
    ["of an unknown name", { NOT_A_PARAMETER: 1 }],
  ])("refuses a value %s", async (_name, values) => {
    const parent = await api.waitForEnd(
      await api.create({ prompt: PLATE_PROMPT, idempotencyKey: "parent-of-refusals" }),
    );
    const answer = await api.call("POST", `/api/v1/generations/${parent.id}/parameters`, { values });
    expect(answer.status).toBe(422);
    expect((answer.body as { error: { code: string } }).error.code).toBe("unprocessable");
  });
});

describe("access and links", () => {
  it("refuses a wrong key and says only ok to a health check without one", async () => {
    const stranger = new Api(product.url, "wrong");
    expect((await stranger.call("POST", "/api/v1/generations", { prompt: "20 mm cube" })).status).toBe(401);
    const open = await (await fetch(`${product.url}/api/v1/health`)).json();
    expect(Object.keys(open)).toEqual(["ok"]);
    const health = (await api.call("GET", "/api/v1/health")).body as { ok: boolean; executor: { ok: boolean } };
    expect(health).toMatchObject({ ok: true, executor: { ok: true } });
  });

  it("refuses a file link whose signature or expiry was changed", async () => {
    const generation = await api.waitForEnd(await api.create({ prompt: "20 mm cube" }));
    const url = new URL(generation.artifacts[0]?.url ?? "");
    url.searchParams.set("exp", String(Number(url.searchParams.get("exp")) + 1));
    expect((await fetch(url)).status).toBe(403);
  });

  it("answers not_found for ids of nothing and lists newest first with a cursor", async () => {
    expect((await api.call("GET", "/api/v1/generations/nothing")).status).toBe(404);
    const first = (await api.call("GET", "/api/v1/generations?limit=2")).body as {
      items: { id: string }[];
      cursor: string;
    };
    expect(first.items).toHaveLength(2);
    const second = (await api.call("GET", `/api/v1/generations?limit=2&cursor=${encodeURIComponent(first.cursor)}`))
      .body as typeof first;
    expect(second.items.map((item) => item.id)).not.toEqual(expect.arrayContaining(first.items.map((item) => item.id)));
  });

  it("serves its page only under its own names", async () => {
    const port = Number(new URL(product.url).port);
    const { request } = await import("node:http");
    const status = await new Promise((resolve, reject) => {
      const call = request(
        { host: "127.0.0.1", port, path: "/config.json", headers: { Host: "evil.example" } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      call.on("error", reject);
      call.end();
    });
    expect(status).toBe(421);
    const session = await fetch(`${product.url}/session`, {
      method: "POST",
      headers: { Origin: "http://evil.example", "Content-Type": "application/json" },
      body: JSON.stringify({ guestId: crypto.randomUUID() }),
    });
    expect(session.status).toBe(403);
  });
});
