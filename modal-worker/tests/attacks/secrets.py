"""The executor's token, and whatever else of its process could be read from a child."""

from tests.attacks.attack import Attack

_READ_MEMORY = (
    "import ctypes, os\n"
    "number = {'x86_64': NUMBER_X, 'aarch64': NUMBER_A}[os.uname().machine]\n"
    "libc = ctypes.CDLL(None, use_errno=True)\n"
    "libc.syscall(number, os.getpid(), 0, 0, 0, 0, 0)\n"
    "if ctypes.get_errno() != 1: print('LEAK', ctypes.get_errno())"
)

ATTACKS = [
    Attack(
        "reads the token from its environment",
        "import os\nif 'WORKER_TOKEN' in os.environ or b'WORKER_TOKEN' in os.environb: print('LEAK')",
    ),
    Attack(
        "reads the token where its process began",
        "if b'WORKER_TOKEN' in open('/proc/self/environ', 'rb').read(): print('LEAK')",
    ),
    Attack(
        "reads the token from any process",
        "import glob\n"
        "for path in glob.glob('/proc/*/environ'):\n"
        "    try:\n"
        "        if b'WORKER_TOKEN' in open(path, 'rb').read(): print('LEAK', path)\n"
        "    except OSError: pass",
    ),
    Attack(
        "reads the token off its own stack",
        "import ctypes\n"
        "environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), 'environ')\n"
        "n = 0\n"
        "while environ[n]:\n    if environ[n].startswith(b'WORKER_TOKEN'): print('LEAK')\n    n += 1",
    ),
    Attack("reads its own map of memory", "if '[stack]' in open('/proc/self/maps').read(): print('LEAK')"),
    Attack("reads its own memory as a file", "open('/proc/self/mem', 'rb')\nprint('LEAK')"),
    Attack("lists processes", "import os\nif [n for n in os.listdir('/proc') if n.isdigit()]: print('LEAK')"),
    Attack("reads memory by number", _READ_MEMORY.replace("NUMBER_X", "310").replace("NUMBER_A", "270")),
    Attack("writes memory by number", _READ_MEMORY.replace("NUMBER_X", "311").replace("NUMBER_A", "271")),
    Attack(
        "asks the kernel for keys",
        "import ctypes, os\n"
        "number = {'x86_64': 250, 'aarch64': 219}[os.uname().machine]\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "if libc.syscall(number, 0, -3, 1, 0, 0) >= 0 or ctypes.get_errno() != 1: print('LEAK')",
    ),
    Attack(
        "takes connections that were left open",
        "import os\n"
        "for fd in range(4, 256):\n"
        "    try: os.fstat(fd)\n"
        "    except OSError: continue\n"
        "    print('LEAK', fd)",
        control="import os\na = os.dup(0)\nif os.fstat(a): print('LEAK')",
    ),
    Attack(
        "opens the doors of the kernel that few know",
        "import ctypes, os\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "doors = {'io_uring': 425, 'userfaultfd': {'x86_64': 323, 'aarch64': 282}[os.uname().machine],\n"
        "         'bpf': {'x86_64': 321, 'aarch64': 280}[os.uname().machine]}\n"
        "for name, number in doors.items():\n"
        "    libc.syscall(number, 0, 0, 0)\n"
        "    if ctypes.get_errno() != 1: print('LEAK', name, ctypes.get_errno())",
    ),
    Attack("is root", "import os\nif os.getuid() == 0: os.setgroups([]); print('LEAK')", needs_root=True),
    Attack("becomes root", "import os\nos.setuid(0)\nprint('LEAK')", needs_root=True),
]
