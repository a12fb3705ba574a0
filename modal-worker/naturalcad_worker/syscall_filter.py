"""The filter of system calls around a child (seccomp): what a script has no business doing, by number and argument.

A list of refusals: the kernel answers EPERM to what is on it. Linux on x86_64 and aarch64 alone.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

MACHINE = platform.machine()
CLONE_THREAD = 0x00010000
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
_libc = ctypes.CDLL(None, use_errno=True)

# By system call number (x86_64, aarch64; None: absent there).
_NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "link": (86, None),
    "linkat": (265, 37),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "setuid": (105, 146),
    "setgid": (106, 144),
    "setreuid": (113, 145),
    "setregid": (114, 143),
    "setresuid": (117, 147),
    "setresgid": (119, 149),
    "setgroups": (116, 159),
    "capset": (126, 91),
    "personality": (135, 92),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_setup": (206, 0),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "syslog": (103, 116),
    "quotactl": (179, 60),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "fanotify_init": (300, 262),
    "inotify_init1": (294, 26),
    "mbind": (237, 235),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "iopl": (172, None),
    "ioperm": (173, None),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "memfd_secret": (447, 447),
    "lookup_dcookie": (212, 18),
    "vhangup": (153, 58),
    "setpriority": (141, 140),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setaffinity": (203, 122),
    "ioprio_set": (251, 30),
    # Memory that no limit of a process counts.
    "memfd_create": (319, 279),
    # Landlock keeps contents; rights, owners, times and attributes of files of the same user it leaves to others.
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
}
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
# Calls that are refused for some arguments only.
_CLONE, _CLONE3, _PRLIMIT, _TGKILL = (56, 220), (435, 435), (302, 261), (234, 131)
_FCNTL, _IOCTL = (72, 25), (16, 29)
# Signals to other processes by way of a file: F_SETOWN, F_SETSIG, F_SETOWN_EX; FIOSETOWN, SIOCSPGRP; TIOCSTI types for others.
_FCNTL_REFUSED, _IOCTL_REFUSED = (8, 10, 15), (0x8901, 0x8902, 0x5412)

_Line = tuple[int, int, int, int]
_LOAD, _EQUALS, _AT_LEAST, _HAS_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL_PROCESS = 0x7FFF0000, 0x80000000
_REFUSE, _ABSENT = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS


class NoFilter(Exception):
    """The filter could not be set; the message says why."""


def number(name: str) -> int:
    """The number of a system call on this machine."""
    found = _NUMBERS[name][_ARCHITECTURES[MACHINE][0]]
    assert found is not None
    return found


def install() -> None:
    """Filters the system calls of this process and all its threads for good. Needs no_new_privs.

    Raises:
        NoFilter: another system or machine, or the kernel refused.
    """
    if sys.platform != "linux" or MACHINE not in _ARCHITECTURES:
        raise NoFilter(f"no table for {sys.platform} on {MACHINE}")
    program = _program(*_ARCHITECTURES[MACHINE])
    code = b"".join(struct.pack("=HBBI", *line) for line in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(program), ctypes.addressof(buffer))
    if _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0) < 0:
        failure = ctypes.get_errno()
        raise NoFilter(f"seccomp: {errno.errorcode.get(failure, failure)} {os.strerror(failure)}")


def _program(column: int, audit: int) -> list[_Line]:
    program: list[_Line] = [(_LOAD, 0, 0, 4), (_EQUALS, 1, 0, audit), (_RETURN, 0, 0, _KILL_PROCESS)]
    program.append((_LOAD, 0, 0, 0))
    if MACHINE == "x86_64":  # the x32 numbers would otherwise slip past the table
        program += [(_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _KILL_PROCESS)]
    for numbers in _NUMBERS.values():
        found = numbers[column]
        if found is not None:
            program += [(_EQUALS, 0, 1, found), (_RETURN, 0, 0, _REFUSE)]
    program += [(_EQUALS, 0, 1, _CLONE3[column]), (_RETURN, 0, 0, _ABSENT)]
    # clone makes threads, never processes.
    program += _when(_CLONE[column], 0, [(_HAS_BITS, 0, 1, CLONE_THREAD), (_RETURN, 0, 0, _ALLOW)], _REFUSE)
    # Limits of this process alone; signals to its own threads alone (abort is one).
    program += _when(_PRLIMIT[column], 0, _allowing(0), _REFUSE)
    program += _when(_TGKILL[column], 0, _allowing(os.getpid()), _REFUSE)
    program += _when(_FCNTL[column], 1, _refusing(*_FCNTL_REFUSED), _ALLOW)
    program += _when(_IOCTL[column], 1, _refusing(*_IOCTL_REFUSED), _ALLOW)
    program.append((_RETURN, 0, 0, _ALLOW))
    return program


def _when(call: int, argument: int, checks: list[_Line], otherwise: int) -> list[_Line]:
    """For one call: the checks over the lower half of an argument, and what holds when none of them decides."""
    body = [(_LOAD, 0, 0, 16 + 8 * argument), *checks, (_RETURN, 0, 0, otherwise)]
    return [(_EQUALS, 0, len(body), call), *body]


def _allowing(value: int) -> list[_Line]:
    return [(_EQUALS, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]


def _refusing(*values: int) -> list[_Line]:
    return [line for value in values for line in ((_EQUALS, 0, 1, value), (_RETURN, 0, 0, _REFUSE))]
