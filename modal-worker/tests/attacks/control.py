"""Runs an attack where nothing stops it, in a throw-away folder: what it shows there it must not show in the sandbox."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from naturalcad_worker import frames
from tests.attacks.attack import Attack
from tests.worker_process import TOKEN

BEGIN_WITHIN_S, LIVES_S, ENDS_WITHIN_S = 60.0, 1.5, 60.0
MANY_BYTES, MUCH_MEMORY_KB = 9 * 2**20, 400 * 1024
NAIVE = Path(__file__).with_name("naive.py")
FOLDER = Path(__file__).resolve().parent.parent.parent


def works_outside(attack: Attack, port: str) -> str | None:
    """None when the attack does outside what it says; else what happened instead."""
    with tempfile.TemporaryDirectory() as folder:
        victim = Path(folder) / "victim"
        victim.write_text("victim")
        script = filled_in(attack.control or attack.script, victim, port)
        if attack.first:
            script = f"exec({filled_in(attack.first, victim, port)!r}, {{}})\n" + script
        work = Path(folder) / "work"
        work.mkdir()
        return _CHECKS[attack.shows](script, str(work))


def filled_in(script: str, victim: Path, port: str) -> str:
    """The script with the places filled in that it names."""
    return script.replace("VICTIM", str(victim)).replace("PORT", port)


def _start(arguments: list[str], folder: str, **more) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "WORKER_TOKEN": TOKEN, "PYTHONPATH": str(FOLDER), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **more,
    )


def _leaks(script: str, folder: str) -> str | None:
    with _start(["-c", script], folder) as process:
        out, _ = process.communicate(timeout=ENDS_WITHIN_S)
    return None if b"LEAK" in out else out.decode(errors="replace")[-500:] or "it printed nothing"


def _lives(script: str, folder: str) -> str | None:
    with _start(["-c", script], folder) as process:
        try:
            if "BEGUN" in script:
                assert process.stdout is not None
                process.stdout.readline()
            process.wait(LIVES_S)
        except subprocess.TimeoutExpired:
            return None
        finally:
            process.kill()
        return f"it ended with {process.returncode}"


def _grows(script: str, folder: str) -> str | None:
    largest = 0
    with _start(["-c", script], folder) as process:
        deadline = time.monotonic() + 10
        while process.poll() is None and time.monotonic() < deadline and largest < MUCH_MEMORY_KB:
            with contextlib.suppress(OSError, IndexError, ValueError):
                status = Path(f"/proc/{process.pid}/status").read_text()
                largest = int(status.split("VmRSS:")[1].split()[0])
        process.kill()
    return None if largest >= MUCH_MEMORY_KB else f"it took {largest} kB"


def _floods(script: str, folder: str) -> str | None:
    count = 0
    with _start(["-c", script], folder) as process:
        assert process.stdout is not None
        while count < MANY_BYTES and (chunk := process.stdout.read(2**20)):
            count += len(chunk)
        process.kill()
    return None if count >= MANY_BYTES else f"it printed {count} bytes"


def _dies(script: str, folder: str) -> str | None:
    with _start(["-c", script], folder) as process:
        process.communicate(timeout=ENDS_WITHIN_S)
    return None if process.returncode < 0 else f"it ended with {process.returncode}"


def _forges(script: str, folder: str) -> str | None:
    """The executor of one process reports something else than a cube of 1000 mm³, or breaks."""
    with _start([str(NAIVE), script], folder) as process:
        out, _ = process.communicate(timeout=ENDS_WITHIN_S)
    lines = out.decode(errors="replace").splitlines()
    with contextlib.suppress(ValueError, IndexError, KeyError, TypeError):
        if abs(json.loads(lines[-1])["volumeMm3"] - 1000) < 1e-6:
            return "it reported the truth"
    return None


def _fools(script: str, folder: str) -> str | None:
    """A reader that trusts the connection gets something other than a part alone: facts, nonsense, or nothing at all."""
    ours, theirs = socket.socketpair()
    launcher = f"import os, sys\nos.dup2(int(sys.argv[1]), 3)\nexec({script!r})"
    with _start(["-c", launcher, str(theirs.fileno())], folder, pass_fds=(theirs.fileno(),)) as process:
        theirs.close()
        ours.settimeout(15)
        try:
            header, _ = frames.receive(ours)
            is_part_alone = set(header) == {"kind", "parts", "notes"}
        except (OSError, EOFError, ValueError, MemoryError, OverflowError, AttributeError):
            is_part_alone = False
        finally:
            process.kill()
            ours.close()
    return "it sent a part and nothing else" if is_part_alone else None


_CHECKS = {
    "leak": _leaks,
    "lives": _lives,
    "grows": _grows,
    "floods": _floods,
    "dies": _dies,
    "forges": _forges,
    "fools": _fools,
}
