"""Signals, tracing, and the other ways to reach into a process of the same user."""

from tests.attacks.attack import Attack

ATTACKS = [
    Attack("signals its parent", "import os\nos.kill(os.getppid(), 0)\nprint('LEAK')"),
    Attack(
        "ends everyone",
        "import os, signal\nos.kill(-1, signal.SIGKILL)\nprint('LEAK')",
        control="import os, signal\npid = os.fork()\nif pid == 0:\n    while True: signal.pause()\n"
        "os.kill(pid, signal.SIGKILL)\nprint('LEAK')",
    ),
    Attack("ends its group", "import os, signal\nos.killpg(os.getpgrp(), 0)\nprint('LEAK')"),
    Attack(
        "ends its parent as if it were a thread",
        "import ctypes, os\n"
        "number = {'x86_64': 234, 'aarch64': 131}[os.uname().machine]\n"
        "if ctypes.CDLL(None).syscall(number, os.getppid(), os.getppid(), 0) == 0: print('LEAK')",
    ),
    Attack(
        "has the kernel signal its parent for a file",
        "import fcntl, os\n"
        "a, b = os.pipe()\nfcntl.fcntl(a, fcntl.F_SETOWN, os.getppid())\nfcntl.fcntl(a, fcntl.F_SETSIG, 10)\nprint('LEAK')",
    ),
    Attack(
        "holds its parent by a descriptor",
        "import os\nos.pidfd_open(os.getppid())\nprint('LEAK')",
    ),
    Attack("traces itself", "import ctypes\nif ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0: print('LEAK')"),
    Attack(
        "traces a process",
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nlibc.ptrace(16, PID, 0, 0)\n"
        "if ctypes.get_errno() != 1: print('LEAK', ctypes.get_errno())".replace("PID", "999999"),
    ),
    Attack(
        "takes its parent's limits away",
        "import os, resource\nresource.prlimit(os.getppid(), resource.RLIMIT_CORE, (0, 0))\nprint('LEAK')",
    ),
    Attack(
        "moves its parent to one processor",
        "import os\nos.sched_setaffinity(os.getppid(), os.sched_getaffinity(os.getppid()))\nprint('LEAK')",
    ),
    Attack(
        "makes its parent the last to run",
        "import os\nos.setpriority(os.PRIO_PROCESS, os.getppid(), os.getpriority(os.PRIO_PROCESS, os.getppid()))\n"
        "print('LEAK')",
    ),
    Attack("makes itself the first to run", "import os\nos.setpriority(os.PRIO_PROCESS, 0, 1)\nprint('LEAK')"),
    Attack(
        "asks what two processes share",
        "import ctypes, os\n"
        "number = {'x86_64': 312, 'aarch64': 272}[os.uname().machine]\n"
        "if ctypes.CDLL(None).syscall(number, os.getpid(), os.getpid(), 2, 0, 0) >= 0: print('LEAK')",
    ),
]
