// `npm run seed [-- --data DIR --convex-port N]`: fills a running installation with a small sample workshop.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { reportFailure, SetupError } from "./lib/messages.mjs";
import { at } from "./lib/paths.mjs";
import { boms, checklist, documents, orders, parts, suppliers } from "./samples/workshop.mjs";

const PARTS_AT_ONCE = 4;
const POLL_MS = 250;

try {
  await seed(process.argv.slice(2));
} catch (error) {
  process.exitCode = reportFailure(error);
}

async function seed(args) {
  const data = flag(args, "--data") ?? process.env.NATURALCAD_DATA ?? at(".data");
  const port = flag(args, "--convex-port") ?? process.env.CONVEX_PORT ?? "3210";
  const file = path.join(data, "secrets.json");
  if (!existsSync(file)) {
    throw new SetupError(
      "seed/data",
      `There is no installation in ${data}.`,
      "Run npm start first, and leave it running.",
    );
  }
  const { adminKey } = JSON.parse(readFileSync(file, "utf8"));
  const call = caller(`http://127.0.0.1:${port}`, adminKey);

  const waiting = [...parts.entries()];
  const workers = Array.from({ length: PARTS_AT_ONCE }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await makePart(call, next[1]);
  });
  await Promise.all(workers);
  const made = await call("mutation", "seed:addTables", { boms, suppliers, orders, checklist });
  for (const name of documents) {
    const url = await call("mutation", "seed:uploadUrl", {});
    const response = await fetch(url, { method: "POST", body: readFileSync(at("scripts/samples", name)) });
    const { storageId } = await response.json();
    await call("mutation", "seed:addDocument", { name, storageId });
  }
  console.log(
    `Sample workshop: ${parts.length} parts, ${made.boms} BOMs, ${made.orders} orders, ${documents.length} documents.`,
  );
}

/** One part through the pipeline, then on the shelf. */
async function makePart(call, { prompt, ...part }) {
  const generationId = await call("mutation", "seed:startPart", { number: part.number, prompt });
  for (;;) {
    const status = await call("query", "seed:statusOf", { generationId });
    if (status === "succeeded") break;
    if (status === "failed" || status === "needs_input" || status === "canceled" || status === null) {
      throw new SetupError(
        "seed/part",
        `${part.number} ended as ${status}.`,
        "Look at it in the app, then seed again.",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await call("mutation", "seed:releasePart", { generationId, ...part });
  console.log(`${part.number} ${part.name}`);
}

function caller(url, adminKey) {
  return async (kind, functionPath, args) => {
    let response;
    try {
      response = await fetch(`${url}/api/${kind}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Convex ${adminKey}` },
        body: JSON.stringify({ path: functionPath, args, format: "json" }),
      });
    } catch {
      throw new SetupError("seed/backend", `Nothing answers at ${url}.`, "Run npm start, or give --convex-port.");
    }
    const answer = await response.json();
    if (answer.status === "success") return answer.value;
    throw new SetupError(
      "seed/refused",
      `${functionPath}: ${answer.errorMessage ?? response.status}`,
      "Look at the backend's log.",
    );
  };
}

function flag(args, name) {
  const index = args.indexOf(name);
  return index === -1 ? undefined : args[index + 1];
}
