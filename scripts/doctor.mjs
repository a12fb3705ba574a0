// `npm run doctor`: looks at everything an installation needs and says what is wrong and what to do; changes nothing.
// `--json` prints the findings for programs. Exits 1 when something that is needed is missing.
import { existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import { reportFailure, say } from "./lib/messages.mjs";
import { at, digestOf, findNode24, readStamp, venvPython } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";
import { BACKEND_VARIABLES, envLocalNames, loadEnvLocal, readSettings, START_VARIABLES } from "./lib/settings.mjs";
import { explainedVariables, incompleteGroups } from "./lib/variableGroups.mjs";

const ANSWER_WITHIN_MS = 3_000;
const NEEDED_BYTES = 3e9;

/**
 * One finding. `state`: good; bad stops the product or a part of it; note is worth knowing.
 * @typedef {{ area: string, what: string, state: "good" | "bad" | "note", next?: string }} Finding
 */

/** @returns {Promise<Finding[]>} */
async function examine(settings) {
  return [
    ...checkMachine(settings),
    ...(await checkPython()),
    ...checkBuild(),
    ...checkData(settings),
    ...checkEnvFile(),
    ...checkGroups(),
    ...(await checkRunning(settings)),
    ...(await checkServices()),
  ];
}

const good = (area, what) => ({ area, what, state: "good" });
const bad = (area, what, next) => ({ area, what, state: "bad", next });
const note = (area, what, next) => ({ area, what, state: "note", ...(next === undefined ? {} : { next }) });

function checkMachine(settings) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const isNodeGood = major > 20 || (major === 20 && minor >= 19);
  const folder = existsSync(settings.data) ? settings.data : at();
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  return [
    isNodeGood
      ? good("machine", `Node ${process.versions.node}`)
      : bad("machine", `Node ${process.versions.node}; needed is 20.19 or newer`, "Install a newer Node."),
    free >= NEEDED_BYTES
      ? good("machine", `${(free / 1e9).toFixed(0)} GB free`)
      : note("machine", `${(free / 1e9).toFixed(1)} GB free`, "A first set-up needs about 3 GB. Free some space."),
  ];
}

async function checkPython() {
  if (!existsSync(venvPython())) {
    return [note("packages", "The worker's Python environment is not there yet", "npm start makes it.")];
  }
  const { status, output } = await run(venvPython(), [
    "-c",
    "import sys, build123d; print(sys.version.split()[0], build123d.__version__)",
  ]);
  if (status !== 0) {
    return [bad("packages", "The CAD kernel does not load", `${output.trim().split("\n").at(-1)} · run npm start.`)];
  }
  const [python, kernel] = output.trim().split(/\s+/).slice(-2);
  const isLocked = readStamp(at(".venv", ".installed-requirements.txt")) === digestOf("modal-worker/requirements.txt");
  return [
    good("packages", `Python ${python}, build123d ${kernel}`),
    ...(isLocked
      ? []
      : [note("packages", "Python packages differ from the lock file", "npm start brings them up to date.")]),
  ];
}

function checkBuild() {
  const findings = [];
  if (findNode24() === undefined)
    findings.push(note("packages", "Node packages are not installed", "npm start installs them."));
  else if (readStamp(at("node_modules", ".naturalcad-lock")) !== digestOf("package-lock.json"))
    findings.push(note("packages", "Node packages differ from the lock file", "npm start brings them up to date."));
  else findings.push(good("packages", "Node packages are those of the lock file"));
  findings.push(
    existsSync(at("dist", "index.html"))
      ? good("packages", "The web app is built")
      : note("packages", "The web app is not built", "npm start builds it."),
  );
  return findings;
}

function checkData(settings) {
  const { data } = settings;
  if (!existsSync(data)) return [note("data", `${data} is empty`, "npm start makes it.")];
  const findings = [good("data", data)];
  const secrets = path.join(data, "secrets.json");
  if (existsSync(secrets)) {
    const mode = statSync(secrets).mode & 0o777;
    findings.push(
      process.platform === "win32" || (mode & 0o077) === 0
        ? good("data", "Secrets are readable by their owner alone")
        : bad("data", `Others may read ${secrets} (mode ${mode.toString(8)})`, `chmod 600 ${secrets}`),
    );
  }
  return findings;
}

/** A name that nobody reads is most often a slip of the finger. */
function checkEnvFile() {
  const example = explainedVariables(readFileSync(at(".env.example"), "utf8"));
  const known = new Set([...BACKEND_VARIABLES, ...START_VARIABLES, ...example]);
  const names = envLocalNames();
  if (names.length === 0) return [];
  const unknown = names.filter((name) => !known.has(name));
  return unknown.length === 0
    ? [good("settings", `.env.local sets ${names.length} known ${names.length === 1 ? "variable" : "variables"}`)]
    : [note("settings", `.env.local sets ${unknown.join(", ")}, which nothing reads`, "Compare with .env.example.")];
}

/** What a guide asks for is set in part: the rest is most often forgotten. */
function checkGroups() {
  return incompleteGroups(process.env).map(({ what, guide, begins, missing }) =>
    bad(
      "settings",
      `${what}: ${begins} is set, ${missing.join(" and ")} not`,
      `docs/guides/${guide} lists what is needed.`,
    ),
  );
}

async function checkRunning(settings) {
  const web = `http://${settings.host}:${settings.port}`;
  const health = await ask(`${web}/api/v1/health`);
  if (health === null) return [note("running", `Nothing answers at ${web}`, "npm start runs it.")];
  const findings = [good("running", `NaturalCAD answers at ${web}`)];
  const worker = await ask(`${process.env.WORKER_URL ?? `http://127.0.0.1:${settings.workerPort}`}/v1/health`, {
    ...(process.env.WORKER_TOKEN ? { Authorization: `Bearer ${process.env.WORKER_TOKEN}` } : {}),
  });
  if (health.ok !== true)
    findings.push(bad("running", "The CAD executor does not answer", "See what npm start printed."));
  const missing = worker?.sandbox?.missing ?? [];
  if (worker?.sandbox !== undefined) {
    findings.push(
      missing.length === 0
        ? good("running", `The executor's sandbox has all its ${worker.sandbox.layers.length} layers`)
        : note(
            "running",
            `The executor's sandbox lacks ${missing.join(", ")}`,
            "docs/executor.md says what each keeps out.",
          ),
    );
  }
  return findings;
}

/** Every outside address that is configured: does it answer at all? No key is sent. */
async function checkServices() {
  const services = [
    ["Claude", "ANTHROPIC_API_KEY", process.env.ANTHROPIC_BASE_URL ?? "https://api.anthropic.com"],
    ["Hugging Face", "HF_TOKEN", process.env.HF_BASE_URL ?? "https://router.huggingface.co/v1"],
    ["Local model", "LOCAL_LLM_URL", process.env.LOCAL_LLM_URL],
    ["Seed-Coder", "SEED_CODER_URL", process.env.SEED_CODER_URL],
    ["OpenRouter", "OPENROUTER_API_KEY", process.env.OPENROUTER_BASE_URL ?? "https://openrouter.ai/api/v1"],
    ["Supabase", "SUPABASE_URL", process.env.SUPABASE_URL],
  ].filter(([, variable]) => process.env[variable]);
  if (services.length === 0) {
    return [
      note(
        "services",
        "No model provider is configured: parts come from the parts library",
        ".env.example lists the keys.",
      ),
    ];
  }
  return await Promise.all(
    services.map(async ([name, variable, url]) =>
      (await answers(url))
        ? good("services", `${name} answers (${variable} is set)`)
        : bad("services", `${name} does not answer at ${url}`, `Check ${variable}, the address and the network.`),
    ),
  );
}

async function ask(url, headers = {}) {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return await response.json();
  } catch {
    return null; // not running, or not ours: the finding says so
  }
}

async function answers(url) {
  try {
    await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return true; // any status: it is there
  } catch {
    return false;
  }
}

try {
  const args = process.argv.slice(2);
  loadEnvLocal();
  const findings = await examine(readSettings(args.filter((arg) => arg !== "--json")));
  if (args.includes("--json")) say(JSON.stringify(findings, null, 2));
  else {
    let area = "";
    for (const finding of findings) {
      if (finding.area !== area) say(`\n${(area = finding.area)}`);
      say(
        `  ${{ good: "✓", bad: "✗", note: "·" }[finding.state]} ${finding.what}${finding.next ? `\n      ${finding.next}` : ""}`,
      );
    }
    const wrong = findings.filter(({ state }) => state === "bad").length;
    say(`\n${wrong === 0 ? "Nothing is wrong." : `${wrong} ${wrong === 1 ? "thing is" : "things are"} wrong.`}`);
  }
  process.exitCode = findings.some(({ state }) => state === "bad") ? 1 : 0;
} catch (error) {
  process.exitCode = reportFailure(error);
}
