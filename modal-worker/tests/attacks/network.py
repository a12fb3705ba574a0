"""The network: addresses of this machine, of the cloud it runs in, and every other kind of socket."""

from tests.attacks.attack import Attack

_CTYPES_SOCKET = (
    "import ctypes, os\n"
    "number = {'x86_64': 41, 'aarch64': 198}[os.uname().machine]\n"
    "if ctypes.CDLL(None, use_errno=True).syscall(number, FAMILY, 1, 0) >= 0: print('LEAK')"
)

ATTACKS = [
    Attack(
        "connects to this machine", "import socket\ns = socket.create_connection(('127.0.0.1', PORT), 2)\nprint('LEAK')"
    ),
    Attack(
        "asks the cloud for its credentials",
        "import errno, socket\n"
        "s = socket.socket()\ns.settimeout(1)\n"
        "try: code = s.connect_ex(('169.254.169.254', 80))\n"
        "except TimeoutError: code = 0\n"
        "if code not in (errno.EPERM, errno.EACCES): print('LEAK')",
    ),
    Attack(
        "fetches a page", "import urllib.request as u\nu.urlopen('http://127.0.0.1:PORT/', timeout=2)\nprint('LEAK')"
    ),
    Attack(
        "fetches a page in the background",
        "import asyncio\nasync def go():\n    await asyncio.open_connection('127.0.0.1', PORT)\n    print('LEAK')\n"
        "asyncio.run(go())",
    ),
    Attack("listens on a port", "import socket\ns = socket.create_server(('127.0.0.1', 0))\nprint('LEAK')"),
    Attack(
        "sends a datagram",
        "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "s.sendto(b'x', ('127.0.0.1', PORT))\nprint('LEAK')",
    ),
    Attack(
        "speaks to a local socket", "import socket\ns = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\nprint('LEAK')"
    ),
    Attack(
        "listens under an abstract name",
        "import socket\ns = socket.socket(socket.AF_UNIX)\ns.bind('\\0naturalcad-test')\nprint('LEAK')",
    ),
    Attack("makes a pair of sockets", "import socket\nsocket.socketpair()\nprint('LEAK')"),
    Attack("asks for a name", "import socket\nsocket.getaddrinfo('localhost', 80)\nsocket.socket()\nprint('LEAK')"),
    Attack(
        "asks the kernel about its links",
        "import socket as s\ns.socket(s.AF_NETLINK, s.SOCK_RAW, 0)\nprint('LEAK')",
    ),
    Attack(
        "reads packets off the wire",
        "import socket\nsocket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3)\nprint('LEAK')",
        needs_root=True,
    ),
    Attack("takes a socket without Python", _CTYPES_SOCKET.replace("FAMILY", "2")),
    Attack("takes a socket of the newer internet", _CTYPES_SOCKET.replace("FAMILY", "10")),
]
