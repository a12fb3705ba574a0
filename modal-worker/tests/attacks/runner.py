"""Every attack in every mode, against real executors: `python -m tests.attacks.runner [--mode NAME] [--skip-controls]`.

Modes: as root, as an ordinary user, as an ordinary user on a system without namespaces (Landlock and the filter of
system calls carry it all), and four jobs side by side. After each attack an honest job must give its part; side by
side one runs among the attackers as well. Prints counts and everything that got through; ends with 1 if anything did.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.attacks import bombs, endless, escapes, files, network, persistence, secrets, signals
from tests.attacks.attack import Attack
from tests.attacks.control import filled_in, works_outside
from tests.scripts import CUBE
from tests.store import Store
from tests.worker_process import Outcome, Worker

CLASSES: dict[str, list[Attack]] = {
    "files, links and FIFOs": files.ATTACKS,
    "network": network.ATTACKS,
    "bombs": bombs.ATTACKS,
    "secrets": secrets.ATTACKS,
    "persistence": persistence.ATTACKS,
    "signals and tracing": signals.ATTACKS,
    "escapes and forged results": escapes.ATTACKS,
    "endless work": endless.ATTACKS,
}
IS_ROOT = os.getuid() == 0
SOLID = "\nfrom build123d import Box\nresult = Box(10, 10, 10)\n"
MOST_LOG_CHARACTERS = 100_000
USER = 1000


def ordinary_user_command() -> list[str] | None:
    """A Python that a user without rights can start and that finds our packages; None where there is none."""
    if not IS_ROOT:
        return [sys.executable]
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    python = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    as_user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
    command = [*as_user, "env", f"PYTHONPATH={packages}", python]
    try:
        check = subprocess.run([*command, "-c", "import OCP, fastapi"], capture_output=True, timeout=60, cwd="/")
    except OSError:
        return None
    return command if check.returncode == 0 else None


def start(mode: str) -> Worker | None:
    """An executor in this mode with the source check off; None where the mode does not exist on this machine."""
    if mode == "root":
        return Worker(WORKER_SOURCE_CHECK="off") if IS_ROOT else None
    if mode == "four side by side":
        return Worker(WORKER_SOURCE_CHECK="off", WORKER_CONCURRENCY="4")
    command = ordinary_user_command()
    if command is None:
        return None
    skipped = {"WORKER_SKIP_LAYERS": "namespaces"} if mode == "no namespaces" else {}
    return Worker(command=command, WORKER_SOURCE_CHECK="off", **skipped)


MODES = ("root", "ordinary user", "no namespaces", "four side by side")


@contextmanager
def victim_of(worker: Worker) -> Iterator[Path]:
    """A file that belongs to the executor's own user; what an attack changes about it is seen afterwards."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        path = Path(folder) / "victim"
        path.write_text("victim")
        owner = os.stat(f"/proc/{worker.process.pid}").st_uid
        if owner != os.getuid():
            os.chown(folder, owner, owner)
            os.chown(path, owner, owner)
        yield path


def launch(worker: Worker, attack: Attack, port: str) -> str | None:
    """Runs one attack. None when it got nowhere; else what it achieved."""
    with victim_of(worker) as victim:
        before = victim.stat()
        ending = "" if "result =" in attack.script else SOLID
        if attack.first:
            worker.run(filled_in(attack.first, victim, port) + SOLID, formats=["stl"], timeoutS=10)
        script = filled_in(attack.script, victim, port) + ending
        outcome = worker.run(script, formats=["stl"], timeoutS=attack.timeout_s)
        try:
            after = victim.stat()
        except OSError:
            return "the file of the executor's user is gone"
        changed = [
            name for name in ("st_mode", "st_size", "st_mtime_ns") if getattr(before, name) != getattr(after, name)
        ]
        if changed or after.st_nlink != 1 or os.listxattr(victim):
            return f"the file of the executor's user was changed: {changed}"
    return achieved(attack, outcome)


def achieved(attack: Attack, outcome: Outcome) -> str | None:
    """What the attack achieved by what is seen of its job; None: nothing."""
    seen = outcome.log + str(outcome.closing.get("message")) + str(outcome.closing.get("traceback"))
    if "LEAK" in outcome.log or "LEAK" in str(outcome.closing.get("message")):
        return seen[-500:]
    code = outcome.code or "result"
    if attack.ends and code not in attack.ends:
        return f"it ended as {code}: {outcome.closing.get('message', '')}"
    if attack.volume is not None and outcome.is_result and abs(outcome.facts["volumeMm3"] - attack.volume) > 1e-6:
        return f"its part measures {outcome.facts['volumeMm3']}"
    if len(outcome.log) > MOST_LOG_CHARACTERS:
        return f"its log holds {len(outcome.log)} characters"
    return None


def honest(worker: Worker) -> str | None:
    """None when an honest job gives its part; else what it gave."""
    outcome = worker.run(CUBE, formats=["stl"])
    if not outcome.is_result:
        return f"the honest job ended as {outcome.code}: {outcome.closing['message']}"
    volume = outcome.facts["volumeMm3"]
    return None if abs(volume - 1000) < 1e-6 else f"the honest job measures {volume}"


def guarded(work: Callable[[], str | None]) -> str | None:
    """What `work` says; an executor that no longer answers says so too."""
    try:
        return work()
    except httpx.HTTPError as error:
        return f"the executor does not answer: {type(error).__name__}"


def run_mode(mode: str, attacks: Iterable[Attack], port: str) -> dict[str, str] | None:
    """What got through, by name; None where the mode does not exist here."""
    worker = start(mode)
    if worker is None:
        return None
    through: dict[str, str] = {}
    try:
        if mode == "four side by side":
            _run_side_by_side(worker, list(attacks), port, through)
        else:
            for attack in attacks:
                _note(through, attack.name, guarded(lambda attack=attack: launch(worker, attack, port)))
                _note(through, f"after: {attack.name}", guarded(lambda: honest(worker)))
        restarts = worker.health()["restarts"]
        _note(through, "the forkserver", f"it ended {restarts} times" if restarts else None)
    finally:
        worker.stop()
    return through


def _run_side_by_side(worker: Worker, attacks: list[Attack], port: str, through: dict[str, str]) -> None:
    with ThreadPoolExecutor(4) as pool:
        for first in range(0, len(attacks), 3):
            batch = attacks[first : first + 3]
            works: list[tuple[str, Callable[[], str | None]]] = [
                (attack.name, lambda attack=attack: launch(worker, attack, port)) for attack in batch
            ]
            works.append((f"beside: {batch[0].name}", lambda: honest(worker)))
            for (name, _), outcome in zip(works, pool.map(lambda work: guarded(work[1]), works), strict=True):
                _note(through, name, outcome)
            _note(through, f"after: {batch[0].name}", guarded(lambda: honest(worker)))


def _note(through: dict[str, str], name: str, what: str | None) -> None:
    if what is not None:
        through[name] = what


def _control(attack: Attack, port: str) -> str | None:
    try:
        return works_outside(attack, port)
    except subprocess.TimeoutExpired as error:
        return f"it did not end within {error.timeout:g} s"


def main() -> int:
    """Runs controls, then modes; the exit status says whether nothing got through and every control worked."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--mode", choices=MODES, action="append")
    arguments.add_argument("--skip-controls", action="store_true")
    options = arguments.parse_args()
    attacks = [attack for group in CLASSES.values() for attack in group]
    print(f"{len(attacks)} attacks: " + ", ".join(f"{len(group)} {name}" for name, group in CLASSES.items()))
    is_good = True
    store = Store()
    port = store.url.rsplit(":", 1)[1]
    try:
        if not options.skip_controls:
            controls = [attack for attack in attacks if IS_ROOT or not attack.needs_root]
            failed = {attack.name: why for attack in controls if (why := _control(attack, port)) is not None}
            is_good &= not failed
            print(f"controls: {len(controls) - len(failed)} of {len(controls)} work outside the sandbox")
            for name, why in failed.items():
                print(f"  {name}: {why}")
        for mode in options.mode or MODES:
            through = run_mode(mode, attacks, port)
            if through is None:
                print(f"{mode}: not on this machine")
                continue
            is_good &= not through
            print(f"{mode}: {len(through)} of {len(attacks)} got through", flush=True)
            for name, what in through.items():
                print(f"  {name}: {what}")
    finally:
        store.stop()
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
