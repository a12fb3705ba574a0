"""Too much of something: processes, memory, disk, files, output."""

from tests.attacks.attack import Attack, ending

ATTACKS = [
    Attack("forks", "import os\nif os.fork() == 0: os._exit(0)\nprint('LEAK')"),
    Attack(
        "forks without end",
        "import os\nmade = 0\nwhile True:\n    try: os.fork(); made += 1\n    except OSError: break\n    print('LEAK')",
        control="import os\nfor _ in range(3):\n    if os.fork() == 0: os._exit(0)\n    print('LEAK')",
    ),
    Attack(
        "forks by clone",
        "import ctypes, os\n"
        "number = {'x86_64': 56, 'aarch64': 220}[os.uname().machine]\n"
        "pid = ctypes.CDLL(None, use_errno=True).syscall(number, 17, 0, 0, 0, 0)\n"
        "if pid == 0: os._exit(0)\n"
        "if pid > 0: print('LEAK')",
    ),
    Attack(
        "forks by clone3",
        "import ctypes, os, struct\n"
        "arguments = struct.pack('11Q', 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0)\n"
        "pid = ctypes.CDLL(None, use_errno=True).syscall(435, arguments, 88)\n"
        "if pid == 0: os._exit(0)\n"
        "if pid > 0: print('LEAK')",
    ),
    Attack("spawns", "import os\nos.posix_spawn('/bin/true', ['true'], {})\nprint('LEAK')"),
    Attack(
        "starts a pool of processes",
        "import multiprocessing as m\np = m.get_context('fork').Process(target=print, args=('LEAK',))\np.start(); p.join()",
    ),
    Attack("takes 4 GiB at once", "x = bytearray(4 * 2**30)\nprint('LEAK')", ends=frozenset({"memory"})),
    Attack(
        "maps 4 GiB behind Python's back",
        "import mmap\nx = mmap.mmap(-1, 4 * 2**30)\nprint('LEAK')",
        ends=frozenset({"memory", "exception"}),
    ),
    Attack(
        "takes 4 GiB inside numpy",
        "import numpy\nx = numpy.empty(2**29)\nprint('LEAK')",
        ends=frozenset({"memory", "exception"}),
    ),
    ending(
        "takes memory bit by bit",
        "x = []\nwhile True: x.append(bytearray(b'x') * (16 * 2**20))",
        "memory timeout crashed",
        "grows",
        timeout_s=6,
    ),
    ending(
        "takes memory by doubling a text",
        "x = 'x'\nwhile True: x = x + x",
        "memory timeout crashed",
        "grows",
        timeout_s=6,
    ),
    Attack(
        "keeps memory in files of memory",
        "import os\nfor n in range(8):\n    f = os.memfd_create(str(n))\n    os.write(f, b'x' * 2**20)\nprint('LEAK')",
    ),
    Attack(
        "writes a huge file",
        "with open('big', 'wb') as f:\n    for _ in range(100): f.write(b'x' * 2**20)\nprint('LEAK')",
    ),
    Attack(
        "writes many large files",
        "for n in range(5):\n    with open(f'f{n}', 'wb') as f: f.write(b'x' * (30 * 2**20))\nprint('LEAK')",
    ),
    Attack("makes a file of 1 TB that is empty", "with open('hole', 'wb') as f: f.truncate(2**40)\nprint('LEAK')"),
    Attack("makes files without end", "for number in range(3000): open(f'f{number}', 'w').close()\nprint('LEAK')"),
    Attack(
        "makes folders without end",
        "import os\nfor n in range(700):\n    os.mkdir('d')\n    os.chdir('d')\nprint('LEAK')",
    ),
    Attack("opens files without end", "import os\nfor _ in range(500): os.dup(0)\nprint('LEAK')"),
    ending(
        "prints 1 GB",
        "import sys\nfor _ in range(1024): sys.stdout.write('x' * 2**20)",
        "output_too_large",
        "floods",
        timeout_s=10,
    ),
    ending(
        "prints 1 GB as errors",
        "import os\nfor _ in range(1024): os.write(2, b'x' * 2**20)",
        "output_too_large",
        "floods",
        timeout_s=10,
    ),
    ending(
        "starts threads that never end",
        "import threading\n"
        "def spin():\n    while True: pass\n"
        "for _ in range(20): threading.Thread(target=spin).start()\n",
        "timeout no_result exception",
        "lives",
    ),
    ending(
        "starts threads without end",
        "import threading\nstop = threading.Event()\n"
        "while True: threading.Thread(target=stop.wait, args=(9,)).start()\n",
        "timeout no_result exception memory crashed",
        "lives",
        control="import threading\nstop = threading.Event()\n"
        "for _ in range(600): threading.Thread(target=stop.wait, args=(9,)).start()\n",
    ),
    Attack(
        "raises its own limits",
        "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))\nprint('LEAK')",
    ),
]
