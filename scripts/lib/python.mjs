// Finds a Python that fits and builds the worker's virtual environment from the hashed requirements.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { SetupError, say, startProgress } from "./messages.mjs";
import { at, digestOf, readStamp, venvPython } from "./paths.mjs";
import { run } from "./run.mjs";

const OLDEST = [3, 11];
const NEWEST = [3, 14];
const REQUIREMENTS = "modal-worker/requirements.txt";
const REQUIREMENTS_FOR_TESTS = "modal-worker/requirements-dev.txt";
/** Shared libraries that the CAD kernel links; Debian's names. */
const SYSTEM_LIBRARIES = ["libgl1", "libx11-6", "libexpat1"];

async function versionOf(command) {
  const { status, output } = await run(command, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]);
  if (status !== 0) return undefined;
  const match = /(\d+)\.(\d+)/.exec(output);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

const fits = ([major, minor]) => major === 3 && minor >= OLDEST[1] && minor <= NEWEST[1];

async function findPython() {
  const named = process.env.NATURALCAD_PYTHON;
  const candidates = named ? [named] : ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11"];
  const seen = [];
  for (const command of candidates) {
    const version = await versionOf(command);
    if (!version) continue;
    if (fits(version)) return { command, version: version.join(".") };
    seen.push(`${command} is ${version.join(".")}`);
  }
  throw new SetupError(
    "setup/python",
    seen.length > 0
      ? `No fitting Python: ${seen.join(", ")}. The CAD worker needs 3.11 to 3.14.`
      : "No Python was found. The CAD worker needs Python 3.11 to 3.14.",
    "Install one of these versions, or name it: NATURALCAD_PYTHON=/path/to/python3.12 npm start",
  );
}

async function makeVenv(python) {
  const { status, output } = await run(python.command, ["-m", "venv", at(".venv")]);
  if (status === 0) return;
  rmSync(at(".venv"), { recursive: true, force: true });
  if (/ensurepip|No module named venv/i.test(output)) {
    throw new SetupError(
      "setup/venv",
      `Python ${python.version} has no venv module.`,
      `Install it (Debian, Ubuntu: apt-get install python${python.version}-venv) and run the command again.`,
    );
  }
  throw explain("setup/venv", "The virtual environment could not be made", output);
}

/** Turns a package manager's last words into a message that names the cause where it is known. */
export function explain(code, what, output) {
  if (/ENOSPC|No space left|os error 28/i.test(output)) {
    return new SetupError("setup/disk", `${what}: the disk is full.`, "Free about 3 GB and run the command again.");
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|Temporary failure in name resolution|dns error|Could not fetch|NewConnectionError/i.test(
      output,
    )
  ) {
    return new SetupError(
      "setup/network",
      `${what}: a package registry could not be reached.`,
      "The first set-up needs the network; later starts do not. Check the connection or the proxy and run it again.",
    );
  }
  return new SetupError(
    code,
    `${what}:\n${output.trim().split("\n").slice(-12).join("\n")}`,
    "Mend this and run the command again.",
  );
}

async function install(files, progress) {
  const uv = await run(venvPython(), ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "uv"]);
  const requirements = files.flatMap((file) => ["-r", at(file)]);
  if (uv.status === 0) {
    const { status, output } = await run(
      venvPython(),
      [
        "-m",
        "uv",
        "pip",
        "install",
        "--python",
        venvPython(),
        "--require-hashes",
        "--compile-bytecode",
        ...requirements,
      ],
      { onLine: (line) => progress.detail(line) },
    );
    if (status === 0) return;
    if (/ENOSPC|No space left|os error 28/i.test(output))
      throw explain("setup/python-packages", "Python packages", output);
    say("  uv could not install the packages; trying pip.");
  }
  const { status, output } = await run(
    venvPython(),
    ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes", ...requirements],
    { onLine: (line) => progress.detail(line) },
  );
  if (status !== 0) throw explain("setup/python-packages", "Python packages could not be installed", output);
}

async function checkKernelLoads() {
  const attempt = () => run(venvPython(), ["-c", "import OCP.gp"]);
  let { status, output } = await attempt();
  if (status === 0) return;
  const missing = /(lib[\w.+-]+\.so[.\d]*)/.exec(output)?.[1];
  if (missing && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const progress = startProgress(`System libraries (${SYSTEM_LIBRARIES.join(" ")})`);
    await run("apt-get", ["update"]);
    await run("apt-get", ["install", "-y", "--no-install-recommends", ...SYSTEM_LIBRARIES]);
    progress.end();
    ({ status, output } = await attempt());
    if (status === 0) return;
  }
  throw new SetupError(
    "setup/cad-kernel",
    missing
      ? `The CAD kernel does not load: ${missing} is missing.`
      : `The CAD kernel does not load:\n${output.trim().split("\n").slice(-6).join("\n")}`,
    `Install the system libraries (Debian, Ubuntu: apt-get install ${SYSTEM_LIBRARIES.join(" ")}) and run the command again.`,
  );
}

/**
 * Makes `.venv` hold exactly the locked packages.
 * @param {{ forTests?: boolean }} [options] forTests adds pytest and the libraries that check what the worker writes
 * @throws {SetupError} setup/python, setup/venv, setup/disk, setup/network, setup/python-packages, setup/cad-kernel
 */
export async function ensurePython({ forTests = false } = {}) {
  const files = forTests ? [REQUIREMENTS, REQUIREMENTS_FOR_TESTS] : [REQUIREMENTS];
  const stamps = files.map((file) => ({
    stamp: at(".venv", `.installed-${file.split("/").at(-1)}`),
    digest: digestOf(file),
  }));
  const isGood = existsSync(venvPython()) && stamps.every(({ stamp, digest }) => readStamp(stamp) === digest);
  if (isGood) return;
  if (!existsSync(venvPython())) await makeVenv(await findPython());
  const progress = startProgress("Python packages (build123d and the worker, about 850 MB)");
  try {
    await install(files, progress);
    progress.end();
  } catch (error) {
    progress.fail();
    throw error;
  }
  await checkKernelLoads();
  mkdirSync(at(".venv"), { recursive: true });
  for (const { stamp, digest } of stamps) writeFileSync(stamp, digest);
}
