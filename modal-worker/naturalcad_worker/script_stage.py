"""The script's own stage: one child runs it, its words go to the log, its end is told from every other end.

Nothing that the child says is believed except the geometry.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import signal
from typing import Any

from naturalcad_worker import frames, hints, largest
from naturalcad_worker.delivery import Emit
from naturalcad_worker.forkserver import Child, Forkserver
from naturalcad_worker.protocol import JobError
from naturalcad_worker.settings import Settings

EXIT_GRACE_S = 2.0
LOG_CHUNK_BYTES = 16 * 1024
MEASURED_WITHIN_S = 3.0


class ScriptStage:
    """Runs the script of one job. `children` are those that the job has to end; a child leaves it when it has ended."""

    def __init__(self, forkserver: Forkserver, settings: Settings, emit: Emit, children: set[Child]) -> None:
        self._forkserver = forkserver
        self._settings = settings
        self._emit = emit
        self._children = children
        self._kept_log_bytes = 0
        self._last_words: asyncio.Task[None] | None = None
        self.logs: list[dict[str, Any]] = []

    async def finish(self) -> None:
        """Waits until everything that the script printed is in the log."""
        if self._last_words is not None:
            await self._last_words

    def abandon(self) -> None:
        """Reads no more of what the script printed."""
        if self._last_words is not None:
            self._last_words.cancel()

    async def run(
        self, child: Child, code: str, timeout_s: float, inputs: list[tuple[str, bytes]]
    ) -> tuple[bytes, Any]:
        """The part as a BREP, and what the script says of its pieces. The child has ended when this returns.

        Raises:
            JobError: the script gave no part.
        """
        output = _Output(self._settings.max_output_bytes)
        drains = [
            asyncio.create_task(self._drain(child, child.stdout, "stdout", output)),
            asyncio.create_task(self._drain(child, child.stderr, "stderr", output)),
        ]
        try:
            order = {
                "task": "script",
                "code": code,
                "timeoutS": timeout_s,
                "inputs": [{"name": name, "bytes": len(brep)} for name, brep in inputs],
            }
            child.send(order, b"".join(brep for _, brep in inputs))
            try:
                async with asyncio.timeout(timeout_s):
                    header, brep = await frames.read(child.reader, self._settings.max_brep_bytes)
            except TimeoutError:
                raise JobError(
                    "timeout",
                    f"The script did not finish within {timeout_s:g} s.",
                    "Use fewer features, smaller patterns or coarser steps, or allow more time (timeoutS).",
                ) from None
            except frames.FrameError as error:
                if "payload" in str(error):
                    raise JobError(
                        "output_too_large",
                        f"The part is larger than {self._settings.max_brep_bytes // 2**20} MiB.",
                        "Use fewer features.",
                    ) from None
                raise JobError("crashed", "The script broke its connection to the executor.", hints.NO_RESULT) from None
            except (asyncio.IncompleteReadError, OSError):
                raise await self._untimely_end(child, output) from None
            if header.get("kind") == "failure" and header.get("isMeasuring") is True:
                header["hint"] = await self._measured_hint(child, str(header.get("hint")))
            # The script's process ends here: it can print or touch nothing while the part is measured.
            self._forkserver.end(child)
            if output.overflowed:
                raise output.error()
            if header.get("kind") == "failure":
                await _settled(drains)
            else:
                # What it printed is still on its way; nothing needs to wait for that but the end of the job.
                self._last_words, drains = asyncio.create_task(self._settle(child, drains)), []
        finally:
            for drain in drains:
                drain.cancel()
            if drains:
                self._forkserver.kill(child)
                self._children.discard(child)
        if header.get("kind") == "failure":
            line = header.get("line")
            raise JobError(
                str(header.get("code")),
                str(header.get("message"))[:2000],
                str(header.get("hint"))[:2000],
                line if isinstance(line, int) else None,
                str(header.get("traceback") or "")[:8000] or None,
            )
        if header.get("kind") != "shape" or not brep:
            raise JobError("no_result", "The script ended without a part.", hints.NO_RESULT)
        notes = header.get("notes")
        for note in notes[:10] if isinstance(notes, list) else []:
            await self._log("worker", str(note)[:500])
        return brep, header.get("parts")

    async def _measured_hint(self, child: Child, hint: str) -> str:
        """The hint with the size that works before it, where the child finds one in time."""
        best = hint
        with contextlib.suppress(TimeoutError, frames.FrameError, asyncio.IncompleteReadError, OSError):
            async with asyncio.timeout(MEASURED_WITHIN_S):
                # Each sentence is truer than the one before it; the last one in time counts.
                for _ in range(largest.MOST_TRIES + 1):
                    header, _ = await frames.read(child.reader, 0)
                    if not isinstance(header.get("sentence"), str):
                        break
                    best = f"{header['sentence'][:200]} {hint}"
        return best

    async def _settle(self, child: Child, drains: list[asyncio.Task[None]]) -> None:
        """Reads what a process that was ended had printed, then lets go of it."""
        await _settled(drains)
        self._forkserver.kill(child)
        self._children.discard(child)

    async def _untimely_end(self, child: Child, output: _Output) -> JobError:
        """Why a child closed its connection without an answer."""
        if output.overflowed:
            return output.error()
        try:
            async with asyncio.timeout(EXIT_GRACE_S):
                end = await asyncio.shield(child.exited)
        except TimeoutError:
            return JobError("no_result", "The script closed its connection to the executor.", hints.NO_RESULT)
        number = end.status & 0x7F
        if number == 0:
            return JobError("no_result", "The script ended its own process before it left a part.", hints.NO_RESULT)
        if number == signal.SIGKILL or end.max_rss_kb * 1024 > self._settings.memory_bytes * 0.9:
            return JobError("memory", "The script was ended because it needed too much memory.", hints.MEMORY)
        if number == signal.SIGXCPU:
            return JobError("timeout", "The script used up its processor time.", "Use fewer or simpler features.")
        name = signal.Signals(number).name if number in iter(signal.Signals) else str(number)
        return JobError(
            "crashed",
            f"The CAD kernel crashed while the script ran ({name}).",
            "Some feature is more than the kernel takes: make fillets smaller, avoid solids that only touch, build in steps.",
        )

    async def _log(self, stream: str, text: str) -> None:
        event = {"type": "log", "stream": stream, "text": text}
        self.logs.append(event)
        await self._emit(event)

    async def _drain(self, child: Child, reader: asyncio.StreamReader, stream: str, output: _Output) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while True:
            try:
                chunk = await reader.read(LOG_CHUNK_BYTES)
            except OSError:
                return
            if not chunk:
                return
            if output.add(len(chunk)):
                self._forkserver.kill(child)
                return
            room = self._settings.kept_log_bytes - self._kept_log_bytes
            if room <= 0:
                continue
            self._kept_log_bytes += len(chunk)
            text = decoder.decode(chunk[:room])
            if len(chunk) > room:
                text += f"\n… further output is not kept (limit {self._settings.kept_log_bytes} bytes)"
            await self._log(stream, text)


class _Output:
    """How much a script has printed on both streams."""

    def __init__(self, limit: int) -> None:
        self._limit, self._total = limit, 0

    @property
    def overflowed(self) -> bool:
        return self._total > self._limit

    def add(self, count: int) -> bool:
        self._total += count
        return self.overflowed

    def error(self) -> JobError:
        return JobError(
            "output_too_large",
            f"The script printed more than {self._limit // 2**20} MiB.",
            "Remove the prints; the part itself is what counts.",
        )


async def _settled(tasks: list[asyncio.Task[None]]) -> None:
    """Waits until the streams of a process that was ended have been read to their end."""
    _, pending = await asyncio.wait(tasks, timeout=EXIT_GRACE_S)
    for task in pending:
        task.cancel()
