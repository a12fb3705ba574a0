"""Attacks by a script. Each prints LEAK when it gets through; each is run with the source check off, so that only the
kernel's layers stand in its way; where that is harmless it is first run outside the sandbox, to see that it would work
there; and after each a good job must give its part."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import pytest

from tests.scripts import CUBE
from tests.worker_process import TOKEN, Worker

IS_ROOT = os.getuid() == 0
SOLID = "\nfrom build123d import Box\nresult = Box(1, 1, 1)\n"

# name: (script, works outside the sandbox)
ATTACKS: dict[str, tuple[str, bool]] = {
    "reads /etc/passwd": ("if 'root' in open('/etc/passwd').read(): print('LEAK')", True),
    "reads /etc/passwd through a symlink": (
        "import os\nos.symlink('/etc/passwd', 'link')\nif 'root' in open('link').read(): print('LEAK')",
        True,
    ),
    "reads /etc/passwd up the tree": (
        "import os\nos.chdir('../../../../../../..')\nif 'root' in open('etc/passwd').read(): print('LEAK')",
        True,
    ),
    "lists home and project folders": (
        "import os\nfound = set(os.listdir('/')) & {'home', 'boot', 'var', 'srv'}\nif found: print('LEAK', found)",
        True,
    ),
    "reads the token from its environment": (
        "import os\nif 'WORKER_TOKEN' in os.environ or b'WORKER_TOKEN' in os.environb: print('LEAK')",
        True,
    ),
    "reads the token from /proc/self/environ": (
        "if b'WORKER_TOKEN' in open('/proc/self/environ', 'rb').read(): print('LEAK')",
        True,
    ),
    "reads the token from any process": (
        "import glob\n"
        "for path in glob.glob('/proc/*/environ'):\n"
        "    try:\n"
        "        if b'WORKER_TOKEN' in open(path, 'rb').read(): print('LEAK', path)\n"
        "    except OSError: pass",
        True,
    ),
    "opens a TCP connection": (
        "import socket\ns = socket.create_connection(('127.0.0.1', PORT), 2)\nprint('LEAK')",
        True,
    ),
    "listens on a port": ("import socket\ns = socket.create_server(('127.0.0.1', 0))\nprint('LEAK')", True),
    "opens a raw or unix socket": (
        "import socket\ns = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\nprint('LEAK')",
        True,
    ),
    "asks for a name": ("import socket\nsocket.getaddrinfo('localhost', 80)\nsocket.socket()\nprint('LEAK')", True),
    "forks": ("import os\nif os.fork() == 0: os._exit(0)\nprint('LEAK')", True),
    "forks by clone": (
        "import ctypes, os\n"
        "number = {'x86_64': 56, 'aarch64': 220}[os.uname().machine]\n"
        "pid = ctypes.CDLL(None, use_errno=True).syscall(number, 17, 0, 0, 0, 0)\n"
        "if pid == 0: os._exit(0)\n"
        "if pid > 0: print('LEAK')",
        True,
    ),
    "forks by clone3": (
        "import ctypes, os, struct\n"
        "arguments = struct.pack('11Q', 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0)\n"
        "pid = ctypes.CDLL(None, use_errno=True).syscall(435, arguments, 88)\n"
        "if pid == 0: os._exit(0)\n"
        "if pid > 0: print('LEAK')",
        True,
    ),
    "runs a program": (
        "import subprocess\nprint(subprocess.run(['/bin/echo', 'LEAK'], capture_output=True, text=True).stdout)",
        True,
    ),
    "becomes a program": ("import os\nos.execv('/bin/echo', ['echo', 'LEAK'])", True),
    "spawns by posix_spawn": ("import os\nos.posix_spawn('/bin/true', ['true'], {})\nprint('LEAK')", True),
    "runs what it wrote to memory": (
        "import os, shutil\n"
        "fd = os.memfd_create('x')\n"
        "os.write(fd, open('/bin/echo', 'rb').read())\n"
        "os.execve(fd, ['echo', 'LEAK'], {})",
        True,
    ),
    "signals its parent": ("import os\nos.kill(os.getppid(), 0)\nprint('LEAK')", True),
    "signals everyone": ("import os, signal\nos.kill(-1, signal.SIGKILL)\nprint('LEAK')", False),
    "traces itself": ("import ctypes\nif ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0: print('LEAK')", True),
    "reads another process's memory": (
        "import ctypes, os\n"
        "number = {'x86_64': 310, 'aarch64': 270}[os.uname().machine]\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "libc.syscall(number, os.getppid(), 0, 0, 0, 0, 0)\n"
        "if ctypes.get_errno() != 1: print('LEAK', ctypes.get_errno())",
        True,
    ),
    "makes namespaces": (
        "import ctypes\nif ctypes.CDLL(None).unshare(0x10000000) == 0 or ctypes.CDLL(None).unshare(0x20000) == 0: print('LEAK')",
        True,
    ),
    "mounts": (
        "import ctypes, os\nos.makedirs('m', exist_ok=True)\n"
        "libc = ctypes.CDLL(None)\n"
        "if libc.mount(b'none', b'm', b'tmpfs', 0, None) == 0:\n    print('LEAK')\n    libc.umount2(b'm', 2)",
        IS_ROOT,
    ),
    "escapes by chroot": ("import os\nos.mkdir('c')\nos.chroot('c')\nprint('LEAK')", IS_ROOT),
    "becomes root": ("import os\nos.setuid(0)\nprint('LEAK')", IS_ROOT),
    "is root": ("import os\nif os.getuid() == 0: print('LEAK')", IS_ROOT),
    "makes a device": ("import os\nos.mknod('disk', 0o60600, os.makedev(8, 0))\nprint('LEAK')", IS_ROOT),
    "writes into the interpreter": (
        "import os, tempfile\n"
        "for folder in (os.path.dirname(tempfile.__file__), '/usr/lib', '/'):\n"
        "    try:\n"
        "        path = os.path.join(folder, 'naturalcad-test-file')\n"
        "        open(path, 'w').close()\n"
        "        print('LEAK', path)\n"
        "        os.remove(path)\n"
        "    except OSError: pass",
        IS_ROOT,
    ),
    "writes a huge file": (
        "with open('big', 'wb') as f:\n    for _ in range(100): f.write(b'x' * 2**20)\nprint('LEAK')",
        True,
    ),
    "makes files without end": (
        "for number in range(3000): open(f'f{number}', 'w').close()\nprint('LEAK')",
        True,
    ),
    "raises its own limits": (
        "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))\nprint('LEAK')",
        IS_ROOT,
    ),
    "takes the kernel's exotic doors": (
        "import ctypes, os\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "doors = {'io_uring': 425, 'userfaultfd': {'x86_64': 323, 'aarch64': 282}[os.uname().machine],\n"
        "         'bpf': {'x86_64': 321, 'aarch64': 280}[os.uname().machine]}\n"
        "for name, number in doors.items():\n"
        "    libc.syscall(number, 0, 0, 0)\n"
        "    if ctypes.get_errno() != 1: print('LEAK', name, ctypes.get_errno())",
        True,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_that_works_outside_gets_nowhere_inside(bare_worker: Worker, store, name: str) -> None:
    script, works_outside = ATTACKS[name]
    script = script.replace("PORT", store.url.rsplit(":", 1)[1])
    if works_outside:
        with tempfile.TemporaryDirectory() as folder:
            control = subprocess.run(
                [sys.executable, "-I", "-c", script],
                cwd=folder,
                env={**os.environ, "WORKER_TOKEN": TOKEN},
                capture_output=True,
                text=True,
                timeout=30,
            )
        assert "LEAK" in control.stdout, f"the attack itself does not work: {control.stderr}"
    outcome = bare_worker.run(script + SOLID, formats=["stl"], timeoutS=10)
    assert "LEAK" not in outcome.log
    assert "LEAK" not in str(outcome.closing.get("message"))
    assert_still_works(bare_worker)


def assert_still_works(worker: Worker) -> None:
    assert worker.run(CUBE, formats=["stl"]).facts["volumeMm3"] == pytest.approx(1000, rel=1e-9)


ENDINGS: dict[str, tuple[str, set[str]]] = {
    "loops in Python": ("while True: pass", {"timeout"}),
    "loops and ignores signals": (
        "import signal\n"
        "for n in range(1, 32):\n"
        "    try: signal.signal(n, signal.SIG_IGN)\n"
        "    except OSError: pass\n"
        "while True: pass",
        {"timeout"},
    ),
    "sleeps": ("import time\ntime.sleep(100)", {"timeout"}),
    "loops inside the kernel": (
        "from build123d import *\n"
        "result = Sphere(10)\n"
        "for n in range(2000):\n    result = result + Pos(n * 0.7, n % 7, n % 3) * Torus(9, 3)\n",
        {"timeout"},
    ),
    "starts threads that never end": (
        "import threading\n"
        "def spin():\n    while True: pass\n"
        "for _ in range(20): threading.Thread(target=spin).start()\n",
        {"timeout", "no_result", "exception"},
    ),
    "takes 100 GB": ("x = bytearray(100 * 2**30)", {"memory"}),
    "takes memory bit by bit": ("x = []\nwhile True: x.append(bytearray(64 * 2**20))", {"memory", "timeout"}),
    "takes memory inside numpy": ("import numpy\nx = numpy.ones((2**17, 2**17))", {"memory", "exception"}),
    "recurses": ("def f(): return f()\nf()", {"exception"}),
    "overflows the C stack": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(x): return [f(x)]\nf(1)",
        {"crashed", "memory", "exception", "timeout"},
    ),
    "prints 1 GB": ("import sys\nfor _ in range(1024): sys.stdout.write('x' * 2**20)", {"output_too_large"}),
    "prints 1 GB on stderr": ("import os\nfor _ in range(1024): os.write(2, b'x' * 2**20)", {"output_too_large"}),
    "ends its process": ("import os\nos._exit(0)", {"no_result"}),
    "crashes": ("import ctypes\nctypes.string_at(0)", {"crashed"}),
    "aborts": ("import os\nos.abort()", {"crashed"}),
    "closes its connection": ("import os\nos.close(3)\nwhile True: pass", {"no_result", "timeout"}),
    "closes everything": ("import os\nos.closerange(0, 64)\nwhile True: pass", {"no_result", "timeout"}),
    "sends no frame": ("import os\nos.write(3, b'nonsense' * 100)\nos._exit(0)", {"crashed"}),
    "announces 16 EB": (
        "import os, struct\nos.write(3, struct.pack('!IQ', 2, 2**64 - 1) + b'{}')\nos._exit(0)",
        {"output_too_large"},
    ),
    "announces a header of 4 GB": (
        "import os, struct\nos.write(3, struct.pack('!IQ', 2**32 - 1, 0))\nos._exit(0)",
        {"crashed"},
    ),
    "sends a header that is no object": (
        "import os, struct\nos.write(3, struct.pack('!IQ', 2, 0) + b'[]')\nos._exit(0)",
        {"crashed"},
    ),
    "sends an error of its own making": (
        "import os, struct, json\n"
        "h = json.dumps({'kind': 'failure', 'code': 'result', 'message': {'a': 1}, 'line': 'x'}).encode()\n"
        "os.write(3, struct.pack('!IQ', len(h), 0) + h)\nos._exit(0)",
        {"crashed"},
    ),
    "sends rubbish as a part": (
        "import os, struct, json\n"
        "h = json.dumps({'kind': 'shape', 'notes': 'x', 'facts': {'volumeMm3': 7}}).encode()\n"
        "os.write(3, struct.pack('!IQ', len(h), 5000) + h + os.urandom(5000))\nos._exit(0)",
        {"invalid_shape", "crashed", "empty_shape"},
    ),
    "ends half-way through a part": (
        "import os, struct, json\n"
        "h = json.dumps({'kind': 'shape', 'notes': []}).encode()\n"
        "os.write(3, struct.pack('!IQ', len(h), 5000) + h + b'x' * 10)\nos._exit(0)",
        {"no_result"},
    ),
    "leaves an object that lies about itself": (
        "class Liar:\n    @property\n    def wrapped(self): raise SystemError('no')\nresult = Liar()",
        {"invalid_shape", "no_result", "exception"},
    ),
    "raises an error that cannot be shown": (
        "class Bad(Exception):\n    def __str__(self): raise ValueError('no')\nraise Bad()",
        {"exception"},
    ),
    "leaves a part without end": (
        "from build123d import *\nresult = Box(1e8, 1, 1)",
        {"invalid_shape"},
    ),
    "breaks the exit": (
        "import atexit, sys\natexit.register(lambda: sys.exit(9))\nsys.exit('bye')",
        {"no_result"},
    ),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_a_script_that_ends_badly_is_named_and_the_next_one_runs(bare_worker: Worker, name: str) -> None:
    script, codes = ENDINGS[name]
    outcome = bare_worker.run(script, timeoutS=6 if "takes" in name else 1.5)
    assert outcome.code in codes, outcome.closing
    assert sum(len(event["text"]) for event in outcome.events if event["type"] == "log") < 100_000
    assert_still_works(bare_worker)


TAMPERING = """
import json, sys
from build123d import *
from build123d import Shape
Shape.volume = property(lambda self: 7.0)
Shape.is_valid = property(lambda self: True)
for name in list(sys.modules):
    module = sys.modules[name]
    if name.startswith("naturalcad_worker.geometry"):
        for key in dir(module):
            if callable(getattr(module, key)) and key in ("measure", "write_step", "tessellate", "write_glb"):
                setattr(module, key, lambda *a, **k: b"forged")
json.dumps = lambda *a, **k: '{"kind":"facts","facts":{"volumeMm3":7}}' if False else json.JSONEncoder().encode(a[0])
result = Box(10, 10, 10)
"""


def test_facts_and_files_are_those_of_the_geometry_whatever_the_script_patches(bare_worker: Worker) -> None:
    outcome = bare_worker.run(TAMPERING, formats=["stl", "step", "glb"])
    assert outcome.facts["volumeMm3"] == pytest.approx(1000, rel=1e-9)
    assert outcome.file("step").startswith(b"ISO-10303-21")
    assert outcome.file("glb").startswith(b"glTF")


def test_a_forged_answer_with_a_real_part_gives_the_facts_of_that_part(bare_worker: Worker) -> None:
    script = (
        "import os, struct, json\n"
        "from build123d import Box\n"
        "from naturalcad_worker.geometry.shape_io import write_shape\n"
        "brep = write_shape(Box(2, 2, 2).wrapped)\n"
        "h = json.dumps({'kind': 'shape', 'notes': ['n'] * 1000, 'facts': {'volumeMm3': 7}, 'isWatertight': False}).encode()\n"
        "os.write(3, struct.pack('!IQ', len(h), len(brep)) + h + brep)\n"
        "os._exit(0)\n"
    )
    outcome = bare_worker.run(script, formats=["stl"])
    assert outcome.facts["volumeMm3"] == pytest.approx(8, rel=1e-9)


def test_nothing_of_an_earlier_job_is_in_a_later_ones_memory_or_folder(bare_worker: Worker) -> None:
    secret = "marker-of-the-first-job"
    first = f"SECRET = '{secret}' * 3\nopen('left-behind', 'w').write(SECRET)\n" + CUBE
    assert bare_worker.run(first, formats=["stl"]).is_result
    look = (
        "import gc, os\n"
        "half = 'marker-of-the-' + 'first-job'\n"
        "if os.listdir('.'): print('LEAK', os.listdir('.'))\n"
        "dicts = [o for o in gc.get_objects() if isinstance(o, dict) and o is not globals()]\n"
        "if any(half in repr(o) for o in dicts if len(o) < 200): print('LEAK in memory')\n"
        "import linecache\n"
        "if half in repr([lines for name, lines in linecache.cache.items() if name != 'part.py']): print('LEAK')\n"
    )
    outcome = bare_worker.run(look + CUBE, formats=["stl"])
    assert outcome.is_result
    assert "LEAK" not in outcome.log


@pytest.mark.parametrize("skipped", ["namespaces", "landlock", "seccomp"])
def test_with_a_layer_missing_the_others_still_keep_files_and_network(store, skipped: str) -> None:
    worker = Worker(WORKER_SOURCE_CHECK="off", WORKER_SKIP_LAYERS=skipped)
    try:
        for name in (
            "reads /etc/passwd",
            "reads the token from any process",
            "opens a TCP connection",
            "runs a program",
        ):
            script = ATTACKS[name][0].replace("PORT", store.url.rsplit(":", 1)[1])
            outcome = worker.run(script + SOLID, formats=["stl"], timeoutS=10)
            assert "LEAK" not in outcome.log, (name, outcome.log)
        assert_still_works(worker)
        health = worker.health()["sandbox"]
        missing = {entry["layer"] for entry in health["missing"]}
        assert skipped in missing, health
        if skipped != "seccomp":
            assert health["unprotected"] == []
    finally:
        worker.stop()


def unprivileged_command() -> list[str] | None:
    """A Python that a user without rights can start and that finds our packages; None where there is none."""
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    python = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    command = ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "env", f"PYTHONPATH={packages}", python]
    try:
        check = subprocess.run([*command, "-c", "import OCP, fastapi"], capture_output=True, timeout=60, cwd="/")
    except OSError:
        return None
    return command if check.returncode == 0 else None


def test_without_root_a_user_namespace_gives_the_same_protection(store) -> None:
    if not IS_ROOT:
        pytest.skip("not root here: every other test already runs without rights")
    command = unprivileged_command()
    if command is None:
        pytest.skip("no system Python of this version that an ordinary user can start")
    worker = Worker(command=command, WORKER_SOURCE_CHECK="off")
    try:
        for name in (
            "reads /etc/passwd",
            "reads the token from any process",
            "opens a TCP connection",
            "runs a program",
            "mounts",
            "escapes by chroot",
        ):
            script = ATTACKS[name][0].replace("PORT", store.url.rsplit(":", 1)[1])
            outcome = worker.run(script + SOLID, formats=["stl"], timeoutS=10)
            assert "LEAK" not in outcome.log, (name, outcome.log)
        assert_still_works(worker)
        assert worker.health()["sandbox"]["missing"] == []
    finally:
        worker.stop()
