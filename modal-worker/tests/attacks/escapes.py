"""Out of Python into programs, and answers that are forged: facts, files and frames that the script makes up itself."""

from tests.attacks.attack import Attack, ending

_FRAME = "import os, struct, json\n"
_CUBE = "from build123d import *\nresult = Box(10, 10, 10)\n"

ATTACKS = [
    Attack(
        "runs a program",
        "import subprocess\nprint(subprocess.run(['/bin/echo', 'LEAK'], capture_output=True, text=True).stdout)",
    ),
    Attack("becomes a program", "import os\nos.execv('/bin/echo', ['echo', 'LEAK'])"),
    Attack("asks a shell", "import os\nos.system('echo LEAK')"),
    Attack("asks a shell through a pipe", "import os\nprint(os.popen('echo LEAK').read())"),
    Attack(
        "runs what it wrote to memory",
        "import os\n"
        "fd = os.memfd_create('x')\n"
        "os.write(fd, open('/bin/echo', 'rb').read())\n"
        "os.execve(fd, ['echo', 'LEAK'], {})",
    ),
    Attack(
        "runs what it wrote to its folder",
        "import os, shutil\nshutil.copy('/bin/echo', 'mine')\nos.chmod('mine', 0o755)\n"
        "os.execv('./mine', ['mine', 'LEAK'])",
    ),
    Attack(
        "climbs from an empty tuple to a shell",
        "for c in ().__class__.__base__.__subclasses__():\n"
        "    if c.__name__ == '_wrap_close': c.__init__.__globals__['system']('echo LEAK')",
    ),
    Attack(
        "calls the shell behind Python's back",
        "import ctypes, os\nif ctypes.CDLL(None).system(b'true') == 0: print('LEAK')",
    ),
    Attack(
        "unpickles a shell",
        "import pickle\npickle.loads(b\"cos\\nsystem\\n(S'echo LEAK'\\ntR.\")",
    ),
    Attack(
        "loads a library of its own",
        "import ctypes, shutil, glob\n"
        "shutil.copy(glob.glob('/lib/*/libc.so.6')[0], 'mine.so')\nctypes.CDLL('./mine.so')\nprint('LEAK')",
    ),
    Attack(
        "changes what a part says its volume is",
        "from build123d import *\nfrom build123d import Shape\nShape.volume = property(lambda self: 7.0)\n"
        "Shape.is_valid = property(lambda self: True)\nresult = Box(10, 10, 10)\n",
        shows="forges",
        volume=1000,
    ),
    Attack(
        "leaves a part of a class of its own",
        "from build123d import *\nclass Light(Box):\n    volume = 7.0\n    area = 7.0\nresult = Light(10, 10, 10)\n",
        shows="forges",
        volume=1000,
    ),
    Attack(
        "changes how numbers are written",
        "import json\n"
        "from build123d import *\n"
        "json.dumps = lambda *a, **k: '{\"volumeMm3\": 7.0}'\n"
        "result = Box(10, 10, 10)\n",
        shows="forges",
        ends=frozenset({"result", "crashed", "no_result"}),
        volume=1000,
    ),
    Attack(
        "changes how volumes are measured",
        "from build123d import *\nimport sys\n"
        "from OCP.GProp import GProp_GProps\n"
        "GProp_GProps.Mass = lambda self: 7.0\n"
        "for name in list(sys.modules):\n"
        "    if name.startswith('naturalcad_worker.geometry'):\n"
        "        for key in dir(sys.modules[name]):\n"
        "            if key in ('measure', 'write_step', 'tessellate', 'write_glb', 'write_stl'):\n"
        "                setattr(sys.modules[name], key, lambda *a, **k: b'forged')\n"
        "result = Box(10, 10, 10)\n",
        shows="forges",
        volume=1000,
    ),
    Attack(
        "prints a result of its own and ends",
        "import os\nprint('{\"volumeMm3\": 7.0}', flush=True)\nos._exit(0)",
        shows="forges",
        ends=frozenset({"no_result"}),
    ),
    Attack(
        "answers with facts beside a real part",
        _FRAME + "from build123d import Box\n"
        "from naturalcad_worker.geometry.shape_io import write_shape\n"
        "brep = write_shape(Box(10, 10, 10).wrapped)\n"
        "h = json.dumps({'kind': 'shape', 'notes': ['n'] * 1000, 'facts': {'volumeMm3': 7}, 'parts': 'x'}).encode()\n"
        "os.write(3, struct.pack('!IQ', len(h), len(brep)) + h + brep)\nos._exit(0)",
        shows="fools",
        volume=1000,
    ),
    ending("sends no frame", "import os\nos.write(3, b'nonsense' * 100)\nos._exit(0)", "crashed", "fools"),
    ending(
        "announces 16 EB",
        "import os, struct\nos.write(3, struct.pack('!IQ', 2, 2**64 - 1) + b'{}')\nos._exit(0)",
        "output_too_large",
        "fools",
    ),
    ending(
        "announces a header of 4 GB",
        "import os, struct\nos.write(3, struct.pack('!IQ', 2**32 - 1, 0))\nos._exit(0)",
        "crashed",
        "fools",
    ),
    ending(
        "sends a header that is no object",
        "import os, struct\nos.write(3, struct.pack('!IQ', 2, 0) + b'[]')\nos._exit(0)",
        "crashed",
        "fools",
    ),
    ending(
        "sends an error of its own making",
        _FRAME + "h = json.dumps({'kind': 'failure', 'code': 'result', 'message': {'a': 1}, 'line': 'x'}).encode()\n"
        "os.write(3, struct.pack('!IQ', len(h), 0) + h)\nos._exit(0)",
        "crashed",
        "fools",
    ),
    ending(
        "sends rubbish as a part",
        _FRAME + "h = json.dumps({'kind': 'shape', 'notes': 'x', 'facts': {'volumeMm3': 7}}).encode()\n"
        "os.write(3, struct.pack('!IQ', len(h), 5000) + h + os.urandom(5000))\nos._exit(0)",
        "invalid_shape crashed empty_shape",
        "fools",
    ),
    ending(
        "ends half-way through a part",
        _FRAME + "h = json.dumps({'kind': 'shape', 'notes': []}).encode()\n"
        "os.write(3, struct.pack('!IQ', len(h), 5000) + h + b'x' * 10)\nos._exit(0)",
        "no_result",
        "fools",
    ),
    ending("ends its process", "import os\nos._exit(0)", "no_result", "fools"),
    ending("closes its connection", "import os\nos.close(3)\nwhile True: pass", "no_result timeout", "fools"),
    ending("closes everything", "import os\nos.closerange(0, 64)\nwhile True: pass", "no_result timeout", "fools"),
    ending(
        "leaves an object that lies about itself",
        "class Liar:\n    @property\n    def wrapped(self): raise SystemError('no')\nresult = Liar()",
        "invalid_shape no_result exception",
        "forges",
    ),
    ending(
        "raises an error that cannot be shown",
        "class Bad(Exception):\n    def __str__(self): raise ValueError('no')\nraise Bad()",
        "exception",
        "forges",
    ),
    ending(
        "breaks the exit",
        "import atexit, os, sys\natexit.register(lambda: os._exit(9))\nsys.exit('bye')",
        "no_result",
        "forges",
    ),
]
