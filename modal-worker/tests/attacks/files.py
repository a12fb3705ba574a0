"""Files, links, FIFOs and devices: reading what is the host's, writing where nothing may be written."""

from tests.attacks.attack import Attack

ATTACKS = [
    Attack("reads the password file", "if 'root' in open('/etc/passwd').read(): print('LEAK')"),
    Attack(
        "reads through a symbolic link",
        "import os\nos.symlink('/etc/passwd', 'link')\nif 'root' in open('link').read(): print('LEAK')",
    ),
    Attack(
        "reads through a hard link",
        "import os\nos.link('VICTIM', 'hard')\nif 'victim' in open('hard').read(): print('LEAK')",
    ),
    Attack(
        "climbs the tree",
        "import os\nos.chdir('../../../../../../..')\nif 'root' in open('etc/passwd').read(): print('LEAK')",
    ),
    Attack(
        "reads through an open folder",
        "import os\nat = os.open('/', os.O_RDONLY)\n"
        "if b'root' in os.read(os.open('etc/passwd', os.O_RDONLY, dir_fd=at), 99): print('LEAK')",
    ),
    Attack(
        "reads through a process's root",
        "if 'root' in open('/proc/self/root/etc/passwd').read(): print('LEAK')",
    ),
    Attack(
        "lists the host's folders",
        "import os\nfor folder, names in {'/': {'boot', 'home', 'srv', 'var'}, '/etc': {'group', 'passwd'}}.items():\n"
        "    try:\n        if names & set(os.listdir(folder)): print('LEAK', folder)\n    except OSError: pass",
    ),
    Attack("reads a file of the executor's user", "if 'victim' in open('VICTIM').read(): print('LEAK')"),
    Attack("overwrites a file of the executor's user", "open('VICTIM', 'w').write('x')\nprint('LEAK')"),
    Attack("appends to a file of the executor's user", "open('VICTIM', 'a').write('x')\nprint('LEAK')"),
    Attack("cuts a file of the executor's user", "import os\nos.truncate('VICTIM', 0)\nprint('LEAK')"),
    Attack("removes a file of the executor's user", "import os\nos.remove('VICTIM')\nprint('LEAK')"),
    Attack("renames a file of the executor's user", "import os\nos.rename('VICTIM', 'VICTIM.gone')\nprint('LEAK')"),
    Attack("locks a file's rights away", "import os\nos.chmod('VICTIM', 0)\nprint('LEAK')"),
    Attack("turns a file's clock back", "import os\nos.utime('VICTIM', (1, 1))\nprint('LEAK')"),
    Attack("hangs an attribute on a file", "import os\nos.setxattr('VICTIM', 'user.x', b'x')\nprint('LEAK')"),
    Attack("waits on a FIFO", "import os\nos.mkfifo('pipe')\nprint('LEAK')"),
    Attack("makes a device", "import os\nos.mknod('disk', 0o60600, os.makedev(8, 0))\nprint('LEAK')", needs_root=True),
    Attack(
        "writes into the interpreter",
        "import os, tempfile\n"
        "for folder in (os.path.dirname(tempfile.__file__), '/usr/lib', '/'):\n"
        "    try:\n"
        "        path = os.path.join(folder, 'naturalcad-test-file')\n"
        "        open(path, 'w').close()\n"
        "        print('LEAK', path)\n"
        "        os.remove(path)\n"
        "    except OSError: pass",
        needs_root=True,
    ),
    Attack(
        "writes where everyone may",
        "import os\n"
        "for folder in ('/tmp', '/var/tmp', '/dev/shm'):\n"
        "    try:\n"
        "        path = os.path.join(folder, f'naturalcad-test-{os.getpid()}')\n"
        "        open(path, 'w').close()\n"
        "        print('LEAK', path)\n"
        "        os.remove(path)\n"
        "    except OSError: pass",
    ),
    Attack("escapes by chroot", "import os\nos.mkdir('c')\nos.chroot('c')\nprint('LEAK')", needs_root=True),
    Attack(
        "mounts",
        "import ctypes, os\nos.makedirs('m', exist_ok=True)\n"
        "libc = ctypes.CDLL(None)\n"
        "if libc.mount(b'none', b'm', b'tmpfs', 0, None) == 0:\n    print('LEAK')\n    libc.umount2(b'm', 2)",
        needs_root=True,
    ),
    Attack(
        "makes namespaces",
        "import ctypes\nlibc = ctypes.CDLL(None)\n"
        "if libc.unshare(0x10000000) == 0 or libc.unshare(0x20000) == 0: print('LEAK')",
    ),
]
