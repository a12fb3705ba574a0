"""Who runs next: at most `concurrency` at a time, and no workspace keeps another waiting by queueing many jobs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field


class QueueFull(Exception):
    """As many wait as may."""


@dataclass(eq=False)
class _Waiter:
    workspace: str
    number: int
    tell: Callable[[int], None]
    called: asyncio.Event = field(default_factory=asyncio.Event)
    position: int = 0


class Turns:
    """Hands out turns: to the workspace with the fewest running, then to the one served longest ago, then to who came first."""

    def __init__(self, concurrency: int, limit: int) -> None:
        self._concurrency, self._limit = concurrency, limit
        self._running: dict[str, int] = {}
        self._waiting: list[_Waiter] = []
        self._count = 0
        # When each workspace last got a turn; forgotten once nobody waits, when there is nothing to be fair about.
        self._served: dict[str, int] = {}

    @property
    def busy(self) -> int:
        """How many run."""
        return sum(self._running.values())

    @property
    def queued(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextlib.asynccontextmanager
    async def turn(self, workspace: str, tell: Callable[[int], None]) -> AsyncIterator[None]:
        """Waits for a turn and holds it. `tell` hears the place in the queue, 1 being next, whenever it changes.

        Raises:
            QueueFull: as many wait as may.
        """
        if not self._waiting and self.busy < self._concurrency:
            self._start(workspace)
        else:
            await self._wait(workspace, tell)
        try:
            yield
        finally:
            self._end(workspace)

    async def _wait(self, workspace: str, tell: Callable[[int], None]) -> None:
        if len(self._waiting) >= self._limit:
            raise QueueFull
        self._count += 1
        waiter = _Waiter(workspace, self._count, tell)
        self._waiting.append(waiter)
        self._tell_positions()
        try:
            await waiter.called.wait()
        except asyncio.CancelledError:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
                self._tell_positions()
            else:
                self._end(workspace)
            raise

    def _start(self, workspace: str) -> None:
        self._running[workspace] = self._running.get(workspace, 0) + 1
        self._count += 1
        self._served[workspace] = self._count

    def _end(self, workspace: str) -> None:
        self._running[workspace] -= 1
        if not self._running[workspace]:
            del self._running[workspace]
        moved = False
        while self._waiting and self.busy < self._concurrency:
            waiter = self._in_order()[0]
            self._waiting.remove(waiter)
            self._start(waiter.workspace)
            waiter.called.set()
            moved = True
        if moved:
            self._tell_positions()
        if not self._waiting and not self._running:
            self._served.clear()

    def _in_order(self) -> list[_Waiter]:
        """As they would be called if each ran equally long: round by round over the workspaces."""
        ahead = dict(self._running)
        ranked: list[tuple[int, int, int, _Waiter]] = []
        for waiter in self._waiting:  # in order of arrival
            turn = ahead.get(waiter.workspace, 0)
            ahead[waiter.workspace] = turn + 1
            ranked.append((turn, self._served.get(waiter.workspace, 0), waiter.number, waiter))
        return [entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:3])]

    def _tell_positions(self) -> None:
        for position, waiter in enumerate(self._in_order(), start=1):
            if waiter.position != position:
                waiter.position = position
                waiter.tell(position)
