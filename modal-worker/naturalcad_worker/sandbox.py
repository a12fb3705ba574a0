"""The layers around a script, each applied by itself and reported by name: `"ok"` or why it is missing.

Once per forkserver: user, mount, network, IPC, UTS and process namespaces (`enter_namespaces`), then a root that
holds only the interpreter and system libraries, read-only (`pivot_to_private_root`). Once per child (`confine_child`):
a private tmpfs as the only writable place, an unprivileged uid of its own, rlimits, no_new_privs, Landlock, seccomp.

Holds no policy: which layers are enough is decided in `missing_protections`. Outside Linux only rlimits exist.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import struct
import sys
import sysconfig
import tempfile
from pathlib import Path

from naturalcad_worker import syscall_filter

IS_LINUX = sys.platform == "linux"
MIB = 1024 * 1024

NAMESPACE_LAYERS = ("namespaces", "privateRoot")
CHILD_LAYERS = ("privateTmp", "unprivilegedUid", "rlimits", "noNewPrivs", "landlock", "seccomp")
LAYERS = NAMESPACE_LAYERS + CHILD_LAYERS

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_DUMPABLE = 1, 38, 4

_libc = ctypes.CDLL(None, use_errno=True)
_is_in_user_namespace = False


class LayerError(Exception):
    """A layer could not be applied; the message says why."""


def _check(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise LayerError(f"{what}: {errno.errorcode.get(code, code)} {os.strerror(code)}")
    return result


def die_with_parent(signal_number: int) -> None:
    """Has the kernel signal this process when its parent ends. Does nothing outside Linux."""
    if IS_LINUX:
        _libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)


# ---- once per forkserver ---------------------------------------------------------------------------------------


def enter_namespaces() -> None:
    """Unshares everything that can be; the next fork is process 1 of the new process namespace.

    Raises:
        LayerError: the kernel refused.
    """
    if not IS_LINUX:
        raise LayerError(f"not on {sys.platform}")
    flags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET
    global _is_in_user_namespace
    uid, gid = os.getuid(), os.getgid()
    if uid != 0:
        flags |= CLONE_NEWUSER
    _check(_libc.unshare(flags), "unshare")
    if uid != 0:
        _is_in_user_namespace = True
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
        Path("/proc/self/gid_map").write_text(f"0 {gid} 1")
    _mount("none", "/", None, MS_REC | MS_PRIVATE)


def package_folders() -> list[str]:
    """Where installed packages are imported from, wherever that is (a virtual environment, a user's or a system's own)."""
    return [path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages")]


def interpreter_paths() -> list[str]:
    """Folders that the interpreter and its libraries are read from."""
    paths = sysconfig.get_paths()
    wanted = {paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    wanted.update(package_folders())
    wanted.add(str(Path(__file__).resolve().parent))
    library = sysconfig.get_config_var("LIBDIR")
    if library and not library.startswith("/usr"):
        wanted.add(library)
    wanted.update(("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/fonts", "/etc/fonts"))
    return sorted(path for path in wanted if os.path.exists(path))


# Not /tmp: the interpreter itself may live below it, and a tmpfs there would hide it.
JOB_FOLDER = "/job"
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")


def pivot_to_private_root() -> None:
    """Replaces the file tree by a tmpfs that holds the interpreter, system libraries and three devices.

    Raises:
        LayerError: a mount was refused; the old tree is then still in place.
    """
    # A folder that every Linux has and that holds no interpreter; the mount is seen in our namespace alone.
    new_root = "/mnt" if os.path.isdir("/mnt") and not os.path.realpath(__file__).startswith("/mnt/") else "/sys"
    _mount("none", new_root, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    done: list[str] = []
    for path in interpreter_paths():
        if any(path == other or path.startswith(other + "/") for other in done):
            continue
        target = new_root + path
        if os.path.islink(path):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.symlink(os.readlink(path), target)
            continue
        os.makedirs(target, exist_ok=True)
        _mount(path, target, None, MS_BIND | MS_REC)
        _make_read_only(target)
        done.append(path)
    os.makedirs(new_root + "/dev", exist_ok=True)
    for device in DEVICES:
        Path(new_root + device).touch()
        _mount(device, new_root + device, None, MS_BIND)
    os.makedirs(new_root + "/tmp", exist_ok=True)
    os.makedirs(new_root + JOB_FOLDER, exist_ok=True)
    os.makedirs(new_root + "/.old", exist_ok=True)
    os.chdir(new_root)
    _check(_libc.syscall(syscall_filter.number("pivot_root"), b".", b".old"), "pivot_root")
    os.chdir("/")
    _check(_libc.umount2(b"/.old", MNT_DETACH), "umount of the old root")
    os.rmdir("/.old")
    _mount("none", "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)


def _mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    result = _libc.mount(
        source.encode(), target.encode(), kind.encode() if kind else None, flags, data.encode() if data else None
    )
    _check(result, f"mount {target}")


def _make_read_only(target: str) -> None:
    """Adds read-only and nosuid to a bind and everything below it; flags that a user namespace locks stay as they are."""
    mount_setattr, at_recursive = 442, 0x8000
    attributes = struct.pack("=QQQQ", 1 | 2, 0, 0, 0)
    done = _libc.syscall(mount_setattr, -100, target.encode(), at_recursive, attributes, len(attributes))
    if done == 0:
        return
    held = os.statvfs(target).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC)
    _mount("none", target, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | held)


# ---- once per child --------------------------------------------------------------------------------------------


def confine_child(
    *, has_namespaces: bool, has_private_root: bool, uid: int, memory_bytes: int, skipped: frozenset[str]
) -> dict[str, str]:
    """Applies every layer of a child, in the order that lets each next one still be set. Never raises."""
    report: dict[str, str] = {}
    folder = JOB_FOLDER

    def apply(name: str, action) -> None:
        if name in skipped:
            report[name] = "left out by WORKER_SKIP_LAYERS"
            return
        try:
            action()
            report[name] = "ok"
        except (LayerError, syscall_filter.NoFilter, OSError, ValueError) as error:
            report[name] = str(error) or type(error).__name__

    def private_tmp() -> None:
        if not (has_namespaces and has_private_root):
            raise LayerError("needs namespaces and a private root")
        _check(_libc.unshare(CLONE_NEWNS), "unshare")
        _mount("none", JOB_FOLDER, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=64m,nr_inodes=512,mode=1777")

    def unprivileged_uid() -> None:
        if os.getuid() != 0:
            return
        if _is_in_user_namespace:
            # uid 0 in here is an ordinary user outside, and the only one there is; what it holds in here is dropped.
            _drop_capabilities()
            return
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)

    apply("privateTmp", private_tmp)
    if report["privateTmp"] != "ok":
        # Without a tmpfs nothing bounds what is written: where Landlock can say so, no place is writable at all.
        folder = "/" if "landlock" not in skipped and _landlock_version() > 0 else _own_folder(uid)
    os.chdir(folder)
    apply("unprivilegedUid", unprivileged_uid)
    apply("rlimits", lambda: _limit_resources(memory_bytes))
    apply("noNewPrivs", _forbid_new_privileges)
    apply("landlock", lambda: _restrict_files(folder, has_private_root))
    apply("seccomp", syscall_filter.install)
    report["folder"] = folder
    return report


def _own_folder(uid: int) -> str:
    folder = tempfile.mkdtemp(prefix="naturalcad-")
    os.chmod(folder, 0o700)
    if os.getuid() == 0:
        os.chown(folder, uid, uid)
    return folder


def _drop_capabilities() -> None:
    header, none = struct.pack("=Ii", 0x20080522, 0), bytes(24)
    _check(_libc.syscall(syscall_filter.number("capset"), header, none), "capset")


def _limit_resources(memory_bytes: int) -> None:
    limits = {
        "RLIMIT_AS": memory_bytes,
        "RLIMIT_FSIZE": 64 * MIB,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": 64,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }
    for name, value in limits.items():
        number = getattr(resource, name, None)
        if number is None:
            continue
        try:
            resource.setrlimit(number, (value, value))
        except (ValueError, OSError):
            if IS_LINUX:
                raise
            # macOS refuses RLIMIT_AS; the wall clock is the limit there.


def _forbid_new_privileges() -> None:
    if not IS_LINUX:
        raise LayerError(f"not on {sys.platform}")
    _check(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    _libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


# Landlock: access rights by the ABI that introduced them.
_EXECUTE, _WRITE, _READ, _READ_DIR = 1, 2, 4, 8
_ALL_V1, _REFER, _TRUNCATE, _IOCTL = (1 << 13) - 1, 1 << 13, 1 << 14, 1 << 15


def _landlock_version() -> int:
    """The ABI version of the kernel's Landlock; negative where there is none."""
    return _libc.syscall(444, None, 0, 1) if IS_LINUX else -1


def _restrict_files(folder: str, has_private_root: bool) -> None:
    if not IS_LINUX:
        raise LayerError(f"not on {sys.platform}")
    version = _check(_landlock_version(), "landlock_create_ruleset")
    handled = _ALL_V1
    handled |= _REFER if version >= 2 else 0
    handled |= _TRUNCATE if version >= 3 else 0
    handled |= _IOCTL if version >= 5 else 0
    network = 3 if version >= 4 else 0
    scopes = 3 if version >= 6 else 0
    ruleset = struct.pack("=QQQ", handled, network, scopes)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    fd = _check(_libc.syscall(444, ruleset[:size], size, 0), "landlock_create_ruleset")
    try:
        readable = ["/"] if has_private_root else [*interpreter_paths(), *DEVICES]
        for path in readable:
            rights = _READ | _READ_DIR if os.path.isdir(path) else _READ
            _allow_below(fd, path, rights)
        _allow_below(fd, "/dev/null", _READ | _WRITE)
        if folder != "/":
            # No symlinks, devices, sockets or pipes; nothing runs from here.
            writable = _READ | _READ_DIR | _WRITE | (1 << 4) | (1 << 5) | (1 << 7) | (1 << 8)
            _allow_below(fd, folder, writable | (_TRUNCATE if version >= 3 else 0))
        _check(_libc.syscall(446, fd, 0), "landlock_restrict_self")
    finally:
        os.close(fd)


def _allow_below(ruleset: int, path: str, rights: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, fd)
        _check(_libc.syscall(445, ruleset, 1, rule, 0), f"landlock rule for {path}")
    finally:
        os.close(fd)


# ---- policy ----------------------------------------------------------------------------------------------------


def missing_protections(layers: dict[str, str], outer_sandbox: str = "") -> list[str]:
    """Which of the three protections no layer gives: `seccomp`, `files`, `network`. Empty: good enough to serve others."""

    def has(name: str) -> bool:
        return layers.get(name) == "ok"

    missing = []
    if not has("seccomp") and outer_sandbox != "gvisor":
        missing.append("seccomp")
    if not (has("privateRoot") or has("landlock")):
        missing.append("files")
    if not (has("namespaces") or has("seccomp")):
        missing.append("network")
    return missing


def probe(skipped: frozenset[str]) -> dict[str, str]:
    """Tries every layer in a process of its own that ends at once; what `missing_protections` needs before serving."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        try:
            layers = {name: "left out by WORKER_SKIP_LAYERS" for name in NAMESPACE_LAYERS}
            if "namespaces" not in skipped:
                try:
                    enter_namespaces()
                    layers["namespaces"] = "ok"
                except (LayerError, OSError) as error:
                    layers["namespaces"] = str(error)
            child = os.fork()
            if child == 0:
                _probe_inside(layers, skipped, write_end)
            os.waitpid(child, 0)
        finally:
            os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as stream:
        lines = stream.read().splitlines()
    os.waitpid(pid, 0)
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _probe_inside(layers: dict[str, str], skipped: frozenset[str], write_end: int) -> None:
    try:
        if layers["namespaces"] == "ok" and "privateRoot" not in skipped:
            try:
                pivot_to_private_root()
                layers["privateRoot"] = "ok"
            except (LayerError, OSError) as error:
                layers["privateRoot"] = str(error)
        report = confine_child(
            has_namespaces=layers["namespaces"] == "ok",
            has_private_root=layers["privateRoot"] == "ok",
            uid=65_534,
            memory_bytes=1024 * MIB,
            skipped=skipped,
        )
        folder = report.pop("folder")
        if folder not in (JOB_FOLDER, "/"):
            os.rmdir(folder)
        os.write(write_end, "\n".join(f"{name}={state}" for name, state in {**layers, **report}.items()).encode())
    finally:
        os._exit(0)
