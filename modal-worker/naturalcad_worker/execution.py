"""One job from source to files: a script child, then clean children that measure and export, uploads beside them.

Nothing that a script child says is believed except the geometry, and that is read by children that never saw the script.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import signal
import time
from dataclasses import dataclass
from typing import Any

from naturalcad_worker import frames, hints
from naturalcad_worker.delivery import Delivery, Emit
from naturalcad_worker.forkserver import Child, Forkserver, ForkserverDown
from naturalcad_worker.inputs import InputFile, read_source
from naturalcad_worker.protocol import ExecuteRequest, JobError
from naturalcad_worker.settings import Settings
from naturalcad_worker.uploads import Uploader

LARGE_BREP_BYTES = 48 * 1024
EXIT_GRACE_S = 2.0
READY_TIMEOUT_S = 10.0
LOG_CHUNK_BYTES = 16 * 1024
ADVICE_WITHIN_S = 4.0


@dataclass(frozen=True)
class Prepared:
    """A request that was found good: what runs is `code`, with the parameters already in it."""

    request: ExecuteRequest
    code: str
    parameters: list[dict[str, Any]]
    timeout_s: float


class Execution:
    """Runs one job. `run` either returns the result event or raises JobError; no child outlives it."""

    def __init__(
        self, forkserver: Forkserver, uploader: Uploader, settings: Settings, prepared: Prepared, emit: Emit
    ) -> None:
        self._forkserver = forkserver
        self._uploader = uploader
        self._settings = settings
        self._prepared = prepared
        self._emit = emit
        self._children: set[Child] = set()
        self._delivery = Delivery(uploader, settings, prepared.request, emit)
        self._kept_log_bytes = 0
        self._last_words: asyncio.Task[None] | None = None
        self.logs: list[dict[str, Any]] = []

    @property
    def files(self) -> dict[str, bytes]:
        """The files that were delivered, by format."""
        return self._delivery.files

    async def run(self) -> dict[str, Any]:
        """The result event.

        Raises:
            JobError: with the code, message and hint of the closing error event.
        """
        started = time.monotonic()
        try:
            await self._emit({"type": "stage", "stage": "starting"})
            await self._wait_until_warm()
            inputs = await self._read_inputs()
            child = await self._take()
            running = time.monotonic()
            await self._emit({"type": "stage", "stage": "running"})
            brep, parts = await self._run_script(child, inputs)
            ran = time.monotonic()
            result = await self._export(brep, parts, ran)
            if self._last_words is not None:
                await self._last_words
            result["timings"] = {
                "startMs": _ms(running - started),
                "runMs": _ms(ran - running),
                **result["timings"],
            }
            return result
        except ForkserverDown as error:
            raise JobError(
                "crashed", f"The executor's kernel process ended: {error}.", "Try again in a moment."
            ) from None
        finally:
            if self._last_words is not None:
                self._last_words.cancel()
            for child in [*self._children]:
                self._forkserver.kill(child)

    async def _wait_until_warm(self) -> None:
        try:
            async with asyncio.timeout(self._settings.export_timeout_s):
                await self._forkserver.warm.wait()
        except TimeoutError:
            reason = self._forkserver.last_failure or "no answer"
            raise JobError(
                "crashed", f"The CAD kernel does not start: {reason}.", "Look at the executor's log."
            ) from None

    async def _take(self) -> Child:
        child = await self._forkserver.take()
        self._children.add(child)
        try:
            async with asyncio.timeout(READY_TIMEOUT_S):
                await asyncio.shield(child.ready)
        except TimeoutError:
            raise ForkserverDown("a child did not get ready") from None
        return child

    # -- the files that came along

    async def _read_inputs(self) -> list[tuple[str, bytes]]:
        found: list[tuple[str, bytes]] = []
        for source in self._prepared.request.inputs:
            name = f'inputs["{source.name}"]'
            file = await read_source(source, name, self._settings, self._uploader.client)
            try:
                async with asyncio.timeout(self._settings.import_timeout_s):
                    found.append((source.name, await self._imported(file)))
            except TimeoutError:
                limit = self._settings.import_timeout_s
                raise JobError(
                    "bad_input", f"{name} could not be read within {limit:g} s.", "Send a simpler file."
                ) from None
        return found

    async def _imported(self, file: InputFile) -> bytes:
        """The file as a BREP, read by a child of its own: a file can crash or stall the kernel."""
        child = await self._take()
        drains = [asyncio.create_task(_discard(stream)) for stream in (child.stdout, child.stderr)]
        try:
            child.send({"task": "import", "format": file.format}, file.content)
            header, brep = await frames.read(child.reader, self._settings.max_brep_bytes)
        except (frames.FrameError, asyncio.IncompleteReadError, OSError):
            raise JobError(
                "bad_input", f"The kernel cannot read {file.name}.", "Export the file again, as STEP if you can."
            ) from None
        finally:
            for drain in drains:
                drain.cancel()
            self._forkserver.kill(child)
            self._children.discard(child)
        if header["kind"] == "failure":
            raise JobError("bad_input", f"{file.name}: {header['message']}", header["hint"])
        return brep

    # -- the script

    async def _run_script(self, child: Child, inputs: list[tuple[str, bytes]]) -> tuple[bytes, Any]:
        timeout_s = self._prepared.timeout_s
        output = _Output(self._settings.max_output_bytes)
        drains = [
            asyncio.create_task(self._drain(child, child.stdout, "stdout", output)),
            asyncio.create_task(self._drain(child, child.stderr, "stderr", output)),
        ]
        try:
            order = {
                "task": "script",
                "code": self._prepared.code,
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

    # -- measuring and exporting

    async def _export(self, brep: bytes, parts: Any, started: float) -> dict[str, Any]:
        request = self._prepared.request
        formats = list(dict.fromkeys(request.formats))
        meshed = [name for name in ("glb", "stl", "png", "3mf", "svg", "dxf") if name in formats]
        # A small part is not worth a third process; a large one is measured and written side by side.
        groups = [meshed, ["facts"], ["step"] if "step" in formats else []]
        if len(brep) < LARGE_BREP_BYTES:
            groups = [meshed, ["facts", *groups[2]]]
        await self._emit({"type": "stage", "stage": "measuring"})
        collected = _Collected()
        advice = asyncio.create_task(self._advise(brep)) if request.printability else None
        try:
            async with asyncio.timeout(self._settings.export_timeout_s), asyncio.TaskGroup() as tasks:
                for wants in filter(None, groups):
                    tasks.create_task(self._export_in_child(wants, brep, parts, collected, tasks))
                if "py" in formats:
                    tasks.create_task(self._delivery.deliver("py", self._prepared.code.encode()))
        except TimeoutError:
            limit = self._settings.export_timeout_s
            raise JobError(
                "timeout", f"The part could not be measured and exported within {limit:g} s.", "Use fewer features."
            ) from None
        except BaseExceptionGroup as group:
            raise _first(group) from None
        finally:
            if advice is not None and collected.facts is None:
                advice.cancel()
        facts = collected.facts
        if facts is None:
            raise JobError("crashed", "The part could not be measured.", "Try again.")
        if collected.is_watertight is not None:
            facts["isWatertight"] = bool(facts["isWatertight"] and collected.is_watertight)
        features = collected.features
        if request.density is not None:
            facts["massG"] = features["massG"] = round(facts["volumeMm3"] * request.density / 1000, 6)
        if collected.thinnest_mm is not None:
            facts["minWallMm"], facts["minWallIsEstimate"] = collected.thinnest_mm, True
        if advice is not None:
            findings = await advice
            if findings is not None:
                facts["printability"] = findings
        result: dict[str, Any] = {
            "type": "result",
            "facts": facts,
            "features": features,
            "parameters": self._prepared.parameters,
            "artifacts": [self._delivery.artifacts[name] for name in formats],
            "timings": {
                "measureMs": _ms(collected.measured_at - started),
                "exportMs": _ms(max(collected.exported_at, started) - started),
            },
        }
        if request.parameters:
            result["code"] = self._prepared.code
        return result

    async def _export_in_child(
        self, wants: list[str], brep: bytes, parts: Any, collected: _Collected, tasks: asyncio.TaskGroup
    ) -> None:
        child = await self._take()
        # What the kernel prints is of no interest, but a full pipe would stop it.
        drains = [asyncio.create_task(_discard(stream)) for stream in (child.stdout, child.stderr)]
        try:
            quality = self._prepared.request.quality
            child.send({"task": "export", "wants": wants, "quality": quality, "parts": parts}, brep)
            while True:
                try:
                    header, content = await frames.read(child.reader, self._settings.max_artifact_bytes)
                except frames.FrameError:
                    raise JobError(
                        "output_too_large",
                        f"A file is larger than {self._settings.max_artifact_bytes // 2**20} MiB.",
                        "Ask for draft quality or use fewer features.",
                    ) from None
                except (asyncio.IncompleteReadError, OSError):
                    raise JobError(
                        "crashed", f"The CAD kernel crashed while making {', '.join(wants)}.", hints.INVALID
                    ) from None
                match header["kind"]:
                    case "facts":
                        collected.facts, collected.features = header["facts"], header["features"]
                        collected.measured_at = time.monotonic()
                        if any(name != "png" for name in self._prepared.request.formats):
                            await self._emit({"type": "stage", "stage": "exporting"})
                    case "file":
                        collected.exported_at = time.monotonic()
                        collected.files += 1
                        if self._prepared.request.uploads and collected.files == len(
                            set(self._prepared.request.formats)
                        ):
                            await self._emit({"type": "stage", "stage": "uploading"})
                        tasks.create_task(self._delivery.deliver(header["format"], content))
                    case "mesh":
                        collected.is_watertight = bool(header["isWatertight"])
                        collected.thinnest_mm = header["minWallMm"]
                    case "failure":
                        raise JobError(header["code"], header["message"], header["hint"])
                    case _:
                        return
        finally:
            for drain in drains:
                drain.cancel()
            self._forkserver.kill(child)
            self._children.discard(child)

    async def _advise(self, brep: bytes) -> list[dict[str, Any]] | None:
        """What to mind in printing, from a child beside the others; None where it takes too long or fails."""
        child = await self._take()
        drains = [asyncio.create_task(_discard(stream)) for stream in (child.stdout, child.stderr)]
        try:
            async with asyncio.timeout(ADVICE_WITHIN_S):
                child.send({"task": "export", "wants": ["printability"], "quality": "normal", "parts": None}, brep)
                header, _ = await frames.read(child.reader, 0)
                return header["findings"] if header["kind"] == "printability" else None
        except (TimeoutError, frames.FrameError, asyncio.IncompleteReadError, OSError):
            return None
        finally:
            for drain in drains:
                drain.cancel()
            self._forkserver.kill(child)
            self._children.discard(child)


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


class _Collected:
    """What the clean children have handed over so far."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] | None = None
        self.features: dict[str, Any] = {}
        self.is_watertight: bool | None = None
        self.thinnest_mm: float | None = None
        self.files = 0
        self.measured_at = 0.0
        self.exported_at = 0.0


async def _discard(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(OSError):
        while await reader.read(LOG_CHUNK_BYTES):
            continue


async def _settled(tasks: list[asyncio.Task[None]]) -> None:
    """Waits until the streams of a process that was ended have been read to their end."""
    _, pending = await asyncio.wait(tasks, timeout=EXIT_GRACE_S)
    for task in pending:
        task.cancel()


def _first(group: BaseExceptionGroup) -> BaseException:
    """The error that counts in a group: a JobError before anything else."""
    flat: list[BaseException] = []

    def visit(error: BaseException) -> None:
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                visit(inner)
        else:
            flat.append(error)

    visit(group)
    return next((error for error in flat if isinstance(error, JobError)), flat[0])


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
