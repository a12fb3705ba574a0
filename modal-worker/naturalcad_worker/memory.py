"""Results that are remembered: the same script with the same values gives its files again without running.

Kept in the executor's own memory, which no script reaches, apart for each workspace, and bounded by bytes: what was
used longest ago goes first. Scripts that may give another part each time are not remembered.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from naturalcad_worker.protocol import ExecuteRequest

MIB = 1024 * 1024
MOST_BYTES, MOST_BYTES_OF_A_WORKSPACE, MOST_BYTES_OF_A_RESULT = 128 * MIB, 48 * MIB, 12 * MIB
# In words of the script: chance and clocks. `np.random`, `import random`, `time.time()`.
_CHANGING = re.compile(r"\b(random|time|default_rng)\b")


@dataclass(frozen=True)
class Remembered:
    """A closing event without its files, the files by format, and what the job had logged."""

    result: dict[str, Any]
    files: dict[str, bytes]
    logs: list[dict[str, Any]]

    @property
    def size(self) -> int:
        """Bytes that it takes, nearly."""
        return sum(map(len, self.files.values())) + sum(len(log["text"]) for log in self.logs) + 4096


def key_of(request: ExecuteRequest, code: str) -> str | None:
    """What two jobs must share to have one result; None for jobs that are not remembered."""
    if _CHANGING.search(code) or any(source.base64 is None for source in request.inputs):
        return None
    parts = {
        "code": code,
        "asked": request.code if request.parameters else None,
        "formats": list(dict.fromkeys(request.formats)),
        "quality": request.quality,
        "density": request.density,
        "printability": request.printability,
        "inputs": [(source.name, source.format, source.base64) for source in request.inputs],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class ResultMemory:
    """The remembered results of all workspaces."""

    def __init__(self) -> None:
        self._entries: OrderedDict[tuple[str, str], Remembered] = OrderedDict()
        self._of_workspace: dict[str, int] = {}

    def find(self, workspace: str, key: str) -> Remembered | None:
        """The result of an earlier job of this workspace."""
        found = self._entries.get((workspace, key))
        if found is not None:
            self._entries.move_to_end((workspace, key))
        return found

    def keep(self, workspace: str, key: str, result: Remembered) -> None:
        """Remembers a result, and forgets older ones for it where there is no room."""
        if result.size > MOST_BYTES_OF_A_RESULT:
            return
        self._forget((workspace, key))
        self._entries[(workspace, key)] = result
        self._of_workspace[workspace] = self._of_workspace.get(workspace, 0) + result.size
        while self._of_workspace[workspace] > MOST_BYTES_OF_A_WORKSPACE:
            self._forget(next(place for place in self._entries if place[0] == workspace))
        while sum(self._of_workspace.values()) > MOST_BYTES:
            self._forget(next(iter(self._entries)))

    def _forget(self, place: tuple[str, str]) -> None:
        entry = self._entries.pop(place, None)
        if entry is None:
            return
        self._of_workspace[place[0]] -= entry.size
        if not self._of_workspace[place[0]]:
            del self._of_workspace[place[0]]
