"""Work without end, in Python and below it, and crashes of the kernel."""

from tests.attacks.attack import ending

_TORI = (
    "from build123d import *\nprint('BEGUN', flush=True)\nresult = Sphere(10)\n"
    "for n in range(2000):\n    result = result + Pos(n * 0.7, n % 7, n % 3) * Torus(9, 3)\n"
)

ATTACKS = [
    ending("loops", "while True: pass", "timeout", "lives"),
    ending(
        "loops and ignores signals",
        "import signal\n"
        "for n in range(1, 32):\n"
        "    try: signal.signal(n, signal.SIG_IGN)\n"
        "    except OSError: pass\n"
        "while True: pass",
        "timeout",
        "lives",
    ),
    ending("sleeps", "import time\ntime.sleep(100)", "timeout", "lives"),
    ending("waits for a word that never comes", "import os\nr, w = os.pipe()\nos.read(r, 1)", "timeout", "lives"),
    ending(
        "catches every error and goes on",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "timeout",
        "lives",
    ),
    ending("joins solids inside the kernel", _TORI, "timeout", "lives"),
    ending(
        "drills a plate inside the kernel",
        "from build123d import *\nprint('BEGUN', flush=True)\n"
        "result = Box(1000, 1000, 5) - [Pos(x * 3, y * 3) * Cylinder(1, 9) for x in range(-150, 150) for y in range(-150, 150)]",
        "timeout",
        "lives",
    ),
    ending(
        "winds a thread without end",
        "from build123d import *\nprint('BEGUN', flush=True)\n"
        "result = sweep(Plane.XZ * Pos(5, 0) * Circle(.4), Helix(1, 3000, 5)) - Box(30, 30, 1)\n"
        "for n in range(500): result = result - Pos(0, 0, n) * Rot(0, 90, n) * Cylinder(.1, 50)",
        "timeout",
        "lives",
    ),
    ending(
        "multiplies matrices inside numpy",
        "import numpy\na = numpy.ones((4000, 4000))\nwhile True: a = a @ a * 1e-9",
        "timeout",
        "lives",
    ),
    ending("raises a number to a power", "x = 7 ** (10 ** 9)", "timeout memory", "lives"),
    ending("matches a pattern for ever", "import re\nre.match('(a+)+b', 'a' * 60)", "timeout", "lives"),
    ending(
        "sorts by a rule that never ends",
        "def rule(x):\n    while True: pass\nsorted([2, 1], key=rule)",
        "timeout",
        "lives",
    ),
    ending(
        "counts inside C",
        "sum(range(10 ** 12))",
        "timeout",
        "lives",
    ),
    ending(
        "loops when the executor looks at its part",
        "from build123d import *\n"
        "class Slow(Box):\n    @property\n    def wrapped(self):\n        while True: pass\n"
        "    @wrapped.setter\n    def wrapped(self, value): pass\n"
        "result = Slow.__new__(Slow)",
        "timeout",
        "lives",
        control="class Slow:\n    @property\n    def wrapped(self):\n        while True: pass\nSlow().wrapped",
    ),
    ending(
        "recurses in Python",
        "def f(): return f()\nf()",
        "exception",
        "grows",
        control="import sys\nsys.setrecursionlimit(10**9)\ndef f(x): return [f(x)]\nf(1)",
    ),
    ending(
        "overflows the stack of C",
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(x): return [f(x)]\nf(1)",
        "crashed memory exception timeout",
        "grows",
    ),
    ending("reads address 0", "import ctypes\nctypes.string_at(0)", "crashed", "dies"),
    ending("aborts", "import os\nos.abort()", "crashed", "dies"),
    ending(
        "leaves a part without end",
        "from build123d import *\nresult = Box(1e8, 1, 1)",
        "invalid_shape",
        "forges",
    ),
]
