"""What one job leaves for the next: files, patches, memory. `first` runs before, as a job of its own."""

from tests.attacks.attack import Attack

_MARK = "marker-of-the-" + "first-job"
_HALVES = "half = 'marker-of-the-' + 'first-job'\n"

ATTACKS = [
    Attack(
        "finds a file of the job before",
        "import os\nif os.path.exists('left-behind'): print('LEAK')",
        first="open('left-behind', 'w').write('x')",
    ),
    Attack(
        "finds a file of the job before in a shared folder",
        "import glob, os\n"
        "for path in glob.glob('/tmp/naturalcad-left-*') + glob.glob('/dev/shm/naturalcad-left-*'):\n"
        "    print('LEAK')\n    os.remove(path)",
        first="import os\n"
        "for folder in ('/tmp', '/dev/shm'):\n"
        "    try: open(f'{folder}/naturalcad-left-{os.getpid()}', 'w').write('x')\n"
        "    except OSError: pass",
    ),
    Attack(
        "finds words of the job before in memory",
        _HALVES + "import gc, sys\n"
        "me = globals()\n"
        "for o in gc.get_objects():\n"
        "    if isinstance(o, dict) and o is not me and len(o) < 200 and 'SECRET' in o and half in str(o['SECRET']):\n"
        "        print('LEAK')\n",
        first="import sys, types\n"
        f"kept = types.ModuleType('kept')\nkept.SECRET = '{_MARK}' * 3\nkept.more = []\nsys.modules['kept'] = kept",
    ),
    Attack(
        "finds the source of the job before",
        _HALVES + "import linecache\n"
        "if half in repr([lines for name, lines in linecache.cache.items() if name != 'part.py']): print('LEAK')",
        first=f"import linecache\nlinecache.cache['x.py'] = (9, None, ['# {_MARK}'], 'x.py')",
    ),
    Attack(
        "uses a function that the job before replaced",
        "import math\nif math.sqrt(4) != 2: print('LEAK')",
        first="import math\nmath.sqrt = lambda x: 7",
    ),
    Attack(
        "uses a builtin that the job before replaced",
        "if len('abc') != 3: print('LEAK')",
        first="import builtins\nreal = builtins.len\nbuiltins.len = lambda x: 7 if x == 'abc' else real(x)",
    ),
    Attack(
        "imports a module that the job before planted",
        "import planted\nprint('LEAK')",
        first="import sys, types\nsys.modules['planted'] = types.ModuleType('planted')",
    ),
    Attack(
        "finds a variable of the job before in its environment",
        "import os\nif 'LEFT' in os.environ: print('LEAK')",
        first="import os\nos.environ['LEFT'] = '1'",
    ),
    Attack(
        "shares memory with a later job",
        "import ctypes\nif ctypes.CDLL(None).shmget(4711, 64, 0) >= 0: print('LEAK')",
        first="import ctypes\nctypes.CDLL(None).shmget(4711, 64, 0o1666)",
    ),
    Attack(
        "leaves a thread that goes on",
        "import threading\nif threading.active_count() > 1: print('LEAK')",
        first="import threading\nthreading.Thread(target=threading.Event().wait, args=(5,), daemon=True).start()",
    ),
    Attack(
        "patches the CAD library for the next one",
        "import build123d\nif getattr(build123d.Box, 'planted', 0): print('LEAK')",
        first="import build123d\nbuild123d.Box.planted = 1",
    ),
]
