"""What an attack is, and how it is shown to work where nothing stops it.

Attacks are run with the source check off, so that only the kernel's layers stand in their way. `VICTIM` in a script is
a file of the executor's own user, `PORT` a server's port on loopback.
"""

from __future__ import annotations

from dataclasses import dataclass

ANY_END = frozenset()


@dataclass(frozen=True)
class Attack:
    """One script. It prints LEAK when it gets through, or what `shows` says happens.

    shows   what the control, the same code outside the sandbox, must do for the attack to count:
            leak    print LEAK
            lives   still run some time after it began
            grows   take more than 400 MiB of memory
            floods  print more than the executor keeps
            dies    take its process with it by a signal
            forges  make an executor of one process without a sandbox (naive.py) report a wrong volume
            fools   send a reader that trusts its connection something other than a part
    control the same attack restated, where the script itself would harm the machine that runs the control
    first   a job that runs before it, and leaves something for it
    ends    the codes the job may end with; `result` is a part. Empty: any
    volume  the only volume in mm³ that its result may have
    """

    name: str
    script: str
    shows: str = "leak"
    control: str = ""
    needs_root: bool = False
    first: str = ""
    ends: frozenset[str] = ANY_END
    volume: float | None = None
    timeout_s: float = 10.0


def ending(name: str, script: str, ends: str, shows: str, *, control: str = "", timeout_s: float = 1.5) -> Attack:
    """An attack on the executor's patience or memory: it must end with one of these codes."""
    return Attack(name, script, shows, control, ends=frozenset(ends.split()), timeout_s=timeout_s)
