"""The filter's numbers against the ones that the kernel publishes in its own headers, for both kinds of machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from naturalcad_worker import syscall_filter

# aarch64 has the generic numbers; both headers come with Debian's linux-libc-dev on a machine of either kind.
HEADERS = {
    "x86_64": ["/usr/include/x86_64-linux-gnu/asm/unistd_64.h"],
    "aarch64": ["/usr/include/asm-generic/unistd.h"],
}
DEFINED = re.compile(r"^#define\s+__NR(?:3264)?_(\w+)\s+(\d+)", re.MULTILINE)


@pytest.mark.parametrize("machine", HEADERS)
def test_every_number_is_the_one_that_the_kernel_publishes(machine: str) -> None:
    headers = [Path(path) for path in HEADERS[machine] if Path(path).exists()]
    if not headers:
        pytest.skip(f"no kernel headers for {machine} here (apt install linux-libc-dev)")
    published = {name: int(number) for name, number in DEFINED.findall(headers[0].read_text())}
    column = 0 if machine == "x86_64" else 1
    ours = {name: numbers[column] for name, numbers in syscall_filter._NUMBERS.items()}
    for name, numbers in (
        ("clone", syscall_filter._CLONE),
        ("clone3", syscall_filter._CLONE3),
        ("prlimit64", syscall_filter._PRLIMIT),
        ("tgkill", syscall_filter._TGKILL),
        ("fcntl", syscall_filter._FCNTL),
        ("ioctl", syscall_filter._IOCTL),
    ):
        ours[name] = numbers[column]
    # A header that is older than a call says nothing of it.
    newest = max(published.values())
    wrong = {
        name: (number, published.get(name))
        for name, number in ours.items()
        if published.get(name) != number and not (number is not None and number > newest)
    }
    assert wrong == {}
    assert len([name for name in ours if name in published]) > 100
